"""The levels of urgency, and what to do at each, in the editors' words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kg.terms import Term
from kg.vocabulary import BS

__all__ = ["ADVICE", "LEVEL_OF", "Level"]


class Level(StrEnum):
    """How soon a case has to be seen, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"
    SELF_CARE = "self-care"

    @property
    def rank(self) -> int:
        """Its place from the least urgent (0) up."""
        return _RANKS[self]


_RANKS: Final = {"self-care": 0, "routine": 1, "urgent": 2, "emergency": 3}

LEVEL_OF: Final[Mapping[Term | None, Level]] = {
    BS.MedicalEmergency: Level.EMERGENCY,
    BS.UrgentCare: Level.URGENT,
    BS.RoutineCare: Level.ROUTINE,
}
"""The level that a term of the ontology stands for; self-care is none of them, since it is never entailed."""

ADVICE: Final[Mapping[Level, str]] = {
    Level.EMERGENCY: "Go to an emergency department now, or call an ambulance. Do not wait, and do not treat it at "
    "home.",
    Level.URGENT: "Have it assessed by a clinician as soon as possible, the same day if you can. Go to an emergency "
    "department if it gets worse.",
    Level.ROUTINE: "Make an appointment with a clinician. Ask sooner if it gets worse or anything new comes up.",
    Level.SELF_CARE: "Nothing that was said asks for an appointment. See a clinician if it does not get better, gets "
    "worse, or anything new comes up.",
}
"""What to do at each level: the words are the editors', the levels those of the sources."""
