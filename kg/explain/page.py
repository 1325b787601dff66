"""An explanation as one page of HTML that needs nothing else: no script, no connection, no other file."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from kg.explain.items import Item
from kg.explain.markup import claims_section, document, escape, line, lines, sources_section, style, versions
from kg.explain.model import Explanation
from kg.explain.outline import outline
from kg.explain.proof_outline import Detail

__all__ = ["is_inert", "to_page"]

_FOLDED: Final = 12
"""A part with more lines than these is folded."""
_DISCLAIMER: Final = (
    "For education and professional reference; not a medical device, and not for use when time is short."
)
_INERT: Final = frozenset({"svg", "g", "title", "path", "polygon", "polyline", "ellipse", "text", "a", "defs", "rect"})
"""Elements of a picture that only draw."""


def to_page(explanation: Explanation, pictures: Sequence[tuple[str, str]] = (), detail: Detail = Detail.NORMAL) -> str:
    """Return an explanation as a page that opens without a connection and with scripts disabled.

    Args:
        explanation: the answer.
        pictures: a caption and an SVG document each, shown below the reasons.
        detail: how much of each proof to show.

    Raises:
        ValueError: when a picture holds anything that runs.
    """
    claims = {claim.id: claim for claim in explanation.cited()}
    if explanation.claim:
        claims[explanation.claim.id] = explanation.claim
    parts = [_part(part, claims) for part in outline(explanation, detail) if part.text != "Sources"]
    body = "".join(
        (
            f'<header><p class="question">{escape(explanation.question)}</p>',
            f"<h1>{escape(explanation.answer)}</h1></header>",
            "<main>",
            *parts,
            *(_figure(caption, picture) for caption, picture in pictures),
            claims_section(claims.values()),
            sources_section(explanation.sources),
            "</main>",
            f"<footer><p>{_DISCLAIMER}</p><p>{versions(explanation.knowledge)}</p></footer>",
        )
    )
    return document(explanation.question, body, style())


def _part(part: Item, claims: Container[str]) -> str:
    inner = lines(part.items, claims)
    heading = line(part.text, claims)
    if _size(part) > _FOLDED:
        return f"<section><details open><summary><h2>{heading}</h2></summary>{inner}</details></section>"
    return f"<section><h2>{heading}</h2>{inner}</section>"


def _size(item: Item) -> int:
    return 1 + sum(map(_size, item.items))


def _figure(caption: str, picture: str) -> str:
    if not is_inert(picture):
        raise ValueError("the picture holds something that runs")
    drawing = picture[picture.index("<svg") :]
    heading = "<h2>As a picture</h2>"
    note = f"<figcaption>{escape(caption)}</figcaption>"
    frame = '<div class="drawing" tabindex="0" role="region" aria-label="Picture, to be scrolled">'  # by keys as well
    return f"<section>{heading}<figure>{frame}{drawing}</div>{note}</figure></section>"


def is_inert(picture: str) -> bool:
    """Return whether a picture only draws: no other elements, no handlers, no links that lead anywhere."""
    for element in ET.fromstring(picture).iter():  # noqa: S314 -- Graphviz wrote it
        if str(element.tag).rpartition("}")[2] not in _INERT:
            return False
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            if local.startswith("on") or (local == "href" and not value.startswith("#")):
                return False
    return True
