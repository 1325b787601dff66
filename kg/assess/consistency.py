"""What cannot all be so: a case that contradicts itself gets no result."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.case import Case, Place, Sex
from kg.errors import CaseError
from kg.thresholds import Threshold
from kg.vocabulary import BS

__all__ = ["new_again", "refuse_absent_conclusions", "refuse_contradictions"]

_HAD: Final = (Place.PRESENT, Place.CONDITIONS, Place.MEDICATIONS)
_NOT_HAD: Final = {Place.ABSENT: "absent", Place.UNKNOWN: "unknown"}
_YEAR: Final = 365.25
_KEEP: Final = "keep one of the two"


def refuse_contradictions(
    case: Case,
    broader: Mapping[NamedNode, frozenset[NamedNode]],
    implied: Callable[[NamedNode], Collection[NamedNode]],
    thresholds: Sequence[Threshold],
    spans: Sequence[int],
) -> None:
    """Raise an error when a case says what cannot all be so.

    Args:
        case: the case, before anything follows from its numbers.
        broader: each concept with itself and all that it is a kind of.
        implied: gives a concept with all that a case has which has it.
        thresholds: the documented ones.
        spans: the durations that its findings name, in days.

    Raises:
        CaseError: BS705, naming both sides.
    """
    _places(case, broader)
    _words(case)
    _sex(case, broader)
    _numbers(case, implied, thresholds)
    _durations(case, spans)


def refuse_absent_conclusions(
    case: Case, broader: Mapping[NamedNode, frozenset[NamedNode]], have: Collection[NamedNode]
) -> None:
    """Raise an error when what a case has makes up something that it says is absent.

    Args:
        case: the case, with what follows from its numbers.
        broader: each concept with itself and all that it is a kind of.
        have: what it has, as `Patterns.closed` gives it.

    Raises:
        CaseError: BS705, naming what is said to be absent.
    """
    held = {other for node in have for other in broader.get(node, (node,))}
    for given in case.given(Place.ABSENT):
        if given.node in held:
            raise CaseError("BS705", f"'{given.said}' is absent, and follows from what is present", _KEEP)


def _places(case: Case, broader: Mapping[NamedNode, frozenset[NamedNode]]) -> None:
    """Refuse what is there and is not, by itself or as something broader."""
    for one in (given for place in _HAD for given in case.given(place)):
        for place, word in _NOT_HAD.items():
            for other in case.given(place):
                if other.node in broader.get(one.node, (one.node,)):
                    raise CaseError("BS705", f"'{one.said}' is present, and '{other.said}' is {word}", _KEEP)
    for one, other in ((o, p) for o in case.given(Place.ABSENT) for p in case.given(Place.UNKNOWN)):
        if one.node == other.node:
            raise CaseError("BS705", f"'{one.said}' is both absent and unknown", _KEEP)


def _words(case: Case) -> None:
    """Refuse words out of scope that stand at two places."""
    places: dict[str, set[Place]] = defaultdict(set)
    for beyond in case.beyond:
        places[beyond.words].add(beyond.place)
    for words, found in places.items():
        if found & {*_HAD} and found & {*_NOT_HAD}:
            raise CaseError("BS705", f"'{words}' is both present and not", _KEEP)
        if found >= {*_NOT_HAD}:
            raise CaseError("BS705", f"'{words}' is both absent and unknown", _KEEP)


def _sex(case: Case, broader: Mapping[NamedNode, frozenset[NamedNode]]) -> None:
    pregnant = any(BS.Pregnancy in broader.get(node, (node,)) for node in case.nodes(*_HAD))
    if case.sex is Sex.MALE and (pregnant or case.pregnant or case.weeks is not None):
        raise CaseError("BS705", "sex and pregnancy contradict each other", "correct one of them")
    if case.pregnant is False and (pregnant or case.weeks is not None):
        raise CaseError("BS705", "the case is pregnant and is not", _KEEP)


def _numbers(
    case: Case, implied: Callable[[NamedNode], Collection[NamedNode]], thresholds: Sequence[Threshold]
) -> None:
    """Refuse findings that stand for numbers which the case, or another finding of it, rules out."""
    numbers = {"age": case.age, "duration": case.duration, "weeks": case.weeks}
    named = {given.node: given.said for place in _HAD for given in case.given(place)}
    named |= {derived.node: derived.quantity for derived in case.derived}
    bounds: dict[NamedNode, list[Threshold]] = {node: _behind(implied(node), thresholds) for node in named}
    for node, found in bounds.items():
        for threshold in found:
            number = numbers[threshold.quantity]
            if number is not None and not threshold.holds(number) and not _is_older(threshold, number):
                raise CaseError(
                    "BS705", f"'{named[node]}' does not go with {threshold.quantity} {number}", "correct one of them"
                )
    for one, other in combinations(bounds, 2):
        for first in bounds[one]:
            for second in bounds[other]:
                if first.quantity == second.quantity and not _overlap(first, second):
                    raise CaseError("BS705", f"'{named[one]}' does not go with '{named[other]}'", _KEEP)


def _is_older(threshold: Threshold, number: int) -> bool:
    """Return whether a complaint is named that began before the time that is given: an old one that is new again."""
    low = threshold.low
    return threshold.complaint and threshold.quantity == "duration" and low is not None and number < low


def new_again(
    case: Case, implied: Callable[[NamedNode], Collection[NamedNode]], thresholds: Sequence[Threshold]
) -> list[str]:
    """Return the words of the complaints of a case that began before the duration that it gives.

    Args:
        case: the case.
        implied: gives a concept with all that a case has which has it.
        thresholds: the documented ones.
    """
    days = case.duration
    if days is None:
        return []
    given = case.given(Place.PRESENT)
    return [one.said for one in given if any(_is_older(t, days) for t in _behind(implied(one.node), thresholds))]


def _behind(implied: Collection[NamedNode], thresholds: Sequence[Threshold]) -> list[Threshold]:
    """Return the thresholds of what a finding implies; one that several rows give has no single bound."""
    rows: dict[NamedNode, list[Threshold]] = defaultdict(list)
    for threshold in thresholds:
        if threshold.node in implied:
            rows[threshold.node].append(threshold)
    return [found[0] for found in rows.values() if len(found) == 1]


def _overlap(one: Threshold, other: Threshold) -> bool:
    low = max(_or(one.low, -math.inf), _or(other.low, -math.inf))
    return low <= min(_or(one.high, math.inf), _or(other.high, math.inf))


def _or(bound: int | None, default: float) -> float:
    return default if bound is None else bound


def _durations(case: Case, spans: Sequence[int]) -> None:
    longest = max(spans, default=None)
    if case.duration is None:
        return
    if longest is not None and longest > case.duration:
        raise CaseError("BS705", "duration: a finding lasts longer than the whole", "correct one of the two durations")
    if case.age is not None and case.duration > (case.age + 1) * _YEAR:
        raise CaseError("BS705", f"duration: it is longer than the life at age {case.age}", "correct one of the two")
