"""`backstory explain`: why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import TermError, UsageError

from .completion import complete_term
from .options import FormatOption, OutputOption
from .output import Form, emit, human_console, tagged, to_json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.tree import Tree

    from kg.explain import Explanation, Item
    from kg.graph import KnowledgeGraph

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
    graph = kg.open()
    try:
        explanation = graph.explain(*terms, maximum=maximum)
    except TermError as error:
        raise _unquoted(graph, terms) or error from None
    forms: dict[str, Form] = {
        "tree": lambda terminal: human_console(_tree(explanation), terminal=terminal),
        "json": lambda _: to_json_text(to_json(explanation)),
        "md": lambda _: to_markdown(explanation),
    }
    emit(forms, fmt, output)
    if explanation.status in {Status.NOT_STATED, Status.NOT_ENTAILED}:
        raise typer.Exit(1)
    if not explanation.exhausted:
        raise typer.Exit(5)


def _unquoted(graph: KnowledgeGraph, terms: list[str]) -> TermError | None:
    """Return a better error when the words are one term together, as in `explain back spasm`."""
    phrase = " ".join(terms)
    if len(terms) == 1:
        return None
    try:
        graph.terms.find(phrase)
    except TermError:
        return None
    return TermError("BS201", f"no term is called '{terms[0]}'", f'did you mean "{phrase}"? put it in quotes', [phrase])


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
