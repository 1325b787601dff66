"""Less of a picture: the nearest nodes, the most central ones, or one node for each kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UsageError
from kg.export.model import Edge, Family, Node, Picture

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MEASURES", "around", "central", "collapsed", "nearest"]

MEASURES: Final = ("betweenness", "degree")
"""How central a node can be said to be."""
_PIVOTS: Final = 200
"""From how many nodes betweenness is estimated in a picture with more than ten times as many."""
_RELATIONS: Final = {
    "raises": ("bs:raises", "raises"),
    "lowers": ("bs:lowers", "lowers"),
    "kind of": ("bs:kindOf", "is a kind of"),
    "other": ("bs:otherRelation", "other relation"),
    "step": ("bs:step", "step"),
}


def nearest(picture: Picture, cap: int | None) -> Picture:
    """Return the nodes nearest to the focus, or the best connected, up to a cap, and the edges between them.

    Args:
        picture: the picture.
        cap: how many nodes to keep; None for all.
    """
    if cap is None or len(picture.nodes) <= cap:
        return picture
    near = _neighbours(picture)
    distance = _distances(near, sorted(node.id for node in picture.nodes if node.focus))
    order = sorted(near, key=lambda node: (distance.get(node, len(near)), -len(near[node]), node))
    return _only(picture, set(order[:cap]))


def around(picture: Picture, focus: str, hops: int) -> Picture:
    """Return what stands so many relations around a node, which becomes the focus.

    Args:
        picture: the picture.
        focus: id of the node.
        hops: how many relations away.
    """
    distance = _distances(_neighbours(picture), [focus])
    kept = _only(picture, {node for node, steps in distance.items() if steps <= hops})
    nodes = tuple(replace(node, focus=node.id == focus) for node in kept.nodes)
    return replace(kept, nodes=nodes, total=len(nodes))


def central(picture: Picture, top: int, measure: str = "betweenness") -> Picture:
    """Return the most central nodes, and the edges between them; the focus always stays.

    Args:
        picture: the picture.
        top: how many nodes to keep.
        measure: ``betweenness``, how many of the shortest directed paths lead through a node (estimated from 200
            nodes when there are more than 2,000), or ``degree``, how many edges it has.

    Raises:
        UsageError: BS009, when `top` is not positive; BS025, when there is no such measure.
    """
    if top < 1:
        raise UsageError("BS009", f"{top} nodes cannot be shown", "ask for one at the least")
    scores = centrality(picture, measure)
    order = sorted(picture.nodes, key=lambda node: (not node.focus, -scores[node.id], node.id))
    return _only(picture, {node.id for node in order[:top]})


def centrality(picture: Picture, measure: str = "betweenness") -> dict[str, float]:
    """Return how central each node is, by its id; the arguments are those of `central`."""
    import networkx as nx

    if measure not in MEASURES:
        raise UsageError("BS025", f"there is no centrality '{measure}'", f"use one of: {', '.join(MEASURES)}", MEASURES)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in picture.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in picture.edges)
    if measure == "degree":
        counts: Counter[str] = Counter()
        for edge in picture.edges:
            counts.update({edge.source, edge.target})
        return {node.id: float(counts[node.id]) for node in picture.nodes}
    pivots = _PIVOTS if len(graph) > 10 * _PIVOTS else None
    scores: Any = nx.betweenness_centrality(graph, k=pivots, seed=0)
    return {str(node): round(float(score), 12) for node, score in scores.items()}


def collapsed(picture: Picture) -> Picture:
    """Return one node for each kind, and one edge for all relations of a sign between two of them, with counts.

    Args:
        picture: the picture.
    """
    names = {node.id: f"kind:{node.family.name.lower()}" for node in picture.nodes}
    counts = Counter(node.family for node in picture.nodes)
    grouped: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in picture.edges:
        grouped[names[edge.source], names[edge.target], edge.polarity].append(edge)
    nodes = (
        Node(f"kind:{family.name.lower()}", f"{family.title} ({counts[family]})", family)
        for family in Family
        if counts[family]
    )
    edges: list[Edge] = []
    for (source, target, polarity), parts in sorted(grouped.items()):
        relation, words = _RELATIONS[polarity]
        edges.append(
            Edge(
                source=source,
                target=target,
                relation=relation,
                label=f"{words} ({len(parts)})",
                sign=parts[0].sign,
                inferred=all(edge.inferred for edge in parts),
                editorial=all(edge.editorial for edge in parts),
                feedback=all(edge.feedback for edge in parts),
                step=parts[0].step,
            )
        )
    sizes = f"{len(picture.nodes)} nodes and {len(picture.edges)} relations, by kind"
    shown = tuple(sorted(nodes, key=lambda node: node.id))
    return Picture(f"{picture.caption}: {sizes}", shown, tuple(edges), len(shown), picture.upward)


def _neighbours(picture: Picture) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {node.id: set() for node in picture.nodes}
    for edge in picture.edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
    return near


def _distances(near: dict[str, set[str]], focus: list[str]) -> dict[str, int]:
    distance = dict.fromkeys(focus, 0)
    waiting = list(focus)
    for node in waiting:
        for other in sorted(near[node]):
            if other not in distance:
                distance[other] = distance[node] + 1
                waiting.append(other)
    return distance


def _only(picture: Picture, kept: set[str]) -> Picture:
    nodes = tuple(node for node in picture.nodes if node.id in kept)
    edges = tuple(edge for edge in picture.edges if edge.source in kept and edge.target in kept)
    return replace(picture, nodes=nodes, edges=edges)
