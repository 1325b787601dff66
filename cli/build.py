"""`backstory build`: from the edited files of an ontology to the built ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .output import emit

__all__ = ["build"]


def build(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the ontology; by default the one that Backstory uses.")
    ] = None,
) -> None:
    """Build the compiled graph, its closure, its claims and the manifest after an edit.

    \b
    Examples:
      backstory build
      backstory build ontology

    Nothing is written when a row is wrong (exit code 4) or the ontology is inconsistent (exit code 3).
    """
    from kg.compile import write
    from kg.resources import folder as data

    path = folder or data("ontology")
    built = write(path)
    messages = built.closure.inconsistencies
    lines = [f"inconsistent: {message}" for message in messages] or [f"built {file}" for file in built.files]
    emit({"text": lambda _: "".join(f"{line}\n" for line in lines)})
    if messages:
        raise typer.Exit(3)
