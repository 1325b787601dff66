"""The words of a text in the form in which they are compared, and what a text was understood to mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from kg.lexicon import fold

__all__ = [
    "DENIALS",
    "FILLERS",
    "PLAIN",
    "Ago",
    "Manner",
    "Token",
    "Understood",
    "bags_of",
    "form",
    "idle",
    "light",
    "orders_of",
    "tokens_of",
    "turned",
    "unused",
    "words_of",
]

DENIALS: Final = frozenset(
    fold(word)
    for word in (
        *("no", "not", "never", "without", "denies", "deny", "denied", "absent", "negative", "lacks", "none", "nor"),
        *("neither", "nothing"),
    )
)
_TURNING: Final = DENIALS | {"cant"}
"""Words beside which no other is idle."""
_IDLE: Final = frozenset(
    (
        *("been", "be", "when", "all", "so", "some", "there", "really", "just", "very", "quite", "bit", "even"),
        *("actually", "have", "has", "having", "had"),
    )
)
_LIGHT: Final = _IDLE | frozenset(("feel", "feeling", "feels", "felt", "get", "getting", "got", "keep", "keeps"))
"""Words that carry little; beside a single other word they may make another meaning of it: *feeling low*."""
_PARTICLES: Final = frozenset(("up", "down", "out", "off", "over", "on", "away"))
"""Words that are not enough beside a single other one: *pain gets me up* is none that is felt up the back."""
FILLERS: Final = _LIGHT | frozenset(
    (
        *("a", "an", "the", "my", "his", "her", "their", "your", "our", "of", "in", "on", "at", "to", "i", "we", "he"),
        *("she", "they", "is", "am", "are", "was", "were", "it", "its", "me", "im", "ive", "also", "patient", "hes"),
        *("him", "them", "shes", "theyre", "weve", "theyve", "id", "this", "that", "these", "those", "kept"),
    )
)
"""Words that carry nothing; without them, and in any order, what is left says the same."""
_SAME: Final = {
    **dict.fromkeys(("both",), "bilateral"),
    **dict.fromkeys(("cannot", "couldnt", "unable"), "cant"),
    **dict.fromkeys(("hasnt", "havent", "hadnt", "isnt", "arent", "wasnt", "werent", "doesnt", "dont", "didnt"), "not"),
    **dict.fromkeys(("lost", "losing", "loses", "lose"), "loss"),
    **dict.fromkeys(
        ("ache", "aching", "achy", "achey", "aches", "ached", "painful", "paining", "sore", "sorer"), "pain"
    ),
    **dict.fromkeys(("soreness", "hurt", "hurting", "hurts"), "pain"),
    **dict.fromkeys(("peeing", "peed", "wee", "weeing", "urinate", "urinating", "urination"), "pee"),
    **dict.fromkeys(("poo", "pooing", "pooed", "poop", "pooping"), "poo"),
    **dict.fromkeys(("himself", "herself", "themselves", "yourself"), "myself"),
    "feet": "foot",
    "calve": "calf",
    "temp": "temperatur",
    "lower": "low",
    "loo": "toilet",
    "trouble": "difficulti",
    "tingly": "tingl",
    "tummy": "belly",
    "woke": "wak",
    "fell": "fall",
    "fallen": "fall",
    "broke": "break",
    "broken": "break",
    "swollen": "swell",
    "swelled": "swell",
    "bent": "bend",
    "slept": "sleep",
    "bled": "bleed",
    "shook": "shak",
    "stood": "stand",
    "sat": "sit",
    "lying": "lie",
    "laying": "lie",
    "gave": "giv",
}
"""Forms of words that say the same, and forms that follow no rule."""
_KEPT: Final = frozenset(
    (
        *("nursing", "spotting", "bearing", "something", "nothing", "anything", "evening", "morning", "stabbed"),
        *("tripped", "tearing", "ripping", "tightening", "scared", "scarred", "stroked", "stroking"),
        *("fitted", "fitting", "screening", "screened", "banging", "jabbing", "looks", "fasting", "limping"),
    )
)
"""Words that are not the form of another one although they end like it."""
_SHORT: Final = 3
"""How many letters are left of a word at the least without its ending."""
_LESION: Final = r"\b(?P<at>bed|pressure|cold|canker)[\s-]+sores?\b"
"""A sore of these is no pain."""
_WORD: Final = re.compile(_LESION + r"|\d+(?:\.\d+)+|\w+(?:['\u2019]\w+)*|[<>=\u2265\u2264]+|[^\w\s]", re.IGNORECASE)
_SORE: Final = re.compile(_LESION, re.IGNORECASE)
_DOUBLED: Final = frozenset("bdgmnprt")


class Ago(IntEnum):
    """How long ago something is over, at the least."""

    NOT = 0
    MONTHS = 1
    YEARS = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a text.

    Args:
        start, end: where it stands.
        words: it in the form in which words are compared; a sign has none.
        forms: these words in one form each.
    """

    start: int
    end: int
    words: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means.

    Args:
        nodes: the concepts that it names.
        beyond: the words in it that the knowledge base does not cover, each with how soon they ask for an assessment.
        days: the longest duration in it.
        notes: words in it that were not used.
        missed: words in it that no table knows; only where it may be understood in part.
        past: how long ago it says that something was.
        denied: what it says not to be there, beside what is.
    """

    nodes: tuple[NamedNode, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    days: int | None = None
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    past: Ago = Ago.NOT
    denied: tuple[Understood, ...] = ()

    def __add__(self, other: Understood) -> Understood:
        days = [one.days for one in (self, other) if one.days is not None]
        return Understood(
            tuple(dict.fromkeys((*self.nodes, *other.nodes))),
            tuple(dict.fromkeys((*self.beyond, *other.beyond))),
            max(days, default=None),
            (*self.notes, *other.notes),
            (*self.missed, *other.missed),
            max(self.past, other.past),
            (*self.denied, *other.denied),
        )


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is meant, by its place in a case.

    Args:
        absent: whether it says what is not there; a word that can mean several things then denies each of them.
        felt: whether it may say when something is felt; what is done, such as a walk, is no occasion.
        intending: whether it says what somebody means to do.
        in_part: whether words in it that no table knows may be left out.
        denying: whether a clause of it may deny something.
    """

    absent: bool = False
    felt: bool = True
    intending: bool = False
    in_part: bool = False
    denying: bool = False


PLAIN: Final = Manner()
"""As a finding that is there."""


def unused(words: str) -> Understood:
    """Return what words mean that are understood and not used: a note that says so."""
    return Understood(notes=(f"'{words}' was not used.",))


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which words are compared.

    >>> words_of("Sore Feet!")
    ['sore', 'feet']
    """
    return fold(_SORE.sub(r"\g<at>sore", text)).split()


@lru_cache(maxsize=16_384)
def form(word: str) -> str:
    """Return a word, as `words_of` gives it, without the endings that say the same of another word class or time.

    >>> [form(word) for word in ("cramping", "cramped", "numbness", "wiped", "wiping", "stopped", "sore", "bleed")]
    ['cramp', 'cramp', 'numb', 'wip', 'wip', 'stop', 'pain', 'bleed']
    """
    if word in _SAME:
        return _SAME[word]
    if word in _KEPT:
        return word
    if word.endswith("ness") and len(word) > _SHORT + 4:
        return form(word.removesuffix("ness"))
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORT and not word.endswith("eed"):
            doubled = len(stem) > _SHORT and stem[-1] == stem[-2] and stem[-1] in _DOUBLED
            return _SAME.get(stem, stem[:-1] if doubled else _ending(stem))
    return _ending(word)


def _ending(word: str) -> str:
    if len(word) <= _SHORT + 1:
        return word
    return f"{word[:-1]}i" if word.endswith("y") else word if word.endswith(("ee", "le")) else word.removesuffix("e")


def bags_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words that a term is known by in any order.

    These are its words with those that carry little, and without them where enough is left that denies nothing.

    >>> bags_of("feeling low"), bags_of("having a numb foot")
    ((('feel', 'low'),), (('foot', 'hav', 'numb'), ('foot', 'numb')))
    """
    words = [word for word in words_of(text) if word not in FILLERS or word in _LIGHT]
    full = tuple(sorted(map(form, words)))
    bare = tuple(sorted(form(word) for word in words if word not in _LIGHT))
    if turned(map(form, words)):
        # What somebody cannot feel is not what they cannot keep.
        bags = (full, tuple(sorted(form(word) for word in words if word not in _IDLE)))
        return tuple(dict.fromkeys(bag for bag in bags if bag))
    enough = len([word for word in bare if word not in _PARTICLES]) > 1
    return tuple(dict.fromkeys(bag for bag in (full, bare if enough else full) if bag))


def orders_of(text: str) -> set[tuple[str, ...]]:
    """Return the words of `bags_of` as they follow each other.

    >>> sorted(orders_of("having a numb foot"))
    [('hav', 'numb', 'foot'), ('numb', 'foot')]
    """
    words = [word for word in words_of(text) if word not in FILLERS or word in _LIGHT]
    return {tuple(map(form, words)), tuple(form(word) for word in words if word not in _LIGHT)}


def light(token: Token) -> bool:
    """Return whether a word carries little, and may yet be part of a term."""
    return bool(token.words) and all(word in _LIGHT for word in token.words)


def idle(token: Token) -> bool:
    """Return whether a word carries little beside any other, those that deny too."""
    return bool(token.words) and all(word in _IDLE for word in token.words)


def turned(forms: Iterable[str]) -> bool:
    """Return whether one of some words, as forms, makes another thing of those beside it."""
    return not _TURNING.isdisjoint(forms)


def tokens_of(text: str) -> list[Token]:
    """Return the words and signs of a text.

    >>> [token.forms for token in tokens_of("L5/S1 & 3.5 mg")]
    [('l5',), (), ('s1',), ('and',), ('3.5',), ('mg',)]
    """
    found: list[Token] = []
    for match in _WORD.finditer(text):
        words = ("and",) if match.group() == "&" else tuple(words_of(match.group()))
        if "." in match.group() and words:
            words = (match.group(),)
        found.append(Token(match.start(), match.end(), words, tuple(form(word) for word in words)))
    return found
