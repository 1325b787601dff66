"""`backstory report`: what there is, in figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import OutputError

from .options import FormatOption, OutputOption
from .output import Form, emit, human_console, to_json_text

if TYPE_CHECKING:
    from kg.report import Report

__all__ = ["report"]


def report(
    maximum: Annotated[int, typer.Option("--max", min=1, help="How long each list is at the most.")] = 10,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Plot the mechanisms, too: .svg or .png; needs backstory[plots]."),
    ] = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Report what there is: sizes, mechanisms by influence, feedbacks, ambivalent pairs, evidence, sources.

    \b
    Examples:
      backstory report
      backstory report --max 25 -f md
      backstory report -f json

    Betweenness is the share of the shortest chains of stated influences that lead through a concept; what it raises
    and lowers is counted by what follows. Formats: tree, json, md, html.
    """
    import kg
    from kg.report import to_json, to_markdown, to_page

    found = kg.open().report(maximum)
    if plot is not None:
        _plot(found, plot)
    forms: dict[str, Form] = {
        "tree": lambda terminal: _tree(found, terminal=terminal),
        "json": lambda _: to_json_text(to_json(found)),
        "md": lambda _: to_markdown(found),
        "html": lambda _: to_page(found),
    }
    emit(forms, fmt, output)


def _plot(found: Report, path: Path) -> None:
    from kg.report import to_plot

    form = path.suffix.removeprefix(".").lower()
    if form not in {"svg", "png"}:
        raise OutputError("BS302", f"the extension of '{path}' names no format", "use one of: svg, png")
    data = to_plot(found, form)
    emit({form: lambda _: data}, form, path)


def _tree(found: Report, *, terminal: bool) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

    from kg.report import sections

    root = Tree(Text("What is in the knowledge base", "bold"), guide_style="dim")
    for section in sections(found):
        if not section.rows:
            root.add(Text(f"{section.title}: none"))
            continue
        table = Table(*section.columns, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        root.add(Text(section.title)).add(table)
    return human_console(root, terminal=terminal)
