"""Renderings of an outline: Markdown, and HTML for notebooks."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Mapping, Sequence
from typing import Final

from kg.claims import Claim
from kg.explain.items import Item, locator
from kg.explain.model import Explanation
from kg.explain.outline import outline
from kg.explain.proof_outline import Detail

__all__ = ["fragment", "markdown", "to_html", "to_markdown"]

_NUMBERED: Final = re.compile(r"^(\d*)([.)+-])")
"""What would begin a list of its own."""


def to_markdown(explanation: Explanation, detail: Detail = Detail.NORMAL) -> str:
    """Return an explanation as Markdown: question, answer, a nested list of reasons, and the claims that it links to.

    Args:
        explanation: the answer.
        detail: how much of each proof to show.
    """
    claims = {claim.id: claim for claim in explanation.cited()}
    return markdown(explanation.question, explanation.answer, outline(explanation, detail), claims)


def markdown(title: str, answer: str, parts: Sequence[Item], claims: Mapping[str, Claim]) -> str:
    """Return an outline as Markdown: title, answer, a nested list, and before the sources the claims that it links to.

    Args:
        title: the heading.
        answer: what stands below it.
        parts: the outline.
        claims: the claims, by id.
    """
    lines = [f"# {_escape(title)}", "", _escape(answer)]
    for part in parts:
        if part.text == "Sources" and claims:
            lines += ["", "## Claims", "", *(_claim(claims[name]) for name in sorted(claims))]
        lines += ["", f"## {_escape(part.text)}", "", *_bullets(part.items, 0, claims)]
    return "\n".join(lines) + "\n"


def _claim(claim: Claim) -> str:
    """Return a claim as a line that others can link to."""
    how = f"{claim.source}{locator(claim).removeprefix(claim.id)}, {claim.hedge}, {claim.stance.value}"
    return f'- <a id="claim-{claim.id}"></a>**{claim.id}** {_escape(claim.statement)} ({_escape(how)})'


def to_html(explanation: Explanation) -> str:
    """Return an explanation as a fragment of HTML, for notebooks; labels are text, never markup."""
    return fragment(explanation.question, explanation.answer, outline(explanation))


def fragment(title: str, answer: str, parts: Sequence[Item]) -> str:
    """Return an outline as a fragment of HTML, for notebooks: title, answer, and nested lists.

    Args:
        title: the heading, as text.
        answer: what stands below it.
        parts: the outline.
    """
    below = "".join(f"<h4>{html.escape(part.text)}</h4>{_list(part.items)}" for part in parts if part.items)
    return f"<h3>{html.escape(title)}</h3><p><b>{html.escape(answer)}</b></p>{below}"


def _list(items: Sequence[Item]) -> str:
    lines = (f"<li>{html.escape(item.text)}{_list(item.items) if item.items else ''}</li>" for item in items)
    return f"<ul>{''.join(lines)}</ul>"


def _bullets(items: Sequence[Item], depth: int, claims: Container[str]) -> list[str]:
    lines: list[str] = []
    for item in items:
        lines.append(f"{'  ' * depth}- {_linked(_escape(item.text), claims)}")
        lines += _bullets(item.items, depth + 1, claims)
    return lines


def _linked(text: str, claims: Container[str]) -> str:
    """Make links of the ids of claims."""
    words: list[str] = []
    for word in text.split(" "):
        name = word.rstrip(".,;:)").lstrip("(")
        words.append(word.replace(name, f"[{name}](#claim-{name})") if name in claims else word)
    return " ".join(words)


def _escape(text: str) -> str:
    """Keep text from being read as markup."""
    plain = " ".join(text.split())
    for char in "\\`*_~[]<>#|":
        plain = plain.replace(char, f"\\{char}")
    return _NUMBERED.sub(r"\1\\\2", plain)
