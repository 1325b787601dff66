"""Instants: xsd:dateTime and xsd:dateTimeStamp."""

from __future__ import annotations

import re
from typing import Final

from kg.datatypes.numeric import exact, whole
from kg.datatypes.values import DATE_TIME, ILL_TYPED, Parsed, Value

__all__ = ["date_time"]

_DATE_TIME: Final = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)|24:00:00(?:\.0+)?)"
    r"(?:Z|([+-])(0[0-9]|1[0-3]|14(?=:00)):([0-5][0-9]))?"
)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def date_time(lexical: str) -> Parsed:
    """Map a literal of xsd:dateTime to its seven properties (XSD 1.1 Part 2 §3.3.7 and §D.2.1).

    The properties make the identity: one instant with two offsets is two data values (OWL 2 Syntax §4.7).
    24:00:00 is the first moment of the next day, and there is a year 0000, which is a leap year.
    """
    if not (match := _DATE_TIME.fullmatch(lexical)):
        return ILL_TYPED
    year_text, month_text, day_text, hour, minute, second, sign, offset_hours, offset_minutes = match.groups()
    year, month, day = whole(year_text), int(month_text), int(day_text)
    if day > 28 and day > _days(year, month):
        return ILL_TYPED
    offset = None
    if sign:
        offset = int(sign + offset_hours) * 60 + int(sign + offset_minutes)
    elif lexical.endswith("Z"):
        offset = 0
    if hour is None:
        return Value(DATE_TIME, (*_next_day(year, month, day), 0, 0, 0, offset))
    seconds = int(second) if len(second) == 2 else exact(second)
    return Value(DATE_TIME, (year, month, day, int(hour), int(minute), seconds, offset))


def _days(year: int, month: int) -> int:
    """Return how many days a month of the proleptic Gregorian calendar has."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


def _next_day(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the day after a day, as year, month and day."""
    if day < _days(year, month):
        return year, month, day + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
