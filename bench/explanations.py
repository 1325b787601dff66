"""What explanations cost: of one triple, of one that does not follow, of a change, and of everything in a stream."""

from __future__ import annotations

from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.peers import Peer
    from bench.results import Task
    from kg.reason import Closure

__all__ = ["measure"]


def measure(peer: Peer, _task: Task) -> dict[str, float]:
    """Return median seconds for one explanation of the bundled knowledge and of a data set, and those for all of it."""
    import kg
    from kg.explain.triples import Explainer
    from kg.proofs.stream import proof_lines

    closure = cast("Closure", peer.closure)  # type: ignore[attr-defined]
    graph = kg.open()
    own = graph.explainer
    inferred: list[Any] = sorted(graph.closure.inferred, key=str)
    absent = _absent(graph.closure, 50)
    start = perf_counter()
    lines = sum(1 for _ in proof_lines(closure))
    every = perf_counter() - start
    other = Explainer(closure)
    sample: list[Any] = Random(4).sample(list(closure.inferred), 500)  # noqa: S311 -- a sample
    return {
        "bundled why": _median(own.why, inferred),
        "bundled justifications": _median(lambda triple: own.question(triple).justifications(), inferred),
        "bundled why-not": _median(own.why_not, absent),
        "why": _median(other.why, sample),
        "all": every,
        "lines": lines,
    }


def _median(ask: Callable[[Any], object], triples: list[Any]) -> float:
    times: list[float] = []
    for triple in triples:
        start = perf_counter()
        ask(triple)
        times.append(perf_counter() - start)
    return median(times)


def _absent(closure: Any, size: int) -> list[Any]:
    """Return some net influences that do not follow."""
    from kg.terms import Triple
    from kg.vocabulary import BS

    random = Random(5)  # noqa: S311 -- a sample
    terms: list[Any] = sorted({t for triple in closure.match(predicate=BS.influences) for t in triple[::2]}, key=str)
    pairs = ((random.choice(terms), random.choice(terms)) for _ in range(100 * size))
    triples = (Triple(one, BS.lowers, other) for one, other in pairs if one != other)
    return [triple for triple in triples if triple not in closure][:size]
