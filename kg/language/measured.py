"""What is measured in a text, such as *BP 88/50* or *T 38.9*, and the power of a muscle as *3/5*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.language.spans import Role, Span
from kg.language.tokens import Token, Understood, unused
from kg.measurements import Measurement

__all__ = ["Measured", "is_amount"]

_LINK: Final = (
    r"(?:\s|:|=|-|~|,(?=\s*\d)|\b(?:is|was|of|at|about|around|approx(?:imately)?|now|today|currently|still|only|just"
    r"|reading|measured|recorded|level|count|score|on arrival|on admission)\b)*"
)
"""What may stand between a measurement and its value."""
_VALUE: Final = r"(?P<comparison>[<>])?\s*(?P<value>\d+(?:\.\d+)?)(?:\s*(?:/|over)\s*(?P<second>\d{1,3}))?"
"""A value, of a blood pressure with the lower one, and of a score with the highest; these are not used."""
_WHERE: Final = (
    r"(?:\s*(?:\(?(?:on|in) (?:room )?air\)?|RA\b|on arrival|on admission|at rest|at triage|at home|today|tympanic|oral"
    r"|both(?: sides)?|bilaterally|each side|either side))?"
)
"""What may stand behind a value and says only how it was measured."""
_BEFORE: Final = r"(?:(?i:right|left|lying|sitting|standing|supine) (?i:arm )?)?"
"""What may stand before a measurement and says only how."""
_AMOUNT: Final = re.compile(
    r"\D{0,8}\d+(?:\.\d+)?\s*(?:mls?|cc|%|percent|per cent|mm|g|l|litres?|\u00b0|degrees?)?\s*[cf]?\W*(?:on)?",
    re.IGNORECASE,
)
"""A number that may be another value of what is measured."""
_POWER: Final = re.compile(
    r"(?:\b(?:(?:reduced|decreased|weak) )?(?:motor |muscle )?(?:power|strength)\s*(?:(?:is|of|was|at|reduced|down"
    r"|to|only|about)\b\s*|[:=-]\s*)*)?"
    r"(?:\b(?:MRC|grade)\s*(?:grade)?\s*)*(?<![\d./])(?P<grade>[0-4])\s*[+-]?\s*/\s*5(?![\d./])"
    r"(?:\s*(?:power|strength)\b)?",
    re.IGNORECASE,
)
"""The grade of the power of a muscle on the scale of the Medical Research Council, less than full."""
_SCORED: Final = re.compile(r"\b(?:pain|score|severity|rated|ache|hurts?)\b", re.IGNORECASE)
"""Words beside which a number of five is a score, rather than the power of a muscle."""
_WEAK: Final = 3
"""Up to which grade a weakness is severe: movement against gravity, and none against resistance."""


class Measured:
    """Finds what is measured.

    Args:
        measurements: what can be measured, with what its values mean.
        term: what words mean that are a term.
    """

    def __init__(self, measurements: Iterable[Measurement], term: Callable[[str], Understood | None]) -> None:
        self._term = term
        self._known = [(measurement, _pattern(measurement)) for measurement in measurements]

    def spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        """Yield the measurements of a text with what they mean, none where a value is impossible.

        Args:
            text: the text.
            tokens: its words and signs.
        """
        if not any(map(str.isdigit, text)):
            return
        starts = {token.start: index for index, token in enumerate(tokens)}
        ends = {token.end: index + 1 for index, token in enumerate(tokens)}
        for measurement, pattern in self._known:
            for found in pattern.finditer(text):
                means = self._meaning(measurement, found)
                start, end = starts.get(found.start()), ends.get(len(found.group().rstrip()) + found.start())
                if means is not None and start is not None and end is not None:
                    yield Span(start, end, Role.FIGURE, means, said=found.group())
        for found in _POWER.finditer(text):
            start, end = starts.get(found.start()), ends.get(found.end())
            if start is None or end is None:
                continue
            if _SCORED.search(text):
                yield Span(start, end, Role.FIGURE, unused(found.group()), said=found.group())
            else:
                severe = Span(start, end, Role.MODIFIER, word="severe", said=found.group())
                inner = (severe,) if int(found["grade"]) <= _WEAK else ()
                yield Span(start, end, Role.SENSATION, word="weakness", said=found.group(), inner=inner)

    def _meaning(self, measurement: Measurement, found: re.Match[str]) -> Understood | None:
        """Return what a measurement means; a value that is none of a finding says nothing that counts."""
        value = float(found["value"])
        band = measurement.band(value, found["comparison"] or "")
        second = found["second"]
        of_scale = f"/{second}" in measurement.units
        if band is None or (second and not of_scale and not 0 < float(second) < value):
            return None
        said = " ".join(found.group().split())
        if not band.means:
            return Understood(beyond=((said, ""),))
        meant = [one for words in band.means if (one := self._term(words)) is not None]
        note = f"'{said}' was taken as {' and '.join(band.means)} ({band.id}, {band.source})."
        return replace(sum(meant, Understood()), notes=(note,)) if len(meant) == len(band.means) else None


def is_amount(span: Span) -> bool:
    """Return whether a figure that is not used may be another value of what is measured beside it."""
    return span.role is Role.FIGURE and span.means.days is None and _AMOUNT.fullmatch(span.said) is not None


def _pattern(measurement: Measurement) -> re.Pattern[str]:
    names = sorted(measurement.names, key=len, reverse=True)
    parts = [re.escape(name) if name != name.lower() else f"(?i:{re.escape(name)})" for name in names]
    units = "|".join(re.escape(unit) for unit in sorted(measurement.units, key=len, reverse=True))
    behind = rf"{_LINK}{_VALUE}\s*(?:(?:{units})(?!\w))?{_WHERE}"
    return re.compile(rf"(?<![\w/]){_BEFORE}(?:{'|'.join(parts)})(?![a-z])(?i:{behind})(?!\w|\.\d|\s*/)")
