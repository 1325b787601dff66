"""Supports: the minimal sets of axioms from which a conclusion follows, smallest first, one at a time.

A support of a premise is extended by those of the other premises of a ground rule into one of the conclusion. They are
taken up in the order of their size, so that what is taken up and contains no support known before is minimal; the
search can be stopped after any of them. A set of axioms is an integer with one bit for each (de Kleer, An
Assumption-based TMS, 1986; the order is that of Knuth, A Generalization of Dijkstra's Algorithm, 1977).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from kg.proofs.cone import Cone
from kg.reason.rows import Fact

__all__ = ["SUPPORT_LIMIT", "Exhausted", "Search"]

SUPPORT_LIMIT: Final = 200_000
"""How many sets are looked at for one question."""

Mask: TypeAlias = int


class Exhausted(Exception):
    """A bound was reached before the search was over."""


class Search:
    """Finds the minimal supports of the goal of a cone, smallest first; of equal ones, the first in order of text.

    Args:
        cone: what the goal can rest on.
        leaves: for each asserted triple of the cone the axioms that it belongs to, each a set of one; an empty set
            for what is not called into question.
        limit: how many sets to look at before giving up.
        stop: asked from time to time whether to give up.
    """

    def __init__(
        self,
        cone: Cone,
        leaves: Mapping[Fact, Sequence[Mask]],
        limit: int = SUPPORT_LIMIT,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._cone = cone
        self._left = limit
        self._stop = stop
        self._users = cone.users()
        self._premises = [tuple(dict.fromkeys(ground.premises)) for ground in cone.grounds]
        self._supports: defaultdict[Fact | None, list[Mask]] = defaultdict(list)
        self._heap: list[tuple[int, int, int, Fact | None]] = []
        self._met: set[tuple[Fact | None, Mask]] = set()
        self._pushed = 0
        for ground in cone.grounds:
            if not ground.premises:
                self._push(ground.conclusion, 0)
        for fact, masks in leaves.items():
            for mask in masks:
                self._push(fact, mask)

    def __iter__(self) -> Iterator[Mask]:
        """Yield the minimal supports of the goal.

        Raises:
            Exhausted: when a bound was reached; there may be more of them.
        """
        goal, goals = self._cone.goal, self._supports[self._cone.goal]
        while self._heap:
            _, _, _, fact = entry = heapq.heappop(self._heap)
            mask = -entry[1]
            known = self._supports[fact]
            if _covered(mask, known) or _covered(mask, goals):
                continue
            known.append(mask)
            if fact == goal:
                yield mask
            elif fact is not None:
                self._use(fact, mask)
        if not self._cone.complete:
            raise Exhausted

    def _use(self, fact: Fact, mask: Mask) -> None:
        """Extend a new support of a premise to its conclusions."""
        for at in self._users.get(fact, ()):
            conclusion = self._cone.grounds[at].conclusion
            others = [self._supports[premise] for premise in self._premises[at] if premise != fact]
            if not all(others):
                continue
            for combination in product(*others):
                joined = mask
                for other in combination:
                    joined |= other
                self._push(conclusion, joined)

    def _push(self, fact: Fact | None, mask: Mask) -> None:
        self._pushed += 1
        if self._pushed > self._left or (self._pushed % 256 == 0 and self._stop()):
            raise Exhausted
        if (fact, mask) in self._met:
            return
        self._met.add((fact, mask))
        heapq.heappush(self._heap, (mask.bit_count(), -mask, self._pushed, fact))


def _covered(mask: Mask, known: Sequence[Mask]) -> bool:
    """Return whether a set contains one that is known."""
    return any(mask & other == other for other in known)
