"""The transitive closure of packed pairs, against networkx."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reason.pairs import Pairs
from kg.reason.transitive import transitive_closure

Edges = list[tuple[int, int]]


def packed(edges: Iterable[tuple[int, int]]) -> Pairs:
    """Return edges as the engine keeps them: packed, sorted and distinct."""
    return np.array(sorted({one << 32 | other for one, other in edges}), np.uint64)


def unpacked(pairs: Pairs) -> Edges:
    """Return packed pairs as edges, in their order."""
    return [(pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist()]


def expected(edges: Iterable[tuple[int, int]]) -> Edges:
    """Return what transitivity adds to some edges, as networkx sees it."""
    graph = nx.DiGraph(list(edges))
    return sorted(set(nx.transitive_closure(graph, reflexive=False).edges) - set(graph.edges))


def check(edges: Edges) -> None:
    """Check the closure of some edges: right, sorted, distinct, and without what was given."""
    assert unpacked(transitive_closure(packed(edges))) == expected(edges)


def chain(length: int) -> Edges:
    """Return a chain of so many steps."""
    return [(at, at + 1) for at in range(length)]


@pytest.mark.parametrize(
    "edges",
    [
        pytest.param([], id="nothing"),
        pytest.param([(1, 2)], id="one step"),
        pytest.param([(1, 1)], id="a self-loop"),
        pytest.param([(1, 2), (2, 1)], id="a ring of two"),
        pytest.param([(1, 2), (2, 3), (3, 1)], id="a ring of three"),
        pytest.param([(1, 1), (1, 2), (2, 3)], id="a self-loop at the start"),
        pytest.param([(1, 2), (2, 2), (2, 3)], id="a self-loop on the way"),
        pytest.param([*chain(9), (9, 9)], id="a self-loop at the end"),
        pytest.param([*chain(9), (9, 0)], id="a ring of ten"),
        pytest.param([*chain(9), (9, 5)], id="a tail into a ring"),
        pytest.param([*chain(4), (4, 0), (2, 10), (10, 11), (11, 12), (12, 10)], id="two rings"),
        pytest.param([(0xFFFFFFFF, 0), (0, 0xFFFFFFFE), (0xFFFFFFFE, 7), (7, 8), (8, 9)], id="the largest ids"),
        pytest.param([(7, 3), (3, 9), (9, 1), (1, 4), (4, 8), (8, 2)], id="ids out of order"),
        pytest.param([*chain(8), *((a + 100, b + 100) for a, b in chain(8))], id="two chains"),
    ],
)
def test_small_shapes(edges: Edges) -> None:
    """Loops, rings and tails of each kind."""
    check(edges)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_dense_graphs(edges: Edges) -> None:
    """Few nodes: rings and self-loops are the rule."""
    check(edges)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=70))
def test_sparse_graphs(edges: Edges) -> None:
    """Many nodes: paths are long, and the components are used."""
    check(edges)


@given(st.permutations(range(40)))
def test_chains_in_any_order_of_ids(order: list[int]) -> None:
    """A chain is closed whatever the ids of its nodes."""
    check(list(pairwise(order)))


def test_a_chain_of_a_thousand() -> None:
    """All pairs of a chain follow, those of neighbours apart, which were given."""
    found = unpacked(transitive_closure(packed(chain(1000))))
    assert found == [(one, other) for one in range(1001) for other in range(one + 2, 1001)]


def test_a_ring_of_three_hundred() -> None:
    """Each node of a ring reaches all, itself included."""
    ring = [*chain(299), (299, 0)]
    found = unpacked(transitive_closure(packed(ring)))
    assert found == sorted({(a, b) for a in range(300) for b in range(300)} - set(ring))


@pytest.mark.parametrize("side", [2, 5, 16])
def test_grids(side: int) -> None:
    """Each crossing reaches all that lie right of it and below."""
    right = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
    down = [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
    check([*right, *down])


def test_more_components_than_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets are worked on in blocks, between which nothing is lost."""
    monkeypatch.setattr("kg.reason.transitive._BLOCK", 16)
    check([*chain(100), (40, 10), (100, 90), (3, 77)])


def test_closing_again_adds_nothing() -> None:
    """The closure of a closure is itself."""
    edges = [*chain(30), (12, 4), (20, 20)]
    whole = packed([*edges, *unpacked(transitive_closure(packed(edges)))])
    assert len(transitive_closure(whole)) == 0


def test_the_input_stays_as_it_is() -> None:
    """Closing a relation does not write into it."""
    pairs = packed([*chain(20), (20, 0)])
    before = pairs.copy()
    transitive_closure(pairs)
    assert (pairs == before).all()
