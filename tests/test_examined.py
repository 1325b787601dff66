"""Normal findings of an examination count for nothing, and hide nothing that is not normal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.catalog import Catalog, Role
from kg.language.words import Words
from kg.resources import folder
from kg.wordings import Speech, read_speech

TABLE = list(read_speech(Catalog.read(folder("ontology")).path(Role.SPEECH)))
EXAMINED = [word for one in TABLE if one.kind is Speech.EXAMINED for word in one.words]
NORMAL = [word for one in TABLE if one.kind is Speech.NORMAL for word in one.words]


@given(examined=st.sampled_from(EXAMINED), normal=st.sampled_from(NORMAL))
def test_what_is_normal_asks_for_nothing(words: Words, examined: str, normal: str) -> None:
    found = words.read(f"{examined} {normal}")
    assert found is not None
    assert not [level for _, level in found.beyond if level]


@pytest.mark.parametrize(
    "text",
    [
        "power 5/5, reflexes symmetrical",
        "power, sensation and reflexes intact",
        "normal power and reflexes in both legs",
        "neuro intact, SLR negative",
        "motor/sensory intact",
        "sensation normal incl. perianal",
        "power 5/5 all myotomes",
        "bladder and bowels normal",
        "chest clear, abdomen soft",
        "obs stable",
    ],
)
def test_notes_of_normal_findings_are_understood(words: Words, text: str) -> None:
    found = words.read(text)
    assert found is not None
    assert not found.nodes
    assert not [level for _, level in found.beyond if level]


@pytest.mark.parametrize(
    "text",
    [
        "reflexes normal except left ankle",
        "reflexes normal apart from weak foot",
        "power normal until yesterday",
        "reduced sensation and power normal",
        "bladder full",
        "bladder palpable",
        "reflexes not normal",
        "sensation no longer normal",
        "reflexes absent",
        "power normal?no",
    ],
)
def test_what_takes_something_away_is_not_lost(words: Words, text: str) -> None:
    found = words.read(text)
    assert found is None or found.nodes or any(level for _, level in found.beyond), found


def test_only_what_is_normal_is_passed_over(graph: kg.KnowledgeGraph, words: Words) -> None:
    found = words.read("foot drop, normal reflexes")
    assert found is not None
    assert {graph.terms.ref(node).label for node in found.nodes} == {"foot drop"}
