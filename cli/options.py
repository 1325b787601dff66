"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["FormatOption", "OutputOption"]


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
