"""Explanations as answers: every form that they take, and the options that shape them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .output import Form, emit, human_console, tagged, to_json_text

if TYPE_CHECKING:
    from rich.tree import Tree

    from kg.explain import Detail, Explanation, Item
    from kg.proofs.justify import Bounds

__all__ = ["AudienceOption", "DetailOption", "TimeoutOption", "answer", "bounds_of", "detail_of"]

AudienceOption: TypeAlias = Annotated[
    str | None, typer.Option("--audience", metavar="WHO", help="In whose words: clinical or lay.")
]
DetailOption: TypeAlias = Annotated[
    str, typer.Option("--detail", metavar="HOW", help="How much of a proof to show: brief, normal or full.")
]
TimeoutOption: TypeAlias = Annotated[
    float | None, typer.Option("--timeout", min=0.001, help="Seconds after which a search is given up, and says so.")
]


def answer(
    explanation: Explanation,
    fmt: str | None,
    output: Path | None,
    detail: Detail | None = None,
    depth: int | None = None,
) -> None:
    """Write an explanation in the form that is asked for.

    Args:
        explanation: the answer.
        fmt: the form; by default a tree on a terminal, JSON in a pipe, or what the file's extension says.
        output: the file to write.
        detail: how much of a proof to show.
        depth: how many lines deep.
    """
    from kg.explain import Detail, to_json, to_markdown

    shown = detail or Detail.NORMAL
    forms: dict[str, Form] = {
        "tree": lambda terminal: human_console(_tree(explanation, shown, depth), terminal=terminal),
        "json": lambda _: to_json_text(to_json(explanation)),
        "md": lambda _: to_markdown(explanation, shown),
    }
    emit(forms, fmt, output)


def detail_of(text: str) -> Detail:
    """Return how much of a proof to show.

    Raises:
        UsageError: BS020, when there is no such detail.
    """
    from kg.errors import UsageError
    from kg.explain import Detail

    if text not in list(Detail):
        names = [member.value for member in Detail]
        raise UsageError("BS020", f"there is no detail '{text}'", f"use one of: {', '.join(names)}", names)
    return Detail(text)


def bounds_of(timeout: float | None) -> Bounds | None:
    """Return how far to search; None for the usual bounds."""
    if timeout is None:
        return None
    from kg.proofs.justify import Bounds

    return Bounds(seconds=timeout)


def _tree(explanation: Explanation, detail: Detail, depth: int | None) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from kg.explain import outline

    root = Tree(Text.assemble(explanation.question, "\n", (explanation.answer, "bold")), guide_style="dim")
    _grow(root, outline(explanation, detail), depth)
    return root


def _grow(tree: Tree, items: Sequence[Item], depth: int | None) -> None:
    if depth == 0 and items:
        tree.add("…")
        return
    for item in items:
        _grow(tree.add(tagged(item.text)), item.items, None if depth is None else depth - 1)
