"""`Equality`: which terms are the same, by a representative of each class, and why.

The rules eq-sym, eq-trans and eq-rep-* make every term of a class interchangeable. The relations therefore hold
representatives only, and are expanded when they are written or asked. Each union leaves one link behind, the
statement that caused it; the links of a class are a spanning tree of it, so the path between two of its terms is the
proof that they are the same, and uses only links older than what was concluded from it (Nieuwenhuis and Oliveras,
*Proof-Producing Congruence Closure*, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.reason.pairs import Ids, Tags, firsts

__all__ = ["Equality", "Link"]


@dataclass(frozen=True, slots=True)
class Link:
    """A statement ``one owl:sameAs other`` that joined two classes, with its tag."""

    one: int
    other: int
    tag: int


class Equality:
    """Classes of terms that are the same.

    Args:
        terms: how many terms there are.
        favoured: which of them are rather made representatives than others: the constants of rules; bool[terms].
    """

    def __init__(self, terms: int, favoured: NDArray[np.bool_] | None = None) -> None:
        self._favoured = favoured
        self._terms = terms
        self.representative: Ids = np.arange(terms, dtype=np.uint64)
        self.links: list[Link] = []
        self._members: dict[int, list[int]] | None = None
        self._parents: dict[int, Link] | None = None

    def copy(self, terms: int) -> Equality:
        """Return the same classes over at least as many terms, to grow apart from this one."""
        favoured = None if self._favoured is None else np.resize(self._favoured, terms)
        if favoured is not None:
            favoured[self._terms :] = False
        other = Equality(terms, favoured)
        other.representative[: self._terms] = self.representative
        other.links = list(self.links)
        return other

    def __bool__(self) -> bool:
        return bool(self.links)

    def find(self, term: int) -> int:
        """Return the representative of a term."""
        return int(self.representative[term]) if term < self._terms else term

    def merge(self, ones: Ids, others: Ids, tags: Tags) -> bool:
        """Make the terms of two columns the same, row by row.

        Of the rows that join the same classes the first is kept as a link, whatever the order of the others.

        Returns:
            whether any two classes became one.
        """
        left_ids, right_ids = ones.astype(np.intp), others.astype(np.intp)
        find = self.representative.astype(np.intp)
        rank = np.arange(self._terms)
        if self._favoured is not None:
            rank[self._favoured] -= self._terms
        linked = False
        while True:
            left, right = find[left_ids], find[right_ids]
            open_ = np.flatnonzero(left != right)
            if not len(open_):
                break
            linked = True
            left_ids, right_ids, tags = left_ids[open_], right_ids[open_], tags[open_]
            left, right = left[open_], right[open_]
            swap = rank[left] < rank[right]
            low, high = np.where(swap, left, right), np.where(swap, right, left)
            # Each class is hooked below one of lower rank: no cycle can come of it.
            order = np.lexsort((np.arange(len(high)), high))
            hooked = order[firsts(high[order])]
            find[high[hooked]] = low[hooked]
            self.links += [
                Link(one, other, tag_)
                for one, other, tag_ in zip(
                    left_ids[hooked].tolist(), right_ids[hooked].tolist(), tags[hooked].tolist(), strict=True
                )
            ]
            while True:
                shorter = find[find]
                if (shorter == find).all():
                    break
                find = shorter
        if linked:
            self.representative = find.astype(np.uint64)
            self._members = self._parents = None
        return linked

    @property
    def classes(self) -> dict[int, list[int]]:
        """The members of each class of more than one term, by representative, in the order of their ids."""
        if self._members is None:
            moved = np.flatnonzero(self.representative != np.arange(self._terms, dtype=np.uint64))
            self._members = {}
            for term in moved.tolist():
                head = int(self.representative[term])
                self._members.setdefault(head, [head]).append(term)
            for members in self._members.values():
                members.sort()
        return self._members

    def members(self, term: int) -> list[int]:
        """Return all terms that are the same as a term, itself included."""
        return self.classes.get(self.find(term), [term]) if self.links else [term]

    def path(self, start: int, end: int) -> list[tuple[Link, bool]]:
        """Return the links that lead from one term to another of its class.

        Returns:
            each link with whether it is to be read from its one to its other.
        """
        up, down = self._climb(start), self._climb(end)
        while up and down and up[-1][0] is down[-1][0]:
            up.pop()
            down.pop()
        return [*up, *((link, not forward) for link, forward in reversed(down))]

    def _climb(self, term: int) -> list[tuple[Link, bool]]:
        """Return the links from a term to its representative."""
        if self._parents is None:
            self._parents = self._rooted()
        path: list[tuple[Link, bool]] = []
        while term in self._parents:
            link = self._parents[term]
            path.append((link, link.one == term))
            term = link.other if link.one == term else link.one
        return path

    def _rooted(self) -> dict[int, Link]:
        """Return for each term but the representatives the link that leads towards its representative."""
        neighbours: dict[int, list[Link]] = {}
        for link in self.links:
            neighbours.setdefault(link.one, []).append(link)
            neighbours.setdefault(link.other, []).append(link)
        parents: dict[int, Link] = {}
        for root in self.classes:
            stack = [root]
            while stack:
                here = stack.pop()
                for link in neighbours[here]:
                    there = link.other if link.one == here else link.one
                    if there != root and there not in parents:
                        parents[there] = link
                        stack.append(there)
        return parents
