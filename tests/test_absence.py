"""Why not: what comes nearest, how its premises stand, and what would make it follow."""

import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

import kg
from kg.load import load_triples
from kg.proofs.absence import Absence, Standing, why_not
from kg.proofs.applications import Applications
from kg.reason import Closure
from kg.reason.native import reason
from kg.terms import Triple
from kg.vocabulary import BS, OWL, RDF, RDFS
from tests.conftest import LONG
from tests.ontologies import EX, ontologies

A, B, C, D = (EX[name] for name in "abcd")


def closed(*triples: Triple) -> Closure:
    return reason(load_triples(triples))


def absence(closure: Closure, goal: Triple, maximum: int = 5) -> Absence:
    found = why_not(closure, Applications(closure), goal, maximum)
    assert found is not None
    return found


def holds_with(closure: Closure, goal: Triple, added: tuple[Triple, ...]) -> bool:
    """Reason over everything again, without an overlay."""
    return goal in reason(load_triples([*closure.asserted, *added]))


def test_what_follows_has_no_absence() -> None:
    closure = closed(Triple(A, RDF.type, EX.C), Triple(EX.C, RDFS.subClassOf, EX.D))
    assert why_not(closure, Applications(closure), Triple(A, RDF.type, EX.D)) is None


def test_the_nearest_miss_lacks_one_fact() -> None:
    """x is a member of D if it is one of C, or if it has a p, for D is the domain of p."""
    closure = closed(Triple(EX.C, RDFS.subClassOf, EX.D), Triple(EX.p, RDFS.domain, EX.D), Triple(A, RDF.type, EX.E))
    found = absence(closure, Triple(A, RDF.type, EX.D))
    lacking = {(candidate.rule, candidate.missing[0].text) for candidate in found.candidates}
    assert ("cax-sco", "<http://example.org/a> rdf:type <http://example.org/C>") in lacking
    assert ("prp-dom", "<http://example.org/a> <http://example.org/p> ?x") in lacking
    assert (Triple(A, RDF.type, EX.C),) in {addition.triples for addition in found.additions}


def test_an_axiom_may_be_what_is_missing() -> None:
    """Where the facts are there, the axiom that would connect them is named, after the facts that would do."""
    found = absence(closed(Triple(A, EX.p, B), Triple(A, EX.q, C)), Triple(A, EX.q, B))
    assert (Triple(EX.p, RDFS.subPropertyOf, EX.q),) in {addition.triples for addition in found.additions}


def test_two_facts_may_be_missing() -> None:
    chain = closed(
        Triple(EX.p, OWL.propertyChainAxiom, EX.l1),
        Triple(EX.l1, RDF.first, EX.q),
        Triple(EX.l1, RDF.rest, EX.l2),
        Triple(EX.l2, RDF.first, EX.r),
        Triple(EX.l2, RDF.rest, RDF.nil),
    )
    goal = Triple(A, EX.p, B)
    found = absence(chain, goal)
    added = found.additions[0].triples
    assert len(added) == 2
    assert holds_with(chain, goal, added)


def test_absent_unknown_and_not_entailed_are_told_apart() -> None:
    closure = closed(
        Triple(EX.C, RDFS.subClassOf, EX.D),
        Triple(EX.E, RDFS.subClassOf, EX.D),
        Triple(EX.F, RDFS.subClassOf, EX.D),
        Triple(EX.G, RDFS.subClassOf, EX.F),
        Triple(EX.C, OWL.disjointWith, EX.H),
        Triple(A, RDF.type, EX.H),
    )
    found = absence(closure, Triple(A, RDF.type, EX.D), 10)
    standing = {
        premise.text.rsplit("/", 1)[1].rstrip(">"): premise.standing for c in found.candidates for premise in c.missing
    }
    assert standing["C"] is Standing.ABSENT
    assert standing["E"] is Standing.UNKNOWN
    assert standing["F"] is Standing.NOT_ENTAILED
    # What brings a contradiction is never proposed.
    assert (Triple(A, RDF.type, EX.C),) not in {addition.triples for addition in found.additions}


def test_where_no_rule_concludes_it_only_stating_it_does() -> None:
    goal = Triple(A, EX.p, B)
    found = absence(closed(Triple(A, RDF.type, EX.C)), goal)
    assert found.candidates == ()
    assert [addition.triples for addition in found.additions] == [(goal,)]


def test_terms_that_were_never_met_can_be_asked_about() -> None:
    goal = Triple(EX.new, EX.other, Literal("x"))
    assert [addition.triples for addition in absence(closed(Triple(A, EX.p, B)), goal).additions] == [(goal,)]


def test_the_order_of_the_input_does_not_matter(graph: kg.KnowledgeGraph) -> None:
    triples = [*graph.ontology.asserted]
    goal = Triple(BS.ColdPack, BS.lowers, BS.Dehydration)
    first = absence(closed(*triples), goal)
    random.Random(3).shuffle(triples)
    assert absence(closed(*triples), goal) == first


@settings(max_examples=1500 if LONG else 60, suppress_health_check=[HealthCheck.too_slow])
@given(ontologies(), st.data())
def test_additions_are_enough_and_no_part_of_them_is(triples: list[Triple], data: st.DataObject) -> None:
    """On random ontologies, those with owl:sameAs and lists among them, against fresh runs."""
    closure = reason(load_triples(triples))
    terms = sorted({term for triple in closure for term in triple if not isinstance(term, Literal)}, key=str)
    names = [term for term in terms if isinstance(term, NamedNode)]
    if not names:
        return
    goal = Triple(
        data.draw(st.sampled_from(terms)), data.draw(st.sampled_from(names)), data.draw(st.sampled_from(terms))
    )
    found = why_not(closure, Applications(closure), goal)
    if found is None:
        assert goal in closure
        return
    assert goal not in closure
    assert found.additions
    for addition in found.additions:
        assert holds_with(closure, goal, addition.triples)
        for size in range(len(addition.triples)):
            for part in combinations(addition.triples, size):
                assert not holds_with(closure, goal, part)


@pytest.mark.parametrize("number", [1000 if LONG else 60])
def test_random_absences_of_the_bundled_knowledge(graph: kg.KnowledgeGraph, number: int) -> None:
    """Every proposed addition makes the triple follow, and no proper subset does."""
    chosen = random.Random(20)
    closure = graph.closure
    terms = sorted({t for triple in closure for t in triple if not isinstance(t, Literal)}, key=str)
    predicates = sorted({triple.predicate for triple in closure}, key=str)
    applications = Applications(closure)
    asked = proposed = 0
    while asked < number:
        # Half of them are of the relations that rules conclude.
        predicate = (
            chosen.choice((BS.raises, BS.lowers, BS.influences, RDF.type)) if asked % 2 else chosen.choice(predicates)
        )
        goal = Triple(chosen.choice(terms), predicate, chosen.choice(terms))
        found = why_not(closure, applications, goal)
        if found is None:
            continue
        asked += 1
        for addition in found.additions:
            proposed += 1
            assert goal in closure.extend(addition.triples)
            for size in range(1, len(addition.triples)):
                assert all(goal not in closure.extend(part) for part in combinations(addition.triples, size))
    assert proposed > number


def test_the_answer_reads_well(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.why_not("cold pack", "lowers", "dehydration")
    assert explanation.answer.startswith("It does not follow that cold pack")
    assert "(not entailed)" in explanation.answer
    assert {source.id for source in explanation.sources} >= {"ARTICLE"}
    assert graph.why_not("stress", "raises", "back spasm").told
