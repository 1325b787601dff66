"""What proofs cost: one at a time, all of them with the independent checker, the data kept for them, and removal."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from bench.peers import Peer
    from bench.results import Task
    from kg.reason import Closure


def single(closure: Any, sample: int = 2_000, seed: int = 1) -> float:
    """Return the median seconds that one whole proof takes, over a random sample of the inferred triples."""
    from kg.proofs.prover import Prover

    prove = Prover(closure).prove
    times: list[float] = []
    for triple in _sample(closure, sample, seed):
        start = perf_counter()
        prove(triple)
        times.append(perf_counter() - start)
    return median(times)


def derivation(closure: Any, sample: int = 20_000, seed: int = 2) -> float:
    """Return the median seconds that it takes to find the rule and the premises of one inferred triple."""
    triples = _sample(closure, sample, seed)
    times: list[float] = []
    for triple in triples:
        start = perf_counter()
        closure.derivation(triple)
        times.append(perf_counter() - start)
    return median(times)


def checked(closure: Any) -> tuple[float, int, int]:
    """Prove every inferred triple and check each step; shared steps are checked once.

    Returns:
        seconds, triples proved, triples whose proof the checker refused.
    """
    from kg.proofs.bulk import check_all

    start = perf_counter()
    result = check_all(closure)
    return perf_counter() - start, result.checked, result.rejected


def measure_one(peer: Peer, _task: Task) -> dict[str, float]:
    """Return the figures of `single` and `derivation` for our reasoner's closure."""
    closure: Any = peer.closure  # type: ignore[attr-defined]
    return {"one derivation": derivation(closure), "one proof": single(closure)}


def measure_all(peer: Peer, _task: Task) -> dict[str, float]:
    """Return the figures of `checked` for our reasoner's closure."""
    closure: Any = peer.closure  # type: ignore[attr-defined]
    seconds, made, refused = checked(closure)
    return {"all proofs": seconds, "proofs": made, "refused": refused}


def measure_cost(peer: Peer, _task: Task, runs: int = 7) -> dict[str, float]:
    """Return the median seconds of the reason step with and without data for proofs, and of leaving a triple out."""
    loaded: Any = peer.loaded  # type: ignore[attr-defined]
    closure = cast("Closure", peer.closure)  # type: ignore[attr-defined]
    reason: Callable[..., Any] = peer.engine  # type: ignore[attr-defined]
    gone = [next(iter(_sample(closure, 1, 3, asserted=True)))]
    times: dict[str, list[float]] = {"with proof data": [], "without proof data": [], "one triple less": []}
    for _ in range(runs):
        for name, found in times.items():
            start = perf_counter()
            if name == "one triple less":
                closure.without(gone)
            else:
                reason(loaded, explainable=name == "with proof data")
            found.append(perf_counter() - start)
    return {name: median(found) for name, found in times.items()}


def _sample(closure: Any, size: int, seed: int, *, asserted: bool = False) -> list[Any]:
    """Return some of the inferred or of the asserted triples of a closure, drawn from its columns."""
    random = Random(seed)  # noqa: S311 -- a sample
    facts = [
        (subject, block.predicate, object_)
        for block in closure.blocks()
        for rows in [block.asserted if asserted else block.inferred]
        for subject, object_ in zip(block.subjects[rows].tolist(), block.objects[rows].tolist(), strict=True)
    ]
    return [closure.triple(fact) for fact in random.sample(facts, min(size, len(facts)))]
