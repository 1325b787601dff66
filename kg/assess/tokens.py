"""The words of a text, without what carries nothing and in one form; and what a text was understood to mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.lexicon import fold

__all__ = ["DENIALS", "SEVERE", "Understood", "bag_of", "carrying", "words_of"]

DENIALS: Final = frozenset(
    fold(word) for word in ("no", "not", "never", "without", "denies", "deny", "denied", "absent", "negative", "lacks")
)
SEVERE: Final = frozenset(
    fold(word)
    for word in (
        *("severe", "intense", "terrible", "awful", "excruciating", "unbearable", "agonising", "agonizing"),
        *("debilitating", "bad"),
    )
)
"""Words that make a finding severe."""
_FILLERS: Final = frozenset(
    (
        *("a", "an", "the", "my", "his", "her", "their", "your", "of", "in", "on", "at", "to", "i", "we", "he", "she"),
        *("they", "have", "has", "having", "is", "am", "are", "was", "been", "feel", "feeling", "get", "getting"),
        *("some", "there", "it", "its", "me", "im", "ive", "also", "just", "really", "very", "quite", "bit", "patient"),
        *("keep", "keeps", "kept", "got", "gone", "when", "all", "so"),
    )
)
"""Words that carry nothing; without them, and in any order, what is left says the same."""
_SAME: Final = {
    "both": "bilateral",
    "feet": "foot",
    "cannot": "cant",
    "couldnt": "cant",
    "unable": "cant",
    "lower": "low",
    "lost": "loss",
    "losing": "loss",
    "loses": "loss",
    "weak": "weakness",
    "numb": "numbness",
    "ache": "pain",
    "aching": "pain",
    "achy": "pain",
    "achey": "pain",
    "painful": "pain",
    "sore": "pain",
    "soreness": "pain",
    "hurt": "pain",
    "hurting": "pain",
    "peeing": "pee",
    "wee": "pee",
    "weeing": "pee",
    "loo": "toilet",
    "urinate": "pee",
    "urinating": "pee",
    "urination": "pee",
    "trouble": "difficulty",
    "tingly": "tingling",
    "spasming": "spasm",
    "cramping": "cramp",
    "bladder's": "bladder",
}
"""Forms of words that say the same."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means.

    Args:
        nodes: the concepts that it names.
        beyond: the words in it that the knowledge base does not cover, each with how soon they ask for an assessment.
        days: the duration in it.
        notes: words in it that were not used.
    """

    nodes: tuple[NamedNode, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    days: int | None = None
    notes: tuple[str, ...] = ()

    def __add__(self, other: Understood) -> Understood:
        return Understood(
            tuple(dict.fromkeys((*self.nodes, *other.nodes))),
            tuple(dict.fromkeys((*self.beyond, *other.beyond))),
            self.days if other.days is None else other.days,
            (*self.notes, *other.notes),
        )


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which words are compared.

    >>> words_of("Sore Feet!")
    ['sore', 'feet']
    """
    return fold(text).split()


def carrying(text: str) -> list[str]:
    """Return the words of a text that carry something, in one form.

    >>> carrying("my feet are sore")
    ['foot', 'pain']
    """
    return [_SAME.get(word, word) for word in words_of(text) if word not in _FILLERS]


def bag_of(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry something, in one form and order."""
    return tuple(sorted(carrying(text)))
