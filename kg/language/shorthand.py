"""`Shorthand`: the abbreviations and notations of clinical notes, written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["Shorthand", "signs_written_out"]

_NOTED: Final = re.compile(r"(?<![\w./])(?P<number>[1-5]?\d)\s?/\s?(?P<unit>7|52|12|40)(?![\w/]|\.\d)")
"""A time as it is noted: three days are 3/7, three weeks 3/52, three months 3/12, and week 28 of pregnancy 28/40."""
_DATED: Final = re.compile(r"\b(?:(?:since|on|from|dated?|of)\s+|(?:BP|pressure)\W*(?:is|was)?\s*)$", re.IGNORECASE)
"""Words after which such a figure may be a date, or is a blood pressure."""
_UNITS: Final = {"7": "days", "52": "weeks", "12": "months", "40": "weeks pregnant"}
_EXPECTING: Final = re.compile(
    r"\b(?P<who>i['\u2019]?m|i am|she['\u2019]?s|she is)\s+(?:now |about |nearly |almost |over |just )*"
    r"(?P<weeks>[4-9]|[1-3]\d|4[0-2])\s*(?:\+\s*\d\s*)?(?:weeks?|wks?)\b(?!\s+(?:preg|post|after|into|since|old|out|on|off|in))",
    re.IGNORECASE,
)
"""What only who is pregnant says of herself."""
_SIDED: Final = re.compile(r"\b(?:R|L|right|left)\s*(?:side)?\s*[<>]\s*(?:R|L|right|left)\b")
"""Both sides, one of them more."""
_BIGGER: Final = re.compile(r"(?<=[cm]m)\s*>\s*(?=(?:the )?(?:left|right|L\b|R\b|other))")
_BROKEN: Final = re.compile(
    r"\b[CTL](?:1[0-2]|[1-9])\s*(?:(?:wedge|burst|compression|crush)\s+)?(?:#|fractures?\b|fx\b)"
    r"|(?:#|\bfractured?\b|\bbroke(?:n)?\b)\s*(?:of\s+|at\s+)?(?:the\s+|my\s+)?[CTL](?:1[0-2]|[1-9])\b"
)
"""A fracture of a vertebra, named by its level."""
_POSITIVE: Final = re.compile(r"(?<!\w)\+\s?ve\b", re.IGNORECASE)
_NEGATIVE: Final = re.compile(r"(?<!\w)[-\u2013\u2212]\s?ve\b", re.IGNORECASE)


def signs_written_out(text: str) -> str:
    """Return a text with its signs for positive and negative in words; without them both would say the same."""
    return " ".join(_NEGATIVE.sub(" negative", _POSITIVE.sub(" positive", text)).split())


class Shorthand:
    """Writes out what is abbreviated.

    Args:
        words: what each abbreviation stands for. One with a capital stands for it only where it is written so.
    """

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._words = dict(words or {})
        known = sorted(self._words, key=lambda word: (-len(word), word))
        parts = [re.escape(word) if word != word.lower() else f"(?i:{re.escape(word)})" for word in known]
        # What follows a number is its unit.
        self._pattern = re.compile(rf"(?<![\w/'])(?<!\d )(?:{'|'.join(parts)})(?![\w'])\.?") if parts else None

    def written_out(self, text: str) -> str:
        """Return a text with its abbreviations and notations written out.

        >>> Shorthand({"LBP": "low back pain", "hx": "history of"}).written_out("Hx LBP 3/52")
        'history of low back pain 3 weeks'
        """
        text = _NOTED.sub(self._time, signs_written_out(text))
        text = _EXPECTING.sub(r"\g<who> \g<weeks> weeks pregnant", text)
        text = _BROKEN.sub("vertebral fracture", text)
        text = _BIGGER.sub(" bigger than ", _SIDED.sub("bilateral", text))
        if self._pattern is not None:
            text = self._pattern.sub(self._meant, text)
        return " ".join(text.split())

    def _meant(self, found: re.Match[str]) -> str:
        word = found.group().rstrip(".")
        return self._words.get(word) or self._words.get(word.lower()) or found.group()

    @staticmethod
    def _time(found: re.Match[str]) -> str:
        if _DATED.search(found.string[: found.start()]):
            return found.group()
        return f"{found['number']} {_UNITS[found['unit']]}"
