"""Soundness of entailment, by models: what is said to follow holds in every small interpretation of the premise.

The semantics is spelled out here once more, over interpretations of one to three individuals, and shares nothing with
the code under test. Premises and conclusions are drawn from axioms over a few classes, properties and individuals.
"""

import random
from collections.abc import Callable
from itertools import pairwise

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kg.entailment.decide import entails
from kg.errors import LimitError
from kg.load import Loaded, load_triples
from kg.terms import from_quad
from kg.vocabulary import PREFIXES
from tests.conftest import LONG

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + "@prefix : <http://example.org/> .\n"
DECLARED = " ".join([f":{c} a owl:Class ." for c in "ABC"] + [f":{p} a owl:ObjectProperty ." for p in "pq"])
DENIAL = "[] a owl:NegativePropertyAssertion ; owl:assertionProperty"
Extension = frozenset[int]
Relation = frozenset[tuple[int, int]]


class Model:
    """An interpretation: sets for classes, relations for properties, members of the domain for individuals."""

    def __init__(self, draw: random.Random) -> None:
        self.domain = range(draw.randint(1, 3))
        density = draw.choice((0.2, 0.5, 0.8))
        self.classes = {c: frozenset(x for x in self.domain if draw.random() < density) for c in "ABC"}
        pairs = [(x, y) for x in self.domain for y in self.domain]
        self.properties = {p: frozenset(pair for pair in pairs if draw.random() < density) for p in "pq"}
        self.individuals = {a: draw.choice(self.domain) for a in "abc"}

    def values(self, p: str, x: int) -> Extension:
        return frozenset(y for s, y in self.properties[p] if s == x)


Holds = Callable[[Model], bool]
Members = Callable[[Model], Extension]


def expression(draw: random.Random, depth: int = 2) -> tuple[str, Members]:
    """Draw a class expression: how it is written, and what it means."""
    kind = draw.randrange(9 if depth else 2)
    name = draw.choice("ABC")
    if kind < 2:
        return f":{name}", lambda m: m.classes[name]
    p, a, b = draw.choice("pq"), draw.choice("abc"), draw.choice("abc")
    one, in_one = expression(draw, depth - 1)
    other, in_other = expression(draw, depth - 1)
    on = f"a owl:Restriction ; owl:onProperty :{p} ;"
    number = "^^xsd:nonNegativeInteger"
    count = draw.randrange(3)
    choices: list[tuple[str, Members]] = [
        (f"[ a owl:Class ; owl:complementOf {one} ]", lambda m: frozenset(m.domain) - in_one(m)),
        (f"[ a owl:Class ; owl:intersectionOf ( {one} {other} ) ]", lambda m: in_one(m) & in_other(m)),
        (f"[ a owl:Class ; owl:unionOf ( {one} {other} ) ]", lambda m: in_one(m) | in_other(m)),
        (
            f"[ {on} owl:someValuesFrom {one} ]",
            lambda m: frozenset(x for x in m.domain if m.values(p, x) & in_one(m)),
        ),
        (
            f"[ {on} owl:allValuesFrom {one} ]",
            lambda m: frozenset(x for x in m.domain if m.values(p, x) <= in_one(m)),
        ),
        (
            f"[ {on} owl:hasValue :{a} ]",
            lambda m: frozenset(x for x in m.domain if m.individuals[a] in m.values(p, x)),
        ),
        (
            f'[ {on} owl:maxCardinality "{count}"{number} ]',
            lambda m: frozenset(x for x in m.domain if len(m.values(p, x)) <= count),
        ),
        (
            f'[ {on} owl:minQualifiedCardinality "{count}"{number} ; owl:onClass {one} ]',
            lambda m: frozenset(x for x in m.domain if len(m.values(p, x) & in_one(m)) >= count),
        ),
        (f"[ a owl:Class ; owl:oneOf ( :{a} :{b} ) ]", lambda m: frozenset((m.individuals[a], m.individuals[b]))),
    ]
    return draw.choice(choices)


def axiom(draw: random.Random) -> tuple[str, Holds]:
    """Draw an axiom: how it is written, and when it holds."""
    one, in_one = expression(draw)
    other, in_other = expression(draw)
    p, q, a, b = draw.choice("pq"), draw.choice("pq"), draw.choice("abc"), draw.choice("abc")

    def turned(relation: Relation) -> Relation:
        return frozenset((y, x) for x, y in relation)

    def joined(first: Relation, second: Relation) -> Relation:
        return frozenset((x, z) for x, y in first for y2, z in second if y == y2)

    def functional(relation: Relation) -> bool:
        return all(x != x2 or y == y2 for (x, y), (x2, y2) in pairwise(sorted(relation)))

    choices: list[tuple[str, Holds]] = [
        (f"{one} rdfs:subClassOf {other} .", lambda m: in_one(m) <= in_other(m)),
        (f"{one} owl:equivalentClass {other} .", lambda m: in_one(m) == in_other(m)),
        (f"{one} owl:disjointWith {other} .", lambda m: not in_one(m) & in_other(m)),
        (f":{a} a {one} .", lambda m: m.individuals[a] in in_one(m)),
        (f":{a} :{p} :{b} .", lambda m: (m.individuals[a], m.individuals[b]) in m.properties[p]),
        (f":{a} owl:sameAs :{b} .", lambda m: m.individuals[a] == m.individuals[b]),
        (f":{a} owl:differentFrom :{b} .", lambda m: m.individuals[a] != m.individuals[b]),
        (f":{p} rdfs:subPropertyOf :{q} .", lambda m: m.properties[p] <= m.properties[q]),
        (f":{p} owl:inverseOf :{q} .", lambda m: m.properties[p] == turned(m.properties[q])),
        (f":{p} owl:propertyDisjointWith :{q} .", lambda m: not m.properties[p] & m.properties[q]),
        (f":{p} rdfs:domain {one} .", lambda m: {x for x, _ in m.properties[p]} <= in_one(m)),
        (f":{p} rdfs:range {one} .", lambda m: {y for _, y in m.properties[p]} <= in_one(m)),
        (
            f":{p} owl:propertyChainAxiom ( :{q} :{p} ) .",
            lambda m: joined(m.properties[q], m.properties[p]) <= m.properties[p],
        ),
        (f":{p} a owl:FunctionalProperty .", lambda m: functional(m.properties[p])),
        (f":{p} a owl:InverseFunctionalProperty .", lambda m: functional(turned(m.properties[p]))),
        (f":{p} a owl:SymmetricProperty .", lambda m: m.properties[p] == turned(m.properties[p])),
        (f":{p} a owl:AsymmetricProperty .", lambda m: not m.properties[p] & turned(m.properties[p])),
        (f":{p} a owl:ReflexiveProperty .", lambda m: all((x, x) in m.properties[p] for x in m.domain)),
        (f":{p} a owl:IrreflexiveProperty .", lambda m: all((x, x) not in m.properties[p] for x in m.domain)),
        (
            f":{p} a owl:TransitiveProperty .",
            lambda m: joined(m.properties[p], m.properties[p]) <= m.properties[p],
        ),
        (
            f":A owl:hasKey ( :{p} ) .",
            lambda m: all(
                x == y or not m.values(p, x) & m.values(p, y) for x in m.classes["A"] for y in m.classes["A"]
            ),
        ),
        (
            f"{DENIAL} :{p} ; owl:sourceIndividual :{a} ; owl:targetIndividual :{b} .",
            lambda m: (m.individuals[a], m.individuals[b]) not in m.properties[p],
        ),
    ]
    return draw.choice(choices)


def loaded(text: str) -> Loaded:
    return load_triples([from_quad(quad) for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE)])


@pytest.mark.parametrize("seed", range(40 if LONG else 4))
def test_what_follows_holds_in_every_model(seed: int) -> None:
    draw = random.Random(seed)
    models = [Model(draw) for _ in range(20_000)]
    followed = 0
    for _ in range(60):
        premise = [axiom(draw) for _ in range(draw.randint(1, 3))]
        asked, holds = axiom(draw)
        text = " ".join(part for part, _ in premise)
        try:
            found = entails(loaded(f"{DECLARED} {text}"), loaded(asked))
        except LimitError:
            continue
        satisfying = (m for m in models if all(true(m) for _, true in premise))
        if not found.consistent:
            assert next(satisfying, None) is None, f"said to be inconsistent: {text}"
        elif found.entailed:
            followed += 1
            assert all(holds(m) for m in satisfying), f"does not follow from {text}: {asked}"
    assert followed, "a test that nothing follows in tests nothing"
