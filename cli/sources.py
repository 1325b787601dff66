"""`backstory sources`: the sources, and what rests on them."""

from __future__ import annotations

from typing import Annotated

import typer

from .completion import complete_source
from .options import FormatOption, OutputOption
from .output import Table, emit

__all__ = ["sources"]


def sources(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Id of one source.", autocompletion=complete_source)
    ] = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List the sources, or the claims that rest on one of them.

    \b
    Examples:
      backstory sources
      backstory sources ARTICLE -f tsv

    Formats: table, tsv, csv, json, jsonl.
    """
    import kg

    graph = kg.open()
    if name is None:
        columns: tuple[str, ...] = ("id", "tier", "claims", "title", "url")
        rows: list[tuple[str | int | None, ...]] = [
            (source.id, source.tier, len(graph.claims_from(source.id)), source.title, source.url)
            for source in graph.sources.values()
        ]
    else:
        columns = ("claim", "paragraph", "sentence", "hedge", "stance", "statement")
        rows = [
            (claim.id, claim.paragraph, claim.sentence, claim.hedge, claim.stance.value, claim.statement)
            for claim in graph.claims_from(name)
        ]
    emit(Table(columns, rows).forms(), fmt, output)
