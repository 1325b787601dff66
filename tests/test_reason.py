"""The closure: what follows from the asserted triples, kept apart from them, by whichever reasoner."""

import gc
import gzip
import random
import weakref

import owlrl
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

import kg
from kg.ontology import Ontology
from kg.rdflib_adapter import from_rdflib, to_rdflib
from kg.reason import Closure, closure_bytes, materialise
from kg.reason.trivial import is_trivial
from kg.relations import Relations
from kg.rules import RULE_IDS
from kg.terms import Triple
from kg.vocabulary import BS, OWL, RDF, RDFS, SKOS, XSD
from tests.conftest import ROOT


def ontology(*triples: Triple) -> Ontology:
    whole = kg.open().ontology
    return Ontology(Relations(triples), Relations(), "0", whole.catalog)


def test_asserted_and_inferred_are_told_apart(graph: kg.KnowledgeGraph) -> None:
    closure = graph.closure
    assert not set(closure.asserted) & set(closure.inferred)
    assert set(closure) == set(closure.asserted) | set(closure.inferred)
    assert len(closure) == len(closure.asserted) + len(closure.inferred)
    assert Triple(BS.Stress, BS.raises, BS.BackSpasm) in closure.inferred
    assert Triple(BS.Stress, BS.causes, BS.ShallowBreathing) in closure.asserted


def test_the_built_closure_is_what_reasoning_gives(graph: kg.KnowledgeGraph) -> None:
    reasoned = materialise(graph.ontology)
    assert set(reasoned.inferred) == set(graph.closure.inferred)
    assert set(reasoned.asserted) == set(graph.closure.asserted)


def test_owlrl_by_itself_gives_the_same_domain_triples(graph: kg.KnowledgeGraph) -> None:
    """The closure agrees with owlrl run directly on the asserted graph by rdflib's own loader."""
    whole = rdflib.Graph().parse(ROOT / "ontology" / "backstory.ttl", format="turtle")
    claim_nodes = {
        s for kind in ("Claim", "Source") for s in whole.subjects(rdflib.RDF.type, rdflib.URIRef(BS[kind].value))
    } | set(whole.subjects(rdflib.RDF.type, rdflib.OWL.Axiom))
    for node in claim_nodes:
        whole.remove((node, None, None))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)

    def domain(triples: list[Triple]) -> set[Triple]:
        return {
            triple
            for triple in triples
            if isinstance(triple.subject, NamedNode)
            and triple.subject.value.startswith(BS.iri)
            and triple.predicate.value.startswith(BS.iri)
        }

    assert domain(from_rdflib(whole)) == domain(list(graph.closure))


def test_claims_are_not_reasoned_over(graph: kg.KnowledgeGraph) -> None:
    for triple in graph.closure.inferred:
        assert triple.predicate not in {BS.hedge, BS.aboutSubject, BS.assertedBy}
    assert Triple(BS.Claim, RDF.type, OWL.Class) in graph.closure
    assert not list(graph.closure.match(None, RDF.type, BS.Source))


def test_the_order_of_input_changes_nothing(graph: kg.KnowledgeGraph) -> None:
    triples = list(graph.ontology.asserted)
    random.Random(0).shuffle(triples)
    shuffled = materialise(ontology(*triples))
    assert list(shuffled.inferred) == list(graph.closure.inferred)


def test_an_axiom_more_removes_no_triple(graph: kg.KnowledgeGraph) -> None:
    more = materialise(ontology(*graph.ontology.asserted, Triple(BS.Flexibility, BS.increases, BS.Mood)))
    assert set(graph.closure) < set(more)
    assert Triple(BS.GentleStretching, BS.raises, BS.Mood) in more


def test_trivial_conclusions_are_left_out(graph: kg.KnowledgeGraph) -> None:
    assert not any(is_trivial(triple) for triple in graph.closure.inferred)
    assert not any(isinstance(triple.subject, Literal) for triple in graph.closure)
    assert is_trivial(Triple(BS.Stress, OWL.sameAs, BS.Stress))
    assert is_trivial(Triple(BS.Symptom, RDFS.subClassOf, OWL.Thing))
    assert is_trivial(Triple(Literal("a"), RDF.type, XSD.string))
    assert not is_trivial(Triple(BS.Symptom, RDFS.subClassOf, BS.Finding))
    assert not is_trivial(Triple(BS.Stress, OWL.sameAs, BS.Mood))


def test_an_inconsistency_is_a_result_not_a_triple() -> None:
    closure = materialise(
        ontology(
            Triple(BS.One, OWL.disjointWith, BS.Other),
            Triple(BS.a, RDF.type, BS.One),
            Triple(BS.a, RDF.type, BS.Other),
        )
    )
    assert len(closure.inconsistencies) == 1
    assert not any("agent-ont" in str(triple) for triple in closure)


def test_matching_finds_asserted_and_inferred(graph: kg.KnowledgeGraph) -> None:
    closure = graph.closure
    assert set(closure.match()) == set(closure)
    for pattern in [
        (BS.Stress, None, None),
        (None, BS.raises, None),
        (None, None, BS.BackSpasm),
        (BS.Stress, BS.raises, None),
    ]:
        expected = {
            triple
            for triple in closure
            if all(wanted is None or wanted == found for wanted, found in zip(pattern, triple, strict=True))
        }
        assert set(closure.match(*pattern)) == expected
        assert expected


def test_relations_are_a_set_in_order() -> None:
    one, two = Triple(BS.b, BS.p, BS.c), Triple(BS.a, BS.p, BS.c)
    relations = Relations([one, two, one])
    assert list(relations) == [one, two]
    assert repr(relations) == "Relations(2 triples)"


def test_relations_given_a_reader_are_read_once_and_when_asked() -> None:
    one = Triple(BS.b, BS.p, BS.c)
    times: list[int] = []

    def read() -> list[Triple]:
        times.append(1)
        return [one, one]

    relations = Relations(read)
    assert not times
    assert list(relations.match(BS.b)) == [one]
    assert len(relations) == 1
    assert times == [1]


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, BS.layTerm, BS.sentence, BS.raises])
def test_the_texts_of_a_property_are_those_of_each_subject(graph: kg.KnowledgeGraph, predicate: NamedNode) -> None:
    each = {t.subject: graph.closure.text(t.subject, predicate) for t in graph.closure.match(predicate=predicate)}
    assert graph.closure.texts(predicate) == {node: text for node, text in each.items() if text is not None}


@pytest.mark.parametrize("predicate", [BS.kindOf, BS.suggests, SKOS.prefLabel, RDFS.subClassOf, BS.ofNothing])
def test_what_a_property_relates_is_what_matches_it(graph: kg.KnowledgeGraph, predicate: NamedNode) -> None:
    related = list(graph.closure.related(predicate))
    matched = {(triple.subject, triple.object) for triple in graph.closure.match(predicate=predicate)}
    assert len(related) == len(set(related))
    assert {pair for pair in related if not is_trivial(Triple(pair[0], predicate, pair[1]))} <= matched <= set(related)


def test_the_closure_file_begins_with_its_version(graph: kg.KnowledgeGraph) -> None:
    text = gzip.decompress(closure_bytes(graph.closure, graph.version)).decode()
    header, *lines = text.splitlines()
    assert header == f"# closure of {graph.version}"
    count = len(graph.ontology.asserted)
    assert lines[:count] == sorted(map(str, graph.ontology.asserted))
    assert len(lines[count:]) >= len(graph.closure.inferred)
    assert all(line.rpartition(" # ")[2].split()[0] in RULE_IDS for line in lines[count:])


@pytest.mark.parametrize(
    "term",
    [
        Literal("01", datatype=XSD.integer),
        Literal("plain"),
        Literal("spoken", language="en-GB"),
        Literal("not a number", datatype=XSD.integer),
        Literal('quote " and \n line'),
        BlankNode("b1"),
        BS.Stress,
    ],
)
def test_rdflib_gives_back_what_it_was_given(term: NamedNode | BlankNode | Literal) -> None:
    triple = Triple(BS.s, SKOS.note, term)
    assert from_rdflib(to_rdflib([triple])) == [triple]


def test_the_graph_goes_to_rdflib_whole(graph: kg.KnowledgeGraph) -> None:
    assert set(from_rdflib(graph.to_rdflib())) == set(graph.closure)


def test_the_graph_goes_to_networkx_whole(graph: kg.KnowledgeGraph) -> None:
    network = graph.to_networkx()
    assert set(network.nodes) == {graph.terms.ref(node).id for node in graph.terms.concepts()}
    about_claims = {"C049", "C050", "C130"}
    stated = {claim.id for claim in graph.claims.values() if claim.asserts}
    assert {key for _, _, key in network.edges(keys=True)} == stated - about_claims
    assert network.nodes["bs:BackSpasm"] == {"label": "back spasm", "kinds": "bs:Symptom"}


def test_a_closure_is_frozen(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(AttributeError):
        graph.closure.asserted = Relations()  # type: ignore[misc, assignment]
    assert isinstance(graph.closure, Closure)


def test_a_closure_is_freed_as_soon_as_nothing_holds_it() -> None:
    closure = materialise(ontology(Triple(BS.Stress, BS.raises, BS.BackSpasm)))
    columns = [weakref.ref(relation.pairs) for relation in closure.state.relations.values() if len(relation)]
    gc.disable()
    try:
        del closure
        assert columns
        assert not any(column() is not None for column in columns)
    finally:
        gc.enable()
