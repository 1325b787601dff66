"""What is not understood is refused, with what the rest alone asks for; or left out and listed, when that is wanted."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

import kg
from cli.app import app
from kg.assess import Level, Place, to_json
from kg.errors import CaseError

UNREAD = "glorb wibble"
"""Words that nothing knows."""


def test_a_refusal_says_what_the_rest_alone_asks_for(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError) as refused:
        graph.assess({"findings": ["back pain", "saddle anaesthesia", UNREAD]})
    assert refused.value.code == "BS706"
    assert refused.value.hint.startswith("what was understood is already emergency (")


def test_a_refusal_of_what_is_not_urgent_promises_nothing(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError) as refused:
        graph.assess({"findings": ["back spasm", UNREAD]})
    assert "already" not in refused.value.hint


@pytest.mark.parametrize(
    ("document", "level", "place"),
    [
        ({"findings": ["back spasm", UNREAD]}, Level.ROUTINE, Place.PRESENT),
        ({"findings": ["back spasm"], "conditions": [UNREAD]}, Level.ROUTINE, Place.CONDITIONS),
        ({"findings": ["back spasm"], "medications": [UNREAD]}, Level.SELF_CARE, Place.MEDICATIONS),
        ({"findings": ["back spasm"], "considering": [UNREAD]}, Level.SELF_CARE, Place.CONSIDERING),
        ({"findings": {"present": ["back spasm"], "absent": [UNREAD]}}, Level.SELF_CARE, Place.ABSENT),
        ({"findings": ["back spasm", "saddle anaesthesia", UNREAD]}, Level.EMERGENCY, Place.PRESENT),
    ],
)
def test_what_is_left_out_is_listed_and_never_reassures(
    graph: kg.KnowledgeGraph, document: dict[str, object], level: Level, place: Place
) -> None:
    found = graph.assess(document, partial=True)
    assert found.level is level
    assert to_json(found)["not_understood"] == [{"words": UNREAD, "where": place.value}]
    assert to_json(found)["out_of_scope"] == []
    assert any("left out" in note for note in found.notes)


@pytest.mark.parametrize("code", ["ICD10CM:ZZ9", "bs:Nonsense", "https://example.org/nonsense"])
def test_an_unknown_code_is_never_left_out(graph: kg.KnowledgeGraph, code: str) -> None:
    with pytest.raises(CaseError):
        graph.assess({"findings": ["back spasm", code]}, partial=True)


def test_a_case_of_which_all_is_left_out_has_no_result(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError):
        graph.assess({"findings": {"absent": [UNREAD]}}, partial=True)


def test_nothing_is_left_out_of_a_case_that_is_understood(graph: kg.KnowledgeGraph) -> None:
    document = {"findings": ["back spasm for 3 weeks", "stress"], "age": 45, "medications": ["ibuprofen 400 mg"]}
    assert to_json(graph.assess(document, partial=True)) == to_json(graph.assess(document))


def test_the_command_line_leaves_out_and_says_so(tmp_path: Path) -> None:
    run = CliRunner().invoke
    words = ["assess", "--finding", "back spasm", "--finding", UNREAD]
    assert isinstance(run(app, words).exception, CaseError)
    done = run(app, [*words, "--partial", "-f", "md"])
    assert done.exit_code == 0
    assert f"{UNREAD} (not understood, and left out, to be assessed)" in done.stdout
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"findings": ["back spasm", UNREAD]}) + "\n", "utf-8")
    assert isinstance(run(app, ["assess", str(cases)]).exception, CaseError)
    done = run(app, ["assess", str(cases), "--partial"])
    document = json.loads(done.stdout)
    schema = json.loads(Path(kg.__file__).with_name("assess").joinpath("assessment.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert document["not_understood"] == [{"words": UNREAD, "where": "present"}]


@pytest.mark.parametrize("text", ["pain on moving", "constant headache", "fever at night since Sunday"])
def test_a_denial_that_says_less_than_a_finding_denies_nothing(graph: kg.KnowledgeGraph, text: str) -> None:
    case = graph.case({"findings": {"present": ["back spasm"], "absent": [text]}})
    assert case.given(Place.ABSENT) == ()
    assert any("taken as not known" in note for note in case.notes)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("glorbly evolving paraparesis", "bilateral leg weakness"),
        ("numb when I wibble wipe", "saddle anaesthesia"),
        ("a lot of wibble saddle anaesthesia", "saddle anaesthesia"),
    ],
)
def test_a_text_is_understood_in_part_where_that_is_wanted(graph: kg.KnowledgeGraph, text: str, concept: str) -> None:
    with pytest.raises(CaseError):
        graph.case({"findings": ["back spasm", text]})
    found = graph.assess({"findings": ["back spasm", text]}, partial=True)
    given = {graph.terms.ref(node).label for node in found.case.nodes(Place.PRESENT)}
    above = {
        graph.terms.ref(node).label
        for one in found.case.nodes(Place.PRESENT)
        for node in graph.assessor.background.broader[one]
    }
    assert concept in given | above
    assert to_json(found)["not_understood"] == [{"words": text, "where": "present"}]
    assert any(text in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        *("glorb without saddle anaesthesia", "glorb hasn't saddle anaesthesia", "never wibble incontinence"),
        *("glorb afraid of saddle anaesthesia", "brother wibble saddle anaesthesia", "glorb suspected paraparesis"),
        *("mother has glorb saddle anaesthesia", "previously wibble paraparesis", "saddle anaesthesia glorb resolved"),
    ],
)
def test_what_denies_or_doubts_is_never_understood_in_part(graph: kg.KnowledgeGraph, text: str) -> None:
    case = graph.case({"findings": ["back spasm", text]}, partial=True)
    assert {graph.terms.ref(node).label for node in case.nodes(Place.PRESENT)} == {"back spasm"}


def test_nothing_absent_is_understood_in_part(graph: kg.KnowledgeGraph) -> None:
    case = graph.case({"findings": {"present": ["back spasm"], "absent": ["glorb paraparesis"]}}, partial=True)
    assert case.given(Place.ABSENT) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [("numb down there glorb when I wipe", "numb when I wipe"), ("glorb numb perineum on wiping", "numb")],
)
def test_a_refusal_names_what_means_nearly_the_same(graph: kg.KnowledgeGraph, text: str, meant: str) -> None:
    with pytest.raises(CaseError) as refused:
        graph.case({"findings": [text]})
    assert any(meant.casefold() in word.casefold() for word in refused.value.candidates)


def test_what_denies_is_near_only_to_what_denies(graph: kg.KnowledgeGraph) -> None:
    near = graph.assessor.intake.words.vocabulary.nearest
    assert near.to("no glorb saddle numbness") == []
    assert near.to("glorb saddle numbness")
