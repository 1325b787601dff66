"""The native engine against the naive fixpoint, over random ontologies and rule programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode

from kg.load import load_triples
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact
from kg.reason.naive import naive_fixpoint
from kg.reason.native import reason
from kg.reason.rows import Fact
from kg.reason.trivial import is_trivial
from kg.rules import OWL2RL
from kg.rules.model import Atom, Rule, Var
from kg.terms import Triple
from tests.conftest import LONG
from tests.ontologies import ontologies, programs

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


def agree(asserted: Sequence[Triple], rules: Sequence[Rule] = ()) -> Closure:
    """Check that both engines conclude the same, and return the native closure."""
    note(show(asserted, rules))
    closure = reason(load_triples(asserted), rules)
    assume(len(closure) < LARGEST)
    everything, violated = naive_fixpoint(asserted, (*OWL2RL, *rules))
    expected = {triple for triple in everything if not is_trivial(triple)} | set(asserted)
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
    return closure


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
        assert derivation.conclusion in (head or [None]), f"{rule.id} does not conclude that"
        for part in rule.body:
            if isinstance(part, Atom):
                premise = self._fact(part, derivation)
                assert premise in plain, f"{rule.id} needs {part}: {self.closure.describe(derivation)}"
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


@often
@given(ontologies())
def test_an_ontology_has_the_closure_of_the_naive_fixpoint(asserted: list[Triple]) -> None:
    """The same triples, apart from trivial ones, and the same rules that conclude *false*."""
    agree(asserted)


@often
@given(programs())
def test_a_program_has_the_closure_of_the_naive_fixpoint(program: tuple[list[Rule], list[Triple]]) -> None:
    """Rules of a person's own, together with those of OWL 2 RL."""
    rules, asserted = program
    agree(asserted, rules)


@often
@given(ontologies())
def test_each_inferred_triple_is_derived(asserted: list[Triple]) -> None:
    """A derivation's premises are derived or asserted, and none rests on its conclusion."""
    note(show(asserted))
    check_proofs(reason(load_triples(asserted)))


@often
@given(programs())
def test_each_triple_that_a_program_infers_is_derived(program: tuple[list[Rule], list[Triple]]) -> None:
    """Likewise for rules of a person's own."""
    rules, asserted = program
    note(show(asserted, rules))
    check_proofs(reason(load_triples(asserted), rules))


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
