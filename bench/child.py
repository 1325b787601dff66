"""One run of one reasoner: `python -m bench.child TASK`, where the task is JSON, prints a line of JSON."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from bench import assessments, baseline, counting, explanations, pictures, proofs
from bench.peers import PEERS, Peer
from bench.results import Task

MEASURES: dict[str, Callable[[Peer, Task], dict[str, float]]] = {
    "sort": baseline.measure,
    "one-proof": proofs.measure_one,
    "all-proofs": proofs.measure_all,
    "proof-data": proofs.measure_cost,
    "explanations": explanations.measure,
    "assessments": assessments.measure,
    "pictures": pictures.measure,
}
"""What can be measured once reasoning has ended, by name."""


def peak_memory() -> int:
    """Return the most memory this process, or a process that it started, has held so far, in bytes.

    Linux hands the mark of `ru_maxrss` on from a parent to the program it starts, so the kernel's own mark of this
    program, VmHWM, comes first where it exists.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return max(int(line.split()[1]) * 1024, children)
    unit = 1 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, children)


def run(task: Task) -> dict[str, object]:
    """Do a task and return what `bench.results.Run` holds, without the time of the process."""
    make = PEERS[task.peer][1]
    peer = make()
    base = peak_memory()
    load: list[float] = []
    reason: list[float] = []
    for _ in range(task.repeat):
        peer = make()
        start = perf_counter()
        peer.load(task)
        loaded = perf_counter()
        peer.reason()
        reason.append(perf_counter() - loaded)
        load.append(loaded - start)
    peak = peak_memory()
    return {
        "load": load,
        "reason": reason,
        "peak": peak,
        "base": base,
        "size": peer.size(),
        "count": asdict(counting.count(peer.triples(), task.namespace)) if task.count else None,
        "extra": MEASURES[task.measure](peer, task) if task.measure else {},
    }


if __name__ == "__main__":
    print(json.dumps(run(Task(**json.loads(sys.argv[1])))))
