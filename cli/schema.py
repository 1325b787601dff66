"""`backstory schema`: the JSON Schemas of what the command line reads and prints."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from kg.errors import UsageError

from .options import OutputOption
from .output import emit, to_json_text

__all__ = ["schema"]


_NAMES: Final = ("explanation", "case", "assessment")


def schema(
    name: Annotated[str, typer.Argument(help="Which schema: explanation, case or assessment.")] = "explanation",
    output: OutputOption = None,
) -> None:
    """Print a JSON Schema: of an explanation, of a case file, or of an assessment.

    \b
    Examples:
      backstory schema explanation
      backstory schema case
      backstory schema assessment
    """
    if name not in _NAMES:
        raise UsageError("BS004", f"there is no schema '{name}'", f"the schemas are: {', '.join(_NAMES)}", _NAMES)
    text = to_json_text(_schema(name))
    emit({"json": lambda _: text}, "json", output)


def _schema(name: str) -> dict[str, Any]:
    if name == "explanation":
        from kg.explain import json_schema

        return json_schema()
    from kg.assess import assessment_schema, case_schema

    return case_schema() if name == "case" else assessment_schema()
