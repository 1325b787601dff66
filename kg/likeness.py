"""`Likeness`: how alike a text is to each of many words, misspelt, reordered or cut short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Likeness"]

_SHORTEST: Final = 3
"""From how many letters on a text may be the beginning of another one."""
_SHORT: Final = 5
"""Words of fewer letters are compared as a whole only: "ice" is no part of "incontinence"."""


class Likeness:
    """Compares texts with words that stay the same.

    Args:
        words: plain texts, none of them empty: letters and single spaces.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)
        parts = [word.split() for word in words]
        self._parts = sorted({part for one in parts for part in one})
        number = {part: at for at, part in enumerate(self._parts)}
        self._rows = np.array([number[part] for one in parts for part in one], dtype=np.int64)
        """The parts of all words, one after the other, as places in `_parts`."""
        self._starts = np.cumsum([0, *(len(one) for one in parts[:-1])], dtype=np.int64)
        self._lengths = np.array([len(word) for word in words], dtype=np.int64)

    def scores(self, text: str) -> npt.NDArray[np.float64]:
        """Return how alike a plain text is to each word, from 0 to 100; shape (words,).

        Misspelt texts score by their edits, in whatever order their words stand. A text whose words all begin a word
        of the other, or are found in it misspelt, scores up to 90.
        """
        # rapidfuzz is needed only here, and takes a while to import.
        from rapidfuzz import fuzz
        from rapidfuzz.process import cdist

        said = text.split()
        if not said or not self._words:
            return np.zeros(len(self._words))
        ratio, in_order, in_set = (
            cdist([text], self._words, scorer=scorer, dtype=np.float64)[0]
            for scorer in (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio)
        )
        whole = np.maximum(ratio, in_order)
        begins = np.array([[part.startswith(word) for part in self._parts] for word in said])
        begun = self._best(begins).all(axis=0) & (len(text) >= _SHORTEST)
        found = self._best(cdist(said, self._parts, scorer=fuzz.ratio, dtype=np.float64)).mean(axis=0)
        long = np.minimum(self._lengths, len(text)) >= _SHORT
        within = np.where(long, 0.9 * np.maximum(in_set, found), 0)
        alike: npt.NDArray[np.float64] = np.maximum(whole, np.where(begun, 85 + 5 * len(text) / self._lengths, within))
        return alike

    def _best(self, scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the best score of each word's parts, by row; from shape (n, parts) to (n, words)."""
        return np.maximum.reduceat(scores[:, self._rows], self._starts, axis=1)
