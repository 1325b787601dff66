"""`backstory export`: pictures of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UsageError

from .completion import complete_term
from .options import OutputOption, PictureFormatOption, parameters
from .output import emit
from .pictures import picture_forms

if TYPE_CHECKING:
    from kg.export import Details, Picture

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
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="ID", help="With --all or --focus: only what this source states."),
    ] = None,
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
      backstory export --all --source ARTICLE -o article.html
      backstory export --all -o everything.graphml

    Formats: svg, png, pdf (one A4 page), html (one page to explore offline), dot, mermaid (.mmd), graphml,
    yed (.graphml for yEd, with -f), gexf, cx2, cyjs, d3 (.json), csv and kgx (two tables: NAME-nodes.csv and
    NAME-edges.csv, NAME_nodes.tsv and NAME_edges.tsv, or both in a .zip), jsonld. docs/pictures.md says what each
    format cannot say.
    """
    import kg

    if sum((focus is not None, explain is not None, query is not None, everything)) != 1:
        raise UsageError(
            "BS010", "say what to draw, once", "use one of --focus TERM, --explain FROM TO, --query NAME, --all"
        )
    if params and query is None:
        raise UsageError("BS007", "only a query takes parameters", "use --query NAME --param NAME=VALUE")
    graph = kg.open()
    term, target = explain or (focus, None)
    picture = graph.picture(term, target, query=query, parameters=parameters(params), hops=hops, cap=cap, source=source)

    def details(drawn: Picture) -> Details:
        from kg.export import details_of

        return details_of(graph, drawn)

    emit(picture_forms(lambda: picture, details), fmt, output, "svg")
