"""The process that a query runs in, so that it can be stopped.

It reads one line of JSON (the task) and then N-Quads from standard input, and writes one line of JSON. A query that
takes all memory ends this process and no other.
"""

from __future__ import annotations

import ctypes
import json
import signal
import sys
from itertools import islice
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, RdfFormat

from kg.terms import canonical, from_quad

__all__ = ["BROKEN", "MEMORY", "answer", "main"]

MEMORY: Final = 2 * 1024**3
"""How much address space the process may take, in bytes."""
_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_TRIPLE_TERMS: Final = "it gives triple terms, which are not known here"
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
    store.bulk_extend(pyoxigraph.parse(data, format=RdfFormat.N_QUADS))  # keeps the names of blank nodes
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
        if isinstance(found, QuerySolutions):
            columns = [variable.value for variable in found.variables]
            cells = ([_text(term) for term in solution] for solution in found)
            return {"kind": "rows", "columns": columns, "rows": list(islice(cells, limit + 1))}
        triples = list(islice((from_quad(pyoxigraph.Quad(*triple)) for triple in found), limit + 1))
    except (AssertionError, OSError, RuntimeError, SyntaxError, ValueError) as error:
        return {"kind": BROKEN, "reason": str(error) or _TRIPLE_TERMS}
    shown = canonical(triples) if len(triples) <= limit else triples
    return {"kind": "graph", "rows": [[str(term) for term in triple] for triple in shown]}


def _text(term: object) -> str | None:
    if isinstance(term, pyoxigraph.Triple):
        raise ValueError(_TRIPLE_TERMS)  # noqa: TRY004 - what the query gives is wrong, not its type
    return None if term is None else str(term)


def main() -> None:
    """Read a task, limit the memory and time of this process, write the outcome.

    The time begins when everything is read. The alarm ends the process whatever the engine is doing: nothing in
    Python has to run for it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # nothing is left to open a file or a socket with
    except (ImportError, ValueError, OSError):
        pass  # not every system has such limits; the time limit holds everywhere
    task = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, task["seconds"])
    outcome = answer(task, data)
    sys.stdout.write(json.dumps(outcome))
