"""Ontology files that a person brings: read with progress, with rules of their own, and explained."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kg.errors import RuleError, UsageError

if TYPE_CHECKING:
    from kg.explain.triples import Explainer
    from kg.load import Loaded
    from kg.reason.closure import Closure
    from kg.rules.model import Rule

__all__ = ["InputOption", "RulesOption", "complain", "load_files", "open_explainer", "read_rules", "say"]

RulesOption: TypeAlias = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="Rules of your own: name: head :- body .")
]
InputOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", metavar="FILE", help="Ask this RDF or OWL file instead; may be given several times."),
]

_PATIENCE = 1.0
"""Seconds before progress is shown."""


def open_explainer(files: Sequence[str], rules: Path | None = None) -> Explainer:
    """Reason over files, and return what explains the result; that it is inconsistent is said on standard error.

    Args:
        files: the files, read as one ontology.
        rules: a file with further rules.

    Raises:
        OntologyError, RuleError, UsageError: as `load_files` and `read_rules`.
    """
    from kg.explain.files import FileOrigins
    from kg.explain.triples import Explainer
    from kg.reason.native import reason

    further = read_rules(rules)
    loaded = load_files(files)
    closure = reason(loaded, further)
    return Explainer(closure, origins=FileOrigins(loaded))


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
        say(f"warning: {iri} is imported, but is none of the files; name its file too")
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


def say(text: str) -> None:
    """Print a message where messages go: on standard error."""
    print(text, file=sys.stderr)
