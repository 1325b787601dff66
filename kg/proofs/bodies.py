"""`Bodies`: rules in numbers, unrolled for the lists of a closure, and the ways in which their bodies hold in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from kg.proofs.facts import Facts
from kg.reason.closure import Closure
from kg.reason.derivation import ListFact, Premise
from kg.reason.rows import Fact
from kg.rules.lists import list_variables, lists_from, unroll
from kg.rules.model import Atom, Builtin, Listing, Member, Node, Pair, Part, Var, variables
from kg.terms import Term
from kg.vocabulary import RDF

__all__ = ["OPEN", "Bodies", "Body", "Pattern"]

OPEN: Final = -1
"""Stands for a variable that has no value yet."""
_MANY: Final = 1 << 41
Pattern: TypeAlias = tuple[int, int, int]
"""An atom: a constant is its id, a variable the complement of its place."""


@dataclass(frozen=True, slots=True)
class Body:
    """A rule, unrolled.

    Args:
        number: the number of the rule.
        names: the variables by place.
        places: the place of each variable.
        heads: the conclusions.
        parts: the body; what is no atom stays as it is.
    """

    number: int
    names: tuple[str, ...]
    places: Mapping[Var, int]
    heads: tuple[Pattern, ...]
    parts: tuple[Pattern | Part, ...]

    def binding(self, values: Sequence[int]) -> dict[str, int]:
        """Return the value of each variable that has one."""
        return {name: value for name, value in zip(self.names, values, strict=True) if value != OPEN}


class Bodies:
    """The rules of a closure in numbers.

    Args:
        closure: the closure.
        facts: its triples.
    """

    def __init__(self, closure: Closure, facts: Facts) -> None:
        self._closure, self._facts = closure, facts
        self._bodies: dict[tuple[int, tuple[int, ...]], Body] = {}
        self._first, self._rest, self._nil = (self.id(name) for name in (RDF.first, RDF.rest, RDF.nil))

    def id(self, term: Term) -> int:
        """Return the id of a term."""
        return self._closure.dictionary.intern_term(term)

    def concluding(self, number: int, fact: Fact) -> Iterator[tuple[Body, list[int]]]:
        """Yield a rule for each of its conclusions that a triple can be, and each length that its lists can have.

        Args:
            number: the number of the rule.
            fact: the triple.

        Yields:
            the rule, and the values of its variables, as far as the triple gives them.
        """
        for at, atom in enumerate(self._closure.rules[number].head):
            known: dict[Var, int] = {}
            if not all(self._fits(node, value, known) for node, value in zip(atom.nodes, fact, strict=True)):
                continue
            for body in self.unrolled(number, known):
                values = [OPEN] * len(body.names)
                if _agrees(body.heads[at], fact, values):
                    yield body, values

    def unrolled(self, number: int, known: Mapping[Var, int]) -> Iterator[Body]:
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
                s, p, o = ((known.get(node) if isinstance(node, Var) else self.id(node)) for node in part.nodes)
                heads |= {fact[0 if part.subject == variable else 2] for fact in self._facts.find(s, p, o)}
        return sorted({len(found.items) for head in heads for found in self._lists(head) if found.items})

    def _body(self, number: int, lengths: tuple[int, ...]) -> Body:
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
            self._bodies[key] = Body(number, names, places, heads, parts)
        return self._bodies[key]

    def _pattern(self, atom: Atom, places: Mapping[Var, int]) -> Pattern:
        s, p, o = (~places[node] if isinstance(node, Var) else self.id(node) for node in atom.nodes)
        return s, p, o

    def _fits(self, node: Node, value: int, known: dict[Var, int]) -> bool:
        if isinstance(node, Var):
            return known.setdefault(node, value) == value
        return self.id(node) == value

    def solve(
        self, body: Body, open_: list[int], values: list[int], premises: list[Premise | None]
    ) -> Iterator[list[int]]:
        """Yield the values of the variables for which some parts of a body hold.

        Args:
            body: the rule.
            open_: the places of the parts.
            values: the values that are known.
            premises: for each part of the body its premise; they are filled in anew for what is yielded.
        """
        if not open_:
            yield values
            return
        at = min(open_, key=lambda at: self._cost(body, body.parts[at], values))
        rest = [other for other in open_ if other != at]
        for found, premise in self._candidates(body, body.parts[at], values):
            premises[at] = premise
            yield from self.solve(body, rest, found, premises)

    def _cost(self, body: Body, part: Pattern | Part, values: Sequence[int]) -> int:
        if isinstance(part, tuple):
            return self._facts.count(*_known(part, values))
        if isinstance(part, Builtin):
            known = all(not isinstance(a, Var) or values[body.places[a]] != OPEN for a in part.arguments)
            return 0 if known else _MANY
        assert isinstance(part, (Listing, Member, Pair))
        return 1 if self._head(body, part, values) != OPEN else _MANY

    def _candidates(
        self, body: Body, part: Pattern | Part, values: list[int]
    ) -> Iterator[tuple[list[int], Premise | None]]:
        if isinstance(part, tuple):
            for fact in self._facts.find(*_known(part, values)):
                found = [*values]
                if _agrees(part, fact, found):
                    yield found, fact
        elif isinstance(part, Builtin):
            given = [values[body.places[a]] if isinstance(a, Var) else self.id(a) for a in part.arguments]
            known = [None if value == OPEN else value for value in given]
            for row in self._closure.deriver.conditions(part, known):
                found = [*values]
                places = [(a, v) for a, v in zip(part.arguments, row, strict=True) if isinstance(a, Var)]
                if all(_put(~body.places[a], v, found) for a, v in places):
                    yield found, None
        else:
            assert isinstance(part, (Listing, Member, Pair))
            head = self._head(body, part, values)
            for one in self._lists(head) if head != OPEN else ():  # it is not known which list
                for names, items in _choices(part, one.items):
                    found = [*values]
                    if all(_put(self._place(body, n), v, found) for n, v in zip(names, items, strict=True)):
                        yield found, one

    def _head(self, body: Body, part: Listing | Member | Pair, values: Sequence[int]) -> int:
        return values[body.places[part.list]] if isinstance(part.list, Var) else self.id(part.list)

    def _place(self, body: Body, node: Node) -> int:
        return ~body.places[node] if isinstance(node, Var) else self.id(node)

    def _lists(self, head: int) -> Iterator[ListFact]:
        first, rest, nil = self._first, self._rest, self._nil
        for cells in lists_from(
            head,
            lambda cell: [o for _, _, o in self._facts.find(cell, first, None)],
            lambda cell: [o for _, _, o in self._facts.find(cell, rest, None)],
            nil,
        ):
            spelt: list[Fact] = []
            for at, (cell, item) in enumerate(cells):
                spelt += [(cell, first, item), (cell, rest, cells[at + 1][0] if at + 1 < len(cells) else nil)]
            yield ListFact(head, tuple(item for _, item in cells), tuple(spelt))


def _known(pattern: Pattern, values: Sequence[int]) -> tuple[int | None, int | None, int | None]:
    s, p, o = (node if node >= 0 else values[~node] for node in pattern)
    return None if s == OPEN else s, None if p == OPEN else p, None if o == OPEN else o


def _agrees(pattern: Pattern, fact: Fact, values: list[int]) -> bool:
    return all(_put(node, value, values) for node, value in zip(pattern, fact, strict=True))


def _put(node: int, value: int, values: list[int]) -> bool:
    """Put a value in the place of a node, and return whether it may stand there."""
    if node >= 0:
        return node == value
    if values[~node] == OPEN:
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
