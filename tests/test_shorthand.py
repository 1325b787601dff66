"""Abbreviations and notations of clinical notes are written out, and nothing else is."""

import re

import pytest

import kg
from kg.catalog import Catalog, Role
from kg.language.shorthand import Shorthand
from kg.language.words import Words
from kg.resources import folder
from kg.wordings import Speech, read_out_of_scope, read_speech, read_words

CATALOG = Catalog.read(folder("ontology"))
TABLE = [one for one in read_speech(CATALOG.path(Role.SPEECH)) if one.kind is Speech.SHORT]


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("LBP 3/7", "low back pain 3 days"),
        ("Hx LBP 6/52", "history of low back pain 6 weeks"),
        ("bilat LL pain 2/12", "bilateral leg pain 2 months"),
        ("28/40", "28 weeks pregnant"),
        ("SLR +ve", "straight leg raise positive"),
        ("SLR -ve", "straight leg raise negative"),
        ("wt loss", "weight loss"),
        ("w/o fever", "without fever"),
        ("since 3/12", "since 3/12"),
        ("pain 7/10", "pain 7/10"),
        ("BP 90/72", "blood pressure 90/72"),
        ("as before", "as before"),
        ("ms jones", "ms jones"),
        ("8 wt", "8 wt"),
    ],
)
def test_notes_are_written_out(words: Words, text: str, long: str) -> None:
    assert words.phrases.shorthand.written_out(text) == long


def test_without_a_table_only_notations_are_written_out() -> None:
    assert Shorthand().written_out("LBP  2/7 +ve") == "LBP 2 days positive"


def test_what_is_written_out_is_not_short_itself(words: Words) -> None:
    assert [long for one in TABLE for long in one.means if words.phrases.shorthand.written_out(long) != long] == []


@pytest.mark.parametrize(
    ("text", "concepts", "days"),
    [
        ("LBP 3/52", {"low back pain"}, 21),
        ("thunderclap HA", set[str](), None),
        ("saddle anaes", {"saddle anaesthesia"}, None),
        ("unexplained wt loss", {"unexplained weight loss"}, None),
        ("SLR +ve", {"positive straight leg raise"}, None),
    ],
)
def test_notes_are_understood(
    graph: kg.KnowledgeGraph, words: Words, text: str, concepts: set[str], days: int | None
) -> None:
    found = words.read(text)
    assert found is not None
    assert {graph.terms.ref(node).label for node in found.nodes} == concepts
    assert found.days == days


@pytest.mark.parametrize("text", ["w/o fever", "back spasm -ve", "fever -ve"])
def test_a_denial_in_short_is_a_denial(words: Words, text: str) -> None:
    assert words.read(text) is None


def test_a_negative_test_in_short_is_a_normal_finding(words: Words) -> None:
    found = words.read("SLR -ve")
    assert found is not None
    assert found.nodes == ()
    assert [level for _, level in found.beyond] == [""]


def test_no_known_words_hold_signs_that_are_lost_when_words_are_compared(graph: kg.KnowledgeGraph) -> None:
    """*+ve* and *-ve* fold to the same; so would an arrow, or a sign for a fracture or for doubt, to nothing."""
    words = [word for word, _ in graph.terms.meanings()]
    words += [word for word, _, _ in read_words(CATALOG.path(Role.WORDS))]
    words += [word for word, _, _ in read_out_of_scope(CATALOG.path(Role.OUT_OF_SCOPE))]
    assert [word for word in words if re.search(r"(?<!\w)[-+\u2013]\s?ve\b|[\u2190-\u21ff#?]", word)] == []
