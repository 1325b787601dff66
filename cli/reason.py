"""`backstory reason`: what follows from RDF and OWL files."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import OutputError, RuleError, UsageError

if TYPE_CHECKING:
    from kg.load import Loaded
    from kg.reason.closure import Closure
    from kg.reason.write import Selection
    from kg.rules.model import Rule

__all__ = ["ReasonerName", "RulesOption", "complain", "load_files", "read_rules", "reason"]


class ReasonerName(StrEnum):
    """Who does the work."""

    native = "native"
    owlrl = "owlrl"
    naive = "naive"


RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="Rules of your own: name: head :- body .")
]

_PATIENCE = 1.0
"""Seconds before progress is shown."""


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
        _say(complain(closure, loaded))
        raise typer.Exit(3)
    selection = Selection(asserted=not inferred_only, trivial=trivial, rounds=with_rounds)
    written = _write(closure, to_file, selection, syntax)
    if stats:
        times = (read - started, reasoned - read, time.perf_counter() - reasoned)
        _say(_statistics(closure, written, times))


def load_files(files: Sequence[str]) -> Loaded:
    """Load files, with progress on a terminal when it takes long; say which imports are missing.

    Raises:
        OntologyError, UsageError: when a file cannot be read, or standard input is named twice.
    """
    from kg.load import load

    if files.count("-") > 1:
        raise UsageError("BS014", "standard input can be read only once", "name - once")
    progress, done = _progress()
    try:
        loaded = load(files, progress=progress)
    finally:
        done()
    for iri in loaded.missing_imports:
        _say(f"warning: {iri} is imported, but is none of the files; name its file too")
    return loaded


def read_rules(path: Path | None) -> tuple[Rule, ...]:
    """Return the rules of a file, none for no file.

    Raises:
        RuleError: BS604 when it cannot be read, BS603 when a rule has the name of one of OWL 2 RL, and as
            `kg.rules.parse_rules`.
    """
    if path is None:
        return ()
    from kg.rules import RULE_IDS, parse_rules

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason_ = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise RuleError("BS604", f"cannot read the rules in '{path}': {reason_}", "check the file") from error
    rules = parse_rules(text, str(path))
    taken = next((rule.id for rule in rules if rule.id in RULE_IDS), None)
    if taken is not None:
        raise RuleError("BS603", f"{path} names a rule '{taken}', as OWL 2 RL does", "give it another name")
    return rules


def complain(closure: Closure, loaded: Loaded) -> str:
    """Return why a closure is inconsistent: each violation with its proof, down to the triples that were given."""
    from kg.proofs.prover import prove_violation

    files = ", ".join(file.path for file in loaded.files)
    parts = [f"inconsistent: {files}"]
    for violation in closure.violations:
        if not violation.derivation.premises and not violation.derivation.binding:
            parts.append(violation.rule)  # another reasoner, which gives no proofs
            continue
        proof = prove_violation(closure, violation)
        parts += [f"{violation.rule}:", *(f"  {line}" for line in proof.lines(closure.rules))]
    return "\n".join(parts)


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


def _progress() -> tuple[Callable[[str, int, int], None] | None, Callable[[], None]]:
    """Return what shows progress, None where nobody sees it, and what takes it away again."""
    stream = sys.stderr
    if stream is None or not stream.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        return None, lambda: None
    begun = time.monotonic()
    shown = 0.0

    def show(name: str, position: int, size: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - begun > _PATIENCE and now - shown > 0.1:
            shown = now
            share = f"{100 * position // size} %" if size else f"{position / 1e6:.0f} MB"
            print(f"\r\x1b[Kreading {name}: {share}", end="", file=stream, flush=True)

    def done() -> None:
        if shown:
            print("\r\x1b[K", end="", file=stream, flush=True)

    return show, done


def _say(text: str) -> None:
    print(text, file=sys.stderr)
