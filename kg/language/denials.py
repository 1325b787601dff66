"""What a text denies beside what it says: *tight muscles, no bony tenderness*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Parted", "doubtful", "parted"]

_WHO: Final = r"(?:(?:i|he|she|they|it|there|we|patient|pt)(?:['\u2019](?:s|ve|d|m))?\s+)?"
_VERB: Final = r"(?:have|has|had|do|does|did|is|are|was|were|am)"
_DENIAL: Final = (
    rf"{_WHO}(?:no|nil|never had|without|denies|denied|deny|denying|negative for|(?:not|{_VERB}(?:n['\u2019]?t| not))"
    r"(?!\s+(?!being|getting|having|noticing)\w+ing\b))\b"
    r"(?:\s+(?:been|be|being|had|have|has|having|got|get|getting|any|a|an|the|feel|felt|noticed|noticing|real|really|ever"
    r"|there|is|are|was|complaint of|history of|evidence of|signs? of))*\s+"
)
"""Words that deny what follows, up to the end of their clause; what somebody is *not doing* may be what is wrong."""
_FIRST: Final = re.compile(_DENIAL, re.IGNORECASE)
_BREAK: Final = re.compile(
    rf"\s*(?:[,;(]|\.(?=\s)|\s[-\u2013]\s|\band\b|\bbut\b|\bwith\b)\s*(?={_DENIAL})|\s+(?=without\b)", re.IGNORECASE
)
"""Where a clause begins that denies something."""
_LIST: Final = re.compile(r"^[^,;]+(?:,[^,;]+)*\s(?:or|nor)\s[^,;]+$", re.IGNORECASE)
_JOINED: Final = re.compile(r"[,;]|\b(?:and|but|with|though|although|except|apart)\b", re.IGNORECASE)
"""What makes it doubtful how far a denial reaches, unless *or* ends a list."""

_WANTED: Final = re.compile(
    r"(?:feeling|feel|sensation|strength|power|control|use|movements?|reflex(?:es)?|pulses?|urine|wee|pee|appetite|energy"
    r"|sleep|relief|improvement|progress|normal|intact|full|good|able|continent|well|alert|stable)\b",
    re.IGNORECASE,
)
"""What is missed where it is denied."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A text as what it says and what it denies.

    Args:
        said: what it says to be there, empty where it only denies.
        denied: each clause that denies something, as it stands.
        rest: what each denies.
    """

    said: str
    denied: tuple[str, ...]
    rest: tuple[str, ...]


def doubtful(rest: str) -> bool:
    """Return whether it is doubtful what a denial of some words says, unless they are one term.

    >>> doubtful("fever, chills or weight loss"), doubtful("fever, chills"), doubtful("pins and needles")
    (False, True, True)
    >>> doubtful("feeling down there")
    True
    """
    return _WANTED.match(rest) is not None or (_JOINED.search(rest) is not None and _LIST.match(rest) is None)


def parted(text: str) -> Parted | None:
    """Return what a text says and what it denies, None when it denies nothing that stands there.

    >>> parted("tight muscles, no fever or chills")
    Parted(said='tight muscles', denied=('no fever or chills',), rest=('fever or chills',))
    >>> parted("fever") is None
    True
    """
    pieces = [piece.strip() for piece in _BREAK.split(text)]
    said, denied = ("", pieces) if _FIRST.match(pieces[0]) else (pieces[0], pieces[1:])
    rest = [_FIRST.sub("", piece, count=1).strip(" ).") for piece in denied]
    return Parted(said, tuple(denied), tuple(rest)) if rest and all(rest) else None
