"""From the words people use to the concepts they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import TermError
from kg.lexicon import fold
from kg.vocabulary import BS, compact, expand


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("back spasm", "back spasm"),
        ("Back Spasms", "back spasm"),
        ("back-spasm", "back spasm"),
        ("  back   spasm ", "back spasm"),
        ("BACK SPASM", "back spasm"),
        ("stress", "stress"),
        ("hypokalemia", "hypokalaemia"),
        ("low potassium", "hypokalaemia"),
        ("ice pack", "cold pack"),
        ("slipped disc", "herniated disc"),
        ("can't feel when I wipe", "saddle anaesthesia"),
        ("can't pee", "urinary retention"),
        ("water pill", "diuretic"),
        ("ICD10CM:M62.830", "back spasm"),
        ("hp:0003394", "muscle spasm"),
        ("ICD10CM:M54.9", "back pain"),
        ("fight or flight", "fight-or-flight response"),
        ("doctors appointment", "medical consultation"),
        ("bs:HeatPack", "heat pack"),
        ("https://w3id.org/backstory/HeatPack", "heat pack"),
        ("<https://w3id.org/backstory/HeatPack>", "heat pack"),
    ],
)
def test_a_word_finds_its_concept(graph: kg.KnowledgeGraph, words: str, label: str) -> None:
    assert graph.terms.ref(graph.terms.find(words)).label == label


def test_every_label_finds_its_own_concept(graph: kg.KnowledgeGraph) -> None:
    for node, label in graph.terms.concepts().items():
        assert graph.terms.find(label) == node
        assert graph.terms.find(label.upper()) == node
        assert graph.terms.find(compact(node.value)) == node


def test_every_synonym_finds_a_concept_or_is_ambiguous(graph: kg.KnowledgeGraph) -> None:
    ambiguous = set()
    for word in graph.terms.words():
        try:
            graph.terms.find(word)
        except TermError as error:
            assert error.code == "BS202"
            assert len(error.candidates) > 1
            ambiguous.add(word)
    assert {"spasm", "tension"} <= ambiguous


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("corisol", "cortisol"),
        ("bakc spasm", "back spasm"),
        ("mindfullness meditaton", "mindfulness meditation"),
        ("sciatcia", "sciatica"),
        ("bs:HeatPak", "heat pack"),
        ("https://w3id.org/backstory/HeatPak", "heat pack"),
    ],
)
def test_a_misspelt_word_gets_the_nearest(graph: kg.KnowledgeGraph, wrong: str, meant: str) -> None:
    with pytest.raises(TermError) as caught:
        graph.terms.find(wrong)
    assert caught.value.code == "BS201"
    assert meant in caught.value.candidates
    assert meant in caught.value.hint


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("yoga", "gentle yoga"),
        ("disc", "herniated disc"),
        ("numb", "numbness in legs or feet"),
        ("hypokal", "hypokalaemia"),
        ("slouch", "prolonged slouching"),
        ("pain", "back pain"),
        ("stres", "stress"),
    ],
)
def test_search_finds_words_by_their_beginning(graph: kg.KnowledgeGraph, text: str, label: str) -> None:
    assert label in {match.label for match in graph.terms.search(text, limit=50)}


@pytest.mark.parametrize(
    "words", ["breathlessness", "chest pain", "shortness of breath", "seizure", "vaginal bleeding", "crushing headache"]
)
def test_a_complaint_that_is_not_covered_suggests_nothing(graph: kg.KnowledgeGraph, words: str) -> None:
    """An urgent word must not be led to a harmless one that is spelt alike."""
    assert graph.terms.search(words) == []


def test_an_ambiguous_urgent_word_asks_which_is_meant(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(TermError) as caught:
        graph.terms.find("incontinence")
    assert caught.value.candidates == ("loss of bladder control", "loss of bowel control")


@pytest.mark.parametrize("text", ["", " ", "qqqqqqq", "?!", "\x00", "💥", "bs:", "x" * 5000])
def test_a_word_that_means_nothing_is_refused(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(TermError) as caught:
        graph.terms.find(text)
    assert caught.value.code == "BS201"
    assert caught.value.hint


def test_search_ranks_the_best_match_first(graph: kg.KnowledgeGraph) -> None:
    matches = graph.terms.search("potassium")
    assert matches[0].id == "bs:Hypokalaemia"
    assert "potassium" in matches[0].word
    scores = [match.score for match in graph.terms.search("muscle", limit=50)]
    assert scores == sorted(scores, reverse=True)
    assert graph.terms.search("") == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=st.text(min_size=1, max_size=40))
def test_any_text_finds_a_concept_or_a_clear_error(graph: kg.KnowledgeGraph, text: str) -> None:
    try:
        graph.terms.find(text)
    except TermError as error:
        assert error.code in {"BS201", "BS202"}


def test_curies_and_iris_are_each_others_inverse(graph: kg.KnowledgeGraph) -> None:
    for node in graph.terms.concepts():
        assert expand(compact(node.value)) == node.value
    assert compact("https://w3id.org/backstory/a/b") == "https://w3id.org/backstory/a/b"
    assert expand("stress: a word") is None
    assert BS.Stress.value == "https://w3id.org/backstory/Stress"
