"""The naive fixpoint: every rule over all triples, again and again, until nothing new follows.

It shares nothing with the engine but the rule tables: no ids, no order of joins, no representatives, no schema apart
from data. It is slow and obviously right, which makes it the oracle of the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, count, product

from pyoxigraph import Literal, NamedNode

from kg.rules.builtins import ANNOTATION_PROPERTIES, BUILTINS
from kg.rules.lists import list_variables, lists_from, unroll
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Node, Pair, Part, Rule, Var, variables
from kg.terms import Term, Triple
from kg.vocabulary import DATATYPES, RDF

__all__ = ["Facts", "naive_fixpoint"]

Binding = dict[Var, Term]


def naive_fixpoint(asserted: Iterable[Triple], rules: Sequence[Rule]) -> tuple[set[Triple], set[str]]:
    """Return all that follows from some triples, trivial and generalised triples included.

    Args:
        asserted: the triples.
        rules: the rules.

    Returns:
        the asserted and the inferred triples; the ids of the rules that conclude *false*.
    """
    facts = Facts(asserted, rules)
    violated: set[str] = set()
    for rounds in count():
        news: list[Triple] = []
        for rule in rules:
            if rounds and rule.body and all(isinstance(part, Builtin) for part in rule.body):
                continue  # what depends on terms alone was concluded in the first round
            for _, binding in facts.matches(rule):
                if not rule.head:
                    violated.add(rule.id)
                news += [Triple(*(_value(n, binding) for n in atom.nodes)) for atom in rule.head]  # type: ignore[arg-type]
        if not facts.add(news):
            break
    return set(facts.all), violated


class Facts:
    """A set of triples that bodies of rules are matched with.

    Args:
        asserted: the triples to begin with.
        rules: the rules that will be matched.
    """

    def __init__(self, asserted: Iterable[Triple], rules: Sequence[Rule]) -> None:
        self.all: set[Triple] = set()
        self._by: dict[tuple[Term | None, Term | None, Term | None], set[Triple]] = defaultdict(set)
        self.add(asserted)
        bodies = {n for rule in rules for part in rule.body for n in _nodes(part) if isinstance(n, Literal)}
        heads = {n for rule in rules for part in rule.head for n in _nodes(part) if isinstance(n, Literal)}
        here = {term for triple in self.all for term in triple if isinstance(term, Literal)} | heads
        # A literal that only the body of a rule names is in no triple; what it equals is asked for all the same.
        self._literals, self._equated = sorted(here, key=str), sorted(here | bodies, key=str)
        self._iris = [*ANNOTATION_PROPERTIES, *map(NamedNode, DATATYPES)]

    def add(self, triples: Iterable[Triple]) -> bool:
        """Take in triples, and return whether any is new."""
        before = len(self.all)
        for triple in triples:
            if triple not in self.all:
                self.all.add(triple)
                s, p, o = triple
                for key in (
                    (s, p, None),
                    (None, p, o),
                    (s, None, o),
                    (s, None, None),
                    (None, p, None),
                    (None, None, o),
                ):
                    self._by[key].add(triple)
        return len(self.all) > before

    def matches(self, rule: Rule) -> Iterator[tuple[Rule, Binding]]:
        """Yield the matches of a rule's body, each with the rule, unrolled for the list at hand."""
        measured = list_variables(rule)
        longer = [rule]
        if measured:
            lengths = {len(cells) for head in self._heads() for cells in self.lists(head)} - {0}
            longer = [unroll(rule, dict.fromkeys(measured, length)) for length in sorted(lengths)]
        for one in longer:
            for binding in self._solve(list(one.body), {}):
                yield one, binding

    def _solve(self, parts: list[Part], binding: Binding) -> Iterator[Binding]:
        if not parts:
            yield binding
            return
        part = min(parts, key=lambda part: self._cost(part, binding))
        rest = [other for other in parts if other is not part]
        for nodes, values in list(self._candidates(part, binding)):
            extended = dict(binding)
            if all(_agrees(node, value, extended) for node, value in zip(nodes, values, strict=True)):
                yield from self._solve(rest, extended)

    def _cost(self, part: Part, binding: Binding) -> int:
        if isinstance(part, Atom):
            s, p, o = (_known(node, binding) for node in part.nodes)
            return len(self.all) if s is p is o is None else len(self._by.get((s, p, o), ()))
        if isinstance(part, (Listing, Member, Pair)) and part.list in binding:
            return 0
        return sum(v not in binding for v in variables(part)) << 20

    def _candidates(self, part: Part, binding: Binding) -> Iterator[tuple[Sequence[Node], Sequence[Term]]]:
        if isinstance(part, Atom):
            s, p, o = (_known(node, binding) for node in part.nodes)
            for triple in self._fitting((s, p, o)):
                yield part.nodes, (triple.subject, triple.predicate, triple.object)
        elif isinstance(part, Builtin):
            literals = self._equated if part.name == "same-value" else self._literals
            known = [_known(a, binding) for a in part.arguments]
            anything: list[Term] = [*literals, *self._iris]
            for values in product(*(anything if value is None else [value] for value in known)):
                if BUILTINS[part.name].holds(*values):
                    yield part.arguments, values
        else:
            assert isinstance(part, (Listing, Member, Pair))
            assert isinstance(part.list, Var)
            heads = [binding[part.list]] if part.list in binding else self._heads()
            for head, items in ((one, tuple(i for _, i in cells)) for one in heads for cells in self.lists(one)):
                if isinstance(part, Listing):
                    if len(items) == len(part.items):
                        yield (part.list, *part.items), (head, *items)
                elif isinstance(part, Member):
                    yield from (((part.list, part.item), (head, item)) for item in items)
                else:
                    pairs = combinations(items, 2)
                    yield from (((part.list, part.first, part.second), (head, *pair)) for pair in pairs)

    def _fitting(self, pattern: tuple[Term | None, Term | None, Term | None]) -> Iterable[Triple]:
        if None not in pattern:
            return [triple for triple in self._by.get((pattern[0], pattern[1], None), ()) if triple == pattern]
        return self._by.get(pattern, ()) if set(pattern) != {None} else self.all

    def _heads(self) -> list[Term]:
        return [*{t.subject for t in self._by[None, RDF.first, None]}, RDF.nil]

    def lists(self, head: Term) -> list[tuple[tuple[Term, Term], ...]]:
        """Return the lists that begin with a cell, as (cell, member)."""

        def partners(cell: Term, predicate: NamedNode) -> list[Term]:
            return [t.object for t in self._by.get((cell, predicate, None), ())]

        return list(lists_from(head, lambda c: partners(c, RDF.first), lambda c: partners(c, RDF.rest), RDF.nil))


def _nodes(part: Part) -> Iterator[Term]:
    if isinstance(part, Each):
        for atom in part.atoms:
            yield from _nodes(atom)
    elif isinstance(part, (Atom, Builtin)):
        nodes = part.nodes if isinstance(part, Atom) else part.arguments
        yield from (node for node in nodes if not isinstance(node, Var))


def _known(node: Node, binding: Binding) -> Term | None:
    return binding.get(node) if isinstance(node, Var) else node


def _value(node: Node, binding: Binding) -> Term:
    return binding[node] if isinstance(node, Var) else node


def _agrees(node: Node, value: Term, binding: Binding) -> bool:
    if not isinstance(node, Var):
        return node == value
    return binding.setdefault(node, value) == value
