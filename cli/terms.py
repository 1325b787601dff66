"""`backstory terms`: the words of the knowledge base, and the concepts they mean."""

from __future__ import annotations

from typing import Annotated

import typer

from .completion import complete_term
from .options import FormatOption, OutputOption
from .output import Form, Table, emit, human_console, tagged, to_json_text

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def terms() -> None:
    """Look up the terms of the knowledge base.

    \b
    Examples:
      backstory terms search potassium
      backstory terms show "heat pack"
    """


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(help="What to look for, in labels and synonyms.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many terms to show.")] = 10,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Search labels and synonyms for a text; misspelling is forgiven.

    \b
    Examples:
      backstory terms search potassium
      backstory terms search hypokalemia -f json

    Formats: table, tsv, csv, json, jsonl. The exit code is 1 when nothing resembles the text.
    """
    import kg

    matches = kg.open().terms.search(text, limit)
    rows = [(match.id, match.label, match.word, match.score) for match in matches]
    emit(Table(("id", "label", "matched", "score"), rows).forms(), fmt, output)
    if not matches:
        raise typer.Exit(1)


@app.command("show")
def show(
    term: Annotated[str, typer.Argument(help="A label or synonym, a CURIE or an IRI.", autocompletion=complete_term)],
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what a term means: definition, kinds, synonyms, broader and narrower concepts.

    \b
    Examples:
      backstory terms show "slipped disc"
      backstory terms show bs:HeatPack -f json

    Formats: tree, json.
    """
    import kg
    from kg.explain import entry_json

    words = kg.open().terms
    entry = words.entry(words.find(term))

    def tree(terminal: bool) -> str:  # noqa: FBT001
        from rich.tree import Tree

        root = Tree(tagged(f"{entry.term} ({entry.term.id})"))
        root.add(tagged(entry.definition))
        for name in ("kinds", "lay", "clinical", "broader", "narrower"):
            if found := [str(word) for word in getattr(entry, name)]:
                root.add(tagged(f"{name}: {', '.join(found)}"))
        return human_console(root, terminal=terminal)

    forms: dict[str, Form] = {"tree": tree, "json": lambda _: to_json_text(entry_json(entry))}
    emit(forms, fmt, output)
