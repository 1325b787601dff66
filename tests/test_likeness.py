"""How alike words are: all at once as one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kg.likeness import Likeness

WORD = st.text("abcde", min_size=1, max_size=6)
PLAIN = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def one_by_one(one: str, other: str) -> float:
    """Return how alike two plain texts are, in plain Python."""
    whole = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    if len(one) >= 3 and all(any(part.startswith(word) for part in other.split()) for word in one.split()):
        return max(whole, 85 + 5 * len(one) / len(other))
    if min(len(one), len(other)) < 5:
        return whole
    found = [max(fuzz.ratio(word, part) for part in other.split()) for word in one.split()]
    return max(whole, 0.9 * fuzz.token_set_ratio(one, other), 0.9 * sum(found) / len(found))


@given(PLAIN, st.lists(PLAIN, min_size=1, max_size=8))
def test_all_at_once_is_as_one_by_one(text: str, words: list[str]) -> None:
    assert Likeness(words).scores(text) == pytest.approx([one_by_one(text, word) for word in words])


def test_a_misspelt_word_a_beginning_and_another_order_are_alike() -> None:
    likeness = Likeness(["back spasm", "saddle anesthesia", "ice"])
    assert likeness.scores("bakc spasm").argmax() == 0
    assert likeness.scores("anesthesia sadle").argmax() == 1
    assert likeness.scores("back").argmax() == 0
    assert likeness.scores("incontinence")[2] < 82


def test_nothing_is_alike_to_nothing() -> None:
    assert Likeness([]).scores("back").size == 0
    assert not Likeness(["back"]).scores("").any()
