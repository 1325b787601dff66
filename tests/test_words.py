"""Plain words for findings, conditions and medicines are understood as they are meant, or not at all."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg
from kg.catalog import Catalog, Role
from kg.errors import TermError
from kg.evidence import read_out_of_scope, read_qualifiers
from kg.lexicon import fold
from kg.resources import folder
from kg.terms import Triple
from kg.vocabulary import BS
from tests.conftest import ROOT

CATALOG = Catalog.read(folder("ontology"))
BEYOND = [words for words, *_ in read_out_of_scope(CATALOG.path(Role.OUT_OF_SCOPE))]
QUALIFIED = list(read_qualifiers(CATALOG.path(Role.QUALIFIERS)))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


EXPECTED = rows_of(ROOT / "tests" / "data" / "words.tsv")


def outcome(graph: kg.KnowledgeGraph, words: str) -> tuple[str, str]:
    """Return whether words are understood, asked back, out of scope or unknown, and as what they are understood."""
    try:
        return "understood", graph.terms.ref(graph.terms.find(words)).label
    except TermError as error:
        if error.code == "BS202":
            return "asked", ""
        return ("out of scope" if fold(words) in {fold(one) for one in BEYOND} else "unknown"), ""


@pytest.mark.parametrize("row", EXPECTED, ids=[row["words"] for row in EXPECTED])
def test_plain_words_are_understood_as_they_are_meant(graph: kg.KnowledgeGraph, row: dict[str, str]) -> None:
    assert outcome(graph, row["words"]) == (row["outcome"], row["concept"])


def test_every_word_of_the_list_is_understood_or_known_not_to_be(graph: kg.KnowledgeGraph, shared: Path) -> None:
    words = [row["words"] for row in rows_of(shared / "domain" / "finding_words.tsv")]
    assert len(words) == 732
    assert [word for word in words if outcome(graph, word)[0] == "unknown"] == []


def test_words_out_of_scope_are_listed_once() -> None:
    folded = [fold(words) for words in BEYOND]
    assert sorted(word for word in folded if folded.count(word) > 1) == []


def test_a_qualified_finding_is_a_kind_of_the_finding(graph: kg.KnowledgeGraph) -> None:
    """Nothing of the finding may be lost by its qualifier, and no qualifier may mean two things."""
    labelled = {label: node for node, label in graph.terms.concepts().items()}
    for finding, qualifier, means in QUALIFIED:
        assert Triple(labelled[means], BS.kindOf, labelled[finding]) in graph.closure, (finding, qualifier)
    pairs = [(finding, qualifier) for finding, qualifier, _ in QUALIFIED]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("bilateral sciatica", "pain radiating down one or both legs"),
        ("nocturnal enuresis", "bladder dysfunction"),
        ("fall from a height", "significant injury"),
        ("paraplegia", "severe or progressive leg neurological deficit"),
        ("severe back spasm", "back spasm"),
        ("known cancer", "history of malignancy"),
        ("bone cancer", "known or suspected cancer"),
        ("prednisone", "immunosuppression"),
        ("warfarin", "anticoagulant"),
        ("low-molecular-weight heparin", "anticoagulant"),
        ("diclofenac", "oral NSAID"),
        ("aspirin for pain", "oral NSAID"),
        ("codeine with paracetamol", "paracetamol"),
        ("pregabalin", "CNS depressant"),
        ("hydrochlorothiazide", "antihypertensive"),
        ("pregnancy 14 to under 20 weeks", "pregnancy"),
    ],
)
def test_a_narrower_word_counts_as_the_broader(graph: kg.KnowledgeGraph, narrow: str, broad: str) -> None:
    assert Triple(_concept(graph, narrow), BS.kindOf, _concept(graph, broad)) in graph.closure


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("low-dose aspirin", "oral NSAID"),
        ("topical NSAID", "oral NSAID"),
        ("baclofen", "skeletal muscle relaxant"),
        ("minor trauma", "significant injury"),
        ("unilateral leg pain", "sciatica"),
        ("tingling in both legs or feet", "bilateral leg sensory deficit"),
    ],
)
def test_a_word_is_not_more_than_it_says(graph: kg.KnowledgeGraph, narrow: str, broad: str) -> None:
    assert Triple(_concept(graph, narrow), BS.kindOf, _concept(graph, broad)) not in graph.closure


def _concept(graph: kg.KnowledgeGraph, label: str) -> NamedNode:
    return {text: node for node, text in graph.terms.concepts().items()}[label]
