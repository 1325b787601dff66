"""The example cases show what their table says, and say the same in JSON and in Turtle."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal

import kg
from cli.cases import file_case, file_raw
from kg.assess import Assessment, Place, Raw, case_schema, case_turtle, read_json, read_turtle, to_json
from kg.assess.case import PLACES, THIS
from kg.terms import Triple, to_turtle
from kg.vocabulary import BS, RDF, RDFS
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
ROWS = re.findall(r"^\| \[([^\]]+)\]\(\1\) \| (.*) \|$", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)
NAMES = [name for name, _ in ROWS]
CELLS = {name: [cell.strip() for cell in cells.split("|")] for name, cells in ROWS}


def listed(cell: str, separator: str = ";") -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def assessed(graph: kg.KnowledgeGraph, name: str) -> Assessment:
    return graph.assess(file_case(graph, EXAMPLES / name))


def as_json(raw: Raw) -> str:
    """Write what a case says as a case file."""

    def said(place: Place) -> list[str]:
        return [words for where, words, _ in raw.said if where is place]

    document: dict[str, Any] = {
        "name": raw.name,
        "findings": {place.value: said(place) for place in (Place.PRESENT, Place.ABSENT, Place.UNKNOWN)},
        **{place.value: said(place) for place in (Place.CONDITIONS, Place.MEDICATIONS, Place.CONSIDERING)},
        "age": raw.age,
        "sex": raw.sex,
        "pregnancy": raw.pregnant if raw.weeks is None else {"weeks": raw.weeks},
        "duration": None if raw.duration is None else f"{raw.duration} days",
        "severity": raw.severity,
    }
    return json.dumps(document)


def as_turtle(raw: Raw) -> bytes:
    """Write what a case says in Turtle, its words as they stand."""
    predicates = {**PLACES, Place.UNKNOWN: BS.notKnown}
    duration = None if raw.duration is None else f"{raw.duration} days"
    values = {
        RDFS.label: raw.name,
        BS.age: raw.age,
        BS.pregnancyWeeks: raw.weeks,
        BS.sex: raw.sex,
        BS.complaintSeverity: raw.severity,
        BS.complaintDuration: duration,
    }
    triples = [Triple(THIS, RDF.type, BS.Case)]
    triples += [Triple(THIS, predicates[place], Literal(words)) for place, words, _ in raw.said]
    triples += [
        Triple(THIS, node, Literal(value) if isinstance(value, int) else Literal(str(value)))
        for node, value in values.items()
        if value is not None
    ]
    return to_turtle(triples)


def test_every_example_is_in_the_table_and_has_a_name(graph: kg.KnowledgeGraph) -> None:
    files = {path.name for path in EXAMPLES.iterdir() if path.suffix != ".md"}
    assert set(NAMES) == files
    assert len(NAMES) == len(files) >= 14
    assert sum(Path(name).suffix == ".ttl" for name in NAMES) >= 2
    assert len({file_case(graph, EXAMPLES / name).name for name in NAMES} - {None}) == len(files)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_the_urgency_of_the_table(graph: kg.KnowledgeGraph, name: str) -> None:
    _, urgency, fires, *_ = CELLS[name]
    assessment = assessed(graph, name)
    assert assessment.level.value == urgency
    if fires == "beyond":
        assert all(flag.level.rank < assessment.level.rank for flag in assessment.flags)
        assert {"causes", "interventions"} <= {what for what, _ in assessment.withheld}
        assert not assessment.causes
        return
    assert set(listed(fires, ",")) <= {re.sub(r"-\d+$", "", flag.id) for flag in assessment.flags}
    assert bool(assessment.flags) == bool(fires)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_the_causes_and_the_plan_of_the_table(graph: kg.KnowledgeGraph, name: str) -> None:
    *_, causes, avoid, helping = CELLS[name]
    assessment = assessed(graph, name)
    found = [cause.term.label for cause in assessment.causes]
    named = listed(causes)
    assert [label for label in found if label in named] == named
    strengths = {one.term.label: one.strength for one in assessment.avoided}
    wanted = dict(entry.split(": ") for entry in listed(avoid))
    assert {label: strengths.get(label) for label in wanted} == wanted
    offered = {option.term.label for option in assessment.options}
    assert set(listed(helping)) <= offered
    assert not offered & {label for label, strength in strengths.items() if strength in ("contraindicated", "avoid")}
    if assessment.level.value == "emergency":
        assert not offered


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_the_same_in_json_and_in_turtle(graph: kg.KnowledgeGraph, name: str) -> None:
    intake = graph.assessor.intake
    raw = file_raw(EXAMPLES / name)
    turtle = as_turtle(raw)
    again = read_json(as_json(read_turtle(turtle)))
    cases = [intake.case(one) for one in (raw, read_turtle(turtle), again)]
    documents = [json.dumps(to_json(graph.assess(case)), sort_keys=True) for case in cases]
    assert len(set(documents)) == 1


@pytest.mark.parametrize("name", [name for name in NAMES if CELLS[name][2] != "beyond"])
def test_an_example_is_written_in_terms_and_read_again(graph: kg.KnowledgeGraph, name: str) -> None:
    case = file_case(graph, EXAMPLES / name)
    again = graph.assessor.intake.case(read_turtle(case_turtle(case)))
    assert [again.nodes(place) for place in Place] == [case.nodes(place) for place in Place]
    assert [flag.id for flag in graph.assess(again).flags] == [flag.id for flag in graph.assess(case).flags]


def test_the_examples_together_show_every_level_and_place(graph: kg.KnowledgeGraph) -> None:
    assert {CELLS[name][1] for name in NAMES} == {"emergency", "urgent", "routine", "self-care"}
    cases = [file_case(graph, EXAMPLES / name) for name in NAMES]
    assert all(any(case.given(place) for case in cases) for place in Place)


def test_the_examples_keep_to_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for name in NAMES:
        if name.endswith(".json"):
            jsonschema.validate(json.loads((EXAMPLES / name).read_text("utf-8")), case_schema())
