"""Figures in a text: durations and days, and doses, degrees, scores and counts, which are noted and not used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.language.durations import NUMBERS, RECENT, SPAN, days_of, recent_days
from kg.language.spans import Role, Span
from kg.language.tokens import Ago, Token, Understood, unused

__all__ = ["WEIGHT", "figures"]

_LETTERS: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_N: Final = rf"(?:\d+(?:\.\d+)?|(?:{_LETTERS})(?=[\s-]))"
_SOME: Final = r"(?:many|several|some|a few|few|lots of|a couple of|countless|all these)"
_UNITS: Final = r"(?:minutes?|mins?|hours?|days?|weeks?|months?|years?)"
_OFTEN: Final = (
    r"(?:od|om|on|bd|bid|tds|tid|qds|qid|prn|nocte|mane|daily|weekly|monthly|nightly|hourly"
    rf"|(?:once|twice|{_N})(?:\s*(?:x|times))?(?:\s+(?:or|to)\s+{_N}(?:\s+times)?)?\s+(?:a|per|each|every|in the)\s+"
    r"(?:hour|day|night|week|month|year)|(?:once|twice)\s+(?:daily|weekly|monthly|nightly)"
    rf"|(?:every|each)\s+(?:other\s+|second\s+|few\s+|couple of\s+)?(?:{_N}\s+)?"
    r"(?:hour|day|night|morning|evening|week|month|year|time)s?"
    rf"|{_N}[\s-]+(?:hourly|weekly|monthly)|per\s+(?:day|night|week|month|year)|a\s+day"
    r"|at (?:night|bedtime)|before bed|in the (?:morning|evening)s?"
    r"|(?:most|some|all)\s+(?:days|nights|mornings|evenings)"
    r"|(?:when|as|if) (?:needed|required|necessary)|when i need (?:it|to|them)|now and then|now and again"
    r"|on and off|off and on|over the counter|otc|over-the-counter)\b"
)
"""How often a medicine is taken, or something is felt."""
_FORM: Final = r"(?:tablets?|capsules?|caps?|tabs?|pills?|puffs?|sachets?|patch(?:es)?|injections?)"
_UNIT: Final = (
    r"(?:mg|mgs|mcg|micrograms?|milligrams?|grams?|g|ml|mls|iu|units?|%|cm|mm|kcal|cals?|calories|litres?|liters?"
    r"|pints?"
    r"|metres?|meters?|m|km|k|miles?|yards?|feet|foot|ft|inch(?:es)?|stairs|steps|reps?|times|x|percent|per cent)"
)
_UNUSED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"(?:about|around|up to|over)?\s*{_N}(?:\s*/\s*\d+)?\s*{_UNIT}(?:\s*/\s*(?:day|ml|h|hr|hour|week))?\b"
            rf"(?:\s*(?:high|tall|up|long|wide|away))?(?:[\s,]+{_OFTEN})*"
        ),
        rf"(?!\d/5\b)\d+/\d+(?:\s*mg)?(?:\s*{_FORM})?(?:[\s,]+{_OFTEN})+",
        # More than a few at once are no dose.
        rf"(?:(?:[1-8]|half an?|an?|one|two|three|four)\s+)?{_FORM}(?:[\s,]+{_OFTEN})*",
        rf"{_N}\s*{_UNITS}\s+(?:an?|per|each|every)\s+(?:day|night|week|month)",
        rf"{_N}\s*{_UNITS}\s+after",
        rf"(?:\d+\s+)?{_OFTEN}(?:[\s,]+{_OFTEN})*",
        r"x\s?\d+\s*(?:/|per|a)\s*(?:day|week|month|year)",
        rf"(?:over|under|more than|less than|at least)\s+{_N}\s*{_UNITS}",
        r"at\s+\d{1,3}",
        # An angle, and a place on a scale of them.
        r"(?:(?:at|to|of)\s+)?\d{1,3}\s*(?:\u00b0|degrees?\b)",
        # The full power of a muscle, and a score.
        r"(?:grade\s+)?5[+-]?/5\b",
        r"(?:pain score|score|rated?|scored?)\s*(?:of|as|at)?\s*(?:\d{1,2}(?:\.\d)?)\s*(?:/|out of)\s*(?:10|ten|100)",
        r"(?:[1-9]\d?(?:\.\d)?|ten|nine|eight|seven|six|five)\s*(?:/|out of)\s*(?:10|ten)",
        # A level of the spine.
        r"(?:at\s+)?(?:[ltcs](?:1[0-2]|[1-9]))(?:\s*(?:/|-|\s)\s*[ltcs]?(?:1[0-2]|[1-9]))*(?:\s+levels?)?",
        rf"(?:once|twice|(?:{_N}|several|a few|many|lots of|a couple of)\s+times)",
        # Which time it is of several.
        (
            r"(?:(?:this|it) is\s+)?(?:the\s+|my\s+)?(?:second|third|fourth|fifth|sixth|[2-9](?:nd|rd|th)|umpteenth)\s+"
            r"(?:time|episode|bout|attack|spell|flare(?:-up)?)(?:\s+(?:this|in a|in the last)\s+(?:year|month|week))?"
            r"(?:\s+that)?"
        ),
        # How old somebody is, and of which sex.
        r"(?-i:\d{1,3}\s?(?:M|F)\b)(?!/)",
        r"\d{1,3}[\s-]*(?:years?|yrs?|months?|weeks?)[\s-]*olds?",
        # A time of the day, and a date.
        (
            r"(?:since|from|until|at|after|before|around)\s+(?:(?:early|late)\s+)?(?:breakfast|lunch(?:time)?|dinner(?:time)?"
            r"|tea(?:time)?|supper|midday|noon|midnight|dawn|bedtime|[0-2]\d[0-5]\d)(?:\s*(?:h|hrs|hours))?"
        ),
        r"(?:at|around|about|from)?\s*\d{1,2}(?::\d\d)?\s*(?:am|pm|o'?clock)",
        r"(?:since|in|from|back in|until)?\s*(?:early|late|mid)?[\s-]*(?:19|20)\d\d",
        r"(?:since|from|at)\s+(?:the\s+)?age(?:\s+of)?\s+(?:\d+|[a-z]+)",
        # A time in the past.
        (
            rf"(?:recently|(?:last|this|every|each|past|earlier this)\s+"
            r"(?:week|month|year|night|evening|morning|afternoon|winter|summer|spring|autumn|fall|weekend|season)"
            rf"|(?:{_SOME}|ages|{_N})?\s*{_UNITS} (?:ago|back)"
            r"|as an? (?:child|kid|teen|teenager|baby|student|young \w+)"
            r"|in the past|in my (?:\w+ )?(?:teens|twenties|thirties|forties|fifties|sixties)"
            r"|(?:a while|ages|(?:a )?long (?:time|while)) (?:ago|back)|before|years ago)"
        ),
        # A time without a number.
        rf"(?:for|over|in|since|these|during)?\s*(?:the\s+)?(?:last|past)?\s*{_SOME}\s+{_UNITS}(?:\s+now)?",
        r"(?:for|over)\s+(?:days|weeks|months|hours|a (?:while|bit|long (?:time|while)))(?:\s+now)?",
        r"(?:since|on|last|this|next|by|every|until|from)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:\s+\w+ing)?",
        (
            r"(?:since|on|last|this|next|at|over|around)\s+(?:christmas|easter|new year|the holidays?|lockdown|covid"
            r"|january|february|march|april|may|june|july|august|september|october|november|december)"
        ),
    )
)
_DEGREES: Final = re.compile(
    r"(?:of|at|over|above)?\s*(?:3[89]|4[0-2]|10[0-7])(?:\.\d)?\s*(?:\u00b0|degrees?)?\s*[cf]?", re.IGNORECASE
)
"""The degrees of a fever, in Celsius or Fahrenheit."""
_HOT: Final = re.compile(r"fever|temp|febrile|pyrexi|degree|\u00b0", re.IGNORECASE)
"""Words beside which a number is one of degrees."""
_DOSE: Final = re.compile(rf"\d+(?:\.\d+)?(?:\s*/\s*\d+)?(?:[\s,]+{_OFTEN})*", re.IGNORECASE)
"""A dose without a unit."""
WEIGHT: Final = re.compile(
    rf"(?<!\w)(?:about|around|nearly|over)?\s*(?:\d+(?:\.\d+)?|{_LETTERS})\s*"
    r"(?:stone|st|kg|kgs|kilos?|kilograms?|lbs?|pounds?)\b",
    re.IGNORECASE,
)
"""An amount of weight, which says that it was weight that was lost."""
_EPISODE: Final = re.compile(r"\b(?:min(?:ute)?s?|seconds?|secs?)\b", re.IGNORECASE)
"""Units of what passes and comes again: no duration of a complaint."""
_AGO: Final = {
    Ago.YEARS: re.compile(
        r"\b(?:years? (?:ago|back)|(?:19\d|20[01])\d|as an? \w+|in my (?:\w+ )?(?:teens|twenties|thirties|forties))\b",
        re.IGNORECASE,
    ),
    Ago.MONTHS: re.compile(
        r"\b(?:months? (?:ago|back)|last (?:year|winter|summer|spring|autumn|fall|season)|202\d|age"
        r"|in (?:the past|my .+)|(?:a while|ages|long (?:time|while)) (?:ago|back))\b",
        re.IGNORECASE,
    ),
}
"""Times that are over, by how long at the least."""
_SINCE: Final = re.compile(r"(?:since|from|until)\b", re.IGNORECASE)
"""What makes of a date that of a beginning."""
_LATELY: Final = re.compile(r"\b(?:last|past)\b", re.IGNORECASE)
_BEGUN: Final = re.compile(
    r"\b(?:start(?:ed|ing)|began|begun|came on|come on|onset)\s*(?:about|around)?\s*$", re.IGNORECASE
)
"""Words after which a date is that of the beginning."""


def figures(text: str, tokens: Sequence[Token], *, doses: bool = False) -> Iterator[Span]:
    """Yield the figures of a text.

    Args:
        text: the text.
        tokens: its words and signs.
        doses: whether a number without a unit is a dose, as in what a person takes.
    """
    unused = (*_UNUSED, *((_DOSE,) if doses else ()), *((_DEGREES,) if _HOT.search(text) else ()))
    ends = {token.end: index + 1 for index, token in enumerate(tokens)}
    for index, token in enumerate(tokens):
        for pattern, read in ((SPAN, _span), (RECENT, _recent), *((pattern, _unused) for pattern in unused)):
            found = pattern.match(text, token.start)
            if found is not None and (end := _end(text, found.end(), ends)) is not None and end > index:
                yield Span(index, end, Role.FIGURE, read(found), said=found.group().strip())


def _end(text: str, at: int, ends: dict[int, int]) -> int | None:
    """Return after which token a place in a text is; None when it is within one."""
    return ends.get(len(text[:at].rstrip()))


def _unused(found: re.Match[str]) -> Understood:
    said = found.group().strip()
    begun = _BEGUN.search(found.string[: found.start()]) is not None or _SINCE.match(said) is not None
    over = (ago for ago, times in _AGO.items() if not begun and times.search(said))
    return replace(unused(said), past=next(over, Ago.NOT))


def _span(found: re.Match[str]) -> Understood:
    begun = _BEGUN.search(found.string[: found.start()]) is not None
    coming = found.group().lower().startswith("in ") and not _LATELY.search(found.group())
    of_sex = found["unit"] == "M"
    passing = of_sex or (found["back"] and not begun) or coming or _EPISODE.search(found.group()) or not days_of(found)
    return _unused(found) if passing else Understood(days=days_of(found))


def _recent(found: re.Match[str]) -> Understood:
    return Understood(days=recent_days(found))
