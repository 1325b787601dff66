"""From the numbers of a case to findings, by the documented thresholds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.case import Derived
from kg.thresholds import Threshold

__all__ = ["derived", "excluded"]

_WORDS: Final = {"age": "age {}", "duration": "a duration of {} days", "weeks": "week {} of pregnancy"}


def derived(
    thresholds: Sequence[Threshold], numbers: Mapping[str, int | None], features: Collection[NamedNode]
) -> tuple[Derived, ...]:
    """Return the findings that numbers give.

    Args:
        thresholds: the documented ones.
        numbers: the numbers of the case, by quantity.
        features: what is found, had or taken, broader concepts included.
    """
    found: list[Derived] = []
    for threshold in thresholds:
        number = numbers.get(threshold.quantity)
        if number is None or not threshold.holds(number):
            continue
        if threshold.beside is None or threshold.beside in features:
            words = _WORDS[threshold.quantity].format(number)
            found.append(Derived(threshold.node, words, threshold.id, threshold.complaint))
    return tuple(found)


def excluded(thresholds: Sequence[Threshold], numbers: Mapping[str, int | None]) -> tuple[NamedNode, ...]:
    """Return the findings that numbers rule out, so that nobody is asked about them.

    Args:
        thresholds: the documented ones.
        numbers: the numbers of the case, by quantity.
    """
    known = ((threshold, numbers.get(threshold.quantity)) for threshold in thresholds)
    return tuple(threshold.node for threshold, number in known if number is not None and not threshold.holds(number))
