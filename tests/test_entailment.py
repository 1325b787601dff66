"""Entailment: what each construct of a conclusion follows from, near misses that do not, and bounds."""

import random
from functools import cache

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from kg.entailment import axioms, hypotheses, simple, worlds
from kg.entailment.decide import Entailment, Way, entails
from kg.errors import LimitError
from kg.load import Loaded, load_triples
from kg.rules import parse_rules
from kg.terms import Triple, from_quad
from kg.vocabulary import OWL, PREFIXES, RDF, RDFS

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + "@prefix : <http://example.org/> .\n"


@cache
def triples_of(text: str) -> tuple[Triple, ...]:
    """Parse once, so that a text has the same blank nodes whenever it is asked for."""
    return tuple(from_quad(quad) for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE))


def graph(text: str) -> Loaded:
    return load_triples(triples_of(text))


def follows(premise: str, conclusion: str, rules: str = "") -> Entailment:
    return entails(graph(premise), graph(conclusion), parse_rules(rules) if rules else ())


CLASSES = ":A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class . "
PROPERTIES = ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty . "
BASIS = CLASSES + PROPERTIES
DENIAL = "[] a owl:NegativePropertyAssertion ; owl:assertionProperty :p ; owl:sourceIndividual"

# construct, premise, conclusion that follows, near misses that do not
CASES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "plain": (":a :p :b . :p rdfs:subPropertyOf :q .", ":a :q :b .", (":b :q :a .", ":a :q :c .")),
    "blank node": (":a :p :b . :b a :C .", "[] :p [ a :C ] .", ("[] :p [ a :D ] .", "[ a :C ] :p [] .")),
    "blank node shared": (
        ":a :p :b . :b :q :a . :c :p :d . :d :q :e .",
        "_:x :p _:y . _:y :q _:x .",
        ("_:x :p _:y . _:y :q _:z . _:z :p _:x . _:x :q _:y .",),
    ),
    "literal as blank node": (
        ':a :p "1"^^xsd:integer .',
        ":a :p _:x . _:x a xsd:integer .",
        (":a :p _:x . _:x a xsd:string .", ":b :p _:x ."),
    ),
    "equal literal": (':a :p "1"^^xsd:integer .', ':a :p "01"^^xsd:integer .', (':a :p "2"^^xsd:integer .',)),
    "subClassOf": (
        ":A owl:equivalentClass [ owl:intersectionOf ( :B :C ) ] . :B rdfs:subClassOf :D .",
        ":A rdfs:subClassOf :D .",
        (":D rdfs:subClassOf :A .", ":B rdfs:subClassOf :A .", ":A rdfs:subClassOf :E ."),
    ),
    "subClassOf an unknown class": (
        ":A rdfs:subClassOf owl:Nothing .",
        ":A rdfs:subClassOf owl:Nothing .",
        (":A rdfs:subClassOf :E .",),
    ),
    "subClassOf intersection": (
        ":A rdfs:subClassOf :B , :C .",
        ":A rdfs:subClassOf [ owl:intersectionOf ( :B :C ) ] .",
        (":B rdfs:subClassOf [ owl:intersectionOf ( :A :C ) ] .",),
    ),
    "subClassOf union": (
        ":A rdfs:subClassOf :B . :C a owl:Class .",
        ":A rdfs:subClassOf [ owl:unionOf ( :C :B ) ] .",
        (":B rdfs:subClassOf [ owl:unionOf ( :C :A ) ] .",),
    ),
    "union on the left": (
        ":A rdfs:subClassOf :D . :B rdfs:subClassOf :D . :C a owl:Class .",
        "[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :D .",
        ("[ owl:unionOf ( :A :C ) ] rdfs:subClassOf :D .",),
    ),
    "someValuesFrom on the left": (
        ":p rdfs:domain :A ; rdfs:range :B . :C a owl:Class .",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] rdfs:subClassOf :A .",
        ("[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] rdfs:subClassOf :B .",),
    ),
    "someValuesFrom": (
        ":a :p :b . :b a :C . :D a owl:Class .",
        ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] .",
        (
            ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] .",
            ":b a [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] .",
        ),
    ),
    "restriction of the premise": (
        ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] . :C rdfs:subClassOf :D .",
        ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] .",
        (":a a [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :D ] .",),
    ),
    "allValuesFrom": (
        ":p rdfs:range :C . :A a owl:Class . :a a :A .",
        ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :C ] .",
        (":a a [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :A ] .",),
    ),
    "hasValue": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] . :p rdfs:subPropertyOf :q .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :v ] .",
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :w ] .",),
    ),
    "hasSelf": (
        ":a :p :a . :b :p :a .",
        ":a a [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        (":b a [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",),
    ),
    "oneOf": (
        ":A a owl:Class . :a a :A . :a owl:sameAs :b .",
        ":b a [ owl:oneOf ( :c :a ) ] .",
        (":c a [ owl:oneOf ( :a :b ) ] .",),
    ),
    "oneOf on the left": (
        ":a a :A . :b a :A .",
        "[ a owl:Class ; owl:oneOf ( :a :b ) ] rdfs:subClassOf :A .",
        ("[ a owl:Class ; owl:oneOf ( :a :c ) ] rdfs:subClassOf :A .",),
    ),
    "minCardinality": (
        ":a :p :b , :c . :b owl:differentFrom :c . :d :p :b , :e .",
        ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality "2"^^xsd:nonNegativeInteger ] .',
        (
            ':d a [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality "2"^^xsd:nonNegativeInteger ] .',
            ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality "3"^^xsd:nonNegativeInteger ] .',
        ),
    ),
    "maxCardinality": (
        ":p a owl:FunctionalProperty . :q a owl:ObjectProperty . :a a owl:Thing .",
        ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
        (
            ':a a [ a owl:Restriction ; owl:onProperty :q ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
            ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .',
        ),
    ),
    "maxCardinality 0": (
        ":a a :A . :p rdfs:domain :B . :A owl:disjointWith :B .",
        ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .',
        (':b a [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .',),
    ),
    "cardinality": (
        ":p a owl:FunctionalProperty . :a :p :b . :c a owl:Thing .",
        ':a a [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality "1"^^xsd:nonNegativeInteger ] .',
        (':c a [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality "1"^^xsd:nonNegativeInteger ] .',),
    ),
    "complementOf": (
        ":a a :A . :A owl:disjointWith :B . :C a owl:Class .",
        ":a a [ a owl:Class ; owl:complementOf :B ] .",
        (":a a [ a owl:Class ; owl:complementOf :C ] .", ":b a [ a owl:Class ; owl:complementOf :B ] ."),
    ),
    "complement of a complement": (
        ":A owl:complementOf :B . :C owl:disjointWith :A . :a a :C .",
        ":a a :B .",
        (":a a :A .", ":b a :B ."),
    ),
    "complement the other way": (
        ":A owl:complementOf :B . :C owl:disjointWith :A .",
        ":B owl:complementOf :A .",
        (":C owl:complementOf :A .",),
    ),
    "unionOf of a named class": (
        ":A owl:equivalentClass [ owl:unionOf ( :B :C ) ] . :B owl:equivalentClass :D . :E a owl:Class .",
        ":A owl:unionOf ( :C :D ) .",
        (":A owl:unionOf ( :B :E ) .", ":B owl:unionOf ( :A :C ) ."),
    ),
    "union of the premise": (
        ":U owl:unionOf ( :A :B ) . :a a :U . :A rdfs:subClassOf :C . :B rdfs:subClassOf :C . :D a owl:Class .",
        ":a a :C . :U rdfs:subClassOf :C .",
        (":a a :A .", ":U rdfs:subClassOf :A .", ":C rdfs:subClassOf :U ."),
    ),
    "enumeration of the premise": (
        ":E owl:oneOf ( :a :b ) . :a a :C . :b a :C . :c a :E . :D owl:oneOf ( :a :d ) .",
        ":c a :C . :E rdfs:subClassOf :C .",
        (":c owl:sameAs :a .", ":D rdfs:subClassOf :C ."),
    ),
    "intersectionOf of a named class": (
        ":A owl:equivalentClass [ owl:intersectionOf ( :B :C ) ] . :D a owl:Class .",
        ":A owl:intersectionOf ( :C :B ) .",
        (":A owl:intersectionOf ( :B :D ) .", ":A owl:intersectionOf ( :B ) ."),
    ),
    "restriction on a named class": (
        ":R owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] . :a a :A .",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] rdfs:subClassOf :R .",
        (":R owl:onProperty :p ; owl:someValuesFrom :C .",),
    ),
    "equivalentClass": (
        ":A rdfs:subClassOf :B , :C . [ owl:intersectionOf ( :B :C ) ] rdfs:subClassOf :A .",
        ":A owl:equivalentClass [ owl:intersectionOf ( :C :B ) ] .",
        (":A owl:equivalentClass :B .",),
    ),
    "disjointWith": (
        ":A rdfs:subClassOf :C . :C owl:disjointWith :B . :D a owl:Class .",
        ":B owl:disjointWith :A .",
        (":A owl:disjointWith :C .", ":A owl:disjointWith :D ."),
    ),
    "AllDisjointClasses": (
        ":A owl:disjointWith :B , :C . :B owl:disjointWith :C . :D a owl:Class .",
        "[] a owl:AllDisjointClasses ; owl:members ( :C :B :A ) .",
        ("[] a owl:AllDisjointClasses ; owl:members ( :A :B :D ) .",),
    ),
    "disjointUnionOf": (
        ":A owl:equivalentClass [ owl:unionOf ( :B :C ) ] . :B owl:disjointWith :C . :D owl:unionOf ( :A :B ) .",
        ":A owl:disjointUnionOf ( :C :B ) .",
        (":D owl:disjointUnionOf ( :A :B ) .",),
    ),
    "subPropertyOf": (
        ":p rdfs:subPropertyOf :q . :q owl:inverseOf :r . :r owl:inverseOf :s .",
        ":p rdfs:subPropertyOf :s .",
        (":s rdfs:subPropertyOf :p .", ":p rdfs:subPropertyOf :r .", ":p rdfs:subPropertyOf :unknown ."),
    ),
    "subPropertyOf an inverse": (
        ":p owl:inverseOf :q . :r a owl:ObjectProperty .",
        ":p rdfs:subPropertyOf [ owl:inverseOf :q ] .",
        (":p rdfs:subPropertyOf [ owl:inverseOf :r ] .",),
    ),
    "equivalentProperty": (
        ":p owl:inverseOf :q . :q owl:inverseOf :r . :s rdfs:subPropertyOf :p .",
        ":p owl:equivalentProperty :r .",
        (":p owl:equivalentProperty :q .", ":s owl:equivalentProperty :p ."),
    ),
    "inverseOf": (
        ":p owl:inverseOf :q . :s rdfs:subPropertyOf :p .",
        ":q owl:inverseOf :p .",
        (":s owl:inverseOf :q .", ":p owl:inverseOf :p ."),
    ),
    "propertyDisjointWith": (
        ":p rdfs:range :A . :q rdfs:range :B . :A owl:disjointWith :B . :r a owl:ObjectProperty .",
        ":p owl:propertyDisjointWith :q .",
        (":p owl:propertyDisjointWith :r .",),
    ),
    "AllDisjointProperties": (
        ":p owl:propertyDisjointWith :q , :r . :r owl:propertyDisjointWith :q .",
        "[] a owl:AllDisjointProperties ; owl:members ( :q :p :r ) .",
        ("[] a owl:AllDisjointProperties ; owl:members ( :q :p :s ) .",),
    ),
    "propertyChainAxiom": (
        ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p .",
        ":p owl:propertyChainAxiom ( :q :p :q ) .",
        (":q owl:propertyChainAxiom ( :p :p ) .", ":q owl:propertyChainAxiom ( :q :q ) ."),
    ),
    "domain": (
        ":p rdfs:subPropertyOf :q . :q rdfs:domain :A . :A rdfs:subClassOf :B .",
        ":p rdfs:domain [ owl:intersectionOf ( :A :B ) ] .",
        (":q rdfs:domain :C .", ":p rdfs:range :A ."),
    ),
    "range": (":p owl:inverseOf :q . :q rdfs:domain :A .", ":p rdfs:range :A .", (":p rdfs:domain :A .",)),
    "range of datatypes": (
        ":p rdfs:range xsd:short , xsd:unsignedInt .",
        ":p rdfs:range xsd:unsignedShort .",
        (":p rdfs:range xsd:unsignedByte .", ":p rdfs:range xsd:string ."),
    ),
    "datatypes": (
        ":p rdfs:range xsd:short .",
        "xsd:byte rdfs:subClassOf xsd:decimal . xsd:string owl:disjointWith xsd:integer .",
        ("xsd:decimal rdfs:subClassOf xsd:byte .", "xsd:int owl:disjointWith xsd:unsignedByte ."),
    ),
    "range that nothing has": (
        ":p rdfs:range xsd:string , xsd:integer . :A a owl:Class . :q rdfs:range xsd:string .",
        ":p rdfs:domain :A .",
        (":q rdfs:domain :A .",),
    ),
    "hasKey": (
        ":A rdfs:subClassOf :B . :B owl:hasKey ( :p ) . :q rdfs:subPropertyOf :p .",
        ":A owl:hasKey ( :q :r ) .",
        (":A owl:hasKey ( :r ) .", ":C owl:hasKey ( :p ) ."),
    ),
    "FunctionalProperty": (
        ":p a owl:FunctionalProperty . :q rdfs:subPropertyOf :p .",
        ":q a owl:FunctionalProperty .",
        (":q a owl:InverseFunctionalProperty .", ":r a owl:FunctionalProperty ."),
    ),
    "InverseFunctionalProperty": (
        ":p a owl:FunctionalProperty ; owl:inverseOf :q .",
        ":q a owl:InverseFunctionalProperty .",
        (":q a owl:FunctionalProperty .",),
    ),
    "SymmetricProperty": (":p owl:inverseOf :p .", ":p a owl:SymmetricProperty .", (":q a owl:SymmetricProperty .",)),
    "AsymmetricProperty": (
        ":p a owl:AsymmetricProperty . :q rdfs:subPropertyOf :p .",
        ":q a owl:AsymmetricProperty .",
        (":r a owl:AsymmetricProperty .",),
    ),
    "TransitiveProperty": (
        ":p owl:propertyChainAxiom ( :p :p ) . :q rdfs:subPropertyOf :p .",
        ":p a owl:TransitiveProperty .",
        (":q a owl:TransitiveProperty .",),
    ),
    "IrreflexiveProperty": (
        ":p rdfs:domain :A ; rdfs:range :B . :A owl:disjointWith :B .",
        ":p a owl:IrreflexiveProperty .",
        (":q a owl:IrreflexiveProperty .",),
    ),
    "ReflexiveProperty": (
        ":p a owl:ReflexiveProperty ; rdfs:subPropertyOf :q .",
        ":q a owl:ReflexiveProperty .",
        (":r a owl:ReflexiveProperty .",),
    ),
    "reflexivity": (
        ":p a owl:ReflexiveProperty . :q a owl:ObjectProperty . :p rdfs:subPropertyOf :r . :a a :A .",
        ":a :p :a ; :r :a . :b :p :b ; owl:sameAs :b .",
        (":a :q :a .", ":a :p :b ."),
    ),
    "differentFrom": (
        ":p a owl:FunctionalProperty . :a :p :c . :b :p :d . :c owl:differentFrom :d .",
        ":b owl:differentFrom :a .",
        (":a owl:differentFrom :c .", ":a owl:differentFrom :a ."),
    ),
    "AllDifferent": (
        "[] a owl:AllDifferent ; owl:members ( :a :b :c ) .",
        "[] a owl:AllDifferent ; owl:distinctMembers ( :c :a ) . :b owl:differentFrom :c .",
        ("[] a owl:AllDifferent ; owl:members ( :a :b :d ) .", "[] a owl:AllDifferent ; owl:members ( :a :a ) ."),
    ),
    "negative property assertion": (
        ":p a owl:AsymmetricProperty . :a :p :b .",
        f"{DENIAL} :b ; owl:targetIndividual :a .",
        (f"{DENIAL} :a ; owl:targetIndividual :c .",),
    ),
    "negative data property assertion": (
        ":p rdfs:range xsd:integer .",
        f'{DENIAL} :a ; owl:targetValue "x" .',
        (f'{DENIAL} :a ; owl:targetValue "1"^^xsd:integer .',),
    ),
    "condition on a blank node": (
        ":a :p :b , :c . :c a :B . :b a :D . :A owl:disjointWith :B .",
        ":a :p _:x . _:x a [ owl:complementOf :A ] .",
        (":b :p _:x . _:x a [ owl:complementOf :A ] .", "_:x :p _:y . _:y a [ owl:complementOf :D ] ."),
    ),
    "description alone": (
        ":A a owl:Class .",
        "[] a owl:Class ; owl:unionOf ( :A ) .",
        ("[] a owl:Class ; owl:unionOf ( :unknown ) .", "[] a :A ; owl:unionOf ( :A ) ."),
    ),
    "header": (":a a :A .", "<http://e/o> a owl:Ontology . :a a :A .", ("<http://e/o> a owl:Ontology .",)),
    "declarations": (
        ":a a :A . :p a owl:ObjectProperty .",
        ":p a owl:ObjectProperty .",
        (":A a owl:Class .", ":a a owl:NamedIndividual .", ":a a owl:Thing .", ":q a owl:ObjectProperty ."),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_conclusion_follows(name: str) -> None:
    premise, conclusion, _ = CASES[name]
    basis = "" if name in {"declarations", "description alone"} else PROPERTIES
    found = follows(basis + premise, conclusion)
    assert found.consistent
    assert found.entailed, found.missing
    assert {triple for part in found.shown for triple in part.triples} == set(triples_of(conclusion))


@pytest.mark.parametrize(("name", "near"), [(name, near) for name, case in CASES.items() for near in case[2]])
def test_a_near_miss_does_not_follow(name: str, near: str) -> None:
    basis = "" if name in {"declarations", "description alone"} else PROPERTIES
    found = follows(basis + CASES[name][0], near)
    assert found.consistent
    assert not found.entailed
    assert found.missing
    assert set(found.missing) <= set(triples_of(near))


@pytest.mark.parametrize("name", CASES)
def test_what_is_asserted_follows_from_itself(name: str) -> None:
    """Whatever a conclusion may hold, it follows verbatim from a premise that holds it."""
    conclusion = CASES[name][1]
    found = follows(conclusion, conclusion)
    assert found.entailed
    assert {part.way for part in found.shown} == {Way.CLOSURE}


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"declarations", "header"}))
def test_a_conclusion_that_is_added_changes_nothing_that_was_true(name: str) -> None:
    """Sound: a premise with its conclusion is as consistent as without, and entails no near miss either."""
    premise, conclusion, nears = CASES[name]
    for near in nears:
        found = follows(PROPERTIES + premise + conclusion, near)
        assert found.consistent
        if name not in {"description alone", "restriction on a named class"}:
            assert not found.entailed


def test_every_axiom_has_a_case() -> None:
    words = {
        *(predicate.value.rpartition("#")[2] for predicate in axioms.BINARY if predicate != RDF.type),
        *(kind.value.rpartition("#")[2] for kind in (*axioms.CHARACTERISTICS, *axioms.OF_SEVERAL)),
    }
    text = " ".join(case[1] for case in CASES.values())
    assert {word for word in words if f":{word}" not in text} == set()


def test_the_order_of_a_conclusion_changes_nothing() -> None:
    for premise, conclusion, _ in CASES.values():
        triples = list(triples_of(conclusion))
        random.Random(0).shuffle(triples)
        assert entails(graph(PROPERTIES + premise), triples).entailed


def test_from_an_inconsistent_premise_everything_follows() -> None:
    found = follows(":a a :A , :B . :A owl:disjointWith :B .", ":x :y :z .")
    assert found.entailed
    assert not found.consistent
    assert not found.shown
    assert found.closure.violations[0].rule == "cax-dw"


def test_blank_nodes_of_premise_and_conclusion_are_different_ones() -> None:
    node = BlankNode("x")
    premise = load_triples([Triple(node, RDF.type, OWL.Class), Triple(RDFS.label, RDFS.label, node)])
    asked = [Triple(node, RDF.type, OWL.Class), Triple(node, RDF.type, RDF.List)]
    found = entails(premise, asked)
    assert not found.entailed
    assert asked[1] in found.missing
    assert entails(premise, asked[:1]).entailed


def test_a_premise_is_left_as_it_was() -> None:
    premise = graph(":A rdfs:subClassOf :B .")
    terms = len(premise.dictionary)
    assert entails(premise, graph(":B rdfs:subClassOf :C .")).entailed is False
    assert len(premise.dictionary) == terms


def test_an_ill_typed_literal_in_a_conclusion_does_not_make_the_premise_inconsistent() -> None:
    found = follows(":a :p :b .", ':a :p "x"^^xsd:integer .')
    assert found.consistent
    assert not found.entailed


def test_rules_of_ones_own_take_part_in_hypotheses() -> None:
    rule = "up: ?x <http://example.org/q> ?y :- ?x <http://example.org/p> ?y ."
    assert follows(PROPERTIES, ":p rdfs:subPropertyOf :q .", rule).entailed
    assert not follows(PROPERTIES, ":q rdfs:subPropertyOf :p .", rule).entailed
    denial = "never: false :- ?x <http://example.org/p> ?x ."
    assert follows(PROPERTIES, ":p a owl:IrreflexiveProperty .", denial).entailed


def test_a_long_list_is_matched() -> None:
    """Neither recursion nor a search over all orders: a list of a thousand members is one way through."""
    members = " ".join(f":m{number}" for number in range(1000))
    assert follows(f":a :p ( {members} ) .", f"[] :p ( {members} ) .").entailed
    assert not follows(f":a :p ( {members} ) .", f"[] :p ( {members} :m ) .").entailed


def test_a_search_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two-colouring an odd cycle is impossible, and it is said to be undecided when there are too few steps."""
    edges = ":red :p :green . :green :p :red ."
    cycle = "".join(f"_:n{at} :p _:n{(at + 1) % 21} . " for at in range(21))
    assert not follows(edges, cycle).entailed
    monkeypatch.setattr(simple.Matching.__init__, "__defaults__", (20,))
    with pytest.raises(LimitError) as error:
        follows(edges, cycle)
    assert error.value.code == "BS506"


def test_too_many_hypotheses_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds.Worlds.__init__, "__defaults__", ((), 0))
    monkeypatch.setattr(worlds, "_FEWEST", 3)
    conclusion = "".join(f":a owl:differentFrom :b{number} . " for number in range(5))
    with pytest.raises(LimitError) as error:
        follows(":a :p :b .", conclusion)
    assert error.value.code == "BS507"


def test_too_many_cases_are_an_error() -> None:
    union = "[ owl:unionOf ( :A :B :C ) ]"
    with pytest.raises(LimitError) as error:
        follows(BASIS, f"[ owl:intersectionOf ( {union * 6} ) ] rdfs:subClassOf :D .")
    assert error.value.code == "BS508"
    least = '[ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality "5000"^^xsd:nonNegativeInteger ]'
    with pytest.raises(LimitError):
        follows(BASIS, f"{least} rdfs:subClassOf :D .")
    assert hypotheses.MOST_CASES < 3**6


def test_a_class_of_its_own_complement_proves_nothing() -> None:
    """A description that contradicts itself does not make everything follow."""
    assert not follows(BASIS, "_:x owl:complementOf _:x . :A rdfs:subClassOf _:x .").entailed


def test_classes_that_nothing_can_be_are_included_in_all() -> None:
    found = follows(":A owl:disjointWith :A . :B a owl:Class .", ":A rdfs:subClassOf :B , owl:Nothing .")
    assert found.entailed
    assert {part.way for part in found.shown} == {Way.FREEZING}
    assert NamedNode("http://example.org/A") in {triple.subject for triple in found.shown[0].triples}
