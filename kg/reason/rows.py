"""`Rows`: the rows of a closed state, found by any pattern, each with its round; among them those that gave way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from kg.reason.pairs import Pairs, Tags, swap
from kg.reason.relation import Relation
from kg.reason.state import State

__all__ = ["Fact", "Rows"]

Fact: TypeAlias = tuple[int, int, int]
"""A triple of ids: subject, predicate, object."""
_LOW: Final = 0xFFFFFFFF
_KEPT: Final = 1 << 18
"""How many keys are remembered with their partners before they are looked up anew."""
_LONG: Final = 256
"""A longer list of partners is not remembered, since one of them is often enough."""
_NONE: Final[Mapping[int, int]] = {}
_NEW: Final[Mapping[int, int]] = {}
"""Stands for the partners of a key that has not been looked up."""


class _Part(NamedTuple):
    """Sorted pairs with their tags. To look up one number, `bisect` on a view is faster than a call of NumPy."""

    pairs: memoryview
    tags: memoryview


class Rows:
    """The rows of all relations of a state, those of the archives included, with their tags.

    Args:
        state: a state that does not change any more.

    Attributes:
        mask: the bits of a tag that are its round.
    """

    def __init__(self, state: State) -> None:
        self._relations = state.relations
        self.mask = (1 << state.tagging.bits) - 1
        self._arrays: dict[int, list[tuple[Pairs, Tags]]] = {}
        self._parts: dict[tuple[int, bool], list[_Part]] = {}
        self._partners: dict[tuple[int, int, bool], Mapping[int, int] | None] = {}

    def predicates(self) -> Iterator[int]:
        """Yield the properties that have rows."""
        yield from self._relations

    def tag(self, fact: Fact) -> int | None:
        """Return the tag of a row, None when there is none; the earliest of several."""
        subject, predicate, object_ = fact
        known = self._partners.get((predicate, subject, False))
        if known is not None:
            return known.get(object_)
        relation = self._relations.get(predicate)
        if relation is None:
            return None
        by_object = relation.by_object_first
        key = object_ << 32 | subject if by_object else subject << 32 | object_
        best: int | None = None
        for pairs, tags in self._of(predicate, by_object):
            at = bisect_left(pairs, key)
            if at < len(pairs) and pairs[at] == key:
                tag = tags[at]
                if best is None or tag & self.mask < best & self.mask:
                    best = tag
        return best

    def is_older(self, fact: Fact, before: int) -> bool:
        """Return whether there is such a row, of an earlier round than a given one."""
        tag = self.tag(fact)
        return tag is not None and tag & self.mask < before

    def known(self, predicate: int, key: int, by_object: bool) -> Mapping[int, int] | None:  # noqa: FBT001 -- a call in each step
        """Return the partners of a term by a property, each with the tag of its row; None when they are too many.

        Args:
            predicate: the property.
            key: the subject, or by object the object.
            by_object: whether it is the object.
        """
        name = (predicate, key, by_object)
        found = self._partners.get(name, _NEW)
        return self._remembered(name) if found is _NEW else found

    def partners(self, predicate: int, key: int, before: int, *, by_object: bool) -> Iterator[int]:
        """Yield the partners of a term by a property, in rows older than a round: its objects, or its subjects."""
        known = self.known(predicate, key, by_object)
        if known is not None:
            for partner, tag in known.items():
                if tag & self.mask < before:
                    yield partner
            return
        for part in self._of(predicate, by_object):
            start, stop = _bounds(part, key)
            for at in range(start, stop):
                if part.tags[at] & self.mask < before:
                    yield part.pairs[at] & _LOW

    def count(self, predicate: int, key: int, *, by_object: bool) -> int:
        """Return how many partners a term has by a property."""
        known = self.known(predicate, key, by_object)
        if known is not None:
            return len(known)
        bounds = [_bounds(part, key) for part in self._of(predicate, by_object)]
        return sum(stop - start for start, stop in bounds)

    def size(self, predicate: int) -> int:
        """Return how many rows a property has."""
        return sum(len(pairs) for pairs, _ in self._rows(predicate))

    def find(self, subject: int | None, predicate: int, object_: int | None, before: int) -> Iterator[Fact]:
        """Yield the rows of a property that fit and are older than a round; None fits everything."""
        if subject is not None and object_ is not None:
            if self.is_older((subject, predicate, object_), before):
                yield subject, predicate, object_
        elif subject is not None:
            for partner in self.partners(predicate, subject, before, by_object=False):
                yield subject, predicate, partner
        elif object_ is not None:
            for partner in self.partners(predicate, object_, before, by_object=True):
                yield partner, predicate, object_
        else:
            by_object = predicate in self._relations and self._relations[predicate].by_object_first
            for pairs, tags in self._rows(predicate):
                for pair, tag in zip(pairs.tolist(), tags.tolist(), strict=True):
                    if tag & self.mask < before:
                        one, other = pair >> 32, pair & _LOW
                        yield (other, predicate, one) if by_object else (one, predicate, other)

    def _remembered(self, name: tuple[int, int, bool]) -> Mapping[int, int] | None:
        """Look up the partners of a key, and remember them."""
        if len(self._partners) > _KEPT:
            self._partners.clear()
        mask = self.mask
        predicate, key, by_object = name
        found: dict[int, int] = {}
        for pairs, tags in self._of(predicate, by_object):
            at, end = bisect_left(pairs, key << 32), len(pairs)
            while at < end:
                pair = pairs[at]
                if pair >> 32 != key:
                    break
                if len(found) == _LONG:
                    self._partners[name] = None
                    return None
                partner, tag = pair & _LOW, tags[at]
                if partner not in found or tag & mask < found[partner] & mask:
                    found[partner] = tag
                at += 1
        known = self._partners[name] = found or _NONE
        return known

    def _of(self, predicate: int, by_object: bool) -> list[_Part]:  # noqa: FBT001 -- likewise
        parts = self._parts.get((predicate, by_object))
        if parts is None:
            parts = self._parts[predicate, by_object] = []
            for pairs, tags in self._rows(predicate):
                if self._relations[predicate].by_object_first != by_object:
                    turned = swap(pairs)
                    order = np.argsort(turned)
                    parts.append(_Part(turned[order].data, tags[order].data))
                else:
                    parts.append(_Part(pairs.data, tags.data))
        return parts

    def _rows(self, predicate: int) -> list[tuple[Pairs, Tags]]:
        """Return the pairs of a relation as it keeps them, and those of its archive, each with their tags."""
        arrays = self._arrays.get(predicate)
        if arrays is None:
            relation = self._relations.get(predicate)
            arrays = self._arrays[predicate] = [] if relation is None else _arrays(relation)
        return arrays


def _bounds(part: _Part, key: int) -> tuple[int, int]:
    start = bisect_left(part.pairs, key << 32)
    return start, bisect_left(part.pairs, (key + 1) << 32, start)


def _arrays(relation: Relation) -> list[tuple[Pairs, Tags]]:
    arrays = [(relation.pairs, relation.tags)] if len(relation) else []
    if relation.archive:
        pairs = np.concatenate([pairs for pairs, _ in relation.archive])
        tags = np.concatenate([tags for _, tags in relation.archive])
        order = np.argsort(pairs, kind="stable")
        arrays.append((pairs[order], tags[order]))
    return arrays
