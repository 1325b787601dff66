"""Explanations as answers: every form that they take, and the options that shape them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .output import Form, emit, human_console, tagged, to_json_text
from .pictures import picture_forms

if TYPE_CHECKING:
    from rich.tree import Tree

    from kg.explain import Detail, Explanation, Item
    from kg.export import Picture
    from kg.proofs.justify import Bounds

__all__ = ["AudienceOption", "DetailOption", "TimeoutOption", "answer", "bounds_of", "detail_of", "grow"]

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
    picture: Callable[[], Picture] | None = None,
) -> None:
    """Write an explanation in the form that is asked for.

    Args:
        explanation: the answer.
        fmt: the form; by default a tree on a terminal, JSON in a pipe, or what the file's extension says.
        output: the file to write.
        detail: how much of a proof to show.
        depth: how many lines deep.
        picture: draws it; by default its proofs are drawn.
    """
    from kg.explain import Detail, to_json, to_markdown

    shown = detail or Detail.NORMAL
    forms: dict[str, Form] = {
        "tree": lambda terminal: human_console(_tree(explanation, shown, depth), terminal=terminal),
        "json": lambda _: to_json_text(to_json(explanation)),
        "md": lambda _: to_markdown(explanation, shown),
        "html": lambda _: _page(explanation, shown, picture),
        "trig": lambda _: _trig(explanation),
    }

    emit(forms | picture_forms(lambda: _drawn(explanation, picture), without=forms), fmt, output)


def _page(explanation: Explanation, detail: Detail, picture: Callable[[], Picture] | None) -> str:
    """Return an explanation as a page, with a picture where there is anything to draw."""
    from kg.explain.page import to_page
    from kg.export import draw

    drawing = _drawn(explanation, picture)
    cut = f"Showing {len(drawing.nodes)} of {drawing.total}. " if len(drawing.nodes) < drawing.total else ""
    note = f"{cut}Where it is wider than the page, it can be moved sideways."
    pictures = [(note, draw(drawing, "svg").decode())] if drawing.nodes else []
    return to_page(explanation, pictures, detail)


def _trig(explanation: Explanation) -> str:
    from kg.explain.prov import to_trig

    return to_trig(explanation)


def _drawn(explanation: Explanation, picture: Callable[[], Picture] | None) -> Picture:
    from kg.export import picture_of_proofs

    return picture() if picture else picture_of_proofs(explanation)


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
    grow(root, outline(explanation, detail), depth)
    return root


def grow(tree: Tree, items: Sequence[Item], depth: int | None) -> None:
    """Add lines to a tree, so many levels deep; None for all."""
    if depth == 0 and items:
        tree.add("…")
        return
    for item in items:
        grow(tree.add(tagged(item.text)), item.items, None if depth is None else depth - 1)
