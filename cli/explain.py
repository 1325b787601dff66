"""`backstory explain`: why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UsageError

from .completion import complete_term
from .options import FormatOption, OutputOption
from .output import Form, emit, human_console, tagged, to_json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.tree import Tree

    from kg.explain import Explanation, Item

__all__ = ["explain"]


def explain(
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="TERM [TERM]",
            help="A concept, two concepts, or the id of a claim.",
            autocompletion=complete_term,
        ),
    ],
    maximum: Annotated[int, typer.Option("--max", min=1, help="How many paths to show.")] = 12,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Explain how one concept acts on another, what a concept is, or what a claim states.

    \b
    Examples:
      backstory explain stress "back spasm"
      backstory explain "deep breathing" "back spasm" --max 3
      backstory explain cortisol
      backstory explain C022 -f json

    A term is a label or synonym in quotes, a CURIE (bs:BackSpasm) or an IRI. Formats: tree, json, md.
    The exit code is 1 when the sources do not say.
    """
    import kg
    from kg.explain import Status, to_json, to_markdown

    if len(terms) > 2:
        raise UsageError(
            "BS003", f"explain takes one or two terms, not {len(terms)}", "put a term of several words in quotes"
        )
    explanation = kg.open().explain(*terms, maximum=maximum)
    forms: dict[str, Form] = {
        "tree": lambda: human_console(_tree(explanation)),
        "json": lambda: to_json_text(to_json(explanation)),
        "md": lambda: to_markdown(explanation),
    }
    emit(forms, fmt, output)
    if explanation.status in {Status.NOT_STATED, Status.NOT_ENTAILED}:
        raise typer.Exit(1)
    if not explanation.exhausted:
        raise typer.Exit(5)


def _tree(explanation: Explanation) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from kg.explain import outline

    root = Tree(Text.assemble(explanation.question, "\n", (explanation.answer, "bold")), guide_style="dim")
    _grow(root, outline(explanation))
    return root


def _grow(tree: Tree, items: Sequence[Item]) -> None:
    for item in items:
        _grow(tree.add(tagged(item.text)), item.items)
