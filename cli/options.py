"""Options that several verbs share, and the completion of terms."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["FormatOption", "OutputOption", "complete_term"]


FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "-f", "--format", metavar="FORMAT", help="Form of the answer; a terminal and a pipe differ by default."
    ),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the answer to this file; its extension names the form."),
]


def complete_term(incomplete: str) -> list[str]:
    """Return the labels, synonyms and claim ids that begin with what was typed."""
    import kg

    graph = kg.open()
    start = incomplete.casefold()
    found = [word for word in (*graph.terms.words(), *graph.claims) if word.casefold().startswith(start)]
    if os.environ.get("_BACKSTORY_COMPLETE") == "complete_bash":
        # bash inserts a completion as it is; zsh and fish quote it themselves.
        return [word.replace("'", "\\'").replace(" ", "\\ ") for word in found]
    return found
