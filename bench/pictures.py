"""What large pictures cost: one of 10,000 nodes and 40,000 edges, written for network tools."""

from __future__ import annotations

from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bench.peers import Peer
    from bench.results import Task
    from kg.export import Picture

__all__ = ["large_picture", "measure"]

FORMS: Final = ("graphml", "gexf", "csv")
"""The formats that are written, each after the other, in one process."""


def large_picture(nodes: int = 10_000, edges: int = 40_000) -> Picture:
    """Return a picture of random relations, the same at every call."""
    from kg.explain import Sign
    from kg.export import Edge, Family, Node, Picture

    random = Random(6)  # noqa: S311 -- a sample
    families = list(Family)[:8]
    ends: dict[tuple[int, int], None] = {}
    while len(ends) < edges:
        ends[random.randrange(nodes), random.randrange(nodes)] = None
    signs = [None, *Sign]
    return Picture(
        "A large picture",
        tuple(Node(f"bs:N{at:05}", f"concept number {at}", families[at % 8]) for at in range(nodes)),
        tuple(
            Edge(f"bs:N{one:05}", f"bs:N{other:05}", "bs:causes", "causes", random.choice(signs), claims=(f"C{at:05}",))
            for at, (one, other) in enumerate(sorted(ends))
        ),
        nodes,
    )


def measure(_peer: Peer, _task: Task) -> dict[str, float]:
    """Return the seconds that each format takes, the layout included, and the most memory of the process in bytes."""
    from bench.child import peak_memory
    from kg.export import WRITERS

    picture = large_picture()
    found: dict[str, float] = {}
    for form in FORMS:
        start = perf_counter()
        WRITERS[form](picture)
        found[form] = perf_counter() - start
    return found | {"peak": float(peak_memory())}
