"""Every rule of the specification on small ontologies of its own, by the native engine and by the naive fixpoint.

There is one file for each rule in `rules`, in TriG. A premise is the graph ``given:NAME``, or ``inconsistent:NAME``
when the rule concludes *false* from it. What follows from it by this rule stands in ``entails:NAME``, what follows by
this rule or another in ``follows:NAME``, and what does not follow in ``lacks:NAME``. A triple whose subject is a
literal is written as ``[] rdf:subject … ; rdf:predicate … ; rdf:object …``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from kg.load import load_triples
from kg.reason.closure import Closure
from kg.reason.naive import naive_fixpoint
from kg.reason.native import reason
from kg.rules import OWL2RL, RULE_IDS
from kg.rules.model import Rule
from kg.terms import Term, Triple, from_quad
from kg.vocabulary import RDF

FOLDER = Path(__file__).parent / "rules"
LISTS = (
    *("eq-diff2", "eq-diff3", "prp-spo2", "prp-adp", "prp-key", "cls-int1", "cls-int2", "cls-uni", "cls-oo"),
    *("cax-adc", "scm-int", "scm-uni"),
)
"""The rules that speak of lists."""
NATIVE_ALONE = {"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"}
"""What equality concludes by replacing terms may be derived by whichever of its rules comes last."""


@dataclass
class Case:
    """A premise, and what is expected of it."""

    rule: str
    name: str
    premise: list[Triple] = field(default_factory=list)
    entails: list[Triple] = field(default_factory=list)
    follows: list[Triple] = field(default_factory=list)
    lacks: list[Triple] = field(default_factory=list)
    inconsistent: bool = False

    def __str__(self) -> str:
        return f"{self.rule}/{self.name}"


def read(path: Path) -> Iterator[Case]:
    """Yield the cases of a file, in its order."""
    graphs: dict[str, list[Triple]] = defaultdict(list)
    text = path.read_text(encoding="utf-8")
    for quad in pyoxigraph.parse(text, RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode), f"{path.name}: a triple in no graph"
        graphs["/".join(quad.graph_name.value.split("/")[-2:])].append(from_quad(quad))
    names = [token.split()[0] for token in text.splitlines() if token.startswith(("given:", "inconsistent:"))]
    assert len(names) == len(set(names)), f"{path.name}: a case twice"
    for kind, _, name in (word.partition(":") for word in names):
        case = Case(path.stem, name, graphs.pop(f"{kind}/{name}", []), inconsistent=kind == "inconsistent")
        case.entails = _unfolded(graphs.pop(f"entails/{name}", []))
        case.follows = _unfolded(graphs.pop(f"follows/{name}", []))
        case.lacks = _unfolded(graphs.pop(f"lacks/{name}", []))
        yield case
    assert not graphs, f"{path.name}: expectations without a premise: {sorted(graphs)}"


def _unfolded(triples: Iterable[Triple]) -> list[Triple]:
    plain: list[Triple] = []
    parts: dict[Term, dict[str, Term]] = defaultdict(dict)
    for triple in triples:
        if triple.predicate in {RDF.subject, RDF.predicate, RDF.object}:
            parts[triple.subject][triple.predicate.value] = triple.object
        else:
            plain.append(triple)
    for part in parts.values():
        subject, predicate, target = (part[name.value] for name in (RDF.subject, RDF.predicate, RDF.object))
        plain.append(Triple(subject, predicate, target))  # type: ignore[arg-type]
    return plain


CASES = [case for path in sorted(FOLDER.glob("*.trig")) for case in read(path)]
each_case = pytest.mark.parametrize("case", CASES, ids=str)


@cache
def native(number: int) -> Closure:
    """The native closure of a case, by its place."""
    return reason(load_triples(CASES[number].premise))


def test_there_is_a_file_for_each_rule_and_a_rule_for_each_file() -> None:
    """The names of the files are the ids of the 78 rules."""
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{rule}.trig" for rule in RULE_IDS)
    assert len(RULE_IDS) == len(set(RULE_IDS)) == 78


@pytest.mark.parametrize("rule", OWL2RL, ids=lambda rule: rule.id)
def test_each_rule_has_positive_cases_and_near_misses(rule: Rule) -> None:
    """A rule concludes something from at least one premise, and nothing from another."""
    cases = [case for case in CASES if case.rule == rule.id]
    assert any(case.inconsistent or case.entails or case.follows for case in cases)
    assert any(case.lacks or not (case.inconsistent or case.entails or case.follows) for case in cases)
    if rule.head == ():
        assert any(case.inconsistent for case in cases)


@pytest.mark.parametrize("rule", LISTS)
def test_rules_about_lists_meet_lists_of_each_length(rule: str) -> None:
    """Lists of one, two, three and five members are tried (a single member of a pair makes no pair)."""
    lengths = {length for case in CASES if case.rule == rule for length in _list_lengths(case.premise)}
    assert lengths >= {1, 2, 3, 5}


def _list_lengths(triples: Iterable[Triple]) -> Iterator[int]:
    rest = {triple.subject: triple.object for triple in triples if triple.predicate == RDF.rest}
    for start in set(rest) - set(rest.values()):
        cell, length = start, 0
        while cell in rest and length <= len(rest):
            cell, length = rest[cell], length + 1
        yield length


@each_case
def test_the_native_engine_concludes_what_it_should(case: Case) -> None:
    """What follows is in the closure, what does not is not, and the verdict is right."""
    closure = native(CASES.index(case))
    assert [triple for triple in (*case.entails, *case.follows) if triple not in closure] == []
    assert [triple for triple in case.lacks if triple in closure] == []
    found = {violation.rule for violation in closure.violations}
    if case.inconsistent:
        assert case.rule in found
    else:
        assert found == set()


@each_case
def test_the_naive_fixpoint_concludes_what_it_should(case: Case) -> None:
    """The oracle agrees with what the files say."""
    everything, violated = naive_fixpoint(case.premise, OWL2RL)
    assert [triple for triple in (*case.entails, *case.follows) if triple not in everything] == []
    assert [triple for triple in case.lacks if triple in everything] == []
    if case.inconsistent:
        assert case.rule in violated
    else:
        assert violated == set()


@pytest.mark.parametrize("case", [case for case in CASES if case.entails], ids=str)
def test_the_rule_itself_concludes_it(case: Case) -> None:
    """What a rule entails is tagged with its id, and without the rule it does not follow."""
    closure = native(CASES.index(case))
    for triple in case.entails:
        derivation = closure.derivation(triple)
        assert derivation is not None
        assert closure.rules[derivation.rule].id == case.rule, closure.describe(derivation)
    if case.rule not in NATIVE_ALONE:
        everything, _ = naive_fixpoint(case.premise, [rule for rule in OWL2RL if rule.id != case.rule])
        assert [triple for triple in case.entails if triple in everything] == []


@pytest.mark.parametrize("rule", [rule for rule in OWL2RL if rule.head], ids=lambda rule: rule.id)
def test_a_rule_needs_no_other_rule(rule: Rule) -> None:
    """Some of what a rule concludes follows from a premise by this rule alone."""
    expected = 0
    for case in CASES:
        if case.rule == rule.id:
            everything, _ = naive_fixpoint(case.premise, [rule])
            expected += sum(triple in everything for triple in (*case.entails, *case.follows))
            assert [triple for triple in case.lacks if triple in everything] == []
    assert expected


def test_blank_nodes_are_no_names() -> None:
    """The cases do not depend on labels: renamed, their closures have as many triples."""
    for number, case in enumerate(CASES):
        blank = {term: BlankNode(f"other{at}") for at, term in enumerate(_blanks(case.premise))}
        if blank:
            renamed = [Triple(*(blank.get(term, term) for term in triple)) for triple in case.premise]  # type: ignore[arg-type]
            assert len(reason(load_triples(renamed))) == len(native(number)), str(case)


def _blanks(triples: Iterable[Triple]) -> list[BlankNode]:
    return list(dict.fromkeys(term for triple in triples for term in triple if isinstance(term, BlankNode)))
