"""`Program`: the rules, specialised to the schema at hand, and what wakes each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeAlias

import numpy as np

from kg.reason.joins import EVERYTHING, Pattern, Store, Table
from kg.reason.pairs import contains, pack
from kg.reason.specialise import Change, Rows, Setting, Special, specialiser
from kg.rules.model import Rule, Var
from kg.vocabulary import OWL

__all__ = ["LONG", "NATIVE", "Kind", "Plan", "Program", "half"]

NATIVE: Final = frozenset(
    {"eq-ref", "eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o", "dt-eq", "dt-diff", "dt-not-type"}
)
"""Rules that are no joins: equality is kept by representatives, literals are compared by their values."""


_CLOSED: Final = {"cax-sco": ("cax-sco", "prp-dom", "prp-rng"), "prp-spo1": ("prp-spo1",)}
"""Rules that need not be run on what some rules concluded.

As scm-sco, scm-dom1, scm-rng1 and scm-spo close the schema, those conclude in one step what they would in two.
"""
Shape: TypeAlias = tuple[int, ...]
"""Patterns, heads and columns of a plan with variables numbered in the order in which they come."""
_NOT_DEAF: Final[frozenset[int]] = frozenset()
LONG: Final = 64
"""How many pairs there have to be for each row of a table for the rows to be run one by one."""


class Kind(Enum):
    """How a plan is run."""

    JOIN = "join"
    TRANSITIVE = "transitive"
    """``P(x, z) :- P(x, y), P(y, z)``"""
    SAME = "same"
    """``y1 = y2 :- B(y1), B(y2)``: all that agree in the rest of B become one class"""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A rule with known predicates, ready to be run. It is never changed, so that programs can share it.

    Args:
        rule: the number of the rule.
        patterns: the body, apart from the table.
        heads: the conclusions; none for *false*.
        table: what the schema says of the other variables, if anything.
        read: the variables of the patterns.
        apart: whether no pattern speaks of what the table does: each row of it is concluded of all that matches.
        kind: how it is run.
        wanted: the variables of the conclusions; when the table is apart, those that the patterns bind.
        names: the variable of the rule that each number stands for.
        bound: the predicates, by the variables of the rule.
        shape: the patterns and heads with variables numbered as they come: plans of one shape differ in their tables.
        deaf: the rules whose conclusions are no news to it, so that it is not run again for them.
    """

    rule: int
    patterns: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]
    table: Table | None
    read: frozenset[int]
    apart: bool
    kind: Kind
    wanted: frozenset[int]
    names: Mapping[int, Var]
    bound: Mapping[Var, int]
    shape: Shape
    deaf: frozenset[int]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The table, if there is one."""
        return () if self.table is None else (self.table,)


_Plans: TypeAlias = dict[tuple[int, ...], Plan]


class Program:
    """The plans of some rules for the schema at hand, and which of them have something to do.

    Args:
        rules: the rules; a rule's place is its number.
        setting: what they are specialised to first.
        only: which rules to take; all by default.
    """

    def __init__(self, rules: Sequence[Rule], setting: Setting, only: Callable[[Rule], bool] = lambda _: True) -> None:
        self._type, self._same = setting.type, setting.name(OWL.sameAs)
        numbers = {rule.id: at for at, rule in enumerate(rules)}
        self._deaf = {
            numbers[rule]: frozenset(numbers[other] for other in others if other in numbers)
            for rule, others in _CLOSED.items()
            if rule in numbers
        }
        self._specialisers = [
            (number, specialiser(rule)) for number, rule in enumerate(rules) if rule.id not in NATIVE and only(rule)
        ]
        self._needs: list[frozenset[Change]] = []
        self._by_shape: dict[Shape, tuple[Plan, ...]] = {}
        self._plans: list[_Plans] = [{} for _ in self._specialisers]
        self._triggers: dict[Change, list[tuple[Plan, int]]] = {}
        self._fresh: list[Plan] = []
        self._grown: list[Plan] = []
        self._closed: dict[tuple[int, int], int] = {}
        self._sources: dict[int, set[tuple[int, Shape]]] = {}
        self.refresh(setting)

    def copy(self) -> Program:
        """Return a program with the same plans, to grow apart from this one."""
        other: Program = copy(self)
        other._plans, other._by_shape = list(self._plans), dict(self._by_shape)
        other._fresh, other._grown, other._closed = list(self._fresh), list(self._grown), dict(self._closed)
        other._sources = {predicate: set(sources) for predicate, sources in self._sources.items()}
        return other

    @property
    def plans(self) -> list[Plan]:
        """All plans, in the order of the rules."""
        return [plan for plans in self._plans for plan in plans.values()]

    def awake(self, changes: Iterable[Change], is_whole: Callable[[Plan, int], bool]) -> list[tuple[Plan, int]]:
        """Return the plans that have something to do, each with the place whose recent rows to use.

        They are taken to be run at once: what is fresh or has grown is so no longer.

        Args:
            changes: what has recent pairs.
            is_whole: whether to run a plan on all there is is no more than to run it on the recent pairs of a place.
        """
        whole = set(self._fresh)
        awake = [(plan, EVERYTHING) for plan in self._fresh]
        awake += [(plan, len(plan.patterns)) for plan in self._grown]
        awake.sort(key=lambda found: found[0].rule)
        self.rest()
        found = [(plan, at) for key in changes for plan, at in self._triggers.get(key, ()) if plan not in whole]
        for plan, at in found:
            if plan not in whole and is_whole(plan, at):
                awake.append((plan, EVERYTHING))
                whole.add(plan)
        return awake + [(plan, at) for plan, at in found if plan not in whole]

    def rest(self) -> None:
        """Note that all plans have been run on all there is."""
        self._fresh, self._grown = [], []

    def deaf(self, plan: Plan) -> frozenset[int]:
        """Return the rules whose conclusions are no news to a plan.

        Besides those of `Plan.deaf` they are those that conclude what it reads only the other way round, such as
        prp-inv2 from what prp-inv1 gives: what it would conclude from that is what that was concluded from.
        """
        back = _converse(plan)
        if back is None:
            return plan.deaf
        sources = self._sources.get(plan.patterns[0].predicate, set())
        others = {rule for rule, shape in sources if shape != back}
        return plan.deaf | ({rule for rule, _ in sources} - others)

    def is_closed(self, plan: Plan, size: int) -> bool:
        """Return whether a transitive plan has closed its relation at just this size."""
        return self._closed.get((plan.rule, plan.patterns[0].predicate)) == size

    def close(self, plan: Plan, size: int) -> None:
        """Note the size at which a transitive plan has closed its relation."""
        self._closed[plan.rule, plan.patterns[0].predicate] = size

    def refresh(self, setting: Setting, changed: frozenset[Change] | None = None) -> None:
        """Make the plans again whose part of the schema has changed.

        Args:
            setting: the relations, as they are now.
            changed: what has grown; None for everything.
        """
        new = False
        if changed is None:
            self._needs = [specialiser_.needs(setting) for _, specialiser_ in self._specialisers]
            self._closed = {}
        for place, (number, specialiser_) in enumerate(self._specialisers):
            if changed is None or not self._needs[place].isdisjoint(changed):
                new |= self._update(place, number, list(specialiser_.specials(setting)), setting.store)
        if new or changed is None:
            self._triggers = {}
            for plan in self.plans:
                for at, pattern in enumerate(plan.patterns):
                    by_class = pattern.predicate == self._type and pattern.object >= 0
                    key = (pattern.predicate, pattern.object if by_class else -1)
                    self._triggers.setdefault(key, []).append((plan, at))

    def _update(self, place: int, number: int, specials: list[Special], store: Store) -> bool:
        """Make the plans of one rule again; return whether any came, grew or went."""
        old, plans = self._plans[place], _Plans()
        self._plans[place] = plans
        known_plans = {*old.values()}
        for special in self._unfolded(specials, store):
            shape = _shape(special.patterns, special.heads, special.variables)
            # Of rules that conclude *false*, each is reported.
            rows = self._unknown(number, shape, special.rows) if special.heads else special.rows
            if not len(rows):
                continue
            known = old.get(special.key)
            if known is None or known.shape != shape or known.patterns != special.patterns:
                plan = self._plan(number, special, rows, shape)
                self._fresh.append(plan)
            elif known.table is not None and not np.array_equal(known.table.rows, rows):
                plan = replace(known, table=Table(known.table.variables, rows, _news(known.table.rows, rows)))
                # What was not run on the old rows is run on all of the new ones.
                waits = known in self._fresh or known in self._grown
                (self._fresh if waits else self._grown).append(plan)
            else:
                plan = known
            plans[special.key] = plan
        gone = known_plans - {*plans.values()}
        for plan in gone:
            self._by_shape[plan.shape] = tuple(p for p in self._by_shape[plan.shape] if p is not plan)
        if gone:
            self._fresh = [plan for plan in self._fresh if plan not in gone]
            self._grown = [plan for plan in self._grown if plan not in gone]
        came = [plan for plan in plans.values() if plan not in known_plans]
        for plan in came:
            self._by_shape[plan.shape] = (*self._by_shape.get(plan.shape, ()), plan)
            for head in plan.heads:
                # What was concluded stays, so these stay when a plan goes. Too much concludes rdf:type to be of use.
                if head.predicate != self._type:
                    self._sources.setdefault(head.predicate, set()).add((plan.rule, plan.shape))
        return bool(gone or came)

    def _unknown(self, number: int, shape: Shape, rows: Rows) -> Rows:
        """Return the rows for which no earlier rule concludes the same: cax-eqc1 has most in common with cax-sco."""
        for plan in self._by_shape.get(shape, ()):
            if plan.rule < number:
                rows = rows[:0] if plan.table is None else _news(plan.table.rows, rows)
        return rows

    def _unfolded(self, specials: list[Special], store: Store) -> Iterator[Special]:
        """Yield specials, those of few rows with the rows put into their patterns, where there is much data.

        A plan for one class reads and concludes slices of it; that is worth it when they are long. What no pattern
        speaks of stays in the rows.
        """
        for special in specials:
            read = _read(special)
            inner = [at for at, variable in enumerate(special.variables) if variable in read]
            if not inner:
                yield special
                continue
            data = max((len(store[p.predicate]) for p in special.patterns if p.predicate in store), default=0)
            if len(special.rows) * LONG > data:
                yield special
                continue
            outer = [at for at, variable in enumerate(special.variables) if variable not in read]
            variables = tuple([special.variables[at] for at in outer])
            columns = [special.variables[at] for at in inner]
            groups: dict[tuple[int, ...], list[int]] = {}
            for at, row in enumerate(special.rows[:, inner].tolist()):
                groups.setdefault(tuple(row), []).append(at)
            for key, places in groups.items():
                values = dict(zip(columns, key, strict=True))
                yield Special(
                    (*special.key, *key),
                    tuple([pattern.put(values) for pattern in special.patterns]),
                    tuple([pattern.put(values) for pattern in special.heads]),
                    variables,
                    special.rows[np.ix_(places, outer)] if outer else special.rows[:1, :0],
                    special.names,
                    special.values | {special.names[variable]: value for variable, value in values.items()},
                )

    def _plan(self, number: int, special: Special, rows: Rows, shape: Shape) -> Plan:
        table = Table(special.variables, rows, rows) if special.variables else None
        kind = Kind.JOIN
        if table is None and len(special.heads) == 1 and _is_transitive(special.patterns, special.heads[0]):
            kind = Kind.TRANSITIVE
        elif len(special.heads) == 1 and special.heads[0].predicate == self._same and _halves(special):
            kind = Kind.SAME
        read = _read(special)
        apart = bool(special.patterns) and table is not None and read.isdisjoint(table.variables)
        wanted = frozenset([v for head in special.heads for v in head.variables if not apart or v in read])
        deaf = self._deaf.get(number, _NOT_DEAF)
        return Plan(
            number,
            special.patterns,
            special.heads,
            table,
            read,
            apart,
            kind,
            wanted,
            special.names,
            special.values,
            shape,
            deaf,
        )


def _read(special: Special) -> frozenset[int]:
    """Return the variables of the patterns."""
    return frozenset([variable for pattern in special.patterns for variable in pattern.variables])


def _shape(patterns: Sequence[Pattern], heads: Sequence[Pattern], columns: Sequence[int] = ()) -> Shape:
    """Return the shape of a plan."""
    numbers: dict[int, int] = {}
    shape = [len(patterns)]
    for predicate, *nodes in (*patterns, *heads):
        shape += (predicate, *[n if n >= 0 else numbers.setdefault(n, -1 - len(numbers)) for n in nodes])
    return *shape, *[numbers.setdefault(node, -1 - len(numbers)) for node in columns]


def _converse(plan: Plan) -> Shape | None:
    """Return the shape of a plan that concludes the body of this one from its head, if they are one atom each."""
    if len(plan.patterns) != 1 or len(plan.heads) != 1 or plan.table is not None:
        return None
    return _shape(plan.heads, plan.patterns)


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
