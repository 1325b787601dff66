"""An explanation as one page of HTML that needs nothing else: no script, no connection, no other file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Final
from xml.etree import ElementTree as ET

from kg.claims import Claim, Source
from kg.explain.items import Item, locator
from kg.explain.model import Explanation
from kg.explain.outline import outline
from kg.explain.proof_outline import Detail
from kg.version import __version__

__all__ = ["is_inert", "to_page"]

_TAG: Final = re.compile(r"\[([A-Z][A-Z ]+)\]")
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
    style = resources.files("kg.explain").joinpath("page.css").read_text("utf-8")
    body = "".join(
        (
            f'<header><p class="question">{_escape(explanation.question)}</p>',
            f"<h1>{_escape(explanation.answer)}</h1></header>",
            "<main>",
            *parts,
            *(_figure(caption, picture) for caption, picture in pictures),
            _claims(claims.values()),
            _sources(explanation.sources),
            "</main>",
            f"<footer><p>{_DISCLAIMER}</p><p>{_versions(explanation)}</p></footer>",
        )
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_escape(explanation.question)}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _part(part: Item, claims: Iterable[str]) -> str:
    inner = _list(part.items, claims)
    heading = _line(part.text, claims)
    if _size(part) > _FOLDED:
        return f"<section><details open><summary><h2>{heading}</h2></summary>{inner}</details></section>"
    return f"<section><h2>{heading}</h2>{inner}</section>"


def _size(item: Item) -> int:
    return 1 + sum(map(_size, item.items))


def _list(items: Sequence[Item], claims: Iterable[str]) -> str:
    if not items:
        return ""
    lines = (f"<li>{_line(item.text, claims)}{_list(item.items, claims)}</li>" for item in items)
    return f"<ul>{''.join(lines)}</ul>"


def _line(text: str, claims: Iterable[str]) -> str:
    """Return a line with its marks as badges and the claims that it names as links."""
    known = {*claims}
    words: list[str] = []
    for word in _escape(text).split(" "):
        name = word.rstrip(".,;:)").lstrip("(")
        words.append(word.replace(name, f'<a href="#claim-{name}">{name}</a>') if name in known else word)
    return _TAG.sub(
        lambda tag: f'<span class="tag {tag[1].lower().replace(" ", "-")}">{tag[1].lower()}</span>', " ".join(words)
    )


def _figure(caption: str, picture: str) -> str:
    if not is_inert(picture):
        raise ValueError("the picture holds something that runs")
    drawing = picture[picture.index("<svg") :]
    heading = "<h2>As a picture</h2>"
    note = f"<figcaption>{_escape(caption)}</figcaption>"
    return f'<section>{heading}<figure><div class="drawing">{drawing}</div>{note}</figure></section>'


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


def _claims(claims: Iterable[Claim]) -> str:
    rows = "".join(_row(claim) for claim in sorted(claims, key=lambda claim: claim.id))
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("claim", "what it states", "source", "how firmly", "limits")
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section><h2>Claims</h2><div class="wide">{table}</div></section>'


def _row(claim: Claim) -> str:
    limits = "; ".join(filter(None, (claim.qualifier, claim.reason)))
    cells = (
        claim.statement,
        f"{claim.source} {locator(claim).removeprefix(claim.id)}",
        f"{claim.hedge}, {claim.stance}",
        limits,
    )
    return (
        f'<tr id="claim-{_escape(claim.id)}"><th scope="row">{_escape(claim.id)}</th>'
        + "".join(f"<td>{_escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )


def _sources(sources: Sequence[Source]) -> str:
    if not sources:
        return ""
    lines = "".join(f"<li>{line}</li>" for source in sources for line in _source(source))
    return f"<section><h2>Sources</h2><ul>{lines}</ul></section>"


def _source(source: Source) -> Iterator[str]:
    title = f"{_escape(source.id)}: {_escape(source.title)} (tier {_escape(source.tier)})"
    link = source.url if source.url and source.url.startswith(("https://", "http://")) else None
    yield f'{title}, <a rel="noreferrer" href="{_escape(link)}">{_escape(link)}</a>' if link else title


def _versions(explanation: Explanation) -> str:
    knowledge = f", knowledge {_escape(explanation.knowledge)}" if explanation.knowledge else ""
    return f"Backstory {_escape(__version__)}{knowledge}"


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
