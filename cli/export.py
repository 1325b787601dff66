"""`backstory export`: pictures of the graph."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.errors import UsageError

from .completion import complete_term
from .options import OutputOption, PictureFormatOption, parameters
from .output import Form, emit

__all__ = ["export"]


def export(
    focus: Annotated[
        str | None,
        typer.Option("--focus", metavar="TERM", help="What is stated around a concept.", autocompletion=complete_term),
    ] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=20, help="How far around the concept.")] = 2,
    explain: Annotated[
        tuple[str, str] | None, typer.Option("--explain", metavar="FROM TO", help="How one concept acts on another.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="NAME", help="The graph that a CONSTRUCT query gives.")
    ] = None,
    params: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Value of a parameter of the query.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All that is stated.")] = False,
    cap: Annotated[int | None, typer.Option("--cap", min=1, help="How many concepts to show [default: 80].")] = None,
    fmt: PictureFormatOption = None,
    output: OutputOption = None,
) -> None:
    """Draw a picture of the graph, or write it for another program.

    \b
    Examples:
      backstory export --explain stress "back spasm" -o why.svg
      backstory export --focus "muscle fatigue" --hops 1 -o fatigue.png
      backstory export --query why --param from=stress --param to="back spasm" -f mermaid
      backstory export --all -o everything.graphml

    Formats: svg, png, pdf (one A4 page), dot, mermaid (.mmd), graphml, cyjs, d3.
    """
    import kg
    from kg.export import WRITERS

    if sum((focus is not None, explain is not None, query is not None, everything)) != 1:
        raise UsageError(
            "BS010", "say what to draw, once", "use one of --focus TERM, --explain FROM TO, --query NAME, --all"
        )
    if params and query is None:
        raise UsageError("BS007", "only a query takes parameters", "use --query NAME --param NAME=VALUE")
    term, target = explain or (focus, None)
    picture = kg.open().picture(term, target, query=query, parameters=parameters(params), hops=hops, cap=cap)

    def form(name: str) -> Form:
        return lambda _: WRITERS[name](picture)

    emit({name: form(name) for name in WRITERS}, fmt, output, "svg")
