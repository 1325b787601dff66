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
    in whatever direction the relations run; a step to a broader or a narrower concept does not count, and is no claim
    to show. Ties go to the firmer claim, then to the lower claim id. Where there are enough claims, each of the two
    concepts has its share.

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

    ranked = sorted((step for step in graph.steps if step.counted), key=closeness)
    of_source, of_target = (
        sorted((step for step in ranked if ends(step, distance) == 0), key=lambda step: not _speaks_of(step, name))
        for distance, name in (
            (from_source, graph.lexicon.ref(source).id),
            (from_target, graph.lexicon.ref(target).id),
        )
    )
    half = limit // 2
    chosen = dict.fromkeys(step.claim.id for step in (*of_source[:half], *of_target[:half], *ranked))
    kept = set(list(chosen)[:limit])
    return tuple(step for step in ranked if step.claim.id in kept)


def _speaks_of(step: Step, name: str) -> bool:
    return name in {step.subject.id, step.object.id}


def _distances(graph: InfluenceGraph, start: NamedNode) -> dict[str, int]:
    """Return how many stated relations separate each concept from the start, in whatever direction."""
    around: dict[str, dict[str, int]] = defaultdict(dict)
    for step in graph.steps:
        for one, other in ((step.subject.id, step.object.id), (step.object.id, step.subject.id)):
            around[one][other] = min(step.counted, around[one].get(other, 1))
    distance: dict[str, int] = {}
    waiting = deque([(graph.lexicon.ref(start).id, 0)])
    while waiting:
        node, far = waiting.popleft()
        if node in distance:
            continue
        distance[node] = far
        for other, length in around[node].items():
            if length:
                waiting.append((other, far + 1))
            else:
                waiting.appendleft((other, far))
    return distance
