"""`backstory reason`: what follows from RDF and OWL files."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import OutputError, UsageError

from .ontologies import RulesOption, complain, load_files, read_rules, say

if TYPE_CHECKING:
    from kg.reason.closure import Closure
    from kg.reason.write import Selection

__all__ = ["ReasonerName", "reason"]


class ReasonerName(StrEnum):
    """Who does the work."""

    native = "native"
    owlrl = "owlrl"
    naive = "naive"


def reason(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="RDF or OWL files, read as one ontology; - is standard input."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write to this file; its extension names the format."),
    ] = None,
    reasoner: Annotated[ReasonerName, typer.Option("--reasoner", help="Who does the work.")] = ReasonerName.native,
    rules: RulesOption = None,
    fmt: Annotated[
        str | None, typer.Option("-f", "--format", metavar="FORMAT", help="nt (default), nq, ttl, trig, jsonld, rdf.")
    ] = None,
    *,
    inferred_only: Annotated[bool, typer.Option("--inferred-only", help="Leave out what was given.")] = False,
    trivial: Annotated[bool, typer.Option("--trivial", help="Also what holds in every closure.")] = False,
    with_rounds: Annotated[
        bool, typer.Option("--with-rounds", help="Say after each inferred triple which rule concluded it, and when.")
    ] = False,
    stats: Annotated[bool, typer.Option("--stats", help="Say how many triples, and how long it took.")] = False,
) -> None:
    """Write all that follows from RDF and OWL files under the OWL 2 RL/RDF rules.

    \b
    Examples:
      backstory reason ontology/backstory.ttl
      backstory reason ontology/backstory.ttl --inferred-only --with-rounds
      cat ontology/backstory.ttl | backstory reason - --stats

    Reads nt, ttl, trig, nq, jsonld, rdf and owl files, also compressed; imports are read from the files given, never
    fetched. Writes N-Triples, sorted; with -o the extension decides (closure.ttl, closure.nt.gz), and the file is
    written whole or not at all. The exit code is 3, with the proof, when the files are inconsistent; nothing is
    written then.
    """
    from kg.reason.materialise import run_reasoner
    from kg.reason.write import FORMATS, Selection, format_of

    if fmt is not None and fmt not in FORMATS:
        raise UsageError("BS002", f"the format '{fmt}' is not known here", f"use one of: {', '.join(FORMATS)}", FORMATS)
    to_file = output if output is not None and str(output) != "-" else None
    syntax = fmt or (format_of(to_file) if to_file else "nt")
    if with_rounds and (syntax != "nt" or reasoner is not ReasonerName.native):
        raise UsageError(
            "BS016",
            "only N-Triples has room for rounds, and only the native reasoner knows them",
            "leave --with-rounds out, or use -f nt and --reasoner native",
        )
    started = time.perf_counter()
    further = read_rules(rules)
    loaded = load_files(files)
    read = time.perf_counter()
    closure = run_reasoner(loaded, reasoner.value, further)
    reasoned = time.perf_counter()
    if closure.violations:
        say(complain(closure, loaded))
        raise typer.Exit(3)
    selection = Selection(asserted=not inferred_only, trivial=trivial, rounds=with_rounds)
    written = _write(closure, to_file, selection, syntax)
    if stats:
        times = (read - started, reasoned - read, time.perf_counter() - reasoned)
        say(_statistics(closure, written, times))


def _statistics(closure: Closure, written: int, times: tuple[float, float, float]) -> str:
    asserted = closure.count(inferred=False)
    inferred = closure.count(asserted=False)
    loading, reasoning, writing = times
    return "\n".join(
        (
            f"asserted  {asserted:>12,}",
            f"inferred  {inferred:>12,}  in {closure.state.round} rounds",
            f"written   {written:>12,}",
            f"seconds   load {loading:.3f}, reason {reasoning:.3f}, write {writing:.3f}",
        )
    )


def _write(closure: Closure, path: Path | None, selection: Selection, fmt: str) -> int:
    """Write a closure to a file or to standard output; return the number of triples."""
    import os

    from kg.reason.write import write, write_file

    if path is not None:
        return write_file(closure, path, selection, fmt)
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise OutputError("BS301", "standard output is closed", "write to a file with -o")
    try:
        sys.stdout.flush()
        written = write(closure, sys.stdout.buffer, selection, fmt)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough, as in `| head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        raise OutputError(
            "BS301", f"cannot write: {error.strerror}", "make room, or write elsewhere with -o"
        ) from error
    return written
