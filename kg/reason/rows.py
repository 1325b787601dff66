"""`Rows`: the rows of a closed state, found by any pattern, each with its round; among them those that gave way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np

from kg.reason.pairs import Pairs, Tags, bounds, swap
from kg.reason.relation import Relation
from kg.reason.state import State

__all__ = ["Fact", "Rows"]

Fact: TypeAlias = tuple[int, int, int]
"""A triple of ids: subject, predicate, object."""
_LOW: Final = 0xFFFFFFFF
_KEPT: Final = 1 << 18
"""How many keys are remembered with their partners before they are looked up anew."""
_LONG: Final = 256
"""A longer list of partners is read bit by bit, since one is often enough."""


class Rows:
    """The rows of all relations of a state, those of the archives included, with their tags.

    Args:
        state: a state that does not change any more.
    """

    def __init__(self, state: State) -> None:
        self._relations = state.relations
        self._mask = (1 << state.tagging.bits) - 1
        self._parts: dict[int, list[tuple[Pairs, Tags, bool]]] = {}
        self._turned: dict[tuple[int, int], tuple[Pairs, Tags]] = {}
        self._partners: dict[tuple[int, int, bool], dict[int, int] | None] = {}

    def predicates(self) -> Iterator[int]:
        """Yield the properties that have rows."""
        yield from self._relations

    def tag(self, fact: Fact) -> int | None:
        """Return the tag of a row, None when there is none; the earliest of several."""
        subject, predicate, object_ = fact
        best: int | None = None
        for pairs, tags, by_object in self._of(predicate):
            key = np.uint64(object_ << 32 | subject if by_object else subject << 32 | object_)
            at = pairs.searchsorted(key)
            if at < len(pairs) and pairs[at] == key:
                tag = int(tags[at])
                if best is None or tag & self._mask < best & self._mask:
                    best = tag
        return best

    def is_older(self, fact: Fact, before: int) -> bool:
        """Return whether there is such a row, of an earlier round than a given one."""
        subject, predicate, object_ = fact
        known = self._partners.get((predicate, subject, False))
        if known is not None:
            return known.get(object_, before) < before
        tag = self.tag(fact)
        return tag is not None and tag & self._mask < before

    def partners(self, predicate: int, key: int, before: int, *, by_object: bool) -> Iterator[int]:
        """Yield the partners of a term by a property, in rows older than a round: its objects, or its subjects."""
        name = (predicate, key, by_object)
        if name not in self._partners:
            self._remember(name)
        known = self._partners[name]
        if known is not None:
            for partner, round_ in known.items():
                if round_ < before:
                    yield partner
            return
        for part in range(len(self._of(predicate))):
            pairs, tags, start, stop = self._range(predicate, part, key, by_object=by_object)
            for at in range(start, stop, _LONG):
                end = min(at + _LONG, stop)
                for pair, tag in zip(pairs[at:end].tolist(), tags[at:end].tolist(), strict=True):
                    if tag & self._mask < before:
                        yield pair & _LOW

    def count(self, predicate: int, key: int, *, by_object: bool) -> int:
        """Return how many partners a term has by a property."""
        known = self._partners.get((predicate, key, by_object))
        if known is not None:
            return len(known)
        ranges = (self._range(predicate, part, key, by_object=by_object) for part in range(len(self._of(predicate))))
        return sum(stop - start for _, _, start, stop in ranges)

    def size(self, predicate: int) -> int:
        """Return how many rows a property has."""
        return sum(len(pairs) for pairs, _, _ in self._of(predicate))

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
            for pairs, tags, by_object in self._of(predicate):
                for pair, tag in zip(pairs.tolist(), tags.tolist(), strict=True):
                    if tag & self._mask < before:
                        one, other = pair >> 32, pair & _LOW
                        yield (other, predicate, one) if by_object else (one, predicate, other)

    def _remember(self, name: tuple[int, int, bool]) -> None:
        predicate, key, by_object = name
        if len(self._partners) > _KEPT:
            self._partners.clear()
        found: dict[int, int] = {}
        for part in range(len(self._of(predicate))):
            pairs, tags, start, stop = self._range(predicate, part, key, by_object=by_object)
            if stop - start > _LONG:
                self._partners[name] = None
                return
            if stop > start:
                for pair, tag in zip(pairs[start:stop].tolist(), tags[start:stop].tolist(), strict=True):
                    partner, round_ = pair & _LOW, tag & self._mask
                    found[partner] = min(round_, found.get(partner, round_))
        self._partners[name] = found

    def _range(self, predicate: int, part: int, key: int, *, by_object: bool) -> tuple[Pairs, Tags, int, int]:
        pairs, tags, kept = self._parts[predicate][part]
        if kept != by_object:
            pairs, tags = self._turn(predicate, part)
        return pairs, tags, *bounds(pairs, key)

    def _of(self, predicate: int) -> list[tuple[Pairs, Tags, bool]]:
        parts = self._parts.get(predicate)
        if parts is None:
            relation = self._relations.get(predicate)
            parts = self._parts[predicate] = [] if relation is None else _parts(relation)
        return parts

    def _turn(self, predicate: int, part: int) -> tuple[Pairs, Tags]:
        key = (predicate, part)
        if key not in self._turned:
            pairs, tags, _ = self._parts[predicate][part]
            turned = swap(pairs)
            order = np.argsort(turned)
            self._turned[key] = turned[order], tags[order]
        return self._turned[key]


def _parts(relation: Relation) -> list[tuple[Pairs, Tags, bool]]:
    kept = relation.by_object_first
    parts = [(relation.pairs, relation.tags, kept)] if len(relation) else []
    if relation.archive:
        pairs = np.concatenate([pairs for pairs, _ in relation.archive])
        tags = np.concatenate([tags for _, tags in relation.archive])
        order = np.argsort(pairs, kind="stable")
        parts.append((pairs[order], tags[order], kept))
    return parts
