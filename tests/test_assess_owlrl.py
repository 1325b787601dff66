"""owlrl concludes the same of cases as our reasoner: causes, urgencies, remedies, and what to avoid."""

from __future__ import annotations

import owlrl
import pytest
from pyoxigraph import NamedNode

import kg
from cli.cases import file_case
from kg.assess import Assessment
from kg.rdflib_adapter import from_rdflib, to_rdflib
from kg.terms import Term, Triple
from kg.vocabulary import BS, BSCASE, RDF
from tests.cases import Document
from tests.conftest import ROOT

CASES: dict[str, Document] = {
    "spasm": {"findings": ["back spasm"]},
    "saddle": {"findings": ["back spasm", "saddle anaesthesia"], "age": 45},
    "stenosis": {"findings": ["back pain", "no pain when seated", "improvement when bending forward"], "age": 72},
    "fever": {"findings": ["back pain", "fever", "leg or foot weakness"], "considering": ["heat pack"]},
    "cancer": {"findings": ["new nerve root pain"], "conditions": ["history of malignancy"], "age": 61},
    "fracture": {
        "findings": ["minor trauma", "back pain"],
        "conditions": ["osteoporosis"],
        "medications": ["corticosteroid"],
    },
    "pregnant": {"findings": ["back spasm"], "pregnancy": {"weeks": 24}, "considering": ["X-ray", "oral NSAID"]},
    "interaction": {"findings": ["back spasm"], "medications": ["tizanidine", "ciprofloxacin"]},
    "kidney": {"findings": ["flank pain", "fever", "nausea or vomiting"], "age": 30},
    "aneurysm": {"findings": ["flank pain", "hypotension", "pulsatile abdominal mass"], "age": 67},
    "inflammatory": {
        "findings": ["insidious onset", "improves with exercise", "night pain"],
        "age": 24,
        "duration": "4 months",
    },
    "heat": {"findings": ["muscle stiffness"], "conditions": ["acute inflammation"], "considering": ["heat pack"]},
    "Raynaud": {"findings": ["muscle tension"], "conditions": ["Raynaud phenomenon"], "considering": ["cold pack"]},
    "stress": {
        "findings": {"present": ["back spasm", "muscle stiffness"], "absent": ["fever"]},
        "conditions": ["stress"],
    },
    "weak": {"findings": ["thoracic pain", "severe night pain"], "age": 58},
    "nothing": {"findings": ["muscle tension"], "age": 30, "sex": "male"},
}
RELATIONS = {
    "urgency": (BS.hasUrgency,),
    "causes": (BS.hasPossibleCause, BS.hasContributor, BS.suspects),
    "avoided": (BS.mustNotUse, BS.shouldAvoid, BS.shouldWeigh, BS.shouldTakeCareWith, BS.mayInteractWith),
    "remedies": (BS.mayBeHelpedBy,),
    "features": (BS.hasFeature, BS.hasFinding, BS.lacksFinding, BS.takes, BS.considers, BS.hasWeakFact),
    "classes": (RDF.type,),
}


@pytest.fixture(scope="module")
def ours(graph: kg.KnowledgeGraph) -> dict[str, Assessment]:
    examples = [path for path in sorted((ROOT / "examples").iterdir()) if path.suffix in {".json", ".ttl"}]
    own = {name: graph.assess(document) for name, document in CASES.items()}
    return own | {path.stem: graph.assess(file_case(graph, path)) for path in examples}


@pytest.fixture(scope="module")
def theirs(graph: kg.KnowledgeGraph, ours: dict[str, Assessment]) -> set[Triple]:
    """What owlrl concludes from the ontology and every case at once; the run takes seconds, so there is one."""
    whole = to_rdflib(
        [
            *graph.ontology.asserted,
            *(triple for name, one in ours.items() for triple in one.case.triples(BSCASE[name])),
        ]
    )
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    return set(from_rdflib(whole))


def objects(triples: set[Triple], name: str, relation: NamedNode) -> set[Term]:
    return {
        triple.object
        for triple in triples
        if triple.subject == BSCASE[name] and triple.predicate == relation and of_backstory(triple.object)
    }


def of_backstory(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(BS.iri)


@pytest.mark.parametrize("part", RELATIONS)
def test_owlrl_concludes_the_same_of_every_case(
    graph: kg.KnowledgeGraph, ours: dict[str, Assessment], theirs: set[Triple], part: str
) -> None:
    seen = 0
    for name, assessment in ours.items():
        closure = graph.closure.extend(assessment.case.triples(BSCASE[name]))
        for relation in RELATIONS[part]:
            found = {node for node in closure.objects(BSCASE[name], relation) if of_backstory(node)}
            assert found == objects(theirs, name, relation), (name, relation)
            seen += len(found)
    assert seen >= 12


def test_an_assessment_says_what_owlrl_concludes(
    graph: kg.KnowledgeGraph, ours: dict[str, Assessment], theirs: set[Triple]
) -> None:
    terms = {BS.MedicalEmergency: 3, BS.UrgentCare: 2, BS.RoutineCare: 1}
    for name, one in ours.items():
        if not one.case.beyond:  # what lies beyond the ontology is none of owlrl's business
            urgency = max((terms[u] for u in objects(theirs, name, BS.hasUrgency)), default=0)  # type: ignore[index]
            assert one.level.rank == urgency, name
            causes = {ref for cause in one.causes for ref in (cause.term, *cause.narrower)}
            assert causes == set(graph.terms.refs(nodes(theirs, name, BS.hasPossibleCause))), name
        avoided = nodes(theirs, name, BS.shouldTakeCareWith) | nodes(theirs, name, BS.mayInteractWith)
        assert {a.term for a in one.avoided if a.triple} == set(graph.terms.refs(avoided)), name
        hard = nodes(theirs, name, BS.mustNotUse)
        # What is only considered is no part of the case yet, and entails nothing of it.
        said = {
            a.term
            for a in one.avoided
            if a.triple
            for r in a.reasons
            if r.role != "considered" and r.strength == "contraindicated"
        }
        assert said == set(graph.terms.refs(hard)), name


def nodes(triples: set[Triple], name: str, relation: NamedNode) -> set[NamedNode]:
    return {node for node in objects(triples, name, relation) if isinstance(node, NamedNode)}


def test_the_cases_are_of_every_urgency(ours: dict[str, Assessment]) -> None:
    assert {one.level.value for one in ours.values()} == {"emergency", "urgent", "routine", "self-care"}
    assert sum(bool(one.avoided) for one in ours.values()) >= 6
