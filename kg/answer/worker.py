"""The process that a query runs in, so that it can be stopped.

It reads one line of JSON (the task) and then N-Quads from standard input, and writes one line of JSON. A query that
takes all memory ends this process and no other.
"""

from __future__ import annotations

import json
import signal
import sys
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, RdfFormat

__all__ = ["BROKEN", "MEMORY", "answer", "main"]

MEMORY: Final = 2 * 1024**3
"""How much address space the process may take, in bytes."""
BROKEN: Final = "broken"
"""The kind of an outcome that says the query is no SPARQL."""


def answer(task: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Evaluate a query.

    Args:
        task: ``query``, its text; ``prefixes``, those it need not declare; ``default`` and ``named``, IRIs of graphs;
            ``rows``, how many rows or triples are wanted at the most.
        data: the dataset as N-Quads.

    Returns:
        ``kind``: ``rows``, ``boolean``, ``graph`` or ``broken``, and what goes with it; terms as N-Triples. One row
        more than wanted tells that there are more.
    """
    store = pyoxigraph.Store()
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    try:
        found = store.query(
            task["query"],
            prefixes=task["prefixes"],
            default_graph=[NamedNode(iri) for iri in task["default"]],
            named_graphs=[NamedNode(iri) for iri in task["named"]],
        )
        if isinstance(found, QueryBoolean):
            return {"kind": "boolean", "value": bool(found)}
        limit: int = task["rows"]
        rows: list[list[str | None]] = []
        for solution in found:
            rows.append([None if term is None else str(term) for term in solution])
            if len(rows) > limit:
                break
    except SyntaxError as error:
        return {"kind": BROKEN, "reason": str(error)}
    if isinstance(found, QuerySolutions):
        return {"kind": "rows", "columns": [variable.value for variable in found.variables], "rows": rows}
    return {"kind": "graph", "rows": rows}


def main() -> None:
    """Read a task, limit the memory and time of this process, write the outcome.

    The time begins when everything is read. The alarm ends the process whatever the engine is doing: nothing in
    Python has to run for it.
    """
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # not every system has such limits; the time limit holds everywhere
    task = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, task["seconds"])
    outcome = answer(task, data)
    sys.stdout.write(json.dumps(outcome))
