"""`backstory schema`: the JSON Schemas of what the command line reads and prints."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from kg.errors import UsageError

from .options import OutputOption
from .output import emit, to_json_text

__all__ = ["schema"]


_NAMES: Final = ("explanation", "case", "assessment", "comparison")


def schema(
    name: Annotated[
        str, typer.Argument(help="Which schema: explanation, case, assessment or comparison.")
    ] = "explanation",
    output: OutputOption = None,
) -> None:
    """Print a JSON Schema: of an explanation, of a case file, of an assessment, or of a comparison.

    \b
    Examples:
      backstory schema explanation
      backstory schema case
      backstory schema assessment
      backstory schema comparison
    """
    if name not in _NAMES:
        raise UsageError("BS004", f"there is no schema '{name}'", f"the schemas are: {', '.join(_NAMES)}", _NAMES)
    text = to_json_text(_schema(name))
    emit({"json": lambda _: text}, "json", output)


def _schema(name: str) -> dict[str, Any]:
    if name == "explanation":
        from kg.explain import json_schema

        return json_schema()
    from kg.assess import assessment_schema, case_schema, comparison_schema

    schemas = {"case": case_schema, "assessment": assessment_schema, "comparison": comparison_schema}
    return schemas[name]()
