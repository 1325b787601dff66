"""Justifications, repairs and shortest proofs, against brute force and against justifications that others computed."""

import json
import random
from collections.abc import Hashable
from itertools import chain, combinations
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

import kg
from kg.load import load_triples
from kg.proofs.applications import Applications
from kg.proofs.axioms import Axioms, by_mapping, by_triple
from kg.proofs.checker import Checker, check
from kg.proofs.justify import AxiomSets, Bounds, Question
from kg.proofs.shortest import shortest_proofs
from kg.reason import Closure
from kg.reason.native import reason
from kg.terms import Triple, parse
from kg.vocabulary import OWL, RDF, RDFS
from tests.conftest import LONG
from tests.ontologies import EX, ontologies

Sets = set[frozenset[Triple]]
Member = TypeVar("Member", bound=Hashable)


def closed(triples: list[Triple]) -> Closure:
    return reason(load_triples(triples))


def ntriples(lines: list[str]) -> list[Triple]:
    return [*parse("\n".join(lines).encode(), RdfFormat.N_TRIPLES, "case")]


def follows(triples: list[Triple], goal: Triple | None) -> bool:
    closure = closed(triples)
    return bool(closure.violations) if goal is None else goal in closure


def minimal_sets(triples: list[Triple], goal: Triple | None, background: list[Triple]) -> Sets:
    """Find the justifications by trying every set of triples, smallest first, each with a run of its own."""
    found: Sets = set()
    for size in range(len(triples) + 1):
        for chosen in map(frozenset, combinations(triples, size)):
            if not any(known <= chosen for known in found) and follows([*chosen, *background], goal):
                found.add(chosen)
    return found


def hitting_sets(sets: set[frozenset[Member]]) -> set[frozenset[Member]]:
    """Find the minimal sets that have a member in each, one set after the other (Berge, Hypergraphs, 1989)."""
    found: set[frozenset[Member]] = {frozenset()}
    for one in sets:
        grown = {hit for hit in found if hit & one}
        grown |= {hit | {member} for hit in found if not hit & one for member in one}
        found = {hit for hit in grown if not any(other < hit for other in grown)}
    return found


def sets_of(found: AxiomSets) -> Sets:
    return {frozenset(chain.from_iterable(axioms)) for axioms in found}


def cases(shared: Path) -> list[Path]:
    found = sorted((shared / "conformance" / "justifications").glob("*.json"))
    if not found:
        pytest.skip(f"SKIPPED: there are no justifications in {shared}")
    return found


def test_the_justifications_that_others_computed(shared: Path) -> None:
    """Exactly the expected sets; each repair ends the entailment, and no axiom outside all of them does."""
    paths = cases(shared)
    assert len(paths) == 42
    for path in paths:
        case = json.loads(path.read_text("utf-8"))
        goal, background = ntriples([case["goal"]])[0], ntriples(case["background"])
        groups = [tuple(ntriples(axiom["nt"])) for axiom in case["axioms"]]
        closure = closed([*background, *chain.from_iterable(groups)])
        question = Question(Applications(closure), closure, goal, Axioms(groups, frozenset(background)))
        justifications, repairs = question.justifications(), question.repairs()
        assert justifications.complete
        assert repairs.complete
        found = {frozenset(groups.index(axiom) for axiom in axioms) for axioms in justifications}
        assert found == {frozenset(expected) for expected in case["expected"]}, path.name
        mended = {frozenset(groups.index(axiom) for axiom in axioms) for axioms in repairs}
        assert mended == hitting_sets(found), path.name
        for repair in mended:
            kept = [triple for at, group in enumerate(groups) if at not in repair for triple in group]
            assert not follows([*background, *kept], goal), path.name
        for outside in {*range(len(groups))} - {*chain.from_iterable(found)}:
            kept = [triple for at, group in enumerate(groups) if at != outside for triple in group]
            assert follows([*background, *kept], goal), path.name


def test_the_usual_grouping_gives_the_same_justifications(shared: Path) -> None:
    """The mapping of OWL 2 puts triples together as the cases do."""
    for path in cases(shared):
        case = json.loads(path.read_text("utf-8"))
        goal, background = ntriples([case["goal"]])[0], ntriples(case["background"])
        groups = [frozenset(ntriples(axiom["nt"])) for axiom in case["axioms"]]
        closure = closed([*background, *chain.from_iterable(groups)])
        found = Question(Applications(closure), closure, goal).justifications()
        stated = [[frozenset(axiom) for axiom in axioms if not {*axiom} <= {*background}] for axioms in found]
        # A declaration that stands in the background, or for a blank node, is an axiom of its own here.
        got = {frozenset(groups.index(axiom) for axiom in axioms if axiom in groups) for axioms in stated}
        assert got == {frozenset(expected) for expected in case["expected"]}, path.name


@settings(max_examples=300 if LONG else 30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(ontologies(), st.data())
def test_justifications_are_the_minimal_sets(triples: list[Triple], data: st.DataObject) -> None:
    """On random ontologies, terms that are the same, lists and contradictions among them, by brute force."""
    given_ = [*dict.fromkeys(triples)][:7]
    # What the values of literals say holds whether they occur or not, and is said only of those that do: they all do.
    literals = sorted({term for triple in given_ for term in triple if isinstance(term, Literal)}, key=str)
    mentions = [Triple(EX.somewhere, EX.mentions, literal) for literal in literals]
    closure = closed([*given_, *mentions])
    goals: list[Triple | None] = [*sorted(closure.inferred, key=str), *([None] if closure.violations else [])]
    if not goals:
        return
    goal = data.draw(st.sampled_from(goals))
    question = Question(Applications(closure), closure, goal, by_triple(given_, mentions))
    found = question.justifications()
    if not found.complete:
        return
    expected = minimal_sets(given_, goal, mentions)
    assert sets_of(found) == expected
    repairs = question.repairs()
    assert sets_of(repairs) == (hitting_sets(expected) if frozenset() not in expected else set())
    sizes = [len(axioms) for axioms in found]
    assert sizes == sorted(sizes)


@settings(max_examples=300 if LONG else 40, suppress_health_check=[HealthCheck.too_slow])
@given(ontologies(), st.randoms(use_true_random=False))
def test_shortest_proofs_are_proofs_and_shortest(triples: list[Triple], rng: random.Random) -> None:
    closure = closed(triples)
    applications, checker = Applications(closure), Checker(closure.rules)
    inferred = sorted(closure.inferred, key=str)
    for goal in rng.sample(inferred, min(5, len(inferred))):
        proofs = shortest_proofs(closure, applications, goal, 4)
        leaves = [frozenset(proof.leaves()) for proof in proofs.found]
        assert all(check(proof, checker, closure.asserted) == () for proof in proofs.found)
        assert len({*leaves}) == len(leaves)
        justifications = Question(applications, closure, goal, by_triple).justifications()
        if not justifications.complete:
            continue
        every = sets_of(justifications)
        assert {*leaves} <= every
        assert [len(one) for one in leaves] == sorted(len(one) for one in leaves)
        assert len(leaves[0]) == min(map(len, every))
        assert proofs.complete == (len(leaves) == len(every))
        assert proofs.essential is not None
        assert {*proofs.essential} == {leaf for leaf in leaves[0] if all(leaf in one for one in every)}


def test_every_inferred_triple_of_the_bundled_knowledge(graph: kg.KnowledgeGraph) -> None:
    closure = graph.closure
    applications, checker = Applications(closure), Checker(closure.rules)
    inferred = sorted(closure.inferred, key=str)
    for goal in inferred if LONG else inferred[::7]:
        proofs = shortest_proofs(closure, applications, goal)
        assert proofs.shortest
        assert check(proofs.found[0], checker, closure.asserted) == ()


def test_the_order_of_the_input_does_not_change_a_proof(graph: kg.KnowledgeGraph) -> None:
    triples = [*graph.ontology.asserted]
    goals = sorted(graph.closure.inferred, key=str)[::150]
    first = closed(triples)
    random.Random(5).shuffle(triples)
    other = closed(triples)
    for goal in goals:
        one, two = (shortest_proofs(c, Applications(c), goal, 3) for c in (first, other))
        assert [str(proof) for proof in one.found] == [str(proof) for proof in two.found]


def test_a_bound_is_said_to_have_been_reached() -> None:
    """A long chain has more ground rules than are looked at; what the engine kept is shown, and it is said."""
    links = [Triple(EX[f"n{at}"], EX.p, EX[f"n{at + 1}"]) for at in range(120)]
    closure = closed([Triple(EX.p, RDF.type, OWL.TransitiveProperty), *links])
    goal = Triple(EX.n0, EX.p, EX.n120)
    applications = Applications(closure)
    proofs = shortest_proofs(closure, applications, goal, bounds=Bounds(grounds=1000))
    assert not proofs.complete
    assert not proofs.shortest
    assert proofs.essential is None
    assert check(proofs.found[0], closure.rules, closure.asserted) == ()
    question = Question(applications, closure, goal, by_triple, Bounds(grounds=1000))
    assert not question.justifications().complete
    assert not Question(applications, closure, goal, by_triple, Bounds(seconds=0.0)).justifications().complete
    # Nothing is said of a cone that was cut short: neither sets that may not be minimal nor repairs that may be none.
    assert len(question.justifications()) == len(question.repairs()) == 0
    several = Question(applications, closed([*links[:3], *links[:1]]), links[0], by_triple).justifications(5)
    assert several.complete
    assert len(several) == 1


def test_what_does_not_follow_has_no_justification() -> None:
    closure = closed([Triple(EX.a, RDF.type, EX.C)])
    for goal in (Triple(EX.a, RDF.type, EX.D), Triple(EX.new, EX.new, EX.new)):
        found = Question(Applications(closure), closure, goal).justifications()
        assert found.complete
        assert len(found) == 0
        assert shortest_proofs(closure, Applications(closure), goal).found == ()


def test_what_is_asserted_is_its_own_proof() -> None:
    stated = Triple(EX.a, RDF.type, EX.D)
    closure = closed([stated, Triple(EX.a, RDF.type, EX.C), Triple(EX.C, RDFS.subClassOf, EX.D)])
    proofs = shortest_proofs(closure, Applications(closure), stated, 5)
    assert [proof.size for proof in proofs.found] == [1, 3]


def grouped(text: str) -> list[int]:
    """Return how many triples each axiom of a document has."""
    prefixes = "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    prefixes += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    triples = [*parse((prefixes + text).encode(), RdfFormat.TURTLE, "case")]
    axioms = by_mapping(triples)
    assert {triple for axiom in axioms.groups for triple in axiom} == {*triples}
    return sorted(len(axiom) for axiom in axioms.groups)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        (":C rdfs:subClassOf :D . :a a :C .", [1, 1]),
        (":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] .", [4]),
        (":C owl:intersectionOf ( :D :E ) .", [5]),
        (":p owl:propertyChainAxiom ( :q :r ) . :a :p :b .", [1, 5]),
        ("[ a owl:AllDisjointClasses ; owl:members ( :C :D ) ] .", [6]),
        (
            ("[ a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"
            " owl:targetIndividual :b ] ."),
            [4],
        ),
        # A restriction that two axioms use belongs to both.
        (
            ("_:r a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ."
            " :C rdfs:subClassOf _:r . _:r rdfs:subClassOf :D ."),
            [4, 4],
        ),
        # One that no axiom uses is a piece of its own.
        ("_:r a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v . :a a :C .", [1, 3]),
        # A blank node that is an individual ties nothing together.
        ("_:x :p :a ; :q :b . _:x a :C .", [1, 1, 1]),
        (":C rdfs:subClassOf [ owl:unionOf ( :D [ owl:complementOf :E ] ) ] .", [7]),
    ],
)  # fmt: skip
def test_triples_are_grouped_as_owl_maps_them(text: str, sizes: list[int]) -> None:
    assert grouped(text) == sizes


def test_the_background_is_never_called_into_question() -> None:
    axiom, fact = Triple(EX.C, RDFS.subClassOf, EX.D), Triple(BlankNode("x"), RDF.type, EX.C)
    closure = closed([axiom, fact])
    goal = Triple(BlankNode("x"), RDF.type, EX.D)
    question = Question(Applications(closure), closure, goal, by_triple([fact], [axiom]))
    assert sets_of(question.justifications()) == {frozenset({fact})}
    nothing = Question(Applications(closure), closure, goal, by_triple([], [axiom, fact]))
    assert [*nothing.justifications()] == [()]
    assert [*nothing.repairs()] == []


@pytest.mark.parametrize(
    ("stated", "term", "expected"),
    [
        ([], RDFS.subClassOf, [set()]),
        ([Triple(EX.C, RDFS.subClassOf, EX.C)], RDFS.subClassOf, [set()]),
        (
            [Triple(EX.p, RDF.type, OWL.ObjectProperty)],
            RDFS.subPropertyOf,
            [{Triple(EX.p, RDF.type, OWL.ObjectProperty)}],
        ),
        ([Triple(EX.a, OWL.sameAs, EX.b)], EX.a, [{Triple(EX.a, OWL.sameAs, EX.b)}]),
        ([Triple(EX.a, EX.p, EX.b)], EX.a, [{Triple(EX.a, EX.p, EX.b)}]),
        ([Triple(EX.a, OWL.sameAs, EX.b)], OWL.sameAs, [set()]),
    ],
)
def test_a_term_is_the_same_as_itself_where_it_occurs(
    stated: list[Triple], term: NamedNode, expected: list[set[Triple]]
) -> None:
    """By what was asserted, by what follows from it, or by what holds in every closure (eq-ref)."""
    closure = closed(stated)
    found = Question(Applications(closure), closure, Triple(term, OWL.sameAs, term), by_triple).justifications()
    assert found.complete
    assert sets_of(found) == {frozenset(one) for one in expected}
