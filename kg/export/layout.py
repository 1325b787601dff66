"""Where nodes stand: by Graphviz, or in layers by this module where Graphviz is missing or would take too long.

The ranks are those of Sugiyama, Tagawa and Toda (1981): cycles are broken, each node stands one rank after the last
of those that lead to it, and the order within ranks follows the barycentres of the neighbours. No step is random.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from kg.export import graphviz
from kg.export.layers import layers
from kg.export.model import Picture, legal

__all__ = ["MANY", "Place", "layered", "positions", "size", "wrapped"]

MANY: Final = 1500
"""The nodes of the largest picture that Graphviz lays out; larger ones would take it minutes."""
_SWEEPS: Final = 4
"""How often the ranks are gone through in either direction."""
_LETTER: Final = 7.2
"""How wide a letter is, in points."""
_LINE: Final = 16.0
"""How high a line is, in points."""
_BETWEEN: Final = (14.0, 90.0)
"""How far nodes of a rank, and ranks, stand apart, in points."""

Place = tuple[float, float]
"""Points to the right and upwards from the lower left corner."""


def positions(picture: Picture) -> dict[str, Place]:
    """Return where the middle of each node is, in points from the lower left corner, by node id."""
    if len(picture.nodes) > MANY or not graphviz.is_there():
        return layered(picture)
    return graphviz.places(picture)


def wrapped(label: str, *, upward: bool) -> list[str]:
    """Return a label in lines, as it is drawn.

    >>> wrapped("sustained muscle contraction", upward=False)
    ['sustained muscle', 'contraction']
    """
    text = " ".join(legal(label).split()) or " "
    return textwrap.wrap(text, 26 if upward else 16, break_on_hyphens=False) or [text]


def size(label: str, *, upward: bool) -> tuple[float, float]:
    """Return how wide and high the node of a label is, in points."""
    lines = wrapped(label, upward=upward)
    return max(60.0, _LETTER * max(map(len, lines)) + 24), max(28.0, _LINE * len(lines) + 12)


def layered(picture: Picture) -> dict[str, Place]:
    """Return where the middle of each node is, in ranks, as `positions` does.

    What edges lead to stands on the right of where they come from, or above it in a proof; edges that feed back do not
    count, nor do those that would close a cycle. Where a picture has causal layers, these keep their order, and an edge
    against it counts as one along it.
    """
    order = [node.id for node in picture.nodes]
    ends = [(edge.source, edge.target) for edge in picture.edges if not edge.feedback]
    boxed = layers(picture)
    if boxed:
        ends = [(source, target) if boxed[source] <= boxed[target] else (target, source) for source, target in ends]
    forward = _acyclic(order, ends)
    ranked = _ranked(order, forward)
    if boxed:
        split = ([node for node in rank if boxed[node] == at] for at in sorted(set(boxed.values())) for rank in ranked)
        ranked = [rank for rank in split if rank]
    _arrange(ranked, forward)
    sizes = {node.id: size(node.label, upward=picture.upward) for node in picture.nodes}
    along, across = (1, 0) if picture.upward else (0, 1)
    extents = [sum(sizes[node][across] + _BETWEEN[0] for node in rank) for rank in ranked]
    found: dict[str, Place] = {}
    at = 0.0
    for rank, extent in zip(ranked, extents, strict=True):
        deep = max(sizes[node][along] for node in rank)
        offset = (max(extents) - extent) / 2
        for node in rank:
            middle = offset + sizes[node][across] / 2
            offset += sizes[node][across] + _BETWEEN[0]
            # The first of a rank stands on top.
            found[node] = (middle, at + deep / 2) if picture.upward else (at + deep / 2, max(extents) - middle)
        at += deep + _BETWEEN[1]
    return found


def _acyclic(order: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the targets of each node, without the edges that lead back.

    They lead back within a part of which each node can be reached from each, against the breadth-first order in which
    its nodes are met from where it is entered; that keeps the ranks few.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(order)
    graph.add_edges_from((source, target) for source, target in edges if source != target)
    at = {node: index for index, node in enumerate(order)}
    part: dict[str, int] = {}
    met: dict[str, int] = {}
    for number, members in enumerate(nx.strongly_connected_components(graph)):
        part |= dict.fromkeys(members, number)
        if len(members) == 1:
            continue
        entered = {node for node in members if any(source not in members for source in graph.predecessors(node))}
        waiting = [min(entered or members, key=at.__getitem__)]
        met[waiting[0]] = 0
        for node in waiting:
            for target in graph.successors(node):
                if target in members and target not in met:
                    met[target] = len(waiting)
                    waiting.append(target)
    return {
        node: [target for target in graph.successors(node) if part[node] != part[target] or met[node] < met[target]]
        for node in order
    }


def _ranked(order: Sequence[str], forward: dict[str, list[str]]) -> list[list[str]]:
    """Return the nodes in ranks: each after the last that leads to it; those that begin stand next to their first."""
    missing: dict[str, int] = defaultdict(int)
    for targets in forward.values():
        for target in targets:
            missing[target] += 1
    begins = [node for node in order if not missing[node]]
    rank = dict.fromkeys(begins, 0)
    waiting = list(begins)
    for node in waiting:
        for target in forward[node]:
            rank[target] = max(rank.get(target, 0), rank[node] + 1)
            missing[target] -= 1
            if not missing[target]:
                waiting.append(target)
    for node in begins:
        if forward[node]:
            rank[node] = min(rank[target] for target in forward[node]) - 1
    ranked: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for node in waiting:
        ranked[rank[node]].append(node)
    return [nodes for nodes in ranked if nodes]


def _arrange(ranked: list[list[str]], forward: dict[str, list[str]]) -> None:
    """Order each rank by the barycentres of the neighbours before it, then after it, some times."""
    backward: dict[str, list[str]] = defaultdict(list)
    for node, targets in forward.items():
        for target in targets:
            backward[target].append(node)
    at: dict[str, float] = {}

    def number(rank: list[str]) -> None:
        for index, node in enumerate(rank):
            at[node] = (index + 0.5) / len(rank)

    for rank in ranked:
        number(rank)
    for sweep in range(2 * _SWEEPS):
        near = backward if sweep % 2 == 0 else forward
        for rank in ranked if sweep % 2 == 0 else reversed(ranked):
            centre = {
                node: sum(at[other] for other in near[node]) / len(near[node]) if near.get(node) else at[node]
                for node in rank
            }
            rank.sort(key=centre.__getitem__)
            number(rank)
