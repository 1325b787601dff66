"""Rules in numbers, as premises are matched: compiled once, for each length of their lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from kg.reason.rows import Fact
from kg.rules.lists import list_variables, unroll
from kg.rules.model import Atom, Builtin, Each, Node, Part, Path, Rule, Var, variables
from kg.terms import Term

__all__ = ["UNKNOWN", "Bodies", "Body", "Order", "Places", "agree", "agrees"]

UNKNOWN: Final = -1
Places: TypeAlias = tuple[int, int, int]
"""An atom: the places of its subject, predicate and object."""
Order: TypeAlias = dict[tuple[int, ...], tuple[int, tuple[int, ...]]]
"""Of parts that are open, which is matched next, and which then are left; where that does not depend on the rows."""


@dataclass(frozen=True, slots=True)
class Body:
    """A rule in numbers: what it names, variables first, has places in a list of values.

    Args:
        places: the place of each variable and term.
        names: the names of the variables, by place.
        values: the ids of the terms by place, and that the variables are not known.
        heads: the conclusions.
        parts: what is to be matched: an atom, or another part.
        every: the numbers of the parts.
        shown: those of the parts that have a premise, in order: all but conditions.
        lists: the places of the lists whose length is not known yet.
        orders: the order in which the parts are matched, by what tells which variables are known at the beginning.
    """

    places: Mapping[Node, int]
    names: tuple[str, ...]
    values: tuple[int, ...]
    heads: tuple[Places, ...]
    parts: tuple[Places | Part, ...]
    every: tuple[int, ...]
    shown: tuple[int, ...]
    lists: tuple[int, ...]
    orders: defaultdict[Hashable, Order] = field(default_factory=lambda: defaultdict(dict))


class Bodies:
    """The bodies of some rules.

    Args:
        rules: the rules, by their numbers.
        name: the id of a term.
    """

    def __init__(self, rules: Sequence[Rule], name: Callable[[Term], int]) -> None:
        self._rules, self._name = rules, name
        self._known: dict[tuple[int, tuple[int, ...]], Body] = {}

    def body(self, rule: int, lengths: tuple[int, ...] = ()) -> Body:
        """Return the body of a rule.

        Args:
            rule: the number of the rule.
            lengths: those of its lists, if they are known.
        """
        body = self._known.get((rule, lengths))
        if body is None:
            body = self._known[rule, lengths] = self._compiled(rule, lengths)
        return body

    def of_two(self, rule: int) -> Body:
        """Return the body of a rule, for lists of two members."""
        return self.body(rule, (2,) if list_variables(self._rules[rule]) else ())

    def _compiled(self, rule: int, lengths: tuple[int, ...]) -> Body:
        known = self._rules[rule]
        places: dict[Node, int] = {}
        for part in (*known.head, *known.body):
            for variable in variables(part):
                places.setdefault(variable, len(places))
        measured = list_variables(known)
        if lengths:
            known = unroll(known, dict(zip(measured, lengths, strict=True)))
            for part in known.body:
                for variable in variables(part):
                    places.setdefault(variable, len(places))
        names = tuple(variable.name for variable in places if isinstance(variable, Var))
        for part in (*known.head, *known.body):
            for node in part.nodes if isinstance(part, Atom) else ():
                places.setdefault(node, len(places))
        parts = tuple(_places(part, places) if isinstance(part, Atom) else part for part in known.body)
        return Body(
            places,
            names,
            tuple(UNKNOWN if isinstance(node, Var) else self._name(node) for node in places),
            tuple(_places(atom, places) for atom in known.head),
            parts,
            tuple(range(len(parts))),
            tuple(at for at, part in enumerate(known.body) if not isinstance(part, (Builtin, Each, Path))),
            () if lengths else tuple(places[variable] for variable in measured),
        )


def _places(atom: Atom, places: Mapping[Node, int]) -> Places:
    s, p, o = (places[node] for node in atom.nodes)
    return s, p, o


def agree(atom: Places, fact: Fact, values: list[int]) -> bool:
    """Put a triple in the places of an atom; return whether they were free, or held the same."""
    for place, value in zip(atom, fact, strict=True):
        known = values[place]
        if known == UNKNOWN:
            values[place] = value
        elif known != value:
            return False
    return True


def agrees(place: int, value: int, values: list[int]) -> bool:
    """Put a value in a place; return whether it was free, or held the same."""
    if values[place] == UNKNOWN:
        values[place] = value
    return values[place] == value
