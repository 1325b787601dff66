"""`Applications`: every way in which a rule concludes a triple of a closure, not only the one that came first.

The engine finds one derivation of a triple, from earlier rounds. Justifications, shortest proofs and repairs ask for
all of them: the ground rules whose premises hold in the closure. Together with the asserted triples they say the same
as the closure of any part of what was asserted (Kazakov & Skočovský, Enumerating Justifications using Resolution,
IJCAR 2018, build on the same).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from kg.proofs.facts import Facts
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact, Premise
from kg.reason.rows import Fact
from kg.rules.lists import list_variables, lists_from, unroll
from kg.rules.model import Atom, Builtin, Listing, Member, Node, Pair, Part, Rule, Var, variables
from kg.terms import Term
from kg.vocabulary import RDF

__all__ = ["Applications"]

_OPEN: Final = -1
_MANY: Final = 1 << 41
_Pattern: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Body:
    """A rule, unrolled, in numbers: a constant is its id, a variable the complement of its place."""

    number: int
    names: tuple[str, ...]
    places: Mapping[Var, int]
    heads: tuple[_Pattern, ...]
    parts: tuple[_Pattern | Part, ...]


class Applications:
    """Every application of a rule that a closure admits.

    Args:
        closure: the closure.
    """

    def __init__(self, closure: Closure) -> None:
        self.facts = Facts(closure)
        self._closure = closure
        self._bodies: dict[tuple[int, tuple[int, ...]], _Body] = {}
        self._known: dict[Fact, tuple[Derivation, ...]] = {}
        self._first, self._rest, self._nil = (self._id(name) for name in (RDF.first, RDF.rest, RDF.nil))
        self._eq_ref = next(at for at, rule in enumerate(closure.rules) if rule.id == "eq-ref")
        self._by_predicate: dict[int, list[int]] = defaultdict(list)
        self._by_any: list[int] = []
        for number, rule in enumerate(closure.rules):
            if self._replaces(rule):
                continue
            predicates = {atom.predicate for atom in rule.head}
            for predicate in predicates:
                named = self._by_any if isinstance(predicate, Var) else self._by_predicate[self._id(predicate)]
                named.append(number)

    def concluding(self, fact: Fact) -> tuple[Derivation, ...]:
        """Return every application that concludes a triple from others that hold, each set of premises once."""
        known = self._known.get(fact)
        if known is None and fact[1] == self.facts.same and fact[0] == fact[2]:
            known = self._known[fact] = tuple(
                self.reflexive(fact, mention) for mention in self.facts.mentioning(fact[0])
            )
        if known is None:
            found = {
                (derivation.rule, frozenset(derivation.premises)): derivation
                for number in self.rules(fact[1])
                for derivation in self._by(number, fact)
                if fact not in derivation.premises
            }
            known = self._known[fact] = tuple(found.values())
        return known

    def violations(self, rule: int) -> Iterator[Derivation]:
        """Yield every application of a rule that concludes *false*."""
        for body in self._unrolled(rule, {}):
            yield from self._matches(body, [_OPEN] * len(body.names), None)

    def rules(self, predicate: int) -> Iterator[int]:
        """Yield the numbers of the rules that can conclude a triple of a property, in their order."""
        yield from sorted({*self._by_predicate.get(predicate, ()), *self._by_any})

    def reflexive(self, fact: Fact, mention: Fact) -> Derivation:
        """Return that a term is the same as itself, since a triple mentions it (eq-ref).

        Args:
            fact: that it is.
            mention: the triple.
        """
        s, p, o = mention
        return Derivation(self._eq_ref, fact, (mention,), {"s": s, "p": p, "o": o})

    def _replaces(self, rule: Rule) -> bool:
        """Return whether a rule only puts equals in the place of equals, which says nothing where there are none."""
        if self.facts.has_equality or len(rule.body) != 2:
            return False
        return rule.id in {"eq-rep-s", "eq-rep-p", "eq-rep-o"}

    def _by(self, number: int, fact: Fact) -> Iterator[Derivation]:
        rule = self._closure.rules[number]
        for at, atom in enumerate(rule.head):
            known: dict[Var, int] = {}
            if not all(self._fits(node, value, known) for node, value in zip(atom.nodes, fact, strict=True)):
                continue
            for body in self._unrolled(number, known):
                values = [_OPEN] * len(body.names)
                if _agrees(body.heads[at], fact, values):
                    yield from self._matches(body, values, fact)

    def _fits(self, node: Node, value: int, known: dict[Var, int]) -> bool:
        if isinstance(node, Var):
            return known.setdefault(node, value) == value
        return self._id(node) == value

    # -- rules in numbers

    def _unrolled(self, number: int, known: Mapping[Var, int]) -> Iterator[_Body]:
        """Yield a rule for each length that its lists can have."""
        measured = list_variables(self._closure.rules[number])
        choices = [self._lengths(number, variable, known) for variable in measured]
        for lengths in product(*choices):
            yield self._body(number, lengths)

    def _lengths(self, number: int, variable: Var, known: Mapping[Var, int]) -> list[int]:
        """Return how long a list can be: those that the atoms which name it lead to."""
        heads: set[int] = set()
        for part in self._closure.rules[number].body:
            if isinstance(part, Atom) and variable in (part.subject, part.object):
                s, p, o = ((known.get(node) if isinstance(node, Var) else self._id(node)) for node in part.nodes)
                heads |= {fact[0 if part.subject == variable else 2] for fact in self.facts.find(s, p, o)}
        return sorted({len(found.items) for head in heads for found in self._lists(head) if found.items})

    def _body(self, number: int, lengths: tuple[int, ...]) -> _Body:
        key = (number, lengths)
        if key not in self._bodies:
            rule = self._closure.rules[number]
            if lengths:
                rule = unroll(rule, dict(zip(list_variables(rule), lengths, strict=True)))
            places: dict[Var, int] = {}
            for part in (*rule.head, *rule.body):
                for variable in variables(part):
                    places.setdefault(variable, len(places))
            parts = tuple(self._pattern(part, places) if isinstance(part, Atom) else part for part in rule.body)
            heads = tuple(self._pattern(atom, places) for atom in rule.head)
            names = tuple(variable.name for variable in places)
            self._bodies[key] = _Body(number, names, places, heads, parts)
        return self._bodies[key]

    def _pattern(self, atom: Atom, places: Mapping[Var, int]) -> _Pattern:
        s, p, o = (~places[node] if isinstance(node, Var) else self._id(node) for node in atom.nodes)
        return s, p, o

    def _id(self, term: Term) -> int:
        return self._closure.dictionary.intern_term(term)

    # -- matching

    def _matches(self, body: _Body, values: list[int], fact: Fact | None) -> Iterator[Derivation]:
        premises: list[Premise | None] = [None] * len(body.parts)
        for found in self._solve(body, list(range(len(body.parts))), values, premises):
            binding = {name: value for name, value in zip(body.names, found, strict=True) if value != _OPEN}
            yield Derivation(body.number, fact, tuple(p for p in premises if p is not None), binding)

    def _solve(
        self, body: _Body, open_: list[int], values: list[int], premises: list[Premise | None]
    ) -> Iterator[list[int]]:
        if not open_:
            yield values
            return
        at = min(open_, key=lambda at: self._cost(body, body.parts[at], values))
        rest = [other for other in open_ if other != at]
        for found, premise in self._candidates(body, body.parts[at], values):
            premises[at] = premise
            yield from self._solve(body, rest, found, premises)

    def _cost(self, body: _Body, part: _Pattern | Part, values: Sequence[int]) -> int:
        if isinstance(part, tuple):
            return self.facts.count(*_known(part, values))
        if isinstance(part, Builtin):
            known = all(not isinstance(a, Var) or values[body.places[a]] != _OPEN for a in part.arguments)
            return 0 if known else _MANY
        assert isinstance(part, (Listing, Member, Pair))
        return 1 if self._head(body, part, values) != _OPEN else _MANY

    def _candidates(
        self, body: _Body, part: _Pattern | Part, values: list[int]
    ) -> Iterator[tuple[list[int], Premise | None]]:
        if isinstance(part, tuple):
            for fact in self.facts.find(*_known(part, values)):
                found = [*values]
                if _agrees(part, fact, found):
                    yield found, fact
        elif isinstance(part, Builtin):
            given = [values[body.places[a]] if isinstance(a, Var) else self._id(a) for a in part.arguments]
            known = [None if value == _OPEN else value for value in given]
            for row in self._closure.deriver.conditions(part, known):
                found = [*values]
                places = [(a, v) for a, v in zip(part.arguments, row, strict=True) if isinstance(a, Var)]
                if all(_put(~body.places[a], v, found) for a, v in places):
                    yield found, None
        else:
            assert isinstance(part, (Listing, Member, Pair))
            for one in self._lists(self._head(body, part, values)):
                for names, items in _choices(part, one.items):
                    found = [*values]
                    if all(_put(self._place(body, n), v, found) for n, v in zip(names, items, strict=True)):
                        yield found, one

    def _head(self, body: _Body, part: Listing | Member | Pair, values: Sequence[int]) -> int:
        return values[body.places[part.list]] if isinstance(part.list, Var) else self._id(part.list)

    def _place(self, body: _Body, node: Node) -> int:
        return ~body.places[node] if isinstance(node, Var) else self._id(node)

    def _lists(self, head: int) -> Iterator[ListFact]:
        first, rest, nil = self._first, self._rest, self._nil
        for cells in lists_from(
            head,
            lambda cell: [o for _, _, o in self.facts.find(cell, first, None)],
            lambda cell: [o for _, _, o in self.facts.find(cell, rest, None)],
            nil,
        ):
            spelt: list[Fact] = []
            for at, (cell, item) in enumerate(cells):
                spelt += [(cell, first, item), (cell, rest, cells[at + 1][0] if at + 1 < len(cells) else nil)]
            yield ListFact(head, tuple(item for _, item in cells), tuple(spelt))


def _known(pattern: _Pattern, values: Sequence[int]) -> tuple[int | None, int | None, int | None]:
    s, p, o = (node if node >= 0 else values[~node] for node in pattern)
    return None if s == _OPEN else s, None if p == _OPEN else p, None if o == _OPEN else o


def _agrees(pattern: _Pattern, fact: Fact, values: list[int]) -> bool:
    return all(_put(node, value, values) for node, value in zip(pattern, fact, strict=True))


def _put(node: int, value: int, values: list[int]) -> bool:
    """Put a value in the place of a node, and return whether it may stand there."""
    if node >= 0:
        return node == value
    if values[~node] == _OPEN:
        values[~node] = value
    return values[~node] == value


def _choices(
    part: Listing | Member | Pair, items: tuple[int, ...]
) -> Iterator[tuple[tuple[Node, ...], tuple[int, ...]]]:
    if isinstance(part, Listing):
        if len(items) == len(part.items):
            yield part.items, items
    elif isinstance(part, Member):
        yield from (((part.item,), (item,)) for item in dict.fromkeys(items))
    else:
        yield from (((part.first, part.second), (a, b)) for at, a in enumerate(items) for b in items[at + 1 :])
