"""Renderings of an outline: Markdown, and HTML for notebooks."""

from __future__ import annotations

import html
from collections.abc import Sequence

from kg.explain.items import Item
from kg.explain.model import Explanation
from kg.explain.outline import outline
from kg.explain.proof_outline import Detail

__all__ = ["to_html", "to_markdown"]


def to_markdown(explanation: Explanation, detail: Detail = Detail.NORMAL) -> str:
    """Return an explanation as Markdown: question, answer, then a nested list of reasons.

    Args:
        explanation: the answer.
        detail: how much of each proof to show.
    """
    lines = [f"# {_escape(explanation.question)}", "", _escape(explanation.answer)]
    for part in outline(explanation, detail):
        lines += ["", f"## {_escape(part.text)}", "", *_bullets(part.items, 0)]
    return "\n".join(lines) + "\n"


def to_html(explanation: Explanation) -> str:
    """Return an explanation as a fragment of HTML, for notebooks; labels are text, never markup."""
    parts = "".join(
        f"<h4>{html.escape(part.text)}</h4>{_list(part.items)}" for part in outline(explanation) if part.items
    )
    return f"<h3>{html.escape(explanation.question)}</h3><p><b>{html.escape(explanation.answer)}</b></p>{parts}"


def _list(items: Sequence[Item]) -> str:
    lines = (f"<li>{html.escape(item.text)}{_list(item.items) if item.items else ''}</li>" for item in items)
    return f"<ul>{''.join(lines)}</ul>"


def _bullets(items: Sequence[Item], depth: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        lines.append(f"{'  ' * depth}- {_escape(item.text)}")
        lines += _bullets(item.items, depth + 1)
    return lines


def _escape(text: str) -> str:
    """Keep text from being read as markup."""
    for char in "\\`*_[]<>#":
        text = text.replace(char, f"\\{char}")
    return text
