"""The urgency patterns: each fires on all of its parts and on nothing less, as the tables say."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, product
from random import Random

import pytest
from pyoxigraph import NamedNode

import kg
from kg.assess.case import Case, Given, Place
from kg.terms import Triple
from kg.vocabulary import BS, BSCASE, RDF
from tests import triage
from tests.cases import CASES, Draw, assess, told
from tests.conftest import LONG
from tests.triage import Line

TABLES = triage.read()
EXHAUSTIVE = os.environ.get("BACKSTORY_EXHAUSTIVE") == "1" or LONG
"""Whether every set of three findings is tried, rather than a sample."""
_BATCH = 5_000
_STATES = (Place.PRESENT, Place.ABSENT, Place.UNKNOWN)


@pytest.fixture(scope="module")
def nodes(graph: kg.KnowledgeGraph) -> dict[str, NamedNode]:
    return {label: node for node, label in graph.terms.concepts().items()}


@pytest.fixture(scope="module")
def draw(graph: kg.KnowledgeGraph) -> Draw:
    return Draw.of(graph, TABLES)


def entailed(
    graph: kg.KnowledgeGraph, cases: Iterable[Sequence[str]], nodes: dict[str, NamedNode]
) -> Iterator[tuple[Sequence[str], dict[str, str], str]]:
    """Yield cases with the patterns that they are entailed to fire, with their levels, and their urgency."""
    urgent = graph.assessor.background.patterns.urgent
    terms = {BS.MedicalEmergency: "emergency", BS.UrgentCare: "urgent", BS.RoutineCare: "routine"}
    waiting = iter(cases)
    while batch := list(islice(waiting, _BATCH)):
        names = {BSCASE[f"number-{at}"]: at for at in range(len(batch))}
        given = (
            triple
            for name, findings in zip(names, batch, strict=True)
            for triple in (
                Triple(name, RDF.type, BS.Case),
                *(Triple(name, BS.hasFinding, nodes[label]) for label in findings),
            )
        )
        closure = graph.closure.extend(given)
        fired: list[dict[str, str]] = [{} for _ in batch]
        levels: list[list[str]] = [[] for _ in batch]
        for pattern in urgent:
            for triple in closure.match(None, RDF.type, pattern.node):
                fired[names[triple.subject]][pattern.id] = str(pattern.level)  # type: ignore[index]
        for triple in closure.match(predicate=BS.hasUrgency):
            levels[names[triple.subject]].append(terms[triple.object])  # type: ignore[index]
        for findings, found, level in zip(batch, fired, levels, strict=True):
            yield findings, found, triage.highest(level)


def agree(graph: kg.KnowledgeGraph, cases: Iterable[Sequence[str]], nodes: dict[str, NamedNode]) -> int:
    """Hold the tables, what is entailed, and the patterns that are read a second time, against each other."""
    patterns = graph.assessor.background.patterns
    count = 0
    for findings, fired, level in entailed(graph, cases, nodes):
        assert fired == TABLES.firing(findings), findings
        assert level == TABLES.level(findings), findings
        have = patterns.closed(nodes[label] for label in findings)
        assert {pattern.id for pattern in patterns.firing(have)} == set(fired), findings
        assert patterns.level(have).value == level, findings
        count += 1
    return count


def test_the_tables_hold_the_patterns_of_the_ontology(graph: kg.KnowledgeGraph) -> None:
    facts = sorted({line.fact for line in TABLES.lines if line.fact})
    expected = {line.id: line.level for line in TABLES.lines}
    expected |= {triage.weak_pair(*two): "urgent" for two in combinations(facts, 2)}
    found = {pattern.id: str(pattern.level) for pattern in graph.assessor.background.patterns.urgent}
    assert found == expected
    assert len(TABLES.lines) > 80
    assert len(facts) >= 8


def test_every_pattern_rests_on_a_claim_with_a_source(graph: kg.KnowledgeGraph) -> None:
    for pattern in graph.assessor.background.patterns.urgent:
        assert pattern.reason
        if pattern.id.startswith("EP"):  # the editors say that it is theirs
            assert pattern.rests == (pattern.row,) or all(name.startswith("E") for name in pattern.rests)
        if not pattern.id.startswith("weak-"):
            assert pattern.rests
        for name in pattern.rests:
            assert name == pattern.row or graph.claims[name].source in graph.sources


@pytest.mark.parametrize("line", TABLES.lines, ids=lambda line: line.id)
def test_a_pattern_fires_on_all_of_its_parts_and_on_nothing_less(graph: kg.KnowledgeGraph, line: Line) -> None:
    """Through the words of a case file; a part that is left out and does not follow from the others is missed."""
    whole = graph.assess({"findings": sorted(line.parts)})
    assert line.id in {flag.id for flag in whole.flags}
    assert next(flag.level.value for flag in whole.flags if flag.id == line.id) == line.level
    assert whole.level.rank >= triage.LEVELS.index(line.level)
    for part in line.parts:
        others = sorted(line.parts - {part})
        if part in TABLES.closed(others):
            continue
        less = graph.assess({"findings": [*others, "muscle tension"]})
        assert line.id not in {flag.id for flag in less.flags}
        for other in sorted({broad for broad in TABLES.above[part] if broad != part}):
            if part not in TABLES.closed([*others, other]):
                broader = graph.assess({"findings": [*others, other]})
                assert line.id not in {flag.id for flag in broader.flags}, other


def test_every_pattern_has_a_near_miss() -> None:
    """A part that follows from the others would make its pattern the same without it."""
    for line in TABLES.lines:
        assert all(part not in TABLES.closed(line.parts - {part}) for part in line.parts), line.id


@pytest.mark.parametrize(
    "pair", list(combinations(sorted({line.fact for line in TABLES.lines if line.fact}), 2)), ids=" and ".join
)
def test_two_weak_flags_are_urgent_and_one_is_not(graph: kg.KnowledgeGraph, pair: tuple[str, str]) -> None:
    by_fact: dict[str, list[Line]] = defaultdict(list)
    for line in TABLES.lines:
        by_fact[line.fact].append(line)
    name = triage.weak_pair(*pair)
    for one, other in product(by_fact[pair[0]], by_fact[pair[1]]):
        both = graph.assess({"findings": sorted(one.parts | other.parts)})
        assert name in {flag.id for flag in both.flags if flag.level.value == "urgent"}
        for alone in (one, other):
            single = graph.assess({"findings": sorted(alone.parts)})
            assert name not in {flag.id for flag in single.flags}


@pytest.mark.parametrize("fact", sorted({line.fact for line in TABLES.lines if line.fact}))
def test_weak_flags_of_one_fact_count_once(graph: kg.KnowledgeGraph, fact: str) -> None:
    lines = [line for line in TABLES.lines if line.fact == fact]
    flags = graph.assess({"findings": sorted({part for line in lines for part in line.parts})}).flags
    assert {line.id for line in lines} <= {flag.id for flag in flags}
    assert not [flag.id for flag in flags if flag.id.startswith("weak-")]


def test_every_single_finding_is_as_urgent_as_the_tables_say(
    graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw
) -> None:
    singles = [[label] for label in (*draw.findings, *draw.conditions, *draw.medicines)]
    assert agree(graph, singles, nodes) > 300


def test_every_pair_of_findings_is_as_urgent_as_the_tables_say(
    graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw
) -> None:
    assert agree(graph, combinations(draw.findings, 2), nodes) > 15_000


def test_random_sets_of_findings_are_as_urgent_as_the_tables_say(
    graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw
) -> None:
    random = Random(3)
    pool = [*draw.findings, *TABLES.vocabulary, *draw.conditions, *draw.medicines]
    triples = [random.sample(pool, 3) for _ in range(10 * CASES)]
    larger = [random.sample(pool, random.randint(4, 8)) for _ in range(CASES)]
    assert agree(graph, [*triples, *larger], nodes) == 11 * CASES


def test_random_case_files_are_as_urgent_as_the_tables_say(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """With conditions, medicines, numbers, what is absent, and words out of scope."""
    random = Random(4)
    documents = [draw.case(random) for _ in range(2 * CASES)]
    levels: set[str] = set()
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        assert assessment.level.value == draw.level(document), told(document)
        fired = {flag.id: flag.level.value for flag in assessment.flags}
        assert fired == TABLES.firing(draw.features(document)), told(document)
        levels.add(assessment.level.value)
    assert levels == set(triage.LEVELS)


def states(
    findings: Sequence[str], places: Sequence[Place], nodes: dict[str, NamedNode]
) -> tuple[Case, tuple[str, ...]] | None:
    """Return a case of findings that are there, absent or unknown, and what is there; None when that cannot be."""
    at = dict(zip(findings, places, strict=True))
    present = tuple(label for label in findings if at[label] is Place.PRESENT)
    have = TABLES.closed(present)
    if any(label in have for label in findings if at[label] is not Place.PRESENT):
        return None
    case = Case()
    for place in _STATES:
        case = case.with_named(place, [Given(nodes[label], label) for label in findings if at[label] is place])
    return case, present


def try_states(graph: kg.KnowledgeGraph, sets: Iterable[Sequence[str]], nodes: dict[str, NamedNode]) -> int:
    """Assess findings in every state: no exception, and never less urgent than what is there alone."""
    chosen = (
        found
        for findings in sets
        for places in product(_STATES, repeat=len(findings))
        if (found := states(findings, places, nodes)) is not None
    )
    count = 0
    while batch := list(islice(chosen, _BATCH)):
        for (_, present), assessment in zip(batch, graph.assess_all(case for case, _ in batch), strict=True):
            level = assessment.level.value
            assert level == TABLES.level(present), present
            for label in present:
                alone = TABLES.level([other for other in present if other != label])
                assert triage.LEVELS.index(level) >= triage.LEVELS.index(alone), present
            count += 1
    return count


def test_up_to_three_findings_in_every_state_a_sample(
    graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw
) -> None:
    random = Random(5)
    sets = [[label] for label in draw.findings]
    sets += [random.sample(draw.findings, 2) for _ in range(100)]
    sets += [random.sample(draw.findings, 3) for _ in range(60)]
    assert try_states(graph, sets, nodes) > 1_500


@pytest.mark.skipif(not EXHAUSTIVE, reason="part of the long run: every pair in every state takes minutes")
def test_every_pair_of_findings_in_every_state(
    graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw
) -> None:
    assert try_states(graph, combinations(draw.findings, 2), nodes) > 100_000


@pytest.mark.skipif(not EXHAUSTIVE, reason="part of the long run: every set of three takes tens of minutes")
def test_every_set_of_three_findings(graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode], draw: Draw) -> None:
    """Absent and unknown findings state nothing that a pattern asks for, so all that is there decides."""
    count = 0
    ranks = {two: triage.LEVELS.index(TABLES.level(two)) for two in combinations(draw.findings, 2)}
    for findings, fired, level in entailed(graph, combinations(draw.findings, 3), nodes):
        assert fired == TABLES.firing(findings), findings
        assert triage.LEVELS.index(level) >= max(ranks[two] for two in combinations(findings, 2)), findings
        count += 1
    assert count > 1_000_000
    random = Random(6)
    sampled = (random.sample(draw.findings, 3) for _ in range(20_000))
    assert try_states(graph, sampled, nodes) > 200_000
