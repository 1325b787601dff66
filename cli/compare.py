"""`backstory compare`: what differs between two cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .answers import grow
from .cases import file_case
from .options import FormatOption, OutputOption
from .output import Form, emit, human_console, to_json_text

if TYPE_CHECKING:
    from kg.assess import Comparison

__all__ = ["compare", "emit_comparison"]


def compare(
    before: Annotated[Path, typer.Argument(metavar="CASE", help="A case file.")],
    after: Annotated[Path, typer.Argument(metavar="CASE", help="Another case file.")],
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Compare the assessments of two cases: urgency, red flags, causes, interventions, what to avoid and to ask.

    \b
    Examples:
      backstory compare examples/strain.json examples/cauda-equina.json

    The exit code is 1 when nothing differs.
    """
    import kg
    from kg.assess import compare as difference

    graph = kg.open()
    first, second = (graph.assess(file_case(graph, path)) for path in (before, after))
    emit_comparison(difference(first, second), fmt, output)


def emit_comparison(comparison: Comparison, fmt: str | None, output: Path | None) -> None:
    """Write a comparison; exit with 1 when nothing differs."""
    from kg.explain.render import markdown

    forms: dict[str, Form] = {
        "tree": lambda terminal: human_console(_tree(comparison), terminal=terminal),
        "json": lambda _: to_json_text(comparison.to_json()),
        "md": lambda _: markdown("Comparison", comparison.answer, comparison.outline(), {}),
    }
    emit(forms, fmt, output)
    if comparison.is_empty:
        raise typer.Exit(1)


def _tree(comparison: Comparison) -> Any:
    from rich.text import Text
    from rich.tree import Tree

    root = Tree(Text(comparison.answer, style="bold"), guide_style="dim")
    grow(root, comparison.outline(), None)
    return root
