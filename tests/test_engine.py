"""The native engine against the naive fixpoint, over random ontologies and rule programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.load import load_triples
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact
from kg.reason.naive import naive_fixpoint
from kg.reason.native import reason
from kg.reason.rows import Fact
from kg.reason.trivial import is_trivial
from kg.rules import OWL2RL, parse_rules
from kg.rules.model import Atom, Rule, Var
from kg.terms import Triple
from kg.vocabulary import OWL, RDF, RDFS, XSD
from tests.conftest import LONG
from tests.ontologies import EX, ontologies, programs, triples

EXAMPLES = 2500 if LONG else 150
LARGEST = 2000
"""How many triples a closure may have for the naive fixpoint to be tried."""

often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
sometimes = settings(often, max_examples=EXAMPLES // 3)


def show(given_triples: Iterable[Triple], rules: Sequence[Rule] = ()) -> str:
    """Return rules and triples as text that can be read and pasted."""
    return "\n".join([*map(str, rules), *sorted(map(str, given_triples))])


def agree(closure: Closure, asserted: Sequence[Triple], rules: Sequence[Rule] = ()) -> None:
    """Check that a native closure is that of the naive fixpoint."""
    everything, violated = naive_fixpoint(asserted, (*OWL2RL, *rules))
    expected = {triple for triple in everything if not is_trivial(triple)} | set(asserted)
    for relation in closure.state.relations.values():
        assert (relation.pairs[1:] > relation.pairs[:-1]).all(), "the pairs of a relation are sorted and distinct"
    found = list(closure)
    assert len(found) == len(set(found)) == len(closure)
    missing, invented = expected - set(found), set(found) - expected
    assert not missing, f"missing:\n{show(missing)}"
    assert not invented, f"not entailed:\n{show(invented)}"
    assert set(closure.asserted) == set(asserted)
    assert set(closure.inferred) == expected - set(asserted)
    assert len(closure.inferred) == len(expected) - len(set(asserted))
    assert bool(closure.violations) == bool(violated), f"native {closure.violations}, naive {violated}"
    assert {violation.rule for violation in closure.violations} == violated


class Proofs:
    """Checks that each triple of a closure rests on asserted ones, and never on itself.

    Args:
        closure: the closure.
    """

    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self._asserted = {closure.fact(triple) for triple in closure.asserted}
        self._proved: set[Fact] = set()
        self._open: set[Fact] = set()

    def check(self, fact: Fact) -> None:
        """Check the derivation of a triple, and those of its premises."""
        if fact in self._proved or fact in self._asserted:
            return
        text = self.closure.triple(fact)
        assert fact not in self._open, f"{text} rests on itself"
        derivation = self.closure.deriver.derivation(fact)
        assert derivation is not None, f"{text} is not derived"
        assert derivation.conclusion == fact
        self._open.add(fact)
        self.check_step(derivation)
        self._open.remove(fact)
        self._proved.add(fact)

    def check_step(self, derivation: Derivation) -> None:
        """Check that a rule was applied as it says, and that its premises are proved."""
        rule = self.closure.rules[derivation.rule]
        plain = [premise for premise in derivation.premises if not isinstance(premise, ListFact)]
        head = [self._fact(atom, derivation) for atom in rule.head]
        assert derivation.conclusion in head if head else derivation.conclusion is None, (
            f"{rule.id} does not conclude that"
        )
        for part in rule.body:
            if isinstance(part, Atom):
                assert self._fact(part, derivation) in plain, (
                    f"{rule.id} needs {part}: {self.closure.describe(derivation)}"
                )
        for premise in derivation.premises:
            if isinstance(premise, ListFact):
                self._check_list(premise)
            else:
                self.check(premise)

    def _check_list(self, listed: ListFact) -> None:
        assert tuple(o for _, _, o in listed.cells[::2]) == listed.items
        for cell in listed.cells:
            self.check(cell)

    def _fact(self, atom: Atom, derivation: Derivation) -> Fact:
        s, p, o = (
            derivation.binding[node.name] if isinstance(node, Var) else self.closure.dictionary.find(node)
            for node in atom.nodes
        )
        assert s is not None
        assert p is not None
        assert o is not None
        return s, p, o


def check_proofs(closure: Closure) -> None:
    """Check the derivations of all inferred triples, and of *false*."""
    proofs = Proofs(closure)
    for triple in closure.inferred:
        assert triple in closure
        fact = closure.fact(triple)
        assert fact is not None
        proofs.check(fact)
    for triple in closure.asserted:
        assert closure.derivation(triple) is None
    for violation in closure.violations:
        assert violation.derivation.conclusion is None
        assert closure.rules[violation.derivation.rule].id == violation.rule
        proofs.check_step(violation.derivation)


FOUND = {
    "no parts": ("ex:E owl:intersectionOf () . ex:C owl:someValuesFrom owl:Thing ; owl:onProperty ex:p .", ""),
    "no links": ("ex:p owl:propertyChainAxiom () . ex:a ex:q ex:b .", ""),
    "no key": ("ex:C owl:hasKey () . ex:a a ex:C . ex:b a ex:C .", ""),
    "a kind of sameAs": ("owl:sameAs rdfs:subPropertyOf ex:p . ex:a ex:p ex:b .", ""),
    "a domain of sameAs": ("owl:sameAs rdfs:domain ex:C . ex:a ex:p ex:b .", ""),
    "a kind of subClassOf": ("rdfs:subClassOf rdfs:subPropertyOf ex:p . ex:C a owl:Class .", ""),
    "rdf:type both ways": ("rdf:type a owl:SymmetricProperty . ex:a ex:p 5 .", ""),
    "the same as a literal": ('ex:a owl:sameAs "2"^^xsd:byte ; ex:p ex:b , 3 .', ""),
    "a variable of sameAs only": ("ex:a ex:p ex:b .", "r: ?x ex:q ex:a :- ?x owl:sameAs ?x ."),
    "the same as itself, not mentioned": ("ex:b ex:p ex:b .", "r: false :- ex:a owl:sameAs ex:a ."),
    "the same as itself": ("", "r: false :- ?x owl:sameAs ?x ."),
    "a condition alone": ("", "r: false :- annotation-property(?x) ."),
    "a condition that binds": ("ex:a ex:p 5 , 05 , 6 .", "r: ex:a ex:q ?x :- same-value(?x, ?y) ."),
    "one variable twice": ("ex:a ex:p ex:a .", "r: ?x ex:q ?x :- different-value(?x, ?x), ?x ex:p ?x ."),
    "different literals": ("ex:a ex:p 5 , 6 .", "r: false :- ?x owl:differentFrom ?y ."),
    "one variable for all": ("", "r: false :- ?x ?x ?x ."),
    "a triple about itself": ("ex:p ex:p ex:p .", "r: ?x ex:q ?x :- ?x ?x ?x ."),
    "another name for sameAs": ("ex:alias owl:sameAs owl:sameAs . ex:a ex:alias ex:b . ex:a ex:p ex:c .", ""),
    "another name for rdf:type": ("ex:isA owl:sameAs rdf:type . ex:a ex:isA ex:C . ex:C rdfs:subClassOf ex:D .", ""),
    "a datatype alone": ("", 'r: ?x ex:p ?x :- has-datatype("1"^^xsd:integer, ?x) .'),
    "the same as a stranger": ("", "r: false :- ?x owl:sameAs ex:a ."),
    "the same as a stranger, inferred": ("", "r: ex:a ex:p ex:a :- ?x owl:sameAs ex:b ."),
    "an equal literal": ("ex:a ex:q 1 .", 'r: ?x ex:p ?x :- ?x owl:sameAs "01"^^xsd:integer .'),
    "a literal as it is written": ("ex:a ex:q 1 .", 'r: ?x ex:p "01"^^xsd:integer :- ?x ex:q 1 .'),
    "vocabulary that is mentioned": ("ex:a ex:p 1 , 2 .", "r: ?x ex:q ?x :- ?x owl:sameAs ?x ."),
}
"""What random ontologies and programs have found: triples and rules."""


@pytest.mark.parametrize(("text", "rules"), FOUND.values(), ids=FOUND)
def test_what_was_found_before(text: str, rules: str) -> None:
    """The closure is that of the naive fixpoint, and each triple is derived."""
    asserted, program = triples(text), parse_rules(f"@prefix ex: <{EX.iri}> .\n{rules}")
    closure = reason(load_triples(asserted), program)
    agree(closure, asserted, program)
    check_proofs(closure)


@often
@given(ontologies())
def test_an_ontology_has_the_closure_of_the_naive_fixpoint(asserted: list[Triple]) -> None:
    """The same triples, apart from trivial ones, and the same rules that conclude *false*."""
    note(show(asserted))
    closure = reason(load_triples(asserted))
    assume(len(closure) < LARGEST)
    agree(closure, asserted)


@often
@given(programs())
def test_a_program_has_the_closure_of_the_naive_fixpoint(program: tuple[list[Rule], list[Triple]]) -> None:
    """Rules of a person's own, together with those of OWL 2 RL."""
    rules, asserted = program
    note(show(asserted, rules))
    closure = reason(load_triples(asserted), rules)
    assume(len(closure) < LARGEST)
    agree(closure, asserted, rules)


@often
@given(ontologies())
def test_each_inferred_triple_is_derived(asserted: list[Triple]) -> None:
    """A derivation's premises are derived or asserted, and none rests on its conclusion."""
    note(show(asserted))
    closure = reason(load_triples(asserted))
    assume(len(closure) < LARGEST)
    check_proofs(closure)


@often
@given(programs())
def test_each_triple_that_a_program_infers_is_derived(program: tuple[list[Rule], list[Triple]]) -> None:
    """Likewise for rules of a person's own, but for those that make everything the same, the rules' own terms too."""
    rules, asserted = program
    note(show(asserted, rules))
    closure = reason(load_triples(asserted), rules)
    assume(len(closure) < LARGEST)
    check_proofs(closure)


def test_a_class_is_concluded_by_the_schema_and_by_data_at_once() -> None:
    """Of owl:Class many members follow in one round, and a few elsewhere: its pairs stay sorted, and are found."""
    one = Literal("1", datatype=XSD.integer)
    stated = [Triple(EX.C, RDFS.subClassOf, OWL.Class), Triple(EX.a, RDF.type, EX.C), Triple(EX.a, EX.p, one)]
    closure = reason(load_triples(stated))
    agree(closure, stated)
    assert closure.derivation(Triple(EX.a, RDF.type, OWL.Class)) is not None


@sometimes
@given(ontologies(largest=8))
def test_trivial_triples_are_known(asserted: list[Triple]) -> None:
    """What the naive fixpoint concludes is in the closure, virtual triples included; what it does not is not."""
    note(show(asserted))
    everything, _ = naive_fixpoint(asserted, OWL2RL)
    closure = reason(load_triples(asserted))
    missing = {triple for triple in everything if triple not in closure}
    assert not missing, f"missing:\n{show(missing)}"
    terms = sorted({term for triple in asserted for term in triple}, key=str)[:8]
    names = [term for term in terms if isinstance(term, (NamedNode, BlankNode))]
    predicates = sorted({triple.predicate for triple in everything if isinstance(triple.predicate, NamedNode)}, key=str)
    candidates = (Triple(s, p, o) for s in names for p in predicates for o in terms)
    invented = {triple for triple in candidates if triple in closure} - everything
    assert not invented, f"not entailed:\n{show(invented)}"


@sometimes
@given(ontologies().filter(bool), st.data())
def test_adding_a_triple_removes_none(asserted: list[Triple], data: st.DataObject) -> None:
    """The closure grows with what is asserted, and an inconsistency stays."""
    note(show(asserted))
    left_out = data.draw(st.sampled_from(asserted))
    fewer = reason(load_triples([triple for triple in asserted if triple != left_out]))
    more = reason(load_triples(asserted))
    assert set(fewer) <= set(more)
    assert {violation.rule for violation in fewer.violations} <= {violation.rule for violation in more.violations}


@sometimes
@given(ontologies(), st.randoms(use_true_random=False), st.integers(0, 3))
def test_the_order_of_the_input_does_not_matter(asserted: list[Triple], random: object, doubled: int) -> None:
    """Neither the order of triples, nor that some are given twice, changes the closure."""
    note(show(asserted))
    shuffled = [*asserted, *asserted[:doubled]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = reason(load_triples(asserted)), reason(load_triples(shuffled))
    assert set(one) == set(other)
    assert len(one) == len(other)
    assert [violation.rule for violation in one.violations] == [violation.rule for violation in other.violations]
