"""`backstory schema`: the JSON Schemas of what the command line prints."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.errors import UsageError

from .options import OutputOption
from .output import emit, to_json_text

__all__ = ["schema"]


def schema(
    name: Annotated[str, typer.Argument(help="Which schema: explanation.")] = "explanation",
    output: OutputOption = None,
) -> None:
    """Print the JSON Schema of an answer.

    \b
    Examples:
      backstory schema explanation
    """
    from kg.explain import json_schema

    if name != "explanation":
        raise UsageError("BS004", f"there is no schema '{name}'", "the schemas are: explanation", ["explanation"])
    text = to_json_text(json_schema())
    emit({"json": lambda _: text}, "json", output)
