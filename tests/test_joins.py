"""Sorted pairs and joins of patterns, against brute force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import given, note
from hypothesis import strategies as st

from kg.reason import pairs as packing
from kg.reason.joins import EVERYTHING, Pattern, Table, solve
from kg.reason.relation import Relation

IDS = 6
Edge = tuple[int, int]

ids = st.integers(0, IDS - 1)
edges = st.lists(st.tuples(ids, ids), max_size=12)
values = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=40)


def packed(given: Sequence[Edge], *, by_object: bool = False) -> packing.Pairs:
    """Return edges packed, sorted and distinct; by object turns them round."""
    return np.array(sorted({(o << 32 | s) if by_object else (s << 32 | o) for s, o in given}), np.uint64)


# -- pairs


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))))
def test_packing_keeps_both_halves(given: list[Edge]) -> None:
    """What is packed is found again, and turning round twice changes nothing."""
    ones, others = np.array(given, np.uint64).reshape(-1, 2).T
    pairs = packing.pack(ones, others)
    assert packing.high(pairs).tolist() == ones.tolist()
    assert packing.low(pairs).tolist() == others.tolist()
    assert packing.swap(packing.swap(pairs)).tolist() == pairs.tolist()
    assert packing.high(packing.swap(pairs)).tolist() == others.tolist()


@given(values)
def test_distinct_drops_doubles(given: list[int]) -> None:
    """Each value once, in order."""
    assert packing.distinct(np.array(sorted(given), np.uint64)).tolist() == sorted(set(given))


@given(values, values)
def test_contains_and_places_look_up(given: list[int], wanted: list[int]) -> None:
    """Which values stand in a sorted array, and where."""
    array, asked = np.array(sorted(set(given)), np.uint64), np.array(wanted, np.uint64)
    assert packing.contains(array, asked).tolist() == [value in set(given) for value in wanted]
    expected = [sorted(set(given)).index(value) if value in set(given) else -1 for value in wanted]
    assert packing.places(array, asked).tolist() == expected


@given(values, values)
def test_inserting_keeps_order_and_tags(old: list[int], new: list[int]) -> None:
    """Two disjoint arrays become one, and each value keeps its tag."""
    ones, others = sorted(set(old)), sorted(set(new) - set(old))
    tags = {**{value: at for at, value in enumerate(ones)}, **{value: 1000 + at for at, value in enumerate(others)}}

    def columns(some: list[int]) -> tuple[packing.Pairs, packing.Tags]:
        return np.array(some, np.uint64), np.array([tags[value] for value in some], np.uint32)

    merged, found = packing.inserted(*columns(ones), *columns(others))
    assert merged.tolist() == sorted(tags)
    assert found.tolist() == [tags[value] for value in sorted(tags)]


@given(st.lists(ids, min_size=1, max_size=3), st.integers(1, 4000), st.integers(1, 7), st.integers(0, 2**16))
def test_inserting_long_runs_keeps_order_and_tags(firsts: list[int], size: int, share: int, seed: int) -> None:
    """Where many pairs have one first member, each such run is put into its own place."""
    rng = np.random.default_rng(seed)
    every = packed([(first, second) for first in (0, 7, *firsts) for second in rng.integers(0, 10000, size).tolist()])
    mine = (rng.integers(0, 8, len(every)) < share) & np.isin(packing.high(every), [7, *firsts])
    tags = np.arange(len(every), dtype=np.uint32)
    for one, other in ((mine, ~mine), (~mine, mine)):
        merged, found = packing.inserted(every[one], tags[one], every[other], tags[other])
        assert merged.tolist() == every.tolist()
        assert found.tolist() == tags.tolist()


@given(st.lists(st.tuples(ids, ids), max_size=30), st.lists(ids, max_size=100), st.booleans())
def test_rows_of_joins_keys_with_pairs(given: list[Edge], keys: list[int], ordered: bool) -> None:
    """Every match of a key, in the order of the keys; many sorted keys take a way of their own."""
    keys = sorted(keys) * 3 if ordered else keys
    keys = sorted(keys) if ordered else keys
    pairs = packed(given)
    mine, theirs = packing.rows_of(pairs, np.array(keys, np.uint64))
    edges_ = sorted(set(given))
    expected = [(at, row) for at, key in enumerate(keys) for row, (one, _) in enumerate(edges_) if one == key]
    assert list(zip(mine.tolist(), theirs.tolist(), strict=True)) == expected


# -- joins

node = st.integers(0, 2) | st.sampled_from([-1, -2, -3, -1, -2])
patterns = st.lists(st.builds(Pattern, st.integers(0, 2), node, node), min_size=1, max_size=3)


@st.composite
def stores(draw: st.DrawFn) -> dict[int, Relation]:
    """Draw relations in which some pairs are recent, kept by subject or by object."""
    store: dict[int, Relation] = {}
    for predicate in draw(st.sets(st.integers(0, 2))):
        by_object = draw(st.booleans())
        relation = Relation(by_object=by_object, dtype=np.uint32)
        old = packed(draw(edges), by_object=by_object)
        new = packed(draw(edges), by_object=by_object)
        relation.add(old, np.zeros(len(old), np.uint32))
        relation.recent = packing.EMPTY
        fresh = relation.news(new)
        if len(fresh):
            relation.add(fresh, np.ones(len(fresh), np.uint32))
        store[predicate] = relation
    return store


@st.composite
def tables(draw: st.DrawFn) -> list[Table]:
    """Draw no table or one, of one or two variables, with some recent rows."""
    if draw(st.booleans()):
        return []
    variables = draw(st.sampled_from([(-1,), (-2,), (-2, -1), (-3, -4)]))
    rows = sorted(draw(st.sets(st.tuples(*[ids] * len(variables)), max_size=8)))
    recent = [row for row in rows if draw(st.booleans())]
    columns = len(variables)
    return [
        Table(
            variables,
            np.array(rows, np.uint64).reshape(-1, columns),
            np.array(recent, np.uint64).reshape(-1, columns),
        )
    ]


def facts(relation: Relation | None, *, recent: bool) -> set[Edge]:
    """Return the pairs of a relation as edges."""
    if relation is None:
        return set()
    pairs = relation.recent if recent else relation.pairs
    found = {(pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist()}
    return {(o, s) for s, o in found} if relation.by_object_first else found


def brute(
    store: dict[int, Relation], body: Sequence[Pattern], given: Sequence[Table], wanted: Sequence[int], first: int
) -> set[tuple[int, ...]]:
    """Return the matches of a body by trying every combination of rows."""
    choices: list[list[tuple[tuple[int, int], ...]]] = []
    for at, pattern in enumerate(body):
        rows = facts(store.get(pattern.predicate), recent=at == first)
        choices.append([((pattern.subject, s), (pattern.object, o)) for s, o in rows])
    for at, table in enumerate(given, len(body)):
        matrix = table.recent if at == first else table.rows
        choices.append([tuple(zip(table.variables, row, strict=True)) for row in matrix.tolist()])
    found: set[tuple[int, ...]] = set()
    for combination in product(*choices):
        binding: dict[int, int] = {}
        if all(
            node == value if node >= 0 else binding.setdefault(node, value) == value
            for part in combination
            for node, value in part
        ):
            found.add(tuple(binding[variable] for variable in wanted))
    return found


@given(stores(), patterns, tables(), st.data())
def test_solve_finds_every_match(
    store: dict[int, Relation], body: list[Pattern], given: list[Table], data: st.DataObject
) -> None:
    """All matches and no others, whichever part is read by its recent rows."""
    every = sorted({v for pattern in body for v in pattern.variables} | {v for table in given for v in table.variables})
    wanted = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    first = data.draw(st.sampled_from([EVERYTHING, *range(len(body) + len(given))]))
    note(f"wanted {wanted}, first {first}")
    expected = brute(store, body, given, wanted, first)
    columns = solve(store, IDS, body, frozenset(wanted), first, given)
    if columns is None:
        assert not expected
    elif not wanted:
        assert bool(expected) == bool(len(columns[0]))
    else:
        assert set(columns) == set(wanted)
        rows = np.stack([columns[variable] for variable in wanted], axis=1)
        assert set(map(tuple, rows.tolist())) == expected


def test_no_body_matches_once() -> None:
    """A rule without premises applies once."""
    columns = solve({}, 0, [], frozenset(), EVERYTHING)
    assert columns is not None
    assert len(columns[0]) == 1


def test_large_columns_take_the_bitmap_way() -> None:
    """Above some thousands of rows membership is tested by a bitmap, with the same result."""
    size = 6000
    left, right = (
        Relation(by_object=False, dtype=np.uint32),
        Relation(by_object=True, dtype=np.uint32),
    )
    chain = [(at, at + 1) for at in range(size)]
    typed = [(at, size + 5) for at in range(0, size, 3)]
    left.add(packed(chain), np.zeros(size, np.uint32))
    right.add(packed(typed, by_object=True), np.zeros(len(typed), np.uint32))
    body = [Pattern(0, -1, -2), Pattern(1, -1, size + 5), Pattern(1, -2, size + 5)]
    assert solve({0: left, 1: right}, size + 10, body, frozenset({-1}), EVERYTHING) is None
    columns = solve({0: left, 1: right}, size + 10, body[:2], frozenset({-1, -2}), 0)
    assert columns is not None
    assert sorted(zip(columns[-1].tolist(), columns[-2].tolist(), strict=True)) == [(s, s + 1) for s, _ in typed]
