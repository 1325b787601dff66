"""`Span`: what a run of words of a text can be, of which a reading takes some that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from kg.language.tokens import Understood
from kg.wordings import Region

__all__ = ["COSTS", "SIDES", "Role", "Span"]


class Role(Enum):
    """What a run of words is in a text."""

    TERM = "term"
    """names concepts, or what is out of scope"""
    PART = "part"
    """names a part of the body"""
    SENSATION = "sensation"
    """names what is felt"""
    TOUCHING = "touching"
    """makes a pain a tenderness"""
    MOVING = "moving"
    """makes a pain one that radiates"""
    MODIFIER = "modifier"
    """qualifies what stands in the same clause"""
    FIGURE = "figure"
    """gives a time or another number"""
    OCCASION = "occasion"
    """says when something is felt"""
    JOINT = "joint"
    """parts two clauses"""
    PLACING = "placing"
    """says where within a part"""
    FILLER = "filler"
    """carries nothing"""
    LEFT = "left"
    """is ordinary, and not used"""
    EXAMINED = "examined"
    """names what is examined; only with what says that it is normal it can be part of a reading"""
    NORMAL = "normal"
    """says of what is examined that it is as it should be"""
    UNKNOWN = "unknown"
    """is in no table; only where a text may be understood in part"""


COSTS: Final = {
    Role.TERM: 0.6,
    Role.PART: 0.25,
    Role.SENSATION: 0.45,
    Role.TOUCHING: 0.3,
    Role.MOVING: 0.35,
    Role.MODIFIER: 0.4,
    Role.FIGURE: 0.6,
    Role.OCCASION: 0.65,
    Role.JOINT: 0.1,
    Role.PLACING: 0.35,
    Role.FILLER: 0.05,
    Role.LEFT: 1.0,
    Role.UNKNOWN: 3.0,
}
"""What a span costs in a reading; the cheapest reading says the most with the fewest and longest spans."""


SIDES: Final = ("bilateral", "of one side")
"""Modifiers that say on which sides of the body something is."""


NOTHING: Final = Understood()
"""What words mean that only stand beside others."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a run of words can be.

    Args:
        start, end: the words of the text, the last one excluded.
        role: what they are.
        means: what a term, a figure or an occasion means.
        word: the sensation, the qualifier, or the name of the part.
        said: the words as they stand in the text.
        region: the part of the body.
        felt: the sensations that a term names.
        parts: the parts of the body that a term names.
        moving: whether it says that something radiates.
        qualities: the modifiers that are part of a term.
        hands: left or right, as a term says.
        inner: the spans of words that stand within a term and are none of it.
    """

    start: int
    end: int
    role: Role
    means: Understood = NOTHING
    word: str = ""
    said: str = ""
    region: Region | None = None
    felt: tuple[str, ...] = ()
    parts: tuple[Region, ...] = ()
    moving: bool = False
    qualities: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    inner: tuple[Span, ...] = ()

    @property
    def cost(self) -> float:
        """What it costs in a reading."""
        return COSTS[self.role] + sum(span.cost for span in self.inner)
