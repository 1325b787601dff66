"""The distinct paths by which one concept acts on another.

A path is a chain of stated influences. A narrower concept inherits what its broader concept does, so a step
to a broader concept may stand before an inheritable influence; it is shown and does not count. No concept
occurs twice on a path. This mirrors the property chains of the ontology: there is a path of a sign exactly
where the closure holds the net influence of that sign (a test checks it for every pair).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from kg.explain.influences import InfluenceGraph, Link
from kg.explain.model import Path, Sign

__all__ = ["SEARCH_LIMIT", "Found", "paths"]

SEARCH_LIMIT: Final = 50_000
"""How many chains are looked at for one question before the search is given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """The paths between two concepts.

    Args:
        paths: all paths, shortest first.
        exhausted: whether all chains were looked at.
    """

    paths: tuple[Path, ...]
    exhausted: bool


def paths(
    graph: InfluenceGraph, source: NamedNode, target: NamedNode, *, signed: bool = True, limit: int = SEARCH_LIMIT
) -> Found:
    """Return the distinct paths from one concept to another.

    Chains through the same mediators are merged into one path with alternatives. Paths are ordered by their
    number of counted steps, then firmest first by the weakest hedge on the way, then by claim ids.

    Args:
        graph: the stated influences.
        source: where the paths begin.
        target: where they end; another concept than `source`.
        signed: keep to influences that have a sign; else influences of open direction may be on the way.
        limit: how many chains to look at before giving up.
    """
    merged: dict[tuple[object, ...], list[Path]] = defaultdict(list)
    count = 0
    for chain in _chains(graph, source, target, signed=signed):
        count += 1
        if count > limit:
            break
        path = Path(tuple(link.step for link in chain), _product(chain))
        mediators = tuple(link.source for link in chain if not link.broader)
        merged[(mediators, path.sign)].append(path)
    found = [
        replace(best, alternatives=tuple(others))
        for best, *others in (sorted(group, key=_preference) for group in merged.values())
    ]
    return Found(tuple(sorted(found, key=_order)), count <= limit)


def _chains(graph: InfluenceGraph, source: NamedNode, target: NamedNode, *, signed: bool) -> Iterator[tuple[Link, ...]]:
    """Yield every chain from source to target without a repeated concept, depth first."""
    useful = _leading_to(graph, target)
    stack: list[tuple[NamedNode, tuple[Link, ...], frozenset[NamedNode]]] = [(source, (), frozenset({source}))]
    while stack:
        node, chain, visited = stack.pop()
        if node == target:
            yield chain
            continue
        after_broader = bool(chain) and chain[-1].broader
        for link in graph.links(node):
            if link.target in visited or (link.target != target and link.target not in useful):
                continue
            if after_broader and not (link.broader or link.inherited):
                continue
            if link.broader and link.target == target:
                continue
            if signed and not link.broader and link.sign is None:
                continue
            stack.append((link.target, (*chain, link), visited | {link.target}))


def _leading_to(graph: InfluenceGraph, target: NamedNode) -> set[NamedNode]:
    """Return the concepts from which some chain of links leads to the target."""
    before: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for node in graph.nodes():
        for link in graph.links(node):
            before[link.target].append(node)
    reached: set[NamedNode] = set()
    waiting = [target]
    while waiting:
        for node in before[waiting.pop()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


def _product(chain: tuple[Link, ...]) -> Sign | None:
    sign: Sign | None = Sign.RAISES
    for link in chain:
        if link.broader:
            continue
        if link.sign is None:
            return None
        assert sign is not None
        sign = sign * link.sign
    return sign


def _claim_ids(path: Path) -> tuple[str, ...]:
    return tuple(step.claim.id for step in path.steps)


def _order(path: Path) -> tuple[object, ...]:
    return path.length, path.modality.rank, _claim_ids(path)


def _preference(path: Path) -> tuple[object, ...]:
    """Of chains through the same mediators, show the firmest, then the one that leans least on the editors."""
    editorial = sum(step.editorial for step in path.steps)
    return path.length, path.modality.rank, editorial, len(path.steps), _claim_ids(path)
