"""`Program`: the rules, specialised to the schema at hand, and what wakes each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from kg.reason.joins import Pattern, Store, Table
from kg.reason.pairs import contains, pack
from kg.reason.specialise import Change, Rows, Special, Specialiser
from kg.rules.model import Builtin, Rule, Var
from kg.terms import Term
from kg.vocabulary import OWL

__all__ = ["NATIVE", "Kind", "Plan", "Program", "half"]

NATIVE: Final = frozenset(
    {"eq-ref", "eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o", "dt-eq", "dt-diff", "dt-not-type"}
)
"""Rules that are no joins: equality is kept by representatives, literals are compared by their values."""


_CLOSED: Final = {"cax-sco": ("cax-sco", "prp-dom", "prp-rng"), "prp-spo1": ("prp-spo1",)}
"""Rules that need not be run on what some rules concluded.

As scm-sco, scm-dom1, scm-rng1 and scm-spo close the schema, those conclude in one step what they would in two.
"""
_LONG: Final = 64
"""How many pairs a relation has to have for each row of a table for the rows to be run one by one."""


class Kind(Enum):
    """How a plan is run."""

    JOIN = "join"
    TRANSITIVE = "transitive"
    """``P(x, z) :- P(x, y), P(y, z)``"""
    SAME = "same"
    """``y1 = y2 :- B(y1), B(y2)``: all that agree in the rest of B become one class"""


@dataclass(slots=True, eq=False)
class Plan:
    """A rule with known predicates, ready to be run.

    Args:
        rule: the number of the rule.
        patterns: the body, apart from the table.
        heads: the conclusions; none for *false*.
        table: what the schema says of the other variables, if anything.
        kind: how it is run.
        wanted: the variables of the conclusions.
        names: the variable of the rule that each number stands for.
        bound: the predicates, by the variables of the rule.
        shape: the patterns and heads with variables numbered as they come: plans of one shape differ in their tables.
        deaf: the rules whose conclusions are no news to it, so that it is not run again for them.
        fresh: whether it has not been run yet.
        closed: the size at which its relation was closed last, for a transitive plan.
    """

    rule: int
    patterns: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]
    table: Table | None
    kind: Kind
    wanted: frozenset[int]
    names: Mapping[int, Var]
    bound: Mapping[Var, int]
    shape: tuple[object, ...]
    deaf: frozenset[int]
    fresh: bool = True
    closed: int = -1

    def settle(self) -> None:
        """Note that the plan has been run on all there is."""
        self.fresh = False
        if self.table is not None:
            self.table.recent = self.table.recent[:0]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The table, if there is one."""
        return () if self.table is None else (self.table,)


class Program:
    """The plans of some rules for the schema at hand.

    Args:
        rules: the rules; a rule's place is its number.
        name: the representative of a term's id.
        builtin: the rows of ids for which a condition that generates holds.
        type_: the id of rdf:type, whatever its representative.
        only: which rules to take; all by default.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        name: Callable[[Term], int],
        builtin: Callable[[Builtin], Rows],
        type_: int,
        only: Callable[[Rule], bool] = lambda _: True,
    ) -> None:
        self._type, self._same = type_, name(OWL.sameAs)
        self._specialisers = [
            (number, Specialiser(rule, name, builtin, type_))
            for number, rule in enumerate(rules)
            if rule.id not in NATIVE and only(rule)
        ]
        self._needs = [specialiser.needs for _, specialiser in self._specialisers]
        self._rules = rules
        self._numbers = {rule.id: at for at, rule in enumerate(rules)}
        self._by_shape: dict[tuple[object, ...], list[Plan]] = {}
        self._plans: list[dict[tuple[int, ...], Plan]] = [{} for _ in self._specialisers]
        self.triggers: dict[Change, list[tuple[Plan, int]]] = {}

    @property
    def plans(self) -> list[Plan]:
        """All plans, in the order of the rules."""
        return [plan for plans in self._plans for plan in plans.values()]

    def refresh(self, store: Store, terms: int, changed: frozenset[Change] | None = None) -> None:
        """Make the plans again whose part of the schema has changed.

        Args:
            store: the relations.
            terms: how many terms there are.
            changed: what has grown; None for everything.
        """
        new = False
        if changed is None:
            self._needs = [specialiser.needs for _, specialiser in self._specialisers]
        for place, (number, specialiser) in enumerate(self._specialisers):
            if changed is None or self._needs[place] & changed:
                new |= self._update(number, self._plans[place], list(specialiser.specials(store, terms)), store)
        if new or changed is None:
            self.triggers = {}
            for plan in self.plans:
                for at, pattern in enumerate(plan.patterns):
                    by_class = pattern.predicate == self._type and pattern.object >= 0
                    key = (pattern.predicate, pattern.object if by_class else -1)
                    self.triggers.setdefault(key, []).append((plan, at))

    def _update(self, number: int, plans: dict[tuple[int, ...], Plan], specials: list[Special], store: Store) -> bool:
        new = False
        found: set[tuple[int, ...]] = set()
        for special in self._unfolded(specials, store):
            shape = _shape(special)
            # Of rules that conclude *false*, each is reported.
            rows = self._unknown(number, shape, special.rows) if special.heads else special.rows
            if not len(rows):
                continue
            found.add(special.key)
            old = plans.get(special.key)
            if old is None or old.shape != shape or old.patterns != special.patterns:
                plan = plans[special.key] = self._plan(number, special, rows, shape)
                self._by_shape.setdefault(shape, []).append(plan)
                new = True
            elif old.table is not None and not np.array_equal(old.table.rows, rows):
                old.table = Table(old.table.variables, rows, _news(old.table.rows, rows))
        for key in [key for key in plans if key not in found]:
            plan = plans.pop(key)
            self._by_shape[plan.shape].remove(plan)
            new = True
        return new

    def _unknown(self, number: int, shape: tuple[object, ...], rows: Rows) -> Rows:
        """Return the rows for which no earlier rule concludes the same: cax-eqc1 has most in common with cax-sco."""
        for plan in self._by_shape.get(shape, ()):
            if plan.rule < number:
                rows = rows[:0] if plan.table is None else _news(plan.table.rows, rows)
        return rows

    def _unfolded(self, specials: list[Special], store: Store) -> Iterator[Special]:
        """Yield specials, those of few rows with the rows put into their patterns, where there is much data.

        A plan for one class reads and concludes slices of it; that is worth it when they are long.
        """
        for special in specials:
            data = max((len(store[p.predicate]) for p in special.patterns if p.predicate in store), default=0)
            if not special.variables or len(special.rows) * _LONG > data or special.rows.shape[1] == 0:
                yield special
                continue
            for row in special.rows.tolist():
                values = dict(zip(special.variables, row, strict=True))
                yield Special(
                    (*special.key, *row),
                    tuple(pattern.put(values) for pattern in special.patterns),
                    tuple(pattern.put(values) for pattern in special.heads),
                    (),
                    special.rows[:1, :0],
                    special.names,
                    {**special.values, **{special.names[v]: value for v, value in values.items()}},
                )

    def _plan(self, number: int, special: Special, rows: Rows, shape: tuple[object, ...]) -> Plan:
        table = Table(special.variables, rows, rows) if special.variables else None
        kind = Kind.JOIN
        if table is None and len(special.heads) == 1 and _is_transitive(special.patterns, special.heads[0]):
            kind = Kind.TRANSITIVE
        elif len(special.heads) == 1 and special.heads[0].predicate == self._same and _halves(special):
            kind = Kind.SAME
        wanted = frozenset(v for head in special.heads for v in head.variables)
        deaf = frozenset(self._numbers[rule] for rule in _CLOSED.get(self._rules[number].id, ()))
        return Plan(
            number, special.patterns, special.heads, table, kind, wanted, special.names, special.values, shape, deaf
        )


def _shape(special: Special) -> tuple[object, ...]:
    """Return patterns, heads and columns with variables numbered in the order in which they come."""
    numbers: dict[int, int] = {}

    def number(node: int) -> int:
        return node if node >= 0 else numbers.setdefault(node, -1 - len(numbers))

    parts = [(p.predicate, number(p.subject), number(p.object)) for p in (*special.patterns, *special.heads)]
    return len(special.patterns), *parts, *(number(v) for v in special.variables)


def _news(old: Rows, new: Rows) -> Rows:
    """Return the rows that are not among the old ones; both are sorted and distinct."""
    width = new.shape[1]
    if width == 1:
        return new[~contains(np.ascontiguousarray(old[:, 0]), np.ascontiguousarray(new[:, 0]))]
    if width == 2:
        return new[~contains(pack(old[:, 0], old[:, 1]), pack(new[:, 0], new[:, 1]))]
    known = {row.tobytes() for row in old}
    return new[[at for at, row in enumerate(new) if row.tobytes() not in known]]


def _is_transitive(patterns: Sequence[Pattern], head: Pattern) -> bool:
    if len(patterns) != 2 or len({head.predicate, *(p.predicate for p in patterns)}) > 1:
        return False
    for one, other in (patterns, patterns[::-1]):
        nodes = (one.subject, one.object, other.object)
        if one.object == other.subject and (head.subject, head.object) == (one.subject, other.object):
            return max(nodes) < 0 and len(set(nodes)) == 3
    return False


def half(plan: Plan) -> tuple[tuple[Pattern, ...], int, frozenset[int]]:
    """Return what the body of a `Kind.SAME` plan says of the first of its two variables.

    Returns:
        the patterns without those of the second variable, the first variable, and the variables that both share.
    """
    one, other = plan.heads[0].subject, plan.heads[0].object
    mine = tuple(p for p in plan.patterns if other not in (p.subject, p.object))
    theirs = [p for p in plan.patterns if other in (p.subject, p.object)]
    shared = frozenset(v for p in theirs for v in p.variables) - {other}
    return mine, one, shared


def _halves(special: Special) -> bool:
    """Return whether exchanging the two variables of the head gives the same body."""
    one, other = special.heads[0].subject, special.heads[0].object
    if one >= 0 or other >= 0 or one == other or {one, other} & set(special.variables):
        return False
    turn = {one: other, other: one}
    patterns = set(special.patterns)
    both = any({one, other} <= set(p.variables) for p in patterns)
    return not both and {p.put(turn) for p in patterns} == patterns and any(one in p.variables for p in patterns)
