"""Every check of content finds what it is there to find, and finds nothing in the bundled knowledge."""

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

import kg
from kg.answer import check_all, checks, store_of, violations
from kg.answer.dataset import ASSERTED, CLAIMS, INFERRED
from kg.catalog import Role
from kg.compile import write
from kg.terms import Triple, to_quad
from kg.vocabulary import BS, BSCLAIM, OWL, RDF, RDFS, SKOS
from tests.build import CLAIM_COLUMNS, claim_row, small_graph, small_ontology, write_table
from tests.conftest import ROOT

CHECKS = checks()
NEW = BS.SomethingNew


def text(value: str) -> Literal:
    return Literal(value, language="en")


def declared(node: NamedNode, label: str) -> list[Triple]:
    return [
        Triple(node, RDF.type, OWL.NamedIndividual),
        Triple(node, RDF.type, BS.Symptom),
        Triple(node, SKOS.prefLabel, text(label)),
        Triple(node, SKOS.definition, text("A thing.")),
    ]


# For each check, triples by graph that break it. What is added must break it; see also the removals below.
ADDITIONS: dict[str, dict[NamedNode, list[Triple]]] = {
    "ambivalence-needless": {
        CLAIMS: [
            Triple(NEW, RDF.type, BS.AcceptedAmbivalence),
            Triple(NEW, BS.ambivalentCause, BS.Stress),
            Triple(NEW, BS.ambivalentEffect, BS.BackSpasm),
        ]
    },
    "ambivalence-unexplained": {INFERRED: [Triple(BS.Stress, BS.lowers, BS.BackSpasm)]},
    "claim-incomplete": {CLAIMS: [Triple(BSCLAIM.C999, RDF.type, BS.Claim)]},
    "claim-mismatched": {
        CLAIMS: [
            Triple(BSCLAIM.C999, BS.aboutSubject, BS.Stress),
            Triple(BSCLAIM.C999, BS.aboutProperty, BS.causes),
            Triple(BSCLAIM.C999, BS.aboutObject, BS.Flexibility),
            Triple(BSCLAIM.C999, BS.stance, Literal("supports")),
            Triple(BSCLAIM.C999, BS.polarity, Literal("positive")),
        ]
    },
    "claim-unlocated": {
        CLAIMS: [
            Triple(BSCLAIM.C999, RDF.type, BS.Claim),
            Triple(BSCLAIM.C999, NamedNode("http://purl.org/dc/terms/source"), BS["source/ARTICLE"]),
        ]
    },
    "class-unsatisfiable": {ASSERTED: [Triple(BS.Hormone, RDFS.subClassOf, BS.CareAction)]},
    "concept-incomplete": {ASSERTED: declared(NEW, "new")[:3]},
    "concept-unclaimed": {ASSERTED: declared(NEW, "new")},
    "construct-outside-profile": {ASSERTED: [Triple(BS.causes, RDF.type, OWL.FunctionalProperty)]},
    "editorial-unreasoned": {CLAIMS: [Triple(NEW, RDF.type, BS.Claim), Triple(NEW, BS.stance, Literal("editorial"))]},
    "influence-cycle": {INFERRED: [Triple(BS.Stress, BS.raises, BS.Stress)]},
    "influence-dense": {
        INFERRED: [
            Triple(BS[f"Thing{one}"], BS.raises, BS[f"Thing{other}"]) for one in range(300) for other in range(300)
        ]
    },
    "influence-unclaimed": {ASSERTED: [Triple(BS.Stress, BS.causes, BS.Flexibility)]},
    "label-shared": {ASSERTED: declared(NEW, "Back spasm")},
    "net-influence-asserted": {ASSERTED: [Triple(BS.Stress, BS.raises, BS.BackSpasm)]},
    "property-kind-mixed": {ASSERTED: [Triple(BS.causes, RDF.type, OWL.AnnotationProperty)]},
    "schema-term-incomplete": {ASSERTED: [Triple(NEW, RDF.type, OWL.Class)]},
    "term-undeclared": {ASSERTED: [Triple(BS.Stress, BS.tickles, BS.BackSpasm)]},
}


def test_every_check_has_a_case_and_every_case_a_check() -> None:
    assert ADDITIONS.keys() == CHECKS.keys()


@pytest.fixture(scope="module")
def store(graph: kg.KnowledgeGraph) -> pyoxigraph.Store:
    return store_of(graph)


@pytest.mark.parametrize("name", CHECKS)
def test_the_bundled_knowledge_violates_nothing(store: pyoxigraph.Store, name: str) -> None:
    assert violations(store, CHECKS[name]) == []


@pytest.mark.parametrize("name", CHECKS)
def test_the_check_finds_its_violation(graph: kg.KnowledgeGraph, name: str) -> None:
    store = store_of(graph)
    for target, triples in ADDITIONS[name].items():
        store.extend(to_quad(triple, target) for triple in triples)
    assert violations(store, CHECKS[name])


REMOVALS = [
    ("concept-incomplete", ASSERTED, BS.BackSpasm, SKOS.prefLabel),
    ("concept-incomplete", ASSERTED, BS.BackSpasm, SKOS.definition),
    ("claim-incomplete", CLAIMS, BSCLAIM.C006, BS.hedge),
    ("claim-incomplete", CLAIMS, BSCLAIM.C006, BS.statement),
    ("claim-unlocated", CLAIMS, BSCLAIM.C006, BS.paragraph),
    ("claim-unlocated", CLAIMS, BSCLAIM.C006, BS.endOffset),
    ("editorial-unreasoned", CLAIMS, BSCLAIM.E001, BS.reason),
    ("schema-term-incomplete", ASSERTED, BS.causes, BS.sentence),
    ("schema-term-incomplete", ASSERTED, BS.Symptom, RDFS.label),
    ("claim-mismatched", ASSERTED, BS.Stress, BS.causes),
    ("concept-unclaimed", CLAIMS, BSCLAIM.C004, BS.aboutObject),
]


@pytest.mark.parametrize(("name", "target", "subject", "predicate"), REMOVALS)
def test_the_check_finds_what_is_missing(
    graph: kg.KnowledgeGraph, name: str, target: NamedNode, subject: NamedNode, predicate: NamedNode
) -> None:
    store = store_of(graph)
    quads = list(store.quads_for_pattern(subject, predicate, None, target))
    assert quads
    for quad in quads:
        store.remove(quad)
    assert violations(store, CHECKS[name])


def test_a_claim_that_asserts_nothing_has_to_dispute_something(tmp_path: Path) -> None:
    rows = [claim_row(1, "alpha", "causes", "beta"), claim_row(2, "beta", "causes", "alpha", stance="contradicts")]
    store = store_of(small_graph(tmp_path / "o", ["alpha", "beta"], rows))
    assert len(violations(store, CHECKS["claim-mismatched"])) == 1


def test_an_accepted_ambivalence_is_no_violation(tmp_path: Path) -> None:
    rows = [claim_row(1, "alpha", "causes", "beta"), claim_row(2, "alpha", "reduces", "beta")]
    folder = small_ontology(tmp_path / "o", ["alpha", "beta"], rows)
    assert violations(store_of(kg.open(folder)), CHECKS["ambivalence-unexplained"])
    (folder / "ambivalences.tsv").write_text("cause\teffect\treason\nalpha\tbeta\tBoth are known.\n", "utf-8")
    write(folder)
    store = store_of(kg.open(folder))
    assert violations(store, CHECKS["ambivalence-unexplained"]) == []
    assert violations(store, CHECKS["ambivalence-needless"]) == []


def test_a_cycle_among_claims_is_found(tmp_path: Path) -> None:
    rows = [claim_row(1, "alpha", "causes", "beta"), claim_row(2, "beta", "causes", "alpha")]
    store = store_of(small_graph(tmp_path / "o", ["alpha", "beta"], rows))
    assert len(violations(store, CHECKS["influence-cycle"])) == 2


def test_check_all_reports_every_check(graph: kg.KnowledgeGraph) -> None:
    findings = check_all(graph)
    assert {finding.check for finding in findings} == {"built-files", "consistency", *CHECKS}
    assert {finding.verdict for finding in findings} == {"ok"}


def test_an_inconsistency_is_a_result(tmp_path: Path) -> None:
    graph = small_graph(tmp_path / "o", ["alpha", "beta"], [claim_row(1, "alpha", "is_a", "beta")])
    rows = [claim_row(1, "alpha", "is_a", "beta"), claim_row(2, "beta", "is_a", "alpha")]
    write_table(graph.ontology.catalog.paths(Role.CLAIMS)[0], CLAIM_COLUMNS, rows)
    findings = check_all(graph)
    assert "inconsistent" in {finding.verdict for finding in findings if finding.check == "consistency"}


def test_every_query_file_is_a_check() -> None:
    assert {path.name for path in (ROOT / "queries" / "checks").iterdir()} == {f"{n}-violation.rq" for n in CHECKS}
