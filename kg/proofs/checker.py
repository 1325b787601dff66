"""The checker of proofs: it reads a rule table and a proof, and nothing else of the engine.

A step is right when it instantiates its rule: with its substitution put in, the head of the rule gives the
conclusion, each part of the body is a premise or a condition that holds, and each premise is a part of the body. In
which order the premises stand says nothing. Every leaf must be asserted, and no conclusion may rest on itself.

A `Checker` does not ask what terms are made of: any hashable values do, so that ids can be checked without being
turned into terms. Each rule is compiled once, a rule about lists once for each length.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from typing import Any, Final, Protocol, TypeAlias

from kg.rules.builtins import BUILTINS
from kg.rules.lists import list_variables, unroll
from kg.rules.model import Atom, Builtin, Listing, Member, Pair, Rule, Var, variables
from kg.terms import Term, Triple
from kg.vocabulary import RDF

__all__ = ["Checker", "Fault", "ListLike", "NodeLike", "ProofLike", "check"]

Fact: TypeAlias = tuple[Any, Any, Any]


class ListLike(Protocol):
    """A list as a premise: its first cell and its members."""

    @property
    def head(self) -> Any:
        """The first cell."""
        ...

    @property
    def items(self) -> tuple[Any, ...]:
        """The members."""
        ...


Premise: TypeAlias = "Fact | ListLike"


class NodeLike(Protocol):
    """What is read of a node of a proof; `kg.proofs.model.Node` is one."""

    @property
    def kind(self) -> str:
        """How its conclusion was come by."""
        ...

    @property
    def conclusion(self) -> Triple | ListLike | None:
        """What it says."""
        ...

    @property
    def rule(self) -> str | None:
        """The id of the rule that concluded it."""
        ...

    @property
    def substitution(self) -> Mapping[str, Term]:
        """What each variable of the rule stands for."""
        ...

    @property
    def premises(self) -> tuple[int, ...]:
        """Where the nodes stand that it follows from."""
        ...


class ProofLike(Protocol):
    """What is read of a proof; `kg.proofs.model.Proof` is one."""

    @property
    def goal(self) -> Triple | None:
        """What was asked."""
        ...

    @property
    def nodes(self) -> Sequence[NodeLike]:
        """The nodes, that of the goal first."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a proof.

    Args:
        node: the place of the node at fault in the proof, or what else it is called by.
        reason: what is wrong with it, one sentence without a full stop.
    """

    node: Hashable
    reason: str

    def __str__(self) -> str:
        return f"{self.node}: {self.reason}"


def check(
    proof: ProofLike, rules: Iterable[Rule] | Checker, asserted: Callable[[Triple], bool] | Container[Triple]
) -> tuple[Fault, ...]:
    """Return all that is wrong with a proof; a proof without faults is accepted.

    Args:
        proof: the proof.
        rules: the rules that may be used; for many proofs, a `Checker` of them.
        asserted: the triples that may be leaves, or what tells whether a triple may.
    """
    checker = rules if isinstance(rules, Checker) else Checker(rules)
    given = asserted if callable(asserted) else asserted.__contains__
    if not proof.nodes:
        return (Fault(None, "there is no node"),)
    faults: list[Fault] = []
    if proof.nodes[0].conclusion != proof.goal:
        faults.append(Fault(0, "the first node does not conclude what was asked"))
    for at, node in enumerate(proof.nodes):
        reason = _node(checker, proof.nodes, node, given)
        if reason is not None:
            faults.append(Fault(at, reason))
    faults += [Fault(at, "it rests on itself") for at in _cyclic([node.premises for node in proof.nodes])]
    return tuple(faults)


class Checker:
    """Checks single steps.

    Args:
        rules: the rules that may be used.
        term: gives the term that stands behind a value; by default values are terms.
        value: gives the value of a term, or None when it has none.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        term: Callable[[Any], Term] = lambda value: value,
        value: Callable[[Term], Any] = lambda term: term,
    ) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._term, self._value = term, value
        self._plans: dict[str | tuple[str, tuple[int, ...]], _Plan] = {
            rule.id: self._compiled(rule) for rule in self._rules.values() if not list_variables(rule)
        }
        self._held: dict[tuple[Any, ...], bool] = {}
        self._first, self._rest, self._nil = (self._constant(name) for name in (RDF.first, RDF.rest, RDF.nil))

    def step(
        self, rule: str, conclusion: Any, premises: Sequence[Premise], substitution: Mapping[str, Any]
    ) -> str | None:
        """Return what is wrong with an application of a rule, None when nothing is.

        Args:
            rule: the id of the rule.
            conclusion: a tuple of subject, predicate and object, or None for *false*.
            premises: such tuples, and lists, which are no tuples. How a list is spelled is checked by `members`.
            substitution: what each variable of the rule, unrolled where it is about lists, stands for.
        """
        plan = self._plans.get(rule)
        if plan is not None:
            return self._apply(plan, conclusion, premises, substitution)
        if rule not in self._rules:
            return f"there is no rule {rule}"
        reason: str | None = f"no premise is the list that {rule} is about"
        for lengths in _lengths(self._rules[rule], premises, substitution):
            plan = self._plans.get((rule, lengths))
            if plan is None:
                whole = self._rules[rule]
                unrolled = unroll(whole, dict(zip(list_variables(whole), lengths, strict=True)))
                plan = self._plans[rule, lengths] = self._compiled(unrolled)
            reason = self._apply(plan, conclusion, premises, substitution)
            if reason is None:
                break
        return reason

    def members(self, head: Any, items: Sequence[Any], cells: Iterable[Fact]) -> str | None:
        """Return what is wrong with the triples that are to spell a list, None when nothing is.

        Args:
            head: the first cell; rdf:nil for the empty list.
            items: the members.
            cells: the triples of rdf:first and rdf:rest, two for each member.
        """
        given = {*cells}
        cell = head
        spelled: set[Fact] = set()
        following = {s: o for s, p, o in given if p == self._rest}
        for item in items:
            if cell == self._nil or cell not in following:
                return "its cells end before its members do"
            spelled |= {(cell, self._first, item), (cell, self._rest, following[cell])}
            cell = following[cell]
        if cell != self._nil:
            return "its cells do not end in rdf:nil with its last member"
        return None if spelled == given else "its cells do not spell its members"

    def _apply(
        self, plan: _Plan, conclusion: Any, premises: Sequence[Premise], substitution: Mapping[str, Any]
    ) -> str | None:
        try:
            pool = plan.values(substitution) + plan.constants
        except KeyError as missing:
            return f"it is not said what ?{missing.args[0]} stands for"
        if len(substitution) != plan.count:
            return "more variables are said to stand for something than the rule has"
        if not _concludes(plan, pool, conclusion):
            return f"{plan.rule.id} does not conclude that"
        if plan.lists:
            lists = [premise for premise in premises if not isinstance(premise, tuple)]
            if any(all(not fits(pool, found) for found in lists) for fits in plan.lists):
                return "a list is missing among the premises, or has other members"
            if any(all(not fits(pool, found) for fits in plan.lists) for found in lists):
                return "a list among the premises is none that the rule is about"
            premises = [premise for premise in premises if isinstance(premise, tuple)]
        body = [atom(pool) for atom in plan.atoms]
        reason = None if body == [*premises] else self._other(body, premises)
        for name, arguments in plan.conditions:
            if not self._holds(name, arguments(pool)):
                reason = f"{name} does not hold of {self._show(arguments(pool))}"
        return reason if plan.safe else f"{plan.rule.id} says nothing of a list as short as this"

    def _other(self, body: Sequence[Fact], premises: Sequence[Premise]) -> str | None:
        """Return in what a body and the premises differ when their order does not count."""
        wanted, given = {*body}, {*premises}
        for fact in body:
            if fact not in given:
                return f"the premise {self._show(fact)} is missing"
        return None if wanted == given else "there is a premise that the rule does not ask for"

    def _holds(self, name: str, arguments: tuple[Any, ...]) -> bool:
        key = (name, *arguments)
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = BUILTINS[name].holds(*map(self._term, arguments))
        return held

    def _show(self, values: Iterable[Any]) -> str:
        return " ".join(str(self._term(value)) for value in values)

    def _constant(self, term: Term) -> Any:
        value = self._value(term)
        return _Unknown() if value is None else value

    def _compiled(self, rule: Rule) -> _Plan:
        names = tuple(dict.fromkeys(v.name for part in (*rule.head, *rule.body) for v in variables(part)))
        constants: dict[Term, int] = {}

        def place(node: Var | Term) -> int:
            if isinstance(node, Var):
                return names.index(node.name)
            return constants.setdefault(node, len(names) + len(constants))

        def picker(nodes: Iterable[Var | Term]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
            return _picker([place(node) for node in nodes])

        heads = tuple([picker(atom.nodes) for atom in rule.head])
        atoms = tuple([picker(part.nodes) for part in rule.body if isinstance(part, Atom)])
        conditions = tuple([(part.name, picker(part.arguments)) for part in rule.body if isinstance(part, Builtin)])
        lists = tuple([_fitting(part, place) for part in rule.body if isinstance(part, (Listing, Member, Pair))])
        bound = {v for part in rule.body for v in variables(part)}
        return _Plan(
            rule,
            len(names),
            _picker(names),
            tuple([self._constant(term) for term in constants]),
            heads,
            atoms,
            lists,
            conditions,
            safe=all(v in bound for atom in rule.head for v in variables(atom)),
        )


_Pool: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule, compiled. A *pool* holds what its variables stand for, and after that its constants.

    Args:
        rule: the rule, unrolled.
        count: how many variables it has.
        values: gives the first part of the pool for a substitution.
        constants: the second part of the pool.
        heads, atoms: give the conclusions and the triples of the body.
        lists: tell whether a list is what a part of the body asks for.
        conditions: the name of each condition, and what gives its arguments.
        safe: whether each variable of the head stands in the body; not so when a list is too short.
    """

    rule: Rule
    count: int
    values: Callable[[Mapping[str, Any]], _Pool]
    constants: _Pool
    heads: tuple[Callable[[_Pool], tuple[Any, ...]], ...]
    atoms: tuple[Callable[[_Pool], tuple[Any, ...]], ...]
    lists: tuple[Callable[[_Pool, ListLike], bool], ...]
    conditions: tuple[tuple[str, Callable[[_Pool], tuple[Any, ...]]], ...]
    safe: bool


class _Unknown:
    """The value of a constant that has none: it is equal to nothing else."""

    def __str__(self) -> str:
        return "?"


def _concludes(plan: _Plan, pool: _Pool, conclusion: Any) -> bool:
    for head in plan.heads:
        if head(pool) == conclusion:
            return True
    return conclusion is None and not plan.heads


def _picker(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values at some keys as a tuple; `itemgetter` does so only from two on."""
    if not keys:
        return lambda _: ()
    if len(keys) == 1:
        key = keys[0]
        return lambda pool: (pool[key],)
    return itemgetter(*keys)


def _fitting(part: Listing | Member | Pair, place: Callable[[Var | Term], int]) -> Callable[[_Pool, ListLike], bool]:
    """Return what tells whether a list is what a part of a body asks for."""
    head = place(part.list)
    if isinstance(part, Listing):
        items = _picker([place(item) for item in part.items])
        return lambda pool, found: found.head == pool[head] and found.items == items(pool)
    if isinstance(part, Member):
        item = place(part.item)
        return lambda pool, found: found.head == pool[head] and pool[item] in found.items
    first, second = place(part.first), place(part.second)

    def holds_pair(pool: _Pool, found: ListLike) -> bool:
        one, other, items = pool[first], pool[second], found.items
        return found.head == pool[head] and one in items and other in items[items.index(one) + 1 :]

    return holds_pair


def _lengths(rule: Rule, premises: Iterable[Premise], substitution: Mapping[str, Any]) -> Iterator[tuple[int, ...]]:
    """Yield how long the lists that a rule is about may be, as the premises have it; none is of no members."""
    lists = [premise for premise in premises if not isinstance(premise, tuple)]
    choices: list[list[int]] = []
    for variable in list_variables(rule):
        head = substitution.get(variable.name)
        lengths = {len(found.items) for found in lists if found.head == head}
        choices.append(sorted(lengths - {0}))
    return product(*choices)


_KINDS: Final = ("asserted", "inferred", "list")


def _node(
    checker: Checker, nodes: Sequence[NodeLike], node: NodeLike, asserted: Callable[[Triple], bool]
) -> str | None:
    """Return what is wrong with one node, its premises taken for granted."""
    if any(not 0 <= at < len(nodes) for at in node.premises):
        return "it names a premise that is not there"
    if node.kind not in _KINDS:
        return f"the checker knows no node that is {node.kind}"
    if (node.rule is not None or node.substitution) and node.kind != "inferred":
        return "only what is inferred has a rule"
    conclusion, premises = node.conclusion, [nodes[at].conclusion for at in node.premises]
    if node.kind == "asserted":
        if not isinstance(conclusion, tuple) or not asserted(conclusion):
            return "it is not asserted"
        return "what is asserted has no premises" if premises else None
    given = [premise for premise in premises if premise is not None]
    if len(given) < len(premises):
        return "it rests on a contradiction"
    if node.kind == "inferred":
        return checker.step(node.rule or "", conclusion, given, node.substitution)
    if conclusion is None or isinstance(conclusion, tuple):
        return "it is no list"
    cells = [premise for premise in given if isinstance(premise, tuple)]
    if len(cells) < len(given):
        return "a list is no cell of a list"
    return checker.members(conclusion.head, conclusion.items, cells)


def _cyclic(premises: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the nodes that end a cycle, when nodes are searched depth first in their order."""
    if all(premise > at for at, below in enumerate(premises) for premise in below):
        return []
    entered, left = 1, 2
    state = [0] * len(premises)
    found: list[int] = []
    for start in range(len(premises)):
        if state[start]:
            continue
        state[start] = entered
        stack = [(start, iter(premises[start]))]
        while stack:
            at, rest = stack[-1]
            below = next((p for p in rest if 0 <= p < len(premises)), None)
            if below is None:
                state[at] = left
                stack.pop()
            elif state[below] == entered:
                found.append(below)
            elif not state[below]:
                state[below] = entered
                stack.append((below, iter(premises[below])))
    return found
