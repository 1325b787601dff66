"""What somebody only asks, fears, or says of another person or time is no finding of now."""

from pathlib import Path

import pytest

import kg
from kg.assess.case import Place
from kg.catalog import Catalog, Role
from kg.errors import CaseError, OntologyError
from kg.language.words import Words
from kg.resources import folder
from kg.wordings import read_episodes

EPISODES = list(read_episodes(Catalog.read(folder("ontology")).path(Role.EPISODES)))


@pytest.mark.parametrize(
    "text",
    [
        "is it cancer",
        "am I going to be paralysed",
        "do I need an MRI",
        "could it be cauda equina",
        "worried it's cauda equina",
        "scared that I have a slipped disc",
        "afraid of being paralysed",
        "what if it is an infection",
    ],
)
def test_a_question_and_a_fear_are_no_finding(words: Words, text: str) -> None:
    found = words.read(text)
    assert found is None or not found.nodes


def test_what_is_considered_may_be_asked(graph: kg.KnowledgeGraph) -> None:
    case = graph.assess({"findings": ["back pain"], "considering": ["can I take ibuprofen"]}).case
    assert len(case.nodes(Place.CONSIDERING)) == 1


@pytest.mark.parametrize(
    ("place", "text", "over"),
    [
        ("conditions", "PE in 2015", True),
        ("conditions", "DVT 6 months ago", True),
        ("conditions", "DVT", False),
        ("conditions", "DVT since 2015", False),
        ("findings", "fainted 3 months ago", True),
        ("findings", "fainted last night", False),
        ("findings", "car accident in 1998", True),
        ("findings", "fell off a ladder 5 years ago", True),
        ("findings", "fell off a ladder 3 months ago", False),
        ("findings", "fell off a ladder last week", False),
        ("findings", "had a stroke this morning", False),
    ],
)
def test_what_was_over_long_ago_asks_for_nothing(graph: kg.KnowledgeGraph, place: str, text: str, over: bool) -> None:
    document: dict[str, list[str]] = {"findings": ["back pain"]}
    document[place] = [*document.get(place, []), text]
    assessment = graph.assess(document)
    assert (assessment.level.name in {"SELF_CARE", "ROUTINE"}) == over, assessment.level
    assert any("was taken as over" in note for note in assessment.case.notes) == over


def test_a_stone_of_long_ago_leaves_its_history(graph: kg.KnowledgeGraph) -> None:
    case = graph.assess({"findings": ["back pain"], "conditions": ["kidney stone last year"]}).case
    assert "history of kidney stones" in {graph.terms.ref(node).label for node in case.features}


def test_every_episode_is_a_concept(graph: kg.KnowledgeGraph) -> None:
    labels = set(graph.terms.concepts().values())
    assert EPISODES
    assert {condition for condition, _, _ in EPISODES} <= labels
    assert {left for _, _, left in EPISODES} <= labels | {"none"}


def test_an_episode_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "episodes.tsv"
    path.write_text("condition\tover after\tleaves\treason\nfall\tyears\tnone\t\n", "utf-8")
    with pytest.raises(OntologyError, match="incomplete"):
        list(read_episodes(path))


@pytest.mark.parametrize(
    "text",
    ["can't feel anything down there", "can't keep anything down", "can't get up for work", "can't keep my poo in"],
)
def test_what_somebody_cannot_do_keeps_its_verb(graph: kg.KnowledgeGraph, text: str) -> None:
    """Without *feel*, *keep* and *get* these would mean one another."""
    meant = {
        "can't feel anything down there": {"saddle anaesthesia"},
        "can't keep my poo in": {"loss of bowel control"},
    }
    found = graph.assessor.intake.words.read(text)
    labels = set() if found is None else {graph.terms.ref(node).label for node in found.nodes}
    assert labels == meant.get(text, set())


def test_unknown_words_are_refused_all_the_same(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError):
        graph.assess({"findings": ["back pain", "worried it's the blorft"]})
