"""`backstory export`: pictures of the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UsageError

from .completion import complete_term
from .ontologies import InputOption, open_explainer
from .options import OutputOption, PictureFormatOption, parameters
from .output import emit
from .pictures import picture_forms

if TYPE_CHECKING:
    from kg.export import Details, Picture
    from kg.graph import KnowledgeGraph

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
    hierarchy: Annotated[
        bool, typer.Option("--hierarchy", help="The classes, the broader above the narrower.")
    ] = False,
    case: Annotated[
        Path | None, typer.Option("--case", metavar="FILE", help="The assessment of a case: JSON, Turtle, or -.")
    ] = None,
    input_: InputOption = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="ID", help="With --all or --focus: only what this source states."),
    ] = None,
    cap: Annotated[int | None, typer.Option("--cap", min=1, help="How many concepts to show [default: 80].")] = None,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only so many nodes, the most central.")] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="MEASURE", help="What makes a node central: betweenness or degree.")
    ] = "betweenness",
    collapse: Annotated[bool, typer.Option("--collapse", help="One node for each kind, with counts.")] = False,
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
      backstory export --all --top 20 --by degree -o core.svg
      backstory export --hierarchy -o kinds.svg
      backstory export --input mine.ttl --focus Person -o person.html
      backstory export --all -o everything.graphml

    Formats: svg, png, pdf (one A4 page), html (one page to explore offline), dot, mermaid (.mmd), graphml,
    yed (.graphml for yEd, with -f), gexf, cx2, cyjs, d3 (.json), csv and kgx (two tables: NAME-nodes.csv and
    NAME-edges.csv, NAME_nodes.tsv and NAME_edges.tsv, or both in a .zip), jsonld. docs/pictures.md says what each
    format cannot say.
    """
    subjects = (explain is not None, query is not None, everything, case is not None)
    if sum(subjects) + bool(focus is not None or hierarchy or input_) != 1:
        hint = "use one of --focus TERM, --explain FROM TO, --query NAME, --all, --hierarchy, --case FILE, --input FILE"
        raise UsageError("BS010", "say what to draw, once", hint)
    if params and query is None:
        raise UsageError("BS007", "only a query takes parameters", "use --query NAME --param NAME=VALUE")
    if source is not None and (hierarchy or input_ or case):
        raise UsageError("BS010", "only --all and --focus take a source", "leave --source out")
    if hierarchy or input_:
        picture, details = _of_terms(input_, focus, hops, cap, hierarchy=hierarchy)
    else:
        import kg

        graph = kg.open()
        details = _told(graph)
        if case is not None:
            picture = _of_case(graph, case, cap)
        else:
            term, target = explain or (focus, None)
            picture = graph.picture(
                term, target, query=query, parameters=parameters(params), hops=hops, cap=cap, source=source
            )
    emit(picture_forms(lambda: _reduced(picture, top, by, collapse=collapse), details), fmt, output, "svg")


def _told(graph: KnowledgeGraph) -> Callable[[Picture], Details]:
    def details(picture: Picture) -> Details:
        from kg.export import details_of

        return details_of(graph, picture)

    return details


def _of_case(graph: KnowledgeGraph, case: Path, cap: int | None) -> Picture:
    from kg.export import picture_of_assessment

    from .cases import file_case

    return picture_of_assessment(graph.assess(file_case(graph, case)), cap)


def _of_terms(
    files: list[str] | None, focus: str | None, hops: int, cap: int | None, *, hierarchy: bool
) -> tuple[Picture, Callable[[Picture], Details]]:
    """Return the picture of an ontology, by default of the bundled one, and what tells of it."""
    import kg
    from kg.export import details_of_terms, picture_of_hierarchy, picture_of_ontology

    explainer = open_explainer(files) if files else kg.open().explainer
    title = ", ".join(Path(name).name for name in files) if files else "the knowledge base"
    names, closure = explainer.names, explainer.closure
    term = None if focus is None else names.find(focus)
    picture = (
        picture_of_hierarchy(closure, names, title, term, cap)
        if hierarchy
        else picture_of_ontology(closure, names, title, term, hops, cap)
    )
    return picture, lambda drawn: details_of_terms(explainer, drawn)


def _reduced(picture: Picture, top: int | None, by: str, *, collapse: bool) -> Picture:
    from kg.export import central, collapsed

    if top is not None:
        picture = central(picture, top, by)
    return collapsed(picture) if collapse else picture
