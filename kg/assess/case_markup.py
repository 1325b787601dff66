"""A case as it was understood, as markup: what was said, and which concept each of it was taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.case import PLACE_WORDS, Case, Given, Place
from kg.assess.model import Assessment
from kg.assess.reasons import Reasons
from kg.explain.markup import escape

__all__ = ["TITLE", "case_section", "summary", "title"]

TITLE: Final = "Assessment of a case"
"""What an assessment of a case without a name is called."""
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
"""Where the words of a local name meet."""


def title(case: Case) -> str:
    """Return what a case is called: its name, as text.

    Args:
        case: the case.
    """
    return " ".join((case.name or "").split()) or TITLE


def summary(case: Case) -> str:
    """Return a case in a line, as markup.

    Args:
        case: the case.
    """
    given = dict.fromkeys(one.said for one in (*case.given(Place.PRESENT), *case.given(Place.CONDITIONS)))
    given |= dict.fromkeys(beyond.words for beyond in case.beyond if beyond.level)
    numbers = [f"age {case.age}"] if case.age is not None else []
    numbers += [case.sex.value] if case.sex else []
    taken = dict.fromkeys(one.said for one in case.given(Place.MEDICATIONS))
    parts = [_said(given)] if given else []
    parts += numbers
    parts += [f"takes {_said(taken)}"] if taken else []
    return " · ".join(parts)


def case_section(assessment: Assessment, reasons: Reasons | None) -> str:
    """Return a case as it was understood, as a section of a page.

    Args:
        assessment: the assessment.
        reasons: what knows the labels of concepts; without it those that the assessment names are known.
    """
    case = assessment.case
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in _rows(case, reasons))
    note = (
        "What was said, and after an arrow what it was taken for where that is another word. What was not said is "
        "unknown, and unknown is never absent."
    )
    heading = "The case as it was understood"
    return f'<section id="case"><h2>{heading}</h2><p class="note">{note}</p><dl>{rows}</dl></section>'


def _rows(case: Case, reasons: Reasons | None) -> Iterator[tuple[str, str]]:
    for place, word in PLACE_WORDS.items():
        given = case.given(place)
        if given:
            yield word, ", ".join(_understood(one, reasons) for one in sorted(given, key=lambda one: one.said))
    for why in dict.fromkeys(one.because for one in case.beyond):
        yield why, _said(sorted({one.words for one in case.beyond if one.because == why}))
    for word, value in case.particulars.items():
        yield word, escape(value)
    follows: dict[str, list[str]] = {}
    for one in case.derived:
        follows.setdefault(one.quantity, []).append(f"{escape(_label(one.node, reasons))} ({escape(one.threshold)})")
    for quantity, labels in follows.items():
        yield escape(quantity), f"→ {', '.join(labels)}"
    missing = [word for word, value in (("age", case.age), ("sex", case.sex)) if value is None]
    if missing:
        yield "not given", ", ".join(missing)


def _understood(given: Given, reasons: Reasons | None) -> str:
    label = _label(given.node, reasons)
    said = f"<bdi>{escape(given.said)}</bdi>"
    return said if label.casefold() == given.said.casefold() else f"{said} → {escape(label)}"


def _label(node: NamedNode, reasons: Reasons | None) -> str:
    """Return the label of a concept, or the words of its local name."""
    if reasons is not None:
        return reasons.ref(node).label
    return _WORD.sub(" ", node.value.rpartition("/")[2]).lower()


def _said(texts: Iterator[str] | dict[str, None] | list[str]) -> str:
    return ", ".join(f"<bdi>{escape(text)}</bdi>" for text in texts)
