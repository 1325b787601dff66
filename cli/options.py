"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kg.errors import UsageError

__all__ = ["FormatOption", "OutputOption", "PictureFormatOption", "parameters"]


FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "-f", "--format", metavar="FORMAT", help="Form of the answer; a terminal and a pipe differ by default."
    ),
]
PictureFormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option("-f", "--format", metavar="FORMAT", help="Form of the picture; by default what FILE says, else svg."),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the answer to this file; its extension names the form."),
]


def parameters(params: list[str] | None) -> dict[str, str]:
    """Return the parameters that were given as NAME=VALUE, by name.

    Raises:
        UsageError: BS007, when one is not written so, or given twice.
    """
    values: dict[str, str] = {}
    for item in params or []:
        name, equals, value = item.partition("=")
        if not equals or not name or name in values:
            raise UsageError("BS007", f"'{item}' is no parameter, or is given twice", "write --param NAME=VALUE once")
        values[name] = value
    return values
