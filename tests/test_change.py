"""What if: the conclusions that a change gains and loses, each with its proof."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode

import kg
from kg.explain import to_json
from kg.load import load_triples
from kg.proofs.change import changed, difference
from kg.proofs.checker import check
from kg.reason.native import reason
from kg.terms import Triple
from kg.vocabulary import BS, OWL, RDF, RDFS
from tests.build import claim_row, small_graph
from tests.conftest import LONG, Run
from tests.ontologies import EX, ontologies


def test_what_is_gained_rests_on_what_was_added() -> None:
    before = reason(load_triples([Triple(EX.C, RDFS.subClassOf, EX.D)]))
    added = Triple(EX.a, RDF.type, EX.C)
    _, found = changed(before, add=[added])
    assert found.added == (added,)
    assert [change.conclusion for change in found.gained] == [Triple(EX.a, RDF.type, EX.D)]
    assert found.gained[0].cause == (added,)
    assert found.losses == 0


def test_what_is_lost_is_proved_as_it_was() -> None:
    axiom = Triple(EX.C, RDFS.subClassOf, EX.D)
    before = reason(load_triples([axiom, Triple(EX.a, RDF.type, EX.C)]))
    after, found = changed(before, remove=[axiom])
    assert [change.conclusion for change in found.lost] == [Triple(EX.a, RDF.type, EX.D)]
    assert check(found.lost[0].proof, before.rules, before.asserted) == ()
    assert found.lost[0].cause == (axiom,)
    assert Triple(EX.a, RDF.type, EX.D) not in after


def test_what_is_removed_may_follow_all_the_same() -> None:
    stated = Triple(EX.a, RDF.type, EX.D)
    before = reason(load_triples([stated, Triple(EX.a, RDF.type, EX.C), Triple(EX.C, RDFS.subClassOf, EX.D)]))
    _, found = changed(before, remove=[stated])
    assert found.kept == (stated,)
    assert found.is_empty


def test_a_change_can_bring_and_end_a_contradiction() -> None:
    disjoint = Triple(EX.C, OWL.disjointWith, EX.D)
    both = [Triple(EX.a, RDF.type, EX.C), Triple(EX.a, RDF.type, EX.D)]
    after, found = changed(reason(load_triples(both)), add=[disjoint])
    assert [change.conclusion for change in found.became_inconsistent] == [None]
    _, back = changed(after, remove=[disjoint])
    assert back.became_consistent[0].cause == (disjoint,)


@settings(max_examples=1000 if LONG else 25, suppress_health_check=[HealthCheck.too_slow])
@given(ontologies(), ontologies())
def test_a_difference_is_that_of_the_two_closures(old: list[Triple], new: list[Triple]) -> None:
    """Whatever the terms are numbered; each gain and loss has a proof that the checker accepts and a cause."""
    before, after = reason(load_triples(old)), reason(load_triples(new))
    found = difference(before, after)
    gained, lost = {*after} - {*before}, {*before} - {*after}
    assert {*found.added} == {*after.asserted} - {*before.asserted}
    assert {*found.removed} == {*before.asserted} - {*after.asserted}
    assert {c.conclusion for c in found.gained} == gained - {*after.asserted}
    assert {c.conclusion for c in found.lost} == lost - {*before.asserted}
    for changes, closure in ((found.gained, after), (found.lost, before)):
        for change in changes:
            assert check(change.proof, closure.rules, closure.asserted) == ()
            values = {node.rule for node in change.proof.nodes} & {"dt-eq", "dt-type2", "dt-diff"}
            assert change.cause or values


@settings(max_examples=300 if LONG else 30, suppress_health_check=[HealthCheck.too_slow])
@given(ontologies(), st.data())
def test_a_change_taken_back_changes_nothing(triples: list[Triple], data: st.DataObject) -> None:
    before = reason(load_triples(triples))
    asserted = sorted({*before.asserted}, key=str)
    if not asserted:
        return
    gone = data.draw(st.lists(st.sampled_from(asserted), unique=True))
    after, _ = changed(before, remove=gone)
    _, found = changed(after, add=gone)
    assert difference(before, changed(after, add=gone)[0]).is_empty
    assert {*found.added} == {*gone}


def test_a_claim_that_alone_carries_something(graph: kg.KnowledgeGraph) -> None:
    """C036 is the only claim that stress makes breathing shallow; C006 and C041 both lead from stress to spasms."""
    lost = graph.what_if(remove=["C036"])
    assert lost.difference is not None
    assert Triple(BS.Stress, BS.raises, BS.ShallowBreathing) in {c.conclusion for c in lost.difference.lost}
    assert all(line.text for told in lost.told for line in told.lines)
    kept = graph.what_if(remove=["C006"])
    assert kept.difference is not None
    assert kept.difference.is_empty


def test_what_another_claim_states_stays(tmp_path: Path) -> None:
    """A triple of two claims stays when one of them is taken away, and goes with both."""
    rows = [claim_row(1, "rain", "causes", "mud"), claim_row(2, "rain", "causes", "mud")]
    graph = small_graph(tmp_path / "small", ["rain", "mud"], rows)
    alone = graph.what_if(remove=["T001"])
    assert alone.answer.endswith("The same is stated by T002.")
    assert alone.difference is not None
    assert alone.difference.is_empty
    together = graph.what_if(remove=["T001", "T002"])
    assert together.difference is not None
    assert together.difference.losses


def test_what_is_assumed_is_marked(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.what_if(add=["inflammation raises dehydration"], maximum=3)
    tags = {line.tag for told in explanation.told for line in told.lines}
    assert "[ASSUMED]" in tags
    assert not explanation.complete
    kinds = {node["kind"] for node in to_json(explanation)["nodes"].values()}
    assert "assumed" in kinds


def test_the_graph_itself_stays_as_it_is(graph: kg.KnowledgeGraph) -> None:
    size, answer = len(graph.closure), graph.explain("stress", "back spasm").answer
    graph.what_if(add=["'cold pack' raises stress"], remove=["C041", "C006"])
    assert (len(graph.closure), graph.explain("stress", "back spasm").answer) == (size, answer)


def test_two_versions_of_a_file(backstory: Run) -> None:
    result = backstory(
        "explain", "--diff", "ontology/schema/relations.ttl", "ontology/backstory.ttl", "--max", "2", "-f", "json"
    )
    assert result.returncode == 0
    found = json.loads(result.stdout)["difference"]
    assert found["gained_found"] > 1000
    assert len(found["gained"]) == 2
    assert found["lost_found"] == 0


def test_blank_nodes_of_an_addition_are_those_of_the_graph() -> None:
    node = BlankNode("x")
    before = reason(load_triples([Triple(node, RDF.type, EX.C)]))
    _, found = changed(before, add=[Triple(EX.C, RDFS.subClassOf, EX.D)])
    assert [change.conclusion for change in found.gained] == [Triple(node, RDF.type, EX.D)]
