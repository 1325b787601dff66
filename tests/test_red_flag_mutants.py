"""Whoever changes a red-flag pattern, in whatever place, fails a case of the recorded suite."""

from __future__ import annotations

import pytest

import kg
from tests import mutants, triage
from tests.mutants import Case, Fate

TABLES = triage.read()
CASES = mutants.read_suite()


@pytest.fixture(scope="module")
def found() -> list[Fate]:
    return list(mutants.fates(TABLES, CASES))


def test_every_recorded_case_is_assessed_as_it_was_recorded(graph: kg.KnowledgeGraph) -> None:
    documents = [graph.case({"findings": [*case.findings]}) for case in CASES]
    for case, assessment in zip(CASES, graph.assess_all(documents), strict=True):
        fired = tuple(sorted((flag.id, flag.level.value) for flag in assessment.flags))
        assert Case(case.findings, assessment.level.value, fired) == case
    assert len(CASES) > 400


def test_the_recorded_suite_is_that_of_the_tables() -> None:
    """After a change of the tables, look at the difference, and write it with `python -m tests.mutants`."""
    assert mutants.SUITE.read_text("utf-8") == mutants.suite_text(TABLES)


def test_every_mutant_is_killed(found: list[Fate]) -> None:
    assert [fate.mutant.name for fate in found if not fate.by_pattern] == []
    assert len(found) > 900


def test_every_pattern_is_mutated_in_every_way(found: list[Fate]) -> None:
    names = {
        kind: {fate.mutant.name.partition(":")[0] for fate in found if fate.mutant.kind == kind}
        for kind in mutants.KINDS
    }
    lines = {line.id for line in TABLES.lines}
    for kind in ("condition dropped", "condition swapped", "level lowered", "pattern removed"):
        assert names[kind] == lines, kind
    assert names["level raised"] == {line.id for line in TABLES.lines if line.level != "emergency"}
    assert names["weak fact merged"] == {line.id for line in TABLES.lines if line.fact}


def test_a_mutant_of_the_urgency_of_an_emergency_that_stands_alone_is_killed_by_the_urgency(found: list[Fate]) -> None:
    """Unless another pattern gives the same findings the same urgency."""
    for fate in found:
        if fate.mutant.kind == "level lowered" and not fate.by_level:
            line = next(line for line in TABLES.lines if fate.mutant.name.startswith(f"{line.id}:"))
            assert fate.mutant.tables.level(line.parts) == TABLES.level(line.parts)


def test_the_page_on_safety_is_current(found: list[Fate]) -> None:
    assert mutants.PAGE.read_text("utf-8") == mutants.page(found, CASES, TABLES)
