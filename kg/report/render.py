"""A report as sections of rows, and these as Markdown, JSON and a page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from kg.explain import Sign
from kg.report.figures import Feedback, Report
from kg.version import __version__

__all__ = ["Section", "sections", "to_json", "to_markdown", "to_page"]

_TITLE: Final = "What is in the knowledge base"
_DISCLAIMER: Final = (
    "For education and professional reference; not a medical device, and not for use when time is short."
)
_STYLE: Final = ".wide :is(td, th) { overflow-wrap: normal; }"
_MARKS: Final = re.compile(r"[\\|\[\]`*_]")
"""What Markdown would take for markup."""
_WORDS: Final = {Sign.RAISES: "raises", Sign.LOWERS: "lowers"}


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a report.

    Args:
        title: what it shows, and how much of it.
        columns: what its columns are called.
        rows: its rows.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(report: Report) -> tuple[Section, ...]:
    """Return a report as tables.

    Args:
        report: the report.
    """
    stances = sorted({stance for _, stance, _ in report.evidence})
    tiers = sorted({tier for tier, _, _ in report.evidence})
    counts = {(tier, stance): count for tier, stance, count in report.evidence}
    return (
        Section("Sizes", ("what", "how many"), tuple((name, f"{size:,}") for name, size in report.sizes)),
        Section(
            _cut("Most influential mechanisms, by betweenness", len(report.mechanisms), report.between),
            ("concept", "kind", "betweenness", "raises", "lowers", "raised by", "lowered by"),
            tuple(
                (
                    one.term.label,
                    ", ".join(kind.label for kind in one.kinds),
                    f"{one.betweenness:.4f}",
                    *(str(count) for count in (one.raises, one.lowers, one.raised_by, one.lowered_by)),
                )
                for one in report.mechanisms
            ),
        ),
        Section(
            _cut("Feedbacks of at most eight stated influences", len(report.feedbacks), report.circles),
            ("circle", "effect", "claims"),
            tuple(
                (_circle(one), _effect(one), "; ".join(" ".join(ids) for ids in one.claims)) for one in report.feedbacks
            ),
        ),
        Section(
            _cut("Ambivalent pairs: one raises and lowers the other", len(report.ambivalences), report.pairs),
            ("concept", "acts both ways on"),
            tuple((pair.source.label, pair.target.label) for pair in report.ambivalences),
        ),
        Section(
            "Evidence: claims by tier and stance",
            ("tier", *stances, "all"),
            tuple(
                (
                    tier,
                    *(str(counts.get((tier, stance), 0)) for stance in stances),
                    str(sum(counts.get((tier, stance), 0) for stance in stances)),
                )
                for tier in tiers
            ),
        ),
        Section(
            _cut("Claims by source", len(report.sources), report.texts),
            ("source", "tier", "claims", "title"),
            tuple((source.id, source.tier, str(count), source.title) for source, count in report.sources),
        ),
    )


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as values for JSON.

    Args:
        report: the report.
    """
    return {
        "version": __version__,
        "knowledge": report.knowledge,
        "sizes": dict(report.sizes),
        "mechanisms": {
            "total": report.between,
            "shown": [
                {
                    "id": one.term.id,
                    "label": one.term.label,
                    "kinds": [kind.id for kind in one.kinds],
                    "betweenness": one.betweenness,
                    "raises": one.raises,
                    "lowers": one.lowers,
                    "raised_by": one.raised_by,
                    "lowered_by": one.lowered_by,
                }
                for one in report.mechanisms
            ],
        },
        "feedbacks": {
            "total": report.circles,
            "shown": [
                {
                    "terms": [term.id for term in one.terms],
                    "signs": [sign.value for sign in one.signs],
                    "claims": [list(ids) for ids in one.claims],
                    "effect": _effect(one),
                }
                for one in report.feedbacks
            ],
        },
        "ambivalent": {
            "total": report.pairs,
            "shown": [{"source": pair.source.id, "target": pair.target.id} for pair in report.ambivalences],
        },
        "evidence": [{"tier": tier, "stance": stance, "claims": count} for tier, stance, count in report.evidence],
        "sources": {
            "total": report.texts,
            "shown": [
                {"id": source.id, "tier": source.tier, "claims": count, "title": source.title}
                for source, count in report.sources
            ],
        },
    }


def to_markdown(report: Report) -> str:
    """Return a report as Markdown.

    Args:
        report: the report.
    """
    lines = [f"# {_TITLE}", ""]
    for section in sections(report):
        lines += [f"## {section.title}", ""]
        if not section.rows:
            lines += ["None.", ""]
            continue
        lines += [_row(section.columns), f"|{' --- |' * len(section.columns)}", *map(_row, section.rows), ""]
    return "\n".join([*lines, _DISCLAIMER, "", _versions(report), ""])


def to_page(report: Report) -> str:
    """Return a report as a page that opens without a connection and has no scripts.

    Args:
        report: the report.
    """
    style = resources.files("kg.explain").joinpath("page.css").read_text("utf-8") + _STYLE
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    parts = "".join(f"<section><h2>{html.escape(one.title)}</h2>{_table(one)}</section>" for one in sections(report))
    footer = f"<footer><p>{_DISCLAIMER}</p><p>{html.escape(_versions(report))}</p></footer>"
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_TITLE}</title><style>{style}</style></head>"
        f"<body><header><h1>{_TITLE}</h1></header><main>{parts}</main>{footer}</body></html>\n"
    )


def _table(section: Section) -> str:
    if not section.rows:
        return "<p>None.</p>"
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in section.columns)
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(cells: Sequence[str]) -> str:
    escaped = (_MARKS.sub(r"\\\g<0>", html.escape(" ".join(cell.split()), quote=False)) for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _circle(feedback: Feedback) -> str:
    """Return a circle in words.

    >>> from kg.lexicon import Ref
    >>> terms = (Ref("bs:Pain", "pain"), Ref("bs:Fear", "fear"))
    >>> _circle(Feedback(terms, (("C1",), ("C2",)), (Sign.RAISES, Sign.RAISES)))
    'pain raises fear, which raises pain'
    """
    steps = zip(feedback.signs, [*feedback.terms[1:], feedback.terms[0]], strict=True)
    return f"{feedback.terms[0].label} " + ", which ".join(f"{_WORDS[sign]} {term.label}" for sign, term in steps)


def _effect(feedback: Feedback) -> str:
    return "reinforces itself" if feedback.reinforcing else "holds itself back"


def _cut(title: str, shown: int, total: int) -> str:
    return f"{title}, showing {shown} of {total}" if shown < total else title


def _versions(report: Report) -> str:
    return f"Backstory {__version__}, knowledge {report.knowledge}"
