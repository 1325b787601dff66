"""Closures made of other closures: with more triples, and with fewer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

import kg
from kg.load import load_triples
from kg.reason.closure import Closure
from kg.reason.native import reason
from kg.terms import Triple
from kg.vocabulary import BS, OWL, RDF, RDFS, XSD
from tests.conftest import LONG
from tests.ontologies import ontologies

often = settings(
    max_examples=1000 if LONG else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def same(one: Closure, other: Closure) -> None:
    """Check that two closures hold the same triples, asserted and inferred, and agree on consistency."""
    assert set(one) == set(other)
    assert set(one.asserted) == set(other.asserted)
    assert len(one) == len(other)
    assert {violation.rule for violation in one.violations} == {violation.rule for violation in other.violations}


def of(triples: Sequence[Triple]) -> Closure:
    return reason(load_triples(triples))


@often
@given(ontologies(), st.data())
def test_more_triples_give_what_a_fresh_run_gives(asserted: list[Triple], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(asserted)))
    base = of(asserted[:cut])
    before = set(base)
    more = base.extend(asserted[cut:])
    same(more, of(asserted))
    assert set(base) == before, "the base was changed"
    for triple in more.inferred:
        assert more.derivation(triple) is not None


@often
@given(ontologies(), st.data())
def test_overlays_can_be_laid_one_over_another(asserted: list[Triple], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(asserted)), min_size=2, max_size=3)))
    bounds = [*cuts, len(asserted)]
    closures = [of(asserted[: cuts[0]])]
    for start, stop in pairwise(bounds):
        closures.append(closures[-1].extend(asserted[start:stop]))
    for closure, stop in zip(closures, bounds, strict=True):
        same(closure, of(asserted[:stop]))


@often
@given(ontologies(), st.data())
def test_what_was_laid_over_can_be_taken_away(asserted: list[Triple], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(asserted)), min_size=2, max_size=2)))
    base = of(asserted[: cuts[0]])
    more = base.extend(asserted[cuts[0] : cuts[1]]).extend(asserted[cuts[1] :])
    gone = data.draw(st.lists(st.sampled_from(asserted), max_size=4)) if asserted else []
    before = set(more)
    same(more.without(gone), of([triple for triple in asserted if triple not in set(gone)]))
    assert set(more) == before, "the overlay was changed"


@often
@given(ontologies(), st.data())
def test_fewer_triples_give_what_a_fresh_run_gives(asserted: list[Triple], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(asserted), max_size=4)) if asserted else []
    whole = of(asserted)
    before = set(whole)
    same(whole.without(gone), of([triple for triple in asserted if triple not in set(gone)]))
    assert set(whole) == before, "the base was changed"


def test_what_was_inferred_can_be_asserted_later() -> None:
    a, b, c = (NamedNode(f"http://e/{name}") for name in "abc")
    base = of([Triple(a, RDFS.subClassOf, b), Triple(c, RDF.type, a)])
    more = base.extend([Triple(c, RDF.type, b)])
    assert Triple(c, RDF.type, b) in more.asserted
    assert Triple(c, RDF.type, b) in base.inferred


def test_a_case_can_be_laid_over_the_knowledge_base(graph: kg.KnowledgeGraph) -> None:
    base = reason(load_triples(graph.ontology.asserted))
    case = base.extend([Triple(BS.Flexibility, BS.increases, BS.Mood)])
    assert Triple(BS.GentleStretching, BS.raises, BS.Mood) in case
    assert Triple(BS.GentleStretching, BS.raises, BS.Mood) not in base
    assert set(base) <= set(case)
    same(case.without([Triple(BS.Flexibility, BS.increases, BS.Mood)]), base)


def test_a_case_can_be_laid_over_the_built_closure(graph: kg.KnowledgeGraph) -> None:
    """What was read from a file goes on as what was reasoned does, and stays as it is."""
    before = set(graph.closure)
    case = [Triple(BS.Flexibility, BS.increases, BS.Mood)]
    same(graph.closure.extend(case), of([*graph.ontology.asserted, *case]))
    conflict = Triple(BS.Mood, OWL.differentFrom, BS.Mood)
    assert [violation.rule for violation in graph.closure.extend([conflict]).violations] == ["eq-diff1"]
    assert set(graph.closure) == before
    assert not graph.closure.violations


def test_an_overlay_sees_what_literals_say() -> None:
    """A literal that comes later is the same as one of equal value, or breaks a range, as if it had been there."""
    a, b, p, q = (NamedNode(f"http://e/{name}") for name in "abpq")
    base = [Triple(a, p, Literal("1", datatype=XSD.integer)), Triple(p, RDFS.range, XSD.integer)]
    for more in (
        [Triple(b, q, Literal("01", datatype=XSD.integer))],
        [Triple(b, p, Literal("one"))],
        [Triple(b, p, Literal("x", datatype=XSD.integer))],
        [Triple(b, q, Literal("2", datatype=XSD.decimal)), Triple(XSD.decimal, RDFS.subClassOf, a)],
    ):
        same(of(base).extend(more), of([*base, *more]))
        same(of(base).extend(more[:1]).extend(more[1:]), of([*base, *more]))


def test_a_violation_stays_when_more_is_laid_over_it() -> None:
    a, b, c, d = (NamedNode(f"http://e/{name}") for name in "abcd")
    broken = [Triple(a, OWL.disjointWith, b), Triple(c, RDF.type, a), Triple(c, RDF.type, b)]
    base = of(broken)
    [violation] = base.violations
    assert base.extend([Triple(d, RDF.type, a)]).violations == (violation,)
    assert of(broken[:2]).extend(broken[2:]).inconsistencies == base.inconsistencies


def test_leaving_out_nothing_gives_the_closure_itself() -> None:
    a, b, c = (NamedNode(f"http://e/{name}") for name in "abc")
    base = of([Triple(a, RDFS.subClassOf, b), Triple(c, RDF.type, a)])
    case = base.extend([Triple(b, RDF.type, a)])
    assert base.without([Triple(c, RDF.type, b)]) is base
    assert case.without([Triple(c, RDF.type, b)]) is case
    assert case.without([Triple(b, RDF.type, a)]) is base


def test_an_overlay_that_makes_terms_the_same_is_right_too() -> None:
    a, b, p = (NamedNode(f"http://e/{name}") for name in "abp")
    base = of([Triple(a, p, b)])
    more = base.extend([Triple(a, OWL.sameAs, b)])
    assert Triple(b, p, b) in more
    assert Triple(a, OWL.sameAs, b) in more.asserted
