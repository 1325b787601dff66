"""Durations in words, as days."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["NUMBERS", "RECENT", "SPAN", "days_of", "parse_duration", "recent_days"]

_UNITS: Final = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
"""Days of a unit by its first letter; a month and a year are those of the Julian calendar on average."""
_COUNTED: Final = (
    *("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Final = {
    **{word: float(number) for number, words in enumerate(_COUNTED) for word in words.split()},
    **{word: float(10 * number) for number, word in enumerate(_TENS, 2)},
    **dict.fromkeys(("couple of", "a couple of", "couple", "a couple"), 2.0),
    **dict.fromkeys(("half a", "half an"), 0.5),
}
"""Numbers in letters."""
_UNIT: Final = (
    r"(?P<unit>min(?:ute)?s?|h(?:ours?|rs?)?|d(?:ays?)?|w(?:eeks?|ks?)?|m(?:onths?|os?|ths?)?|y(?:ears?|rs?)?)"
)
_LETTERS: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NUMBER: Final = rf"(?P<number>\d+(?:\.\d+)?|(?:{_LETTERS})(?=[\s-]))"
"""A number; one in letters stands apart from its unit, so that *and* and *am* are none."""

_LEAD: Final = (
    r"(?:duration(?:\s+of)?|x|for|since|over|in|these|lasting|about|around|nearly|almost|only|now)?\s*"
    r"(?:about|around|nearly|almost|over|more than|at least)?\s*(?:the\s+)?(?:last|past)?"
)

SPAN: Final = re.compile(
    rf"\b{_LEAD}\s*\b{_NUMBER}[\s-]*{_UNIT}\b\s*(?P<back>ago)?(?:history)?(?:\s+of\b)?",
    re.IGNORECASE,
)
"""A duration within a text, such as ``for 3 weeks``; the groups are its number, its unit, and whether it
is a date."""
RECENT: Final = re.compile(
    r"\b(?:(?:since|from)\s+)?(?P<day>today|yesterday(?:\s+(?:morning|lunchtime|afternoon|evening|night))?"
    r"|last night|last evening|this morning|this afternoon|tonight|the weekend)\b",
    re.IGNORECASE,
)
"""A recent day within a text."""
_WHOLE: Final = re.compile(rf"\s*{_NUMBER}\s*{_UNIT}\s*", re.IGNORECASE)
_MOST: Final = 365.25 * 120


def days_of(span: re.Match[str]) -> int:
    """Return the completed days of a duration that was found in a text."""
    number = span["number"].lower()
    value = float(NUMBERS.get(number) or number)
    unit = span["unit"].lower()
    return 0 if unit.startswith("min") else int(value * _UNITS[unit[0]] + 1e-9)


def recent_days(found: re.Match[str]) -> int:
    """Return how many days ago a recent day was, at the most."""
    day = found["day"].lower()
    return 7 if day == "the weekend" else int(day.startswith(("yesterday", "last")))


def parse_duration(text: str) -> int | None:
    """Return a duration in completed days, None when the text is none, or is longer than a life.

    >>> parse_duration("3w"), parse_duration("2 months"), parse_duration("48 hours"), parse_duration("soon")
    (21, 60, 2, None)
    >>> parse_duration("since yesterday")
    1
    """
    recent = RECENT.fullmatch(text.strip())
    if recent is not None:
        return recent_days(recent)
    span = _WHOLE.fullmatch(text)
    if span is None:
        return None
    days = days_of(span)
    return days if days <= _MOST else None
