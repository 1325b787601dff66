"""Every triple that follows has a proof, of which the checker accepts every step and every leaf was given."""

from __future__ import annotations

import json
import lzma
import pickle
import random
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

import kg
from kg.load import load, load_triples
from kg.proofs.bulk import check_all
from kg.proofs.checker import Checker, check
from kg.proofs.model import Kind, Node, Proof
from kg.proofs.prover import Prover, prove, prove_violation
from kg.reason.closure import Closure
from kg.reason.naive import naive_fixpoint
from kg.reason.native import reason
from kg.rules import OWL2RL, RULE_IDS, parse_rules
from kg.terms import Term, Triple, from_quad
from kg.vocabulary import OWL, RDF, RDFS, XSD, Namespace
from tests.conftest import LONG

EX = Namespace("http://example.org/")
PREFIXES = f"""
@prefix ex: <{EX.iri}> . @prefix owl: <{OWL.iri}> . @prefix rdf: <{RDF.iri}> .
@prefix rdfs: <{RDFS.iri}> . @prefix xsd: <{XSD.iri}> .
"""
CHECKER = Checker(OWL2RL)

CASES = {
    # Table 4
    "eq-ref": "ex:a ex:p ex:b .",
    "eq-sym": "ex:a owl:sameAs ex:b .",
    "eq-trans": "ex:a owl:sameAs ex:b . ex:b owl:sameAs ex:c . ex:d owl:sameAs ex:c .",
    "eq-rep-s": "ex:a owl:sameAs ex:b ; ex:p ex:c .",
    "eq-rep-p": "ex:p owl:sameAs ex:q . ex:a ex:p ex:c .",
    "eq-rep-o": "ex:a owl:sameAs ex:b . ex:c ex:p ex:a .",
    "eq-diff1": "ex:a owl:sameAs ex:b . ex:b owl:differentFrom ex:a .",
    "eq-diff2": "[] a owl:AllDifferent ; owl:members (ex:a ex:b ex:c) . ex:c owl:sameAs ex:a .",
    "eq-diff3": "[] a owl:AllDifferent ; owl:distinctMembers (ex:a ex:b ex:c) . ex:c owl:sameAs ex:b .",
    # Table 5
    "prp-ap": "ex:a rdfs:label 'a' .",
    "prp-dom": "ex:p rdfs:domain ex:C . ex:a ex:p ex:b .",
    "prp-rng": "ex:p rdfs:range ex:C . ex:a ex:p ex:b .",
    "prp-fp": "ex:p a owl:FunctionalProperty . ex:a ex:p ex:b, ex:c, ex:d .",
    "prp-ifp": "ex:p a owl:InverseFunctionalProperty . ex:b ex:p ex:a . ex:c ex:p ex:a . ex:c ex:q 1 .",
    "prp-irp": "ex:p a owl:IrreflexiveProperty . ex:a ex:p ex:b . ex:b owl:sameAs ex:a .",
    "prp-symp": "ex:p a owl:SymmetricProperty . ex:a ex:p ex:b .",
    "prp-asyp": "ex:p a owl:AsymmetricProperty . ex:a ex:p ex:b . ex:b ex:p ex:a .",
    "prp-trp": "ex:p a owl:TransitiveProperty . ex:a ex:p ex:b . ex:b ex:p ex:c . ex:c ex:p ex:d .",
    "prp-spo1": "ex:p rdfs:subPropertyOf ex:q . ex:a ex:p ex:b .",
    "prp-spo2": "ex:p owl:propertyChainAxiom (ex:q ex:r ex:q) . ex:a ex:q ex:b . ex:b ex:r ex:c . ex:c ex:q ex:d .",
    "prp-eqp1": "ex:p owl:equivalentProperty ex:q . ex:a ex:p ex:b .",
    "prp-eqp2": "ex:p owl:equivalentProperty ex:q . ex:a ex:q ex:b .",
    "prp-pdw": "ex:p owl:propertyDisjointWith ex:q . ex:a ex:p ex:b ; ex:q ex:b .",
    "prp-adp": """[] a owl:AllDisjointProperties ; owl:members (ex:p ex:q ex:r) . ex:a ex:q ex:b ; ex:r ex:b .""",
    "prp-inv1": "ex:p owl:inverseOf ex:q . ex:a ex:p ex:b .",
    "prp-inv2": "ex:p owl:inverseOf ex:q . ex:a ex:q ex:b .",
    "prp-key": """ex:C owl:hasKey (ex:p ex:q) . ex:a a ex:C ; ex:p 1 ; ex:q ex:k, ex:l .
                  ex:b a ex:C ; ex:p 1 ; ex:q ex:m, ex:l .""",
    "prp-npa1": """[] owl:sourceIndividual ex:a ; owl:assertionProperty ex:p ; owl:targetIndividual ex:b .
                   ex:a ex:p ex:b .""",
    "prp-npa2": "[] owl:sourceIndividual ex:a ; owl:assertionProperty ex:p ; owl:targetValue 1 . ex:a ex:p 1 .",
    # Table 6
    "cls-thing": "ex:a a owl:Thing .",
    "cls-nothing1": "ex:a a owl:Thing .",
    "cls-nothing2": "ex:C rdfs:subClassOf owl:Nothing . ex:a a ex:C .",
    "cls-int1": "ex:E owl:intersectionOf (ex:C ex:D ex:F) . ex:a a ex:C, ex:D, ex:F .",
    "cls-int2": "ex:E owl:intersectionOf (ex:C ex:D ex:F) . ex:a a ex:E .",
    "cls-uni": "ex:E owl:unionOf (ex:C ex:D ex:F) . ex:a a ex:F .",
    "cls-com": "ex:C owl:complementOf ex:D . ex:a a ex:C, ex:D .",
    "cls-svf1": "ex:R owl:someValuesFrom ex:C ; owl:onProperty ex:p . ex:a ex:p ex:b . ex:b a ex:C .",
    "cls-svf2": "ex:R owl:someValuesFrom owl:Thing ; owl:onProperty ex:p . ex:a ex:p ex:b .",
    "cls-avf": "ex:R owl:allValuesFrom ex:C ; owl:onProperty ex:p . ex:a a ex:R ; ex:p ex:b .",
    "cls-hv1": "ex:R owl:hasValue ex:b ; owl:onProperty ex:p . ex:a a ex:R .",
    "cls-hv2": "ex:R owl:hasValue ex:b ; owl:onProperty ex:p . ex:a ex:p ex:b .",
    "cls-maxc1": """ex:R owl:maxCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty ex:p .
                    ex:a a ex:R ; ex:p ex:b .""",
    "cls-maxc2": """ex:R owl:maxCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty ex:p .
                    ex:a a ex:R ; ex:p ex:b, ex:c .""",
    "cls-maxqc1": """ex:R owl:maxQualifiedCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty ex:p ;
                     owl:onClass ex:C . ex:a a ex:R ; ex:p ex:b . ex:b a ex:C .""",
    "cls-maxqc2": """ex:R owl:maxQualifiedCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty ex:p ;
                     owl:onClass owl:Thing . ex:a a ex:R ; ex:p ex:b .""",
    "cls-maxqc3": """ex:R owl:maxQualifiedCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty ex:p ;
                     owl:onClass ex:C . ex:a a ex:R ; ex:p ex:b, ex:c, ex:d . ex:b a ex:C . ex:d a ex:C .""",
    "cls-maxqc4": """ex:R owl:maxQualifiedCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty ex:p ;
                     owl:onClass owl:Thing . ex:a a ex:R ; ex:p ex:b, ex:c .""",
    "cls-oo": "ex:C owl:oneOf (ex:a ex:b ex:c) .",
    # Table 7
    "cax-sco": "ex:C rdfs:subClassOf ex:D . ex:a a ex:C .",
    "cax-eqc1": "ex:C owl:equivalentClass ex:D . ex:a a ex:C .",
    "cax-eqc2": "ex:C owl:equivalentClass ex:D . ex:a a ex:D .",
    "cax-dw": "ex:C owl:disjointWith ex:D . ex:a a ex:C, ex:D .",
    "cax-adc": "[] a owl:AllDisjointClasses ; owl:members (ex:C ex:D ex:E) . ex:a a ex:D, ex:E .",
    # Table 8
    "dt-type1": "ex:a ex:p 1 . ex:p rdfs:range xsd:decimal .",
    "dt-type2": "ex:a ex:p 1 . ex:b ex:p 'x' . ex:p rdfs:range xsd:decimal .",
    "dt-eq": "ex:a ex:p 1 . ex:b ex:p 1.0 . ex:c ex:p '01'^^xsd:int .",
    "dt-diff": "ex:p a owl:FunctionalProperty . ex:a ex:p 1, 2 .",
    "dt-not-type": "ex:p rdfs:range xsd:integer . ex:a ex:p 'one' . ex:b ex:q 'x'^^xsd:integer .",
    # Table 9
    "scm-cls": "ex:C a owl:Class .",
    "scm-sco": "ex:C rdfs:subClassOf ex:D . ex:D rdfs:subClassOf ex:E . ex:E rdfs:subClassOf ex:F .",
    "scm-eqc1": "ex:C owl:equivalentClass ex:D .",
    "scm-eqc2": "ex:C rdfs:subClassOf ex:D . ex:D rdfs:subClassOf ex:C .",
    "scm-op": "ex:p a owl:ObjectProperty .",
    "scm-dp": "ex:p a owl:DatatypeProperty .",
    "scm-spo": "ex:p rdfs:subPropertyOf ex:q . ex:q rdfs:subPropertyOf ex:r .",
    "scm-eqp1": "ex:p owl:equivalentProperty ex:q .",
    "scm-eqp2": "ex:p rdfs:subPropertyOf ex:q . ex:q rdfs:subPropertyOf ex:p .",
    "scm-dom1": "ex:p rdfs:domain ex:C . ex:C rdfs:subClassOf ex:D .",
    "scm-dom2": "ex:q rdfs:domain ex:C . ex:p rdfs:subPropertyOf ex:q .",
    "scm-rng1": "ex:p rdfs:range ex:C . ex:C rdfs:subClassOf ex:D .",
    "scm-rng2": "ex:q rdfs:range ex:C . ex:p rdfs:subPropertyOf ex:q .",
    "scm-hv": """ex:R owl:hasValue ex:a ; owl:onProperty ex:p . ex:S owl:hasValue ex:a ; owl:onProperty ex:q .
                 ex:p rdfs:subPropertyOf ex:q .""",
    "scm-svf1": """ex:R owl:someValuesFrom ex:C ; owl:onProperty ex:p .
                   ex:S owl:someValuesFrom ex:D ; owl:onProperty ex:p .
                   ex:C rdfs:subClassOf ex:D .""",
    "scm-svf2": """ex:R owl:someValuesFrom ex:C ; owl:onProperty ex:p .
                   ex:S owl:someValuesFrom ex:C ; owl:onProperty ex:q .
                   ex:p rdfs:subPropertyOf ex:q .""",
    "scm-avf1": """ex:R owl:allValuesFrom ex:C ; owl:onProperty ex:p .
                   ex:S owl:allValuesFrom ex:D ; owl:onProperty ex:p .
                   ex:C rdfs:subClassOf ex:D .""",
    "scm-avf2": """ex:R owl:allValuesFrom ex:C ; owl:onProperty ex:p .
                   ex:S owl:allValuesFrom ex:C ; owl:onProperty ex:q .
                   ex:p rdfs:subPropertyOf ex:q .""",
    "scm-int": "ex:E owl:intersectionOf (ex:C ex:D) .",
    "scm-uni": "ex:E owl:unionOf (ex:C ex:D) .",
}
"""For each rule an ontology in which it applies."""

OTHERS = {
    "same: properties, classes and individuals": """
        ex:a owl:sameAs ex:b . ex:b owl:sameAs ex:c . ex:d owl:sameAs ex:e . ex:e owl:sameAs ex:c .
        ex:p owl:sameAs ex:q . ex:C owl:sameAs ex:D . ex:a ex:p ex:x . ex:y ex:q ex:e . ex:c a ex:C .
        ex:D rdfs:subClassOf ex:E . ex:E a owl:Class .""",
    "same: functional properties feed each other": """
        ex:p a owl:FunctionalProperty . ex:q a owl:InverseFunctionalProperty .
        ex:a ex:p ex:b, ex:c . ex:b ex:p ex:d . ex:c ex:p ex:e . ex:d ex:p ex:f . ex:e ex:p ex:g .
        ex:u ex:q ex:f . ex:v ex:q ex:g . ex:v ex:r ex:w . ex:u ex:p ex:k . ex:v ex:p ex:l .""",
    "same: the property that says so": """
        ex:same owl:sameAs owl:sameAs . ex:a ex:same ex:b . ex:b ex:p ex:c .
        ex:alike rdfs:subPropertyOf owl:sameAs . ex:c ex:alike ex:d .""",
    "same: a class that is rdf:type of what it is the same as": """
        ex:C owl:sameAs ex:a . ex:a a ex:C . ex:C rdfs:subClassOf ex:a .""",
    "same: literals by way of a functional property": """
        ex:p a owl:FunctionalProperty . ex:a ex:p 1, 1.0, ex:one . ex:b ex:q ex:one . ex:one ex:r 'x' .""",
    "same: members of a list and its cells": """
        ex:E owl:intersectionOf ex:l . ex:l rdf:first ex:C ; rdf:rest ex:m . ex:m rdf:first ex:D ; rdf:rest () .
        ex:k owl:sameAs ex:m . ex:D owl:sameAs ex:F . ex:a a ex:C, ex:F . ex:G owl:unionOf ex:k .""",
    "same: the constants of rules": """
        ex:kind owl:sameAs rdf:type . ex:under owl:sameAs rdfs:subClassOf . ex:first owl:sameAs rdf:first .
        ex:a ex:kind ex:C . ex:C ex:under ex:D . ex:E owl:intersectionOf [ ex:first ex:D ; rdf:rest () ] .""",
    "transitive: a cycle with tails": """
        ex:p a owl:TransitiveProperty . ex:a ex:p ex:b . ex:b ex:p ex:c . ex:c ex:p ex:d . ex:d ex:p ex:a .
        ex:x ex:p ex:a . ex:c ex:p ex:y . ex:y ex:p ex:z . ex:e ex:p ex:e .""",
    "transitive: by a chain and by its inverse": """
        ex:p owl:propertyChainAxiom (ex:p ex:p) ; owl:inverseOf ex:q . ex:q a owl:TransitiveProperty .
        ex:a ex:p ex:b . ex:b ex:p ex:c . ex:e ex:q ex:d . ex:d ex:q ex:c . ex:e ex:p ex:f .""",
    "transitive: with sub-properties and same terms": """
        ex:p a owl:TransitiveProperty . ex:q rdfs:subPropertyOf ex:p . ex:a ex:q ex:b . ex:c ex:q ex:d .
        ex:d ex:p ex:e . ex:b owl:sameAs ex:c . ex:e ex:q ex:a .""",
    "schema: made by data": """
        ex:transitive rdfs:subClassOf owl:TransitiveProperty . ex:near ex:q ex:far . ex:q rdfs:domain ex:transitive .
        ex:a ex:near ex:b . ex:b ex:near ex:c . ex:under rdfs:subPropertyOf rdfs:subClassOf . ex:C ex:under ex:D .
        ex:D ex:under ex:E . ex:i a ex:C . ex:P rdfs:subPropertyOf rdfs:domain . ex:near ex:P ex:C .""",
    "schema: restrictions made by data": """
        ex:on owl:equivalentProperty owl:onProperty . ex:some owl:inverseOf ex:of .
        ex:some rdfs:subPropertyOf owl:someValuesFrom . ex:R ex:on ex:p . ex:C ex:of ex:R . ex:a ex:p ex:b .
        ex:b a ex:C . ex:R rdfs:subClassOf [ owl:hasValue ex:v ; owl:onProperty ex:has ] .""",
    "schema: lists made by data": """
        ex:l ex:start ex:C . ex:start rdfs:subPropertyOf rdf:first . ex:l rdf:rest ex:m . ex:n ex:start ex:D .
        ex:m owl:sameAs ex:n . ex:m rdf:rest () . ex:E owl:intersectionOf ex:l . ex:a a ex:C, ex:D .""",
    "lists: of one, of none, malformed, and one that runs into itself": """
        ex:E owl:intersectionOf (ex:C) . ex:U owl:unionOf () . ex:a a ex:C .
        ex:F owl:unionOf ex:l . ex:l rdf:first ex:G, ex:H ; rdf:rest ex:m, () . ex:m rdf:first ex:I ;
        rdf:rest () . ex:b a ex:I .
        ex:J owl:intersectionOf ex:k . ex:k rdf:first ex:K ; rdf:rest ex:k .
        ex:L owl:intersectionOf ex:l . ex:c a ex:H, ex:I .""",
    "lists: a member twice": """
        ex:E owl:intersectionOf (ex:C ex:D ex:C) . ex:a a ex:C, ex:D . [] a owl:AllDifferent ; owl:members (ex:x ex:x) .
        ex:p owl:propertyChainAxiom (ex:q ex:q) . ex:a ex:q ex:a .""",
    "keys: that need a key": """
        ex:C owl:hasKey (ex:p) . ex:D owl:hasKey (ex:q ex:r) . ex:a a ex:C ; ex:p ex:k . ex:b a ex:C ; ex:p ex:k .
        ex:x a ex:D ; ex:q ex:a ; ex:r 1 . ex:y a ex:D ; ex:q ex:b ; ex:r 1.0 .""",
    "literals: values, types and differences": """
        ex:p rdfs:range xsd:short . ex:a ex:p 1, '01'^^xsd:int, '2'^^xsd:byte ;
        ex:q 'x', 'x'@en, true, 1.5e0, '1.5'^^xsd:double .
        ex:b ex:q '2024-01-01'^^xsd:date, 'P1D'^^xsd:duration, 'odd'^^ex:type .""",
}


@cache
def parsed(turtle: str) -> tuple[Triple, ...]:
    """Return the triples of a document without prefixes; the same blank nodes each time."""
    return tuple(from_quad(quad) for quad in pyoxigraph.parse(PREFIXES + turtle, RdfFormat.TURTLE))


def closed(triples: Iterable[Triple]) -> Closure:
    return reason(load_triples(triples))


@cache
def consequences(triples: tuple[Triple, ...]) -> tuple[Closure, set[Triple], set[str]]:
    """Return the closure of some triples, and what the naive fixpoint says: all that follows, the rules violated."""
    return (closed(triples), *naive_fixpoint(triples, OWL2RL))


def chain(length: int) -> Iterator[Triple]:
    yield Triple(EX.p, RDF.type, OWL.TransitiveProperty)
    for at in range(length):
        yield Triple(EX[f"n{at}"], EX.p, EX[f"n{at + 1}"])


def grid(side: int) -> Iterator[Triple]:
    yield Triple(EX.p, RDF.type, OWL.TransitiveProperty)
    for x in range(side):
        for y in range(side):
            if x + 1 < side:
                yield Triple(EX[f"n{x}.{y}"], EX.p, EX[f"n{x + 1}.{y}"])
            if y + 1 < side:
                yield Triple(EX[f"n{x}.{y}"], EX.p, EX[f"n{x}.{y + 1}"])


def mixed(seed: int) -> tuple[Triple, ...]:
    """Return a random ontology in which most rules have something to do."""
    rng = random.Random(seed)
    classes, properties = [EX[f"C{at}"] for at in range(4)], [EX[f"p{at}"] for at in range(4)]
    things: list[Term] = [
        *(EX[f"a{at}"] for at in range(5)),
        Literal(1),
        Literal("1", datatype=XSD.decimal),
        Literal("x"),
    ]
    classes += rng.choices([OWL.Thing, OWL.Nothing, XSD.integer], k=1)
    cells = iter(range(1000))

    def listed(members: list[NamedNode]) -> Term:
        head: Term = RDF.nil
        for member in members:
            cell = BlankNode(f"l{next(cells)}")
            triples.extend((Triple(cell, RDF.first, member), Triple(cell, RDF.rest, head)))
            head = cell
        return head

    triples: list[Triple] = []

    def c() -> NamedNode:
        return rng.choice(classes)

    def p() -> NamedNode:
        return rng.choice(properties)

    def i() -> Term:
        return rng.choice(things[:5])

    schema: list[Callable[[], list[Triple]]] = [
        lambda: [Triple(c(), RDFS.subClassOf, c())],
        lambda: [Triple(c(), OWL.equivalentClass, c())],
        lambda: [Triple(p(), RDFS.subPropertyOf, p())],
        lambda: [Triple(p(), OWL.inverseOf, p())],
        lambda: [Triple(p(), rng.choice([RDFS.domain, RDFS.range]), c())],
        lambda: [
            Triple(p(), RDF.type, rng.choice([OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty]))
        ],
        lambda: [Triple(p(), RDF.type, rng.choice([OWL.InverseFunctionalProperty, OWL.ObjectProperty]))],
        lambda: [
            Triple(r := c(), OWL.onProperty, p()),
            Triple(r, rng.choice([OWL.someValuesFrom, OWL.allValuesFrom]), c()),
        ],
        lambda: [Triple(r := c(), OWL.onProperty, p()), Triple(r, OWL.hasValue, rng.choice(things))],
        lambda: [Triple(c(), rng.choice([OWL.intersectionOf, OWL.unionOf]), listed(rng.choices(classes, k=2)))],
        lambda: [Triple(p(), OWL.propertyChainAxiom, listed(rng.choices(properties, k=rng.choice([1, 2, 2, 3]))))],
        lambda: [Triple(c(), OWL.hasKey, listed(rng.choices(properties, k=1)))],
        lambda: [Triple(c(), rng.choice([OWL.disjointWith, OWL.complementOf]), c())],
        lambda: [Triple(rng.choice([*properties, *classes]), OWL.sameAs, rng.choice([*properties, *classes]))],
    ]
    for make in rng.choices(schema, k=8):
        triples += make()
    for _ in range(5):
        triples.append(Triple(i(), p(), rng.choice(things)))
        triples.append(Triple(i(), RDF.type, c()))
    if rng.random() < 0.5:
        triples.append(Triple(i(), OWL.sameAs, i()))
    return tuple(triples)


def accepted(proof: Proof | None, asserted: set[Triple]) -> Proof:
    """Return a proof after having it checked."""
    assert proof is not None
    assert check(proof, CHECKER, asserted) == (), str(proof)
    assert set(proof.leaves()) <= asserted
    assert all(premise > at for at, node in enumerate(proof.nodes) for premise in node.premises)
    assert all(node.kind is not Kind.INFERRED or node.conclusion not in asserted for node in proof)
    return proof


def _is_beside_the_graph(triple: Triple, asserted: set[Triple]) -> bool:
    """Return whether a triple is about a literal that stands in the rules alone, or says that a word is itself."""
    said = {term for given in asserted for term in given}
    if any(isinstance(term, Literal) and term not in said for term in triple):
        return True
    return triple in {Triple(word, OWL.sameAs, word) for word in (OWL.sameAs, OWL.differentFrom)}


def assert_all_proved(triples: tuple[Triple, ...]) -> None:
    """Assert that all that follows, by the naive fixpoint, has a proof, and *false* too when it follows."""
    asserted = set(triples)
    closure, expected, violated = consequences(triples)
    prover = Prover(closure)
    for triple in sorted(expected, key=str):
        if not _is_beside_the_graph(triple, asserted):
            accepted(prover.prove(triple), asserted)
    for triple in closure:
        accepted(prover.prove(triple), asserted)
    assert {violation.rule for violation in closure.violations} == violated
    for violation in closure.violations:
        proof = accepted(prover.prove_violation(violation), asserted)
        assert proof.root.rule == violation.rule
        assert proof.goal is None
    result = check_all(closure)
    assert (result.rejected, result.faults) == (0, ())
    assert result.checked == len(closure.inferred) + len(closure.violations)


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == set(RULE_IDS)


@pytest.mark.parametrize("rule", CASES)
def test_all_that_follows_where_a_rule_applies_is_proved(rule: str) -> None:
    assert_all_proved(parsed(CASES[rule]))


@pytest.mark.parametrize("name", OTHERS)
def test_all_that_follows_where_rules_meet_is_proved(name: str) -> None:
    assert_all_proved(parsed(OTHERS[name]))


@pytest.mark.parametrize("seed", range(500 if LONG else 20))
def test_all_that_follows_from_a_random_ontology_is_proved(seed: int) -> None:
    assert_all_proved(mixed(seed))


def test_the_rules_that_a_case_is_for_conclude_something() -> None:
    """Where two rules conclude the same in one round, that which comes first in the tables is named."""
    later = {
        "cax-eqc1",
        "cax-eqc2",
        "prp-eqp1",
        "prp-eqp2",
    }  # cax-sco and prp-spo1 come first, by scm-eqc1 and scm-eqp1
    used: set[str | None] = set()
    for turtle in (*CASES.values(), *OTHERS.values()):
        triples = parsed(turtle)
        closure, expected, _ = consequences(triples)
        prover = Prover(closure)
        proofs = [prover.prove(triple) for triple in expected if not _is_beside_the_graph(triple, set(triples))]
        proofs += [prover.prove_violation(violation) for violation in closure.violations]
        used |= {node.rule for proof in proofs if proof for node in proof}
    assert set(RULE_IDS) - used <= later


def test_an_asserted_triple_is_its_own_proof() -> None:
    [triple] = triples = parsed("ex:a owl:sameAs ex:b .")
    proof = accepted(prove(closed(triples), triple), {triple})
    assert proof.nodes == (Node(Kind.ASSERTED, triple),)
    assert (proof.depth, proof.size, proof.leaves()) == (0, 1, (triple,))


def test_what_does_not_follow_has_no_proof() -> None:
    closure = closed(parsed("ex:C rdfs:subClassOf ex:D . ex:a a ex:C . ex:b ex:p 1 ."))
    assert prove(closure, Triple(EX.b, RDF.type, EX.D)) is None
    assert prove(closure, Triple(EX.a, RDF.type, EX.nowhere)) is None
    assert prove(closure, Triple(EX.D, RDFS.subClassOf, EX.C)) is None
    assert prove(closure, Triple(EX.a, OWL.sameAs, EX.b)) is None


@pytest.mark.parametrize("length", [2, 30, 2000])
def test_a_chain_is_proved_however_long(length: int) -> None:
    triples = list(chain(length))
    proof = accepted(prove(closed(triples), Triple(EX.n0, EX.p, EX[f"n{length}"])), set(triples))
    assert len(proof.leaves()) == length + 1
    assert proof.depth <= length
    assert pickle.loads(pickle.dumps(proof)) == proof


@pytest.mark.parametrize("triples", [list(chain(60)), list(grid(7)), [*chain(40), Triple(EX.n40, EX.p, EX.n0)]])
def test_transitive_relations_are_proved_whole(triples: list[Triple]) -> None:
    closure = closed(triples)
    prover = Prover(closure)
    for triple in closure.inferred:
        accepted(prover.prove(triple), set(triples))
    result = check_all(closure)
    assert (result.checked, result.rejected) == (len(closure.inferred), 0)


def test_many_terms_that_are_the_same_are_proved() -> None:
    rng = random.Random(1)
    names = [EX[f"a{at}"] for at in range(40)]
    triples = [Triple(rng.choice(names), OWL.sameAs, rng.choice(names)) for _ in range(30)]
    triples += [Triple(rng.choice(names), EX.p, rng.choice(names)) for _ in range(20)]
    triples.append(Triple(EX.p, RDF.type, OWL.FunctionalProperty))
    closure = closed(triples)
    prover = Prover(closure)
    for triple in closure.inferred:
        accepted(prover.prove(triple), set(triples))
    assert check_all(closure).rejected == 0


def test_a_shared_conclusion_is_one_node() -> None:
    triples = parsed("ex:p a owl:SymmetricProperty, owl:TransitiveProperty . ex:a ex:p ex:b . ex:b ex:p ex:c .")
    closure = closed(triples)
    for triple in closure.inferred:
        proof = accepted(prove(closure, triple), set(triples))
        assert len({node.conclusion for node in proof}) == proof.size


def test_rules_of_ones_own_are_proved() -> None:
    rules = parse_rules(
        f"""
        "{{x}} knows {{z}} by way of {{y}}"
        knows: ?x <{EX.knows.value}> ?z :- ?x <{EX.p.value}> ?y, ?y owl:sameAs ?z, ?y rdf:type ?c .
        clash: false :- ?x <{EX.knows.value}> ?y, ?l rdf:type <{EX.Bad.value}>, ?l owl:members ?m, ?y in ?m .
        """,
        origin="rules",
    )
    triples = parsed("ex:a ex:p ex:b . ex:b a ex:C ; owl:sameAs ex:d . ex:x a ex:Bad ; owl:members (ex:e ex:d) .")
    closure = reason(load_triples(triples), rules)
    prover = Prover(closure)
    checker = Checker(closure.rules)
    proof = prover.prove(Triple(EX.a, EX.knows, EX.d))
    assert proof is not None
    assert check(proof, checker, set(triples)) == ()
    assert check(proof, CHECKER, set(triples)) != ()
    assert [violation.rule for violation in closure.violations] == ["clash"]
    assert check(prover.prove_violation(closure.violations[0]), checker, set(triples)) == ()
    result = check_all(closure)
    assert (result.rejected, result.faults) == (0, ())


def test_a_proof_is_the_same_whoever_asks_and_in_what_order() -> None:
    triples = mixed(3)
    closure = closed(triples)
    wanted = sorted(closure.inferred, key=str)
    prover = Prover(closure)
    proofs = {triple: prover.prove(triple) for triple in reversed(wanted)}
    assert proofs == {triple: prove(closed(triples), triple) for triple in wanted}


def test_a_proof_reads_from_the_top() -> None:
    triples = parsed("""
        ex:C owl:disjointWith ex:D . ex:a a ex:C, ex:B . ex:B rdfs:subClassOf ex:D .
        ex:E owl:unionOf (ex:X ex:D) .
    """)
    closure = closed(triples)
    [violation] = closure.violations
    text = str(prove_violation(closure, violation)).replace("http://example.org/", "")
    assert text.splitlines() == [
        "1  false: <a> is both a <C> and a <D>, which exclude each other  [cax-dw from 2, 3, 4]",
        "2  <C> owl:disjointWith <D>  [asserted]",
        "3  <a> rdf:type <C>  [asserted]",
        "4  <a> rdf:type <D>: <a> is a <D>, as every <B> is  [cax-sco from 5, 6]",
        "5  <B> rdfs:subClassOf <D>  [asserted]",
        "6  <a> rdf:type <B>  [asserted]",
    ]
    member = prove(closure, Triple(EX.a, RDF.type, EX.E))
    assert member is not None
    assert [line for line in member.lines() if "LIST[" in line]


def _documents(folder: Path) -> Iterator[Path]:
    for name in ("rules-unit", "w3c-rules", "w3c-rl"):
        yield from sorted((folder / "conformance" / name).glob("*/premise.ttl"))


def test_the_public_suites_are_proved(shared: Path) -> None:
    """Every inferred triple and every violation of every premise, by the checker on ids; a sample on terms as well."""
    documents = list(_documents(shared))
    assert documents
    rejected: list[str] = []
    rng = random.Random(0)
    for path in documents:
        quads = pyoxigraph.parse(path=path, format=RdfFormat.TURTLE, base_iri="http://example.org/base")
        triples = [from_quad(quad) for quad in quads]
        closure = closed(triples)
        result = check_all(closure)
        rejected += [f"{path.parent.name}: {fault}" for fault in result.faults]
        prover = Prover(closure)
        inferred = list(closure.inferred)
        for triple in inferred if LONG else rng.sample(inferred, min(10, len(inferred))):
            accepted(prover.prove(triple), set(triples))
        for violation in closure.violations:
            accepted(prover.prove_violation(violation), set(triples))
    assert rejected == []


@pytest.mark.parametrize("name", ["justifications"])
def test_the_ontologies_of_the_justifications_are_proved(shared: Path, name: str) -> None:
    cases = sorted((shared / "conformance" / name).glob("*.json"))
    assert cases
    for path in cases:
        case = json.loads(path.read_text(encoding="utf-8"))
        lines = [*case["background"], *(line for axiom in case["axioms"] for line in axiom["nt"])]
        triples = [from_quad(q) for q in pyoxigraph.parse("\n".join(lines), RdfFormat.N_TRIPLES)]
        result = check_all(closed(triples))
        assert (result.rejected, result.faults) == (0, ()), path.name


def test_the_bundled_knowledge_is_proved(graph: kg.KnowledgeGraph) -> None:
    closure = closed(graph.ontology.asserted)
    result = check_all(closure)
    assert (result.rejected, result.faults) == (0, ())
    assert result.checked == len(closure.inferred) > 1000


@pytest.mark.parametrize("universities", [1, pytest.param(10, marks=pytest.mark.skipif(not LONG, reason="long"))])
def test_a_large_ontology_is_proved(shared: Path, tmp_path: Path, universities: int) -> None:
    """LUBM: every inferred triple has a proof, and the checker accepts each."""
    data = tmp_path / "lubm.nt"
    data.write_bytes(lzma.decompress((shared / "bench" / f"lubm{universities}.nt.xz").read_bytes()))
    closure = reason(load([data, shared / "bench" / "univ-bench.nt"]))
    result = check_all(closure)
    assert (result.rejected, result.faults) == (0, ())
    assert result.checked == len(closure.inferred)
