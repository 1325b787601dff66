"""Measurements of notes are findings from a documented value on, and nothing where the value cannot be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.assess.case import Place
from kg.catalog import Catalog, Role
from kg.errors import CaseError, OntologyError
from kg.language import Manner
from kg.language.words import Words
from kg.measurements import Measurement, read_measurements
from kg.resources import folder

CATALOG = Catalog.read(folder("ontology"))
TABLE = read_measurements(CATALOG.path(Role.MEASUREMENTS))
HEADER = "id\tmeasure\tunits\tfrom\tto\tmeans\tsource\treason\n"


def labels(graph: kg.KnowledgeGraph, text: str) -> set[str]:
    found = graph.assessor.intake.words.read(text)
    assert found is not None, text
    return {graph.terms.ref(node).label for node in found.nodes} | {words for words, level in found.beyond if level}


def test_every_value_means_a_term_and_has_a_source(graph: kg.KnowledgeGraph) -> None:
    vocabulary = graph.assessor.intake.words.vocabulary
    bands = [band for measurement in TABLE for band in measurement.bands]
    assert bands
    for band in bands:
        assert band.source in graph.sources
        assert all(vocabulary.exact(words) is not None for words in band.means), band.id


@pytest.mark.parametrize("measurement", TABLE, ids=lambda measurement: measurement.names[0])
def test_each_name_and_unit_is_read_at_each_bound(graph: kg.KnowledgeGraph, measurement: Measurement) -> None:
    for band in measurement.bands:
        for value in (band.low, band.high):
            for name in measurement.names:
                for unit in ("", *measurement.units[:2]):
                    assert bool(labels(graph, f"{name} {value:g} {unit}")) == bool(band.means), (name, value, unit)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("BP 88/50", {"hypotension"}),
        ("BP 91/50", set[str]()),
        ("back pain with BP 85/40 and HR 140", {"back pain", "hypotension", "very fast heart rate"}),
        ("T 38.9", {"fever"}),
        ("temp 37.9", set[str]()),
        ("temperature of 101 F", {"fever"}),
        ("sats 88% on air, RR 30", {"low oxygen saturation", "breathing very fast"}),
        ("T 36.6, HR 74, BP 122/76, sats 99%", set[str]()),
        ("obs: T 36.7 HR 66 BP 124/72 sats 98% RR 14", set[str]()),
        ("CRP >100", {"raised CRP"}),
        ("CRP <5", set[str]()),
        ("PVR 600 ml", {"urinary retention"}),
        ("GCS 14", {"reduced consciousness"}),
        ("right arm BP 190/105, left arm BP 150/85", {"very high blood pressure"}),
        ("power 3/5 hip flexion", {"major leg weakness (grade 3 or less)"}),
        ("power 4/5 both hip flexors", {"bilateral leg weakness"}),
        ("ankle dorsiflexion 4/5", {"foot drop"}),
    ],
)
def test_notes_are_measured(graph: kg.KnowledgeGraph, text: str, means: set[str]) -> None:
    assert labels(graph, text) == means


@pytest.mark.parametrize("text", ["BP 8/5", "BP 88/120", "BP 12/7", "T 12", "T12", "SpO2 9", "HR 900", "CRP <50"])
def test_a_value_that_cannot_be_is_refused(words: Words, text: str) -> None:
    found = words.read(text)
    assert found is None or not (found.nodes or found.beyond), text


@pytest.mark.parametrize(
    "text",
    [
        "power 5/5 right, 0/5 left",
        "5/5 power on right; 1/5 on left",
        "PVR 50ml then 900ml",
        "temp 36.8 yesterday, 39.6 today",
        "sats 97, 84 on walking",
        "GCS 15, 9 on scene",
        "Hb 130 g/L then 60 g",
    ],
)
def test_a_second_value_is_never_lost(words: Words, text: str) -> None:
    assert words.read(text) is None


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("left leg 2/5", "major leg weakness (grade 3 or less)"),
        ("leg weakness 2/5", "major leg weakness (grade 3 or less)"),
        ("both legs 0/5", "bilateral leg weakness"),
        ("catheterised 900ml", "urinary retention"),
        ("C2 fracture", "vertebral fracture"),
        ("fractured T12", "vertebral fracture"),
    ],
)
def test_a_figure_of_notes_is_not_passed_over(graph: kg.KnowledgeGraph, text: str, means: str) -> None:
    assert means in labels(graph, text)


@pytest.mark.parametrize("text", ["32M", "50", "75", "25M office worker", "flexion 50%"])
def test_a_bare_number_is_no_age_and_no_duration(words: Words, text: str) -> None:
    found = words.read(f"{text}, back pain")
    assert found is None or (found.days is None and len(found.nodes) == 1)


@pytest.mark.parametrize("text", ["pain 4/5", "pain score 3/5 on flexion", "power 5/5", "severity 2/5"])
def test_only_the_power_of_a_muscle_is_one(words: Words, text: str, graph: kg.KnowledgeGraph) -> None:
    found = words.read(text)
    assert found is None or not any("weakness" in graph.terms.ref(node).label for node in found.nodes)


@given(measurement=st.sampled_from(TABLE), value=st.floats(0, 1000), comparison=st.sampled_from(["", "<", ">"]))
def test_a_value_means_one_thing(measurement: Measurement, value: float, comparison: str) -> None:
    band = measurement.band(value, comparison)
    holding = [one for one in measurement.bands if one.low <= value <= one.high]
    assert len(holding) <= 1
    if band is not None and comparison:
        within = [one for one in measurement.bands if (one.low < value if comparison == "<" else one.high > value)]
        assert {one.means for one in within} == {band.means}
    elif not comparison:
        assert band == (holding[0] if holding else None)


def test_an_absent_measurement_denies_nothing(graph: kg.KnowledgeGraph) -> None:
    case = graph.assess({"findings": {"present": ["back pain"], "absent": ["CRP 140"]}}).case
    assert case.nodes(Place.ABSENT) == ()
    assert any("CRP 140" in note for note in case.notes)


def test_a_measurement_names_its_row_and_source(graph: kg.KnowledgeGraph) -> None:
    notes = graph.assess({"findings": ["back pain", "BP 80/40"]}).case.notes
    assert any("N001" in note and "NEWS2" in note for note in notes)


def test_low_pressure_with_back_pain_is_urgent(graph: kg.KnowledgeGraph) -> None:
    assert graph.assess({"findings": ["back pain", "BP 80/40"]}).level.name == "URGENT"
    assert graph.assess({"findings": ["back pain", "BP 120/80"]}).level.name == "SELF_CARE"


def test_a_measurement_that_is_not_known_is_refused(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError, match="lactate"):
        graph.assess({"findings": ["back pain", "lactate 4.1"]})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("N1\tBP\t\tlow\t90\thypotension\tNEWS2\tr\n", "from"),
        ("N1\tBP\t\t30\tnan\thypotension\tNEWS2\tr\n", "to"),
        ("N1\tBP\t\t90\t30\thypotension\tNEWS2\tr\n", "values"),
        ("N1\tBP\t\t30\t90\thypotension\t\tr\n", "incomplete"),
        ("N1\tBP\t\t30\t90\ta\tS\tr\nN2\tBP\t\t90\t99\tb\tS\tr\n", "another row"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "measurements.tsv"
    path.write_text(HEADER + row, "utf-8")
    with pytest.raises(OntologyError, match=message) as caught:
        read_measurements(path)
    assert caught.value.code == "BS105"


def test_what_is_read_of_notes_is_not_read_of_medicines(words: Words) -> None:
    assert words.read("co-codamol 30/500", Manner(felt=False)) is not None
