"""SPARQL over the knowledge base: guarded, bounded in time, memory and rows, and never cut short silently."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.answer.catalogue import Regime
from kg.answer.dataset import DEFAULT_GRAPHS, NAMED_GRAPHS, parameter_quads, quads
from kg.answer.guard import guard, ordered
from kg.answer.worker import BROKEN, MEMORY
from kg.errors import LimitError, QueryError
from kg.knowledge import Knowledge
from kg.terms import Term, Triple, from_quad
from kg.vocabulary import PREFIXES

__all__ = ["Answer", "Graph", "Limits", "Rows", "Verdict", "evaluate"]

_ALARM: Final = getattr(signal, "SIGALRM", 0)
_STARTUP: Final = 20.0
"""Seconds that a worker may take to start and to read the graph, on a machine that is busy."""
_START: Final = "import sys; sys.path[:] = {path!r}; from kg.answer.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take; a limit that is reached is an error, never a shorter answer.

    Args:
        seconds: wall time, from when the graph is read.
        rows: rows or triples.
    """

    seconds: float = 2.0
    rows: int = 100_000


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. Without ORDER BY the rows are sorted, so that the same question gives the same answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to CONSTRUCT or DESCRIBE, in canonical order."""

    triples: tuple[Triple, ...]


Answer = Rows | Verdict | Graph


def evaluate(
    knowledge: Knowledge,
    text: str,
    regime: Regime = Regime.ENTAILED,
    parameters: Mapping[str, Term] | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Evaluate a query in a process of its own.

    Oxigraph evaluates; it canonicalises numbers and dates (``"01"`` becomes ``"1"``).

    Args:
        knowledge: what is asked.
        text: the query; the usual prefixes need not be declared.
        regime: what its default graph holds; the named graphs are there in every regime.
        parameters: values for the graph of parameters, by name.
        limits: what the query may take.

    Raises:
        QueryError: BS402 when the text is no SPARQL query, BS403 when it would reach outside the graph.
        LimitError: BS501 or BS502 when it is too large or too deep, BS503 when it takes too long, BS504 when it
            gives too many rows, BS505 when it takes too much memory.
    """
    guard(text)
    bounds = limits or Limits()
    task = {
        "query": text,
        "prefixes": PREFIXES,
        "default": [graph.value for graph in DEFAULT_GRAPHS[regime]],
        "named": [graph.value for graph in NAMED_GRAPHS],
        "rows": bounds.rows,
        "seconds": bounds.seconds,
    }
    data = pyoxigraph.serialize([*quads(knowledge), *parameter_quads(parameters or {})], format=RdfFormat.N_QUADS)
    assert data is not None
    outcome = _run(json.dumps(task).encode() + b"\n" + data, bounds)
    kind = outcome["kind"]
    if kind == BROKEN:
        raise QueryError(
            "BS402", f"this is no SPARQL query: {outcome['reason']}", "correct it where the message points"
        )
    if kind == "boolean":
        return Verdict(outcome["value"])
    rows: list[list[str | None]] = outcome["rows"]
    if len(rows) > bounds.rows:
        raise LimitError(
            "BS504", f"the query gives more than {bounds.rows} rows", "narrow it, add LIMIT, or raise --max-rows"
        )
    terms = _terms(cell for row in rows for cell in row if cell is not None)
    found = tuple(tuple(None if cell is None else next(terms) for cell in row) for row in rows)
    if kind == "rows":
        by_text = found if ordered(text) else tuple(sorted(found, key=lambda row: [str(cell or "") for cell in row]))
        return Rows(tuple(outcome["columns"]), by_text)
    return Graph(tuple(Triple(*row) for row in found))  # type: ignore[arg-type]


def _run(task: bytes, limits: Limits) -> Any:
    """Hand a task to a worker and return what it answers; a worker that does not answer in time is killed."""
    command = [sys.executable, "-c", _START.format(path=sys.path)]
    with tempfile.TemporaryFile() as file:  # a pipe would break when the worker is killed
        file.write(task)
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603 - this very Python, and no text of the query
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            output, _ = process.communicate(timeout=limits.seconds + _STARTUP)
        except subprocess.TimeoutExpired:
            raise _too_long(limits) from None
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
    if process.returncode == -_ALARM:
        raise _too_long(limits)
    if process.returncode != 0:
        raise LimitError(
            "BS505", f"the query took more than {MEMORY // 1024**2} MB of memory, or ended its process", "narrow it"
        )
    return json.loads(output)


def _too_long(limits: Limits) -> LimitError:
    return LimitError(
        "BS503", f"the query took longer than {limits.seconds:g} seconds", "narrow it, or raise --timeout"
    )


def _terms(cells: Iterable[str]) -> Iterator[Term]:
    """Return terms from their N-Triples form, in order."""
    lines = "".join(f"<x:x> <x:x> {cell} .\n" for cell in cells).encode()
    return (from_quad(quad).object for quad in pyoxigraph.parse(lines, format=RdfFormat.N_TRIPLES))
