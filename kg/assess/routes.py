"""The shortest way by which each concept acts on a given one, with a given sign.

`kg.explain.paths` enumerates all paths between two concepts; an assessment needs the best one from every concept to a
finding, which a search from the finding back gives at once (Dijkstra over sign and position).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from pyoxigraph import NamedNode

from kg.claims import Modality
from kg.explain.influences import InfluenceGraph, Link
from kg.explain.model import Sign

__all__ = ["Route", "Routes"]


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of stated influences.

    Args:
        links: the chain, from the cause.
        sign: its net sign.
        length: how many influences it consists of.
        modality: how firm its weakest step is.
    """

    links: tuple[Link, ...]
    sign: Sign
    length: int
    modality: Modality

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims along the way."""
        return tuple(link.step.claim.id for link in self.links)

    @property
    def all_claims(self) -> tuple[str, ...]:
        """The ids of the claims along the way, with those that state the same."""
        return tuple(step.claim.id for link in self.links for step in (link.step, *link.step.also))

    @property
    def inherited_from(self) -> NamedNode | None:
        """The broader concept that does all of it, when the first step leads to one."""
        return self.links[0].target if self.links and self.links[0].broader else None


class Routes:
    """The shortest routes of a graph of influences.

    Args:
        graph: the stated influences.
    """

    def __init__(self, graph: InfluenceGraph) -> None:
        self._graph = graph
        self._known: dict[NamedNode, dict[tuple[NamedNode, Sign], Route]] = {}

    def to(self, target: NamedNode) -> Mapping[tuple[NamedNode, Sign], Route]:
        """Return the best route from each concept to one, by concept and sign: shortest, then firmest."""
        known = self._known.get(target)
        if known is None:
            known = self._known[target] = self._search(target)
        return known

    @cached_property
    def _into(self) -> Mapping[NamedNode, list[Link]]:
        links: dict[NamedNode, list[Link]] = defaultdict(list)
        for node in self._graph.nodes():
            for link in self._graph.links(node):
                if link.broader or link.step.sign is not None:
                    links[link.target].append(link)
        return links

    def _search(self, target: NamedNode) -> dict[tuple[NamedNode, Sign], Route]:
        # A step to a broader concept may stand only before one that is inherited, or before another such step; so the
        # state holds whether the chain so far begins with one of these.
        found: dict[tuple[NamedNode, Sign], Route] = {}
        done: set[tuple[NamedNode, Sign, bool]] = set()
        order = count()
        waiting: list[tuple[int, int, int, int, NamedNode, Sign, bool, tuple[Link, ...]]] = []
        heapq.heappush(waiting, (0, 0, 0, next(order), target, Sign.RAISES, False, ()))
        while waiting:
            length, rank, size, _, node, sign, heritable, chain = heapq.heappop(waiting)
            if (node, sign, heritable) in done:
                continue
            done.add((node, sign, heritable))
            if chain and node != target:
                found.setdefault((node, sign), Route(chain, sign, length, list(Modality)[rank]))
            for link in self._into.get(node, ()):
                if link.source == target or (link.broader and not heritable):
                    continue
                step = link.step.sign
                heapq.heappush(
                    waiting,
                    (
                        length + (not link.broader),
                        max(rank, link.step.modality.rank),
                        size + 1,
                        next(order),
                        link.source,
                        sign if link.broader or step is None else step * sign,
                        link.broader or link.inherited,
                        (link, *chain),
                    ),
                )
        return found
