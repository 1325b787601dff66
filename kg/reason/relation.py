"""`Relation`: the pairs of one property, in columns, with what is needed to prove each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.reason.pairs import EMPTY, Pairs, Tags, bounds, inserted, low, runs, swap, without

__all__ = ["Relation", "Tagging"]


@dataclass(frozen=True, slots=True)
class Tagging:
    """How a rule and a round make a tag: the number of the rule plus one in the high bits, the round in the low ones.

    Tag 0 is *asserted*. Tags have 8 bits of rule and 24 bits of round, and are twice as wide where that is too little.

    Args:
        wide: whether tags have 32 bits of each.
    """

    wide: bool = False

    @property
    def bits(self) -> int:
        """The bits of a round."""
        return 32 if self.wide else 24

    @property
    def dtype(self) -> type[np.unsignedinteger[Any]]:
        """The type of an array of tags."""
        return np.uint64 if self.wide else np.uint32

    def tag(self, rule: int, round_: int) -> int:
        """Return the tag of what a rule concludes in a round."""
        return (rule + 1) << self.bits | round_

    def rule(self, tag: int) -> int:
        """Return the number of the rule of a tag, -1 for *asserted*."""
        return (tag >> self.bits) - 1

    def round(self, tag: int) -> int:
        """Return the round of a tag, 0 for *asserted*."""
        return tag & ((1 << self.bits) - 1)


class Relation:
    """The pairs of one property: sorted, distinct, each with its tag.

    Arrays are never changed in place, so that closures can share them.

    Args:
        by_object: whether the pairs are kept as (object, subject); rdf:type is, for its classes to lie side by side.
        dtype: the type of tags.

    Attributes:
        pairs: packed pairs, uint64[n], sorted.
        tags: the tag of each pair, uint32[n].
        recent: the pairs that came in the last round, uint64[m], sorted.
        recent_tags: the tag of each of them.
        archive: pairs that gave way to those of equal terms, with their tags: still needed in proofs.
    """

    __slots__ = ("_turned", "archive", "by_object_first", "pairs", "recent", "recent_tags", "tags")

    def __init__(self, *, by_object: bool = False, dtype: type[np.unsignedinteger[Any]] = np.uint32) -> None:
        self.by_object_first = by_object
        self.pairs: Pairs = EMPTY
        self.tags: Tags = np.empty(0, dtype)
        self.recent: Pairs = EMPTY
        self.recent_tags: Tags = self.tags
        self.archive: list[tuple[Pairs, Tags]] = []
        self._turned: Pairs | None = None

    def copy(self) -> Relation:
        """Return a relation with the same pairs, none of them recent, that can grow apart from this one."""
        other = Relation(by_object=self.by_object_first, dtype=self.tags.dtype.type)
        other.pairs, other.tags, other.archive, other._turned = self.pairs, self.tags, list(self.archive), self._turned
        return other

    def __len__(self) -> int:
        return len(self.pairs)

    @property
    def by_subject(self) -> Pairs:
        """The pairs as (subject, object), sorted."""
        return self._turn() if self.by_object_first else self.pairs

    @property
    def by_object(self) -> Pairs:
        """The pairs as (object, subject), sorted."""
        return self.pairs if self.by_object_first else self._turn()

    @property
    def is_turned(self) -> bool:
        """Whether the pairs are at hand in the other order, too."""
        return self._turned is not None

    def news(self, candidates: Pairs) -> Pairs:
        """Return which sorted, distinct pairs (in the order of `pairs`) are not here."""
        return without(candidates, self.pairs)

    def add(self, new: Pairs, tags: Tags) -> None:
        """Take in sorted, distinct pairs that are not here, and call them recent."""
        self.pairs, self.tags = inserted(self.pairs, self.tags, new, tags)
        if self._turned is not None:
            if len(new) * 8 < len(self.pairs):
                turned = np.sort(swap(new))
                at = self._turned.searchsorted(turned)
                self._turned = np.insert(self._turned, at, turned)
            else:
                self._turned = None
        self.recent, self.recent_tags = new, tags

    def promote(self, pairs: Pairs) -> None:
        """Call pairs that are here asserted."""
        if len(pairs):
            self.tags = self.tags.copy()
            self.tags[self.pairs.searchsorted(pairs)] = 0

    def recent_but(self, rules: frozenset[int], tagging: Tagging, first: int = -1) -> Pairs:
        """Return the recent pairs that none of some rules concluded; if an id is given, those that begin with it."""
        start, stop = bounds(self.recent, first) if first >= 0 else (0, len(self.recent))
        numbers = self.recent_tags[start:stop] >> tagging.bits
        news = np.ones(stop - start, np.bool_)
        for rule in rules:
            news &= numbers != rule + 1
        return self.recent[start:stop].compress(news)

    def retire(self, gone: NDArray[np.bool_]) -> None:
        """Move the pairs of a mask to the archive."""
        self.archive.append((self.pairs[gone], self.tags[gone]))
        self.pairs, self.tags = self.pairs[~gone], self.tags[~gone]
        self._turned = None
        self.recent, self.recent_tags = EMPTY, self.tags[:0]

    def slice(self, first: int, *, by_object: bool) -> Pairs:
        """Return the partners of one id, sorted: its objects, or by object its subjects."""
        pairs = self.by_object if by_object else self.by_subject
        start, stop = bounds(pairs, first)
        return low(pairs[start:stop])

    def recent_keys(self) -> list[int]:
        """Return the distinct first members of the recent pairs."""
        return [key for key, _, _ in runs(self.recent)]

    def _turn(self) -> Pairs:
        if self._turned is None:
            self._turned = np.sort(swap(self.pairs))
        return self._turned
