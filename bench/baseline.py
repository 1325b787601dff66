"""What a closure's pairs cost to sort: the floor that the reason step is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

from bench.ntriples import Triple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bench.peers import Peer
    from bench.results import Task

    Pairs = NDArray[np.uint64]

_RUNS: Final = 15
"""How often each step is taken."""


def pack(triples: Iterable[Triple]) -> list[Pairs]:
    """Pack triples as an engine of columns stores them: for each predicate its pairs, `(subject << 32) | object`.

    Returns:
        one uint64 array for each predicate, distinct, sorted.
    """
    import numpy as np

    ids: dict[str, int] = {}
    columns: defaultdict[str, list[int]] = defaultdict(list)
    for subject, predicate, object_ in triples:
        columns[predicate].append(ids.setdefault(subject, len(ids)) << 32 | ids.setdefault(object_, len(ids)))
    return [sorted_distinct(np.array(column, np.uint64)) for column in columns.values()]


def sorted_distinct(pairs: Pairs) -> Pairs:
    """Sort pairs and drop each that equals its neighbour."""
    import numpy as np

    ordered = np.sort(pairs)
    keep = np.empty(len(ordered), np.bool_)
    keep[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def measure(peer: Peer, _task: Task) -> dict[str, float]:
    """Return the median seconds of the reason step and of sorting what it gives, the three in turn in one process.

    The closure's pairs are sorted and de-duplicated as they are stored (sorted), and in an order of no meaning.
    """
    import numpy as np

    arrays = pack(peer.triples())
    chance = np.random.default_rng(1)
    mixed = [chance.permutation(pairs) for pairs in arrays]
    steps: dict[str, Callable[[], object]] = {
        "reason": peer.reason,
        "sort stored": lambda: [sorted_distinct(pairs) for pairs in arrays],
        "sort shuffled": lambda: [sorted_distinct(pairs) for pairs in mixed],
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(_RUNS):
        for name, step in steps.items():
            start = perf_counter()
            step()
            times[name].append(perf_counter() - start)
    return {"pairs": float(sum(map(len, arrays))), **{name: median(taken) for name, taken in times.items()}}
