"""What the sources do say that comes closest to a question they leave open."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Final

from pyoxigraph import NamedNode

from kg.explain.influences import InfluenceGraph
from kg.explain.model import Step

__all__ = ["nearest"]

_FAR: Final = 10**6


def nearest(graph: InfluenceGraph, source: NamedNode, target: NamedNode, limit: int = 5) -> tuple[Step, ...]:
    """Return the claims that lie closest to two concepts.

    Claims that speak of one of the two come first, influences before other relations. Otherwise a claim is as
    close as the number of stated relations that separate its nearer end from each of the two concepts, added up,
    in whatever direction the relations run. Ties go to the firmer claim, then to the lower claim id. Where there
    are enough claims, each of the two concepts has its share.

    Args:
        graph: the stated relations.
        source: one concept.
        target: the other concept.
        limit: how many claims to return at the most.
    """
    from_source, from_target = _distances(graph, source), _distances(graph, target)

    def ends(step: Step, distance: dict[str, int]) -> int:
        return min(distance.get(step.subject.id, _FAR), distance.get(step.object.id, _FAR))

    def closeness(step: Step) -> tuple[int, bool, int, int, str]:
        one, other = ends(step, from_source), ends(step, from_target)
        return min(one, other), not step.influence, one + other, step.modality.rank, step.claim.id

    ranked = sorted(graph.steps, key=closeness)
    of_source = [step for step in ranked if ends(step, from_source) == 0]
    of_target = [step for step in ranked if ends(step, from_target) == 0]
    half = limit // 2
    chosen = dict.fromkeys(step.claim.id for step in (*of_source[:half], *of_target[:half], *ranked))
    kept = set(list(chosen)[:limit])
    return tuple(step for step in ranked if step.claim.id in kept)


def _distances(graph: InfluenceGraph, start: NamedNode) -> dict[str, int]:
    """Return how many stated relations separate each concept from the start, in whatever direction."""
    around: dict[str, set[str]] = defaultdict(set)
    for step in graph.steps:
        around[step.subject.id].add(step.object.id)
        around[step.object.id].add(step.subject.id)
    origin = graph.lexicon.ref(start).id
    distance = {origin: 0}
    waiting = deque([origin])
    while waiting:
        node = waiting.popleft()
        for other in around[node]:
            if other not in distance:
                distance[other] = distance[node] + 1
                waiting.append(other)
    return distance
