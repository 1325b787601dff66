"""What pages of HTML share: their frame, lists of lines, claims and sources. Text never becomes markup."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from importlib import resources
from typing import Final

from kg.claims import Claim, Source
from kg.explain.items import Item, limits, locator
from kg.version import __version__

__all__ = ["POLICY", "claims_section", "document", "escape", "line", "lines", "sources_section", "style", "versions"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page may load: nothing but the style that stands in it."""
_TAG: Final = re.compile(r"\[([A-Z][A-Z ]+)\]")


def document(title: str, body: str, sheet: str) -> str:
    """Return a page that opens without a connection and with scripts disabled.

    Args:
        title: its title, as text.
        body: what stands in it, as markup.
        sheet: its style.
    """
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{sheet}</style></head><body>{body}</body></html>\n"
    )


def style() -> str:
    """Return the style that all pages share."""
    return resources.files("kg.explain").joinpath("page.css").read_text("utf-8")


def lines(items: Sequence[Item], claims: Container[str]) -> str:
    """Return an outline as nested lists; nothing when it is empty.

    Args:
        items: the outline.
        claims: ids of the claims that stand on the page.
    """
    if not items:
        return ""
    listed = (f"<li>{line(item.text, claims)}{lines(item.items, claims)}</li>" for item in items)
    return f"<ul>{''.join(listed)}</ul>"


def line(text: str, claims: Container[str]) -> str:
    """Return a line with its marks as badges, and the claims that it names as links.

    Args:
        text: the line.
        claims: ids of the claims that stand on the page.

    >>> line("stress causes tension [ASSERTED] C001", {"C001"})
    'stress causes tension <span class="tag asserted">asserted</span> <a href="#claim-C001">C001</a>'
    """
    words: list[str] = []
    for word in escape(text).split(" "):
        name = word.rstrip(".,;:)").lstrip("(")
        words.append(word.replace(name, f'<a href="#claim-{name}">{name}</a>') if name in claims else word)
    return _TAG.sub(
        lambda tag: f'<span class="tag {tag[1].lower().replace(" ", "-")}">{tag[1].lower()}</span>', " ".join(words)
    )


def claims_section(claims: Iterable[Claim]) -> str:
    """Return a table of claims that others link to; nothing when there are none.

    Args:
        claims: the claims.
    """
    rows = "".join(_row(claim) for claim in sorted(claims, key=lambda claim: claim.id))
    if not rows:
        return ""
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("claim", "what it states", "source", "how firmly", "limits")
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section id="claims"><h2>Claims</h2><div class="wide">{table}</div></section>'


def _row(claim: Claim) -> str:
    within = [item.text for item in limits(claim)] + ([claim.reason] if claim.reason else [])
    cells = (
        claim.statement,
        f"{claim.source} {locator(claim).removeprefix(claim.id)}",
        f"{claim.hedge}, {claim.stance}",
        "; ".join(within),
    )
    return (
        f'<tr id="claim-{escape(claim.id)}"><th scope="row">{escape(claim.id)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )


def sources_section(sources: Sequence[Source]) -> str:
    """Return a list of sources that others link to; nothing when there are none.

    Args:
        sources: the sources.
    """
    if not sources:
        return ""
    listed = "".join(f'<li id="source-{escape(one.id)}">{part}</li>' for one in sources for part in _source(one))
    return f'<section id="sources"><h2>Sources</h2><ul>{listed}</ul></section>'


def _source(source: Source) -> Iterator[str]:
    title = f"{escape(source.id)}: {escape(source.title)} (tier {escape(source.tier)})"
    link = source.url if source.url and source.url.startswith(("https://", "http://")) else None
    yield f'{title}, <a rel="noreferrer" href="{escape(link)}">{escape(link)}</a>' if link else title


def versions(knowledge: str) -> str:
    """Return the versions of the package and of the knowledge base, as markup.

    Args:
        knowledge: the version of the knowledge base; empty when there is none.
    """
    which = f", knowledge {escape(knowledge)}" if knowledge else ""
    return f"Backstory {escape(__version__)}{which}"


def escape(text: str) -> str:
    """Return text as markup that shows it, in an element or in an attribute.

    >>> escape('"><img>')
    '&quot;&gt;&lt;img&gt;'
    """
    return html.escape(text, quote=True)
