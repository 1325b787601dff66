"""The paths of an explanation are those that the rows of the tables give, recomputed here with networkx."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest

import kg
from kg.claims import HEDGES
from kg.explain import Sign, paths
from tests.conftest import LONG
from tests.test_signs import stated, table_rows

MEDIATORS = {
    "sympathetic activation and back muscle tension": ["sympathetic activation", "back muscle tension"],
    "muscle excitability": ["muscle excitability"],
    "lowered pain threshold": ["lowered pain threshold"],
    "sustained contraction and fatigue": ["sustained muscle contraction", "muscle fatigue"],
    "sustained contraction and inflammation": ["sustained muscle contraction", "localized muscle inflammation"],
    "poor posture and mechanical stress": ["poor posture", "mechanical stress on spinal muscle"],
    "shallow breathing": ["shallow breathing"],
}


def multigraph() -> nx.MultiDiGraph[str]:
    """The stated influences and is-a steps, straight from the rows; an edge for each claim."""
    edges, broader = stated(table_rows())
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source, target, sign, inherited, claim in edges:
        graph.add_edge(source, target, key=claim, sign=sign, inherited=inherited, broader=False)
    for narrow, broad, claim in broader:
        graph.add_edge(narrow, broad, key=claim, sign=1, inherited=True, broader=True)
    return graph


def chains(graph: nx.MultiDiGraph[str], source: str, target: str) -> dict[tuple[str, ...], int]:
    """Return every chain of concepts with its sign; a step to a broader concept needs an inheritable one after it."""
    found: dict[tuple[str, ...], int] = {}
    if source not in graph or target not in graph:
        return found
    for nodes in nx.all_simple_paths(nx.DiGraph(graph), source, target):
        sign, after_broader, valid = 1, False, True
        for one, other in pairwise(nodes):
            links = list(graph[one][other].values())
            broader = all(link["broader"] for link in links)
            if after_broader and not any(link["inherited"] for link in links):
                valid = False
            sign *= links[0]["sign"]
            after_broader = broader
        if valid and not after_broader:
            found[tuple(nodes)] = sign
    return found


def mediators(graph: nx.MultiDiGraph[str], nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the concepts that an influence leaves from."""
    return tuple(
        one for one, other in pairwise(nodes) if not all(link["broader"] for link in graph[one][other].values())
    )


PAIRS = [
    ("stress", "back spasm"),
    ("stress", "cortisol"),
    ("deep breathing", "back spasm"),
    ("good posture", "back spasm"),
    ("ergonomic adjustment", "muscle fatigue"),
    ("adequate sleep", "back spasm"),
    ("walking", "pain"),
    ("chronic stress", "sudden intense pain"),
]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_paths_are_recomputed_from_the_rows(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    own = multigraph()
    expected = chains(own, source, target)
    explanation = graph.explain(source, target, maximum=1000)
    shown: dict[tuple[str, ...], Sign | None] = {}
    for path in explanation.paths:
        group = {tuple(ref.label for ref in part.concepts): part.sign for part in (path, *path.alternatives)}
        assert len({mediators(own, nodes) for nodes in group}) == 1, "alternatives share their mediators"
        shown |= group
    assert {nodes: 1 if sign == "raises" else -1 for nodes, sign in shown.items()} == expected
    assert explanation.found == len({mediators(own, nodes) for nodes in expected})
    for path in explanation.paths:
        for part in (path, *path.alternatives):
            for step, (one, other) in zip(part.steps, pairwise(ref.label for ref in part.concepts), strict=True):
                claims = {step.claim.id, *(also.claim.id for also in step.also)}
                assert claims == set(own[one][other])


def test_a_path_exists_exactly_where_the_closure_holds_an_influence(graph: kg.KnowledgeGraph) -> None:
    """From every concept in the long run; else from one in seven, to every other."""
    influences, concepts = graph.influences, list(graph.terms.concepts())
    for source in concepts if LONG else concepts[::7]:
        for target in concepts:
            if source != target:
                found = paths(influences, source, target)
                assert found.exhausted
                assert {path.sign for path in found.paths} == set(influences.net(source, target))


def test_paths_are_ordered_by_length_then_firmness_then_claims(graph: kg.KnowledgeGraph) -> None:
    paths = graph.explain("stress", "back spasm").paths
    keys = [(path.length, path.modality.rank, [step.claim.id for step in path.steps]) for path in paths]
    assert keys == sorted(keys)
    assert paths[0].length == 1


@pytest.mark.parametrize("wanted", list(MEDIATORS.values()), ids=list(MEDIATORS))
def test_stress_reaches_back_spasm_through_each_mechanism(graph: kg.KnowledgeGraph, wanted: list[str]) -> None:
    explanation = graph.explain("stress", "back spasm")
    assert any(set(wanted) <= {ref.label for ref in path.concepts} for path in explanation.paths)


def test_the_direct_claims_are_given(graph: kg.KnowledgeGraph) -> None:
    first = graph.explain("stress", "back spasm").paths[0]
    (step,) = first.steps
    assert {step.claim.id, *(other.claim.id for other in step.also)} == {"C006", "C041"}


def test_every_step_cites_a_claim_and_marks_the_editors(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("stress", "back spasm")
    steps = [step for path in explanation.paths for part in (path, *path.alternatives) for step in part.steps]
    for step in steps:
        assert step.claim == graph.claims[step.claim.id]
        assert step.editorial == step.claim.id.startswith("E")
        assert step.modality == HEDGES[step.claim.hedge]
    assert any(step.editorial for step in steps)


def test_a_claim_without_a_limit_is_shown_before_one_with_it(graph: kg.KnowledgeGraph) -> None:
    """C056 holds for fatigue from poor posture; on the way from chronic stress C069 comes first."""
    path = next(
        p for p in graph.explain("chronic stress", "back spasm").paths if p.concepts[2].label == "muscle fatigue"
    )
    assert path.steps[-1].claim.id == "C069"
    assert [other.claim.id for other in path.steps[-1].also] == ["C056"]


def test_fewer_paths_are_flagged(graph: kg.KnowledgeGraph) -> None:
    few = graph.explain("stress", "back spasm", maximum=3)
    assert len(few.paths) == 3
    assert few.found == 11
    assert not few.complete
    assert graph.explain("stress", "back spasm", maximum=11).complete
