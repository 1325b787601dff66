"""`Nearest`: the known words that share most of what a text says with it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from kg.language.tokens import DENIALS, FILLERS, form, words_of

__all__ = ["Nearest"]

_SHARED: Final = 0.38
"""From which part of what two texts say that they share on one is worth suggesting for the other."""


class Nearest:
    """Finds known words by what they share with a text, rare words counting more.

    The measure is the weighted Jaccard index of the two sets of words, with the inverse document frequency as weights.

    Args:
        known: the words that are known.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted(set(known))
        self._forms = [_said(words) for words in self._known]
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for at, forms in enumerate(self._forms):
            for one in forms:
                holding[one].append(at)
        self._holding = dict(holding)
        counted = Counter({one: len(places) for one, places in holding.items()})
        self._weights = {one: math.log(1 + len(self._known) / count) for one, count in counted.items()}
        self._unknown = math.log(1 + len(self._known))
        self._totals = [self._weight(forms) for forms in self._forms]

    def _weight(self, forms: Iterable[str]) -> float:
        return math.fsum(self._weights.get(one, self._unknown) for one in forms)

    def to(self, text: str, limit: int = 3) -> list[tuple[float, str]]:
        """Return the words nearest to a text, nearest first, each with what it shares with it, from 0 to 1.

        Of words that deny only those are near that deny, too; and numbers are as near as they are the same.

        Args:
            text: the text.
            limit: how many to return at the most.
        """
        said = _said(text)
        turned = _turned(text)
        shared: defaultdict[int, list[float]] = defaultdict(list)
        for one in sorted(said):
            for at in self._holding.get(one, ()):
                shared[at].append(self._weights[one])
        total = self._weight(said)
        found: list[tuple[float, str]] = []
        for at, weights in shared.items():
            common = math.fsum(weights)
            share = common / (total + self._totals[at] - common)
            if share >= _SHARED and turned == _turned(self._known[at]):
                found.append((share, self._known[at]))
        return sorted(found, key=lambda one: (-one[0], len(one[1]), one[1]))[:limit]


def _turned(text: str) -> tuple[bool, frozenset[str]]:
    """Return what makes another thing of a text however much it shares: whether it denies, and its numbers."""
    words = words_of(text)
    return not DENIALS.isdisjoint(words), frozenset(word for word in words if any(map(str.isdigit, word)))


def _said(text: str) -> frozenset[str]:
    """Return the words of a text that carry something, in one form each."""
    return frozenset(form(word) for word in words_of(text) if word not in FILLERS)
