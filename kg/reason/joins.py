"""Joins: the matches of a rule's body, as columns of ids, one atom after another.

A variable is a negative number, a term its id. The `Matches` so far are columns: for each variable an array, all of
the same length. Variables that nothing needs any more are dropped, and with them the doubles that they alone told
apart, where that costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.reason.pairs import EMPTY, Ids, Pairs, bounds, contains, distinct, high, low, pack, rows_of
from kg.reason.relation import Relation

__all__ = ["EVERYTHING", "Matches", "Pattern", "Store", "Table", "solve"]

Matches: TypeAlias = dict[int, Ids]
Store: TypeAlias = Mapping[int, Relation]
EVERYTHING: Final = -1
_FEW: Final = 4096


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern whose predicate is known.

    Args:
        predicate: id of the predicate.
        subject: id of a term, or a negative number for a variable.
        object: likewise.
    """

    predicate: int
    subject: int
    object: int

    @property
    def variables(self) -> frozenset[int]:
        """The variables of the pattern."""
        return frozenset(node for node in (self.subject, self.object) if node < 0)

    def put(self, values: Mapping[int, int]) -> Pattern:
        """Return the pattern with other nodes in the place of some."""
        s, o = self.subject, self.object
        return Pattern(self.predicate, values.get(s, s), values.get(o, o))


@dataclass(slots=True)
class Table:
    """What the schema says of some variables of a rule: rows of ids.

    Args:
        variables: the variable of each column.
        rows: uint64[m, k], distinct.
        recent: the rows that came last, uint64[n, k].
    """

    variables: tuple[int, ...]
    rows: NDArray[np.uint64]
    recent: NDArray[np.uint64]
    _by_column: dict[int, Pairs] = field(default_factory=dict)

    def keyed(self, column: int) -> Pairs:
        """Return (value, row number) of one column, sorted."""
        if column not in self._by_column:
            keys = pack(np.ascontiguousarray(self.rows[:, column]), np.arange(len(self.rows), dtype=np.uint64))
            keys.sort()
            self._by_column[column] = keys
        return self._by_column[column]


def solve(
    store: Store,
    terms: int,
    patterns: Sequence[Pattern],
    wanted: frozenset[int],
    first: int,
    tables: Sequence[Table] = (),
    recent: Pairs | None = None,
) -> Matches | None:
    """Return the matches of all patterns and tables in which one of them takes part with its recent rows.

    Args:
        store: the relations.
        terms: how many terms there are.
        patterns: what is to be matched.
        wanted: the variables to return.
        first: the place of the pattern, or after those of the table, whose recent rows are used; `EVERYTHING` for all
            that there is.
        tables: rows that have to match too.
        recent: what to use in the place of the recent pairs of the first pattern's relation.

    Returns:
        the columns of the wanted variables (doubles are possible; one column 0 when none is wanted), or None when
        nothing matches.
    """
    uses: dict[int, int] = dict.fromkeys(wanted, 1)
    for variables in (*(p.variables for p in patterns), *(t.variables for t in tables)):
        for variable in variables:
            uses[variable] = uses.get(variable, 0) + 1
    join = _Join(store, terms, uses)
    rest = [*range(len(patterns) + len(tables))]
    if not rest:
        return {0: np.zeros(1, np.uint64)}
    delta = first != EVERYTHING
    if not delta:
        first = min(rest, key=lambda at: join.cost(patterns, tables, at))
    rest.remove(first)
    if first < len(patterns):
        join.start(patterns[first], recent if recent is not None else _pairs(store, patterns[first], recent=delta))
    else:
        table = tables[first - len(patterns)]
        join.start_table(table, table.recent if delta else table.rows)
    while join.size and rest:
        at = min(rest, key=lambda at: join.cost(patterns, tables, at))
        rest.remove(at)
        if at < len(patterns):
            join.with_pattern(patterns[at])
        else:
            join.with_table(tables[at - len(patterns)])
    if not join.size:
        return None
    if not wanted:
        return {0: np.zeros(join.size, np.uint64)}
    return {variable: join.columns[variable] for variable in wanted}


def _pairs(store: Store, pattern: Pattern, *, recent: bool) -> Pairs:
    relation = store.get(pattern.predicate)
    if relation is None:
        return EMPTY
    return relation.recent if recent else relation.pairs


class _Join:
    """The matches so far."""

    def __init__(self, store: Store, terms: int, uses: dict[int, int]) -> None:
        self.store, self.terms, self.uses = store, terms, uses
        self.columns: Matches = {}
        self.size = 1

    def cost(self, patterns: Sequence[Pattern], tables: Sequence[Table], at: int) -> tuple[int, int]:
        """Return how much a pattern or table adds: what only filters, then what shares a variable, small first."""
        if at < len(patterns):
            pattern = patterns[at]
            relation = self.store.get(pattern.predicate)
            open_ = sum(variable not in self.columns for variable in pattern.variables)
            joined = open_ < 2 and (open_ < len(pattern.variables) or len(pattern.variables) < 2)
            return (open_ if joined else 3), 0 if relation is None else len(relation)
        variables = tables[at - len(patterns)].variables
        open_ = sum(variable not in self.columns for variable in variables)
        return (min(open_, 1) if open_ < len(variables) or not variables else 2), len(tables[at - len(patterns)].rows)

    def start(self, pattern: Pattern, pairs: Pairs) -> None:
        relation = self.store.get(pattern.predicate)
        if relation is None:
            self.size = 0
            return
        by_object = relation.by_object_first
        one, other = (pattern.object, pattern.subject) if by_object else (pattern.subject, pattern.object)
        if one >= 0:
            start, stop = bounds(pairs, one)
            pairs = pairs[start:stop]
        if other >= 0:
            pairs = pairs[low(pairs) == np.uint64(other)]
        elif one == other:
            pairs = pairs[high(pairs) == low(pairs)]
        self._spend(pattern.variables)
        need_one, need_other = self._needed(one), self._needed(other) and other != one
        if need_one and need_other:
            self.columns = {one: high(pairs), other: low(pairs)}
            self.size = len(pairs)
        elif need_one:
            self.columns = {one: distinct(high(pairs))}
            self.size = len(self.columns[one])
        elif need_other:
            ids = low(pairs)
            self.columns = {other: ids if one >= 0 else self._distinct(ids)}
            self.size = len(self.columns[other])
        else:
            self.size = min(len(pairs), 1)

    def start_table(self, table: Table, rows: NDArray[np.uint64]) -> None:
        self._spend(table.variables)
        self.size = len(rows)
        self.columns = {v: np.ascontiguousarray(rows[:, at]) for at, v in enumerate(table.variables) if self._needed(v)}

    def with_table(self, table: Table) -> None:
        shared = [at for at, variable in enumerate(table.variables) if variable in self.columns]
        if shared:
            keyed = table.keyed(shared[0])
            mine, theirs = rows_of(keyed, self.columns[table.variables[shared[0]]])
            theirs = low(keyed[theirs]).astype(np.intp)
        else:
            mine = np.repeat(np.arange(self.size), len(table.rows))
            theirs = np.tile(np.arange(len(table.rows)), self.size)
        keep = np.ones(len(mine), np.bool_)
        for at in shared[1:]:
            keep &= table.rows[theirs, at] == self.columns[table.variables[at]][mine]
        if len(shared) > 1:
            mine, theirs = mine[keep], theirs[keep]
        self._spend(table.variables)
        self._take(mine)
        for at, variable in enumerate(table.variables):
            if variable not in self.columns and self._needed(variable):
                self.columns[variable] = table.rows[theirs, at]

    def with_pattern(self, pattern: Pattern) -> None:
        relation = self.store.get(pattern.predicate)
        if relation is None or not len(relation):
            self.size = 0
            return
        subject, object_ = pattern.subject, pattern.object
        know_subject = subject >= 0 or subject in self.columns
        know_object = object_ >= 0 or object_ in self.columns
        if know_subject and know_object:
            self._filter(relation, subject, object_)
        elif know_subject or know_object:
            self._expand(relation, *((subject, object_) if know_subject else (object_, subject)), by_object=know_object)
        else:
            self._cross(relation, subject, object_)
        self._spend(pattern.variables)
        for variable in [v for v in self.columns if not self._needed(v)]:
            del self.columns[variable]

    # -- the three ways to join a pattern

    def _filter(self, relation: Relation, subject: int, object_: int) -> None:
        if subject >= 0 and object_ >= 0:
            if np.uint64(object_) not in relation.slice(subject, by_object=False):
                self.size = 0
            return
        one, other = (object_, subject) if relation.by_object_first else (subject, object_)
        if one >= 0 and other < 0:
            keep = self._among(relation.slice(one, by_object=relation.by_object_first), self.columns[other])
        elif one < 0 and other >= 0 and self.size > _FEW:
            keep = self._among(relation.slice(other, by_object=not relation.by_object_first), self.columns[one])
        else:
            keep = contains(relation.pairs, pack(self._column(one), self._column(other)))
        self._take(np.flatnonzero(keep))

    def _expand(self, relation: Relation, known: int, unknown: int, *, by_object: bool) -> None:
        if known >= 0:
            found = relation.slice(known, by_object=by_object)
            if self.size == 1 and not self.columns:
                self.columns[unknown] = found
                self.size = len(found)
            else:
                mine = np.repeat(np.arange(self.size), len(found))
                values = np.tile(found, self.size)
                self._take(mine)
                self.columns[unknown] = values
            return
        pairs = relation.by_object if by_object else relation.by_subject
        mine, theirs = rows_of(pairs, self.columns[known])
        if self.uses.get(unknown, 0) == 1:
            # Only that there is a partner matters, not which.
            self._take(distinct(mine.astype(np.uint64)).astype(np.intp))
            return
        self._take(mine)
        self.columns[unknown] = low(pairs[theirs])

    def _cross(self, relation: Relation, subject: int, object_: int) -> None:
        pairs = relation.by_subject
        if subject == object_:
            pairs = pairs[high(pairs) == low(pairs)]
        mine = np.repeat(np.arange(self.size), len(pairs))
        theirs = np.tile(np.arange(len(pairs)), self.size)
        self._take(mine)
        self.columns[subject] = high(pairs)[theirs]
        self.columns[object_] = low(pairs)[theirs]

    # -- columns

    def _column(self, node: int) -> Ids | np.uint64:
        return np.uint64(node) if node >= 0 else self.columns[node]

    def _take(self, rows: NDArray[np.intp]) -> None:
        self.columns = {variable: column[rows] for variable, column in self.columns.items()}
        self.size = len(rows)

    def _spend(self, variables: frozenset[int] | tuple[int, ...]) -> None:
        for variable in set(variables):
            self.uses[variable] -= 1

    def _needed(self, variable: int) -> bool:
        return variable < 0 and self.uses.get(variable, 0) > 0

    def _among(self, ids: Ids, values: Ids) -> NDArray[np.bool_]:
        if len(values) > _FEW and len(values) * 16 > self.terms:
            flags = np.zeros(self.terms, np.bool_)
            flags[ids] = True
            return flags[values]
        return contains(ids, values)

    def _distinct(self, ids: Ids) -> Ids:
        if len(ids) > _FEW and len(ids) * 16 > self.terms:
            flags = np.zeros(self.terms, np.bool_)
            flags[ids] = True
            return np.flatnonzero(flags).astype(np.uint64)
        return distinct(np.sort(ids))
