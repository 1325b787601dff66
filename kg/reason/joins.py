"""Joins: the matches of a rule's body, as columns of ids, one atom after another.

A variable is a negative number, a term its id. The `Matches` so far are columns: for each variable an array, all of
the same length. Variables that nothing needs any more are dropped, and with them the doubles that they alone told
apart, where that costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.reason.pairs import EMPTY, Ids, Pairs, bounds, contains, distinct, high, low, pack, rows_of
from kg.reason.relation import Relation

__all__ = ["EVERYTHING", "Matches", "Pattern", "Store", "Table", "solve"]

Matches: TypeAlias = dict[int, Ids]
Store: TypeAlias = Mapping[int, Relation]
EVERYTHING: Final = -1
_FEW: Final = 4096
_SCANNED: Final = 64
"""A relation is scanned when at least one in so many of its pairs is wanted."""


class Pattern(NamedTuple):
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
    def variables(self) -> tuple[int, ...]:
        """The variables of the pattern, each once."""
        s, o = self.subject, self.object
        if s >= 0:
            return () if o >= 0 else (o,)
        return (s,) if o >= 0 or o == s else (s, o)

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
    if any(pattern.predicate not in store or not len(store[pattern.predicate]) for pattern in patterns):
        return None
    join = _Join(store, terms, _uses(patterns, tables, wanted))
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


def _uses(patterns: Sequence[Pattern], tables: Sequence[Table], wanted: frozenset[int]) -> dict[int, int]:
    """Return in how many places each variable is needed."""
    uses: dict[int, int] = dict.fromkeys(wanted, 1)
    for variables in (*(p.variables for p in patterns), *(t.variables for t in tables)):
        for variable in variables:
            uses[variable] = uses.get(variable, 0) + 1
    return uses


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
            pairs = pairs.compress(low(pairs) == np.uint64(other))
        elif one == other:
            pairs = pairs.compress(high(pairs) == low(pairs))
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
        keys = self.columns
        # What is not needed after this pattern is not taken along.
        self._spend(pattern.variables)
        self.columns = {variable: column for variable, column in keys.items() if self._needed(variable)}
        if know_subject and know_object:
            self._filter(relation, subject, object_, keys)
        elif know_subject:
            self._expand(relation, subject, object_, keys, by_object=False)
        elif know_object:
            self._expand(relation, object_, subject, keys, by_object=True)
        else:
            self._cross(relation, subject, object_)

    # -- the three ways to join a pattern

    def _filter(self, relation: Relation, subject: int, object_: int, keys: Matches) -> None:
        if subject >= 0 and object_ >= 0:
            if np.uint64(object_) not in relation.slice(subject, by_object=False):
                self.size = 0
            return
        one, other = (object_, subject) if relation.by_object_first else (subject, object_)
        if one >= 0 and other < 0:
            keep = self._among(relation.slice(one, by_object=relation.by_object_first), keys[other])
        elif one < 0 and other >= 0 and self.size > _FEW:
            keep = self._among(relation.slice(other, by_object=not relation.by_object_first), keys[one])
        else:
            ones, others = (np.uint64(node) if node >= 0 else keys[node] for node in (one, other))
            keep = contains(relation.pairs, pack(ones, others))
        self._take(np.flatnonzero(keep))

    def _expand(self, relation: Relation, known: int, unknown: int, keys: Matches, *, by_object: bool) -> None:
        if known >= 0:
            found = relation.slice(known, by_object=by_object)
            mine = np.repeat(np.arange(self.size), len(found))
            self._take(mine)
            if self._needed(unknown):
                self.columns[unknown] = found if len(mine) == len(found) else np.tile(found, len(mine) // len(found))
            return
        if not self.columns and self._needed(unknown) and self._is_scanned(relation, len(keys[known]), by_object):
            rows = np.flatnonzero(self._flags(keys[known])[low(relation.pairs).view(np.intp)])
            self.columns[unknown] = distinct(high(relation.pairs[rows]))
            self.size = len(self.columns[unknown])
            return
        pairs = relation.by_object if by_object else relation.by_subject
        mine, theirs = rows_of(pairs, keys[known])
        if not self._needed(unknown):
            # Only that there is a partner matters, not which.
            self._take(distinct(mine.view(np.uint64)).view(np.intp))
            return
        self._take(mine)
        self.columns[unknown] = low(pairs[theirs])

    def _cross(self, relation: Relation, subject: int, object_: int) -> None:
        pairs = relation.by_subject
        if subject == object_:
            pairs = pairs.compress(high(pairs) == low(pairs))
        size = self.size
        self._take(np.repeat(np.arange(size), len(pairs)))
        if self._needed(subject):
            self.columns[subject] = np.tile(high(pairs), size)
        if self._needed(object_):
            self.columns[object_] = np.tile(low(pairs), size)

    # -- columns

    def _take(self, rows: NDArray[np.intp]) -> None:
        self.columns = {variable: column[rows] for variable, column in self.columns.items()}
        self.size = len(rows)

    def _spend(self, variables: tuple[int, ...]) -> None:
        for variable in variables:
            self.uses[variable] -= 1

    def _needed(self, variable: int) -> bool:
        return variable < 0 and self.uses.get(variable, 0) > 0

    def _is_scanned(self, relation: Relation, keys: int, by_object: bool) -> bool:  # noqa: FBT001 -- as in `_expand`
        """Return whether to look at each pair is cheaper than to turn a relation round and to look up the keys."""
        return relation.by_object_first != by_object and not relation.is_turned and keys * _SCANNED > len(relation)

    def _among(self, ids: Ids, values: Ids) -> NDArray[np.bool_]:
        if len(values) > _FEW and len(values) * 16 > self.terms:
            return self._flags(ids)[values.view(np.intp)]
        return contains(ids, values)

    def _distinct(self, ids: Ids) -> Ids:
        if len(ids) > _FEW and len(ids) * 16 > self.terms:
            return np.flatnonzero(self._flags(ids)).view(np.uint64)
        return distinct(np.sort(ids))

    def _flags(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which terms are among some: bool[terms]."""
        flags = np.zeros(self.terms, np.bool_)
        flags[ids.view(np.intp)] = True
        return flags
