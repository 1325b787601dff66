"""Classes of terms that are the same, against the connected components of networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reason.equality import Equality, Link

TERMS = 24
Edges = list[tuple[int, int]]

edges = st.lists(st.tuples(st.integers(0, TERMS - 1), st.integers(0, TERMS - 1)), max_size=30)
batches = st.lists(edges, max_size=4)


def merge(equality: Equality, pairs: Edges, tag: int = 1) -> bool:
    """Make the same what some edges say, with one tag each, counted up from a first."""
    ones, others = np.array(pairs, np.uint64).reshape(-1, 2).T
    return equality.merge(ones, others, np.arange(tag, tag + len(pairs), dtype=np.uint32))


def built(given: list[Edges], favoured: list[int] | None = None) -> Equality:
    """Return the classes that batches of edges make, one batch after the other."""
    flags = np.zeros(TERMS, np.bool_)
    flags[favoured or []] = True
    equality = Equality(TERMS, flags)
    tag = 1
    for batch in given:
        merge(equality, batch, tag)
        tag += len(batch)
    return equality


def components(given: list[Edges]) -> dict[int, set[int]]:
    """Return the component of each term."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(TERMS))
    graph.add_edges_from(edge for batch in given for edge in batch)
    return {term: part for part in nx.connected_components(graph) for term in part}


@given(batches)
def test_classes_are_connected_components(given: list[Edges]) -> None:
    """Members, representatives and classes tell the same components, in the order of ids."""
    equality, expected = built(given), components(given)
    for term in range(TERMS):
        assert equality.members(term) == sorted(expected[term])
        assert equality.find(term) in expected[term]
        assert equality.find(equality.find(term)) == equality.find(term)
        assert {equality.find(other) for other in expected[term]} == {equality.find(term)}
    assert sorted(map(sorted, equality.classes.values())) == sorted(
        {tuple(sorted(part)): sorted(part) for part in expected.values() if len(part) > 1}.values()
    )
    assert all(head in members for head, members in equality.classes.items())
    assert bool(equality) == any(len(part) > 1 for part in expected.values())


@given(batches)
def test_links_are_a_spanning_forest_of_what_was_said(given: list[Edges]) -> None:
    """Each link is a given edge with its own tag, and there is none too many."""
    equality = built(given)
    said = [edge for batch in given for edge in batch]
    for link in equality.links:
        assert said[link.tag - 1] == (link.one, link.other)
    forest: nx.MultiGraph[int] = nx.MultiGraph()
    forest.add_nodes_from(range(TERMS))
    forest.add_edges_from((link.one, link.other) for link in equality.links)
    assert nx.is_forest(nx.Graph(forest)) or not equality.links
    assert forest.number_of_edges() == TERMS - nx.number_connected_components(forest)
    assert set(map(frozenset, nx.connected_components(forest))) == set(map(frozenset, components(given).values()))


@given(batches)
def test_paths_are_made_of_links_and_connect(given: list[Edges]) -> None:
    """A path leads from one term to the other by links of the class, without going anywhere twice."""
    equality = built(given)
    links = {id(link) for link in equality.links}
    for members in equality.classes.values():
        for start in members:
            for end in members:
                here, visited = start, [start]
                for link, forward in equality.path(start, end):
                    assert id(link) in links
                    assert here == (link.one if forward else link.other)
                    here = link.other if forward else link.one
                    visited.append(here)
                assert here == end
                assert len(visited) == len(set(visited))


@given(batches)
def test_older_links_suffice_for_older_classes(given: list[Edges]) -> None:
    """A path between terms that an earlier batch made the same uses no link of a later one."""
    whole = built(given)
    for upto in range(len(given)):
        early = built(given[: upto + 1])
        newest = sum(map(len, given[: upto + 1]))
        for members in early.classes.values():
            for term in members[1:]:
                assert max(link.tag for link, _ in whole.path(members[0], term)) <= newest


@given(batches, st.lists(st.integers(0, TERMS - 1), max_size=4))
def test_favoured_terms_represent_their_class(given: list[Edges], favoured: list[int]) -> None:
    """A class with favoured terms has one of them as its representative, else its least term."""
    equality = built(given, favoured)
    for members in equality.classes.values():
        candidates = sorted(set(members) & set(favoured)) or members
        assert equality.find(members[0]) == candidates[0]


@given(edges)
def test_merging_says_whether_classes_became_one(pairs: Edges) -> None:
    """The second time, nothing is new."""
    equality = Equality(TERMS)
    assert merge(equality, pairs) == any(one != other for one, other in pairs)
    count = len(equality.links)
    assert not merge(equality, pairs, 100)
    assert len(equality.links) == count


@given(batches, edges)
def test_a_copy_grows_apart(given: list[Edges], more: Edges) -> None:
    """What a copy is told, the original does not learn."""
    equality = built(given)
    before = [equality.find(term) for term in range(TERMS)]
    other = equality.copy(TERMS + 3)
    assert [other.find(term) for term in range(TERMS + 3)] == [*before, TERMS, TERMS + 1, TERMS + 2]
    merge(other, [*more, (0, TERMS + 2)], 1000)
    assert [equality.find(term) for term in range(TERMS)] == before
    expected = components([*given, more])
    for term in range(TERMS):
        assert set(other.members(term)) - {TERMS + 2} == expected[term]


def test_the_first_of_several_reasons_is_kept() -> None:
    """Of edges between the same classes the first becomes the link."""
    equality = Equality(4)
    merge(equality, [(2, 1), (1, 2), (2, 1)], 7)
    assert equality.links == [Link(2, 1, 7)]
    assert equality.path(1, 2) == [(Link(2, 1, 7), False)]
    assert equality.path(2, 1) == [(Link(2, 1, 7), True)]
    assert equality.path(3, 3) == []


@pytest.mark.parametrize("turned", [False, True], ids=["from the front", "from the back"])
def test_a_chain_of_ten_thousand(turned: bool) -> None:
    """A long chain is one class, in whichever order it is told, and its ends are linked by all of it."""
    size = 10_000
    ones = np.arange(size - 1, dtype=np.uint64)
    if turned:
        ones = ones[::-1].copy()
    equality = Equality(size)
    equality.merge(ones, ones + np.uint64(1), np.ones(size - 1, np.uint32))
    assert equality.members(5) == list(range(size))
    assert len(equality.path(0, size - 1)) == size - 1
