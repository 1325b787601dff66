"""What differs between two assessments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.assess.level import Level
from kg.assess.model import Assessment
from kg.explain.items import Item
from kg.explain.wording import join

__all__ = ["Comparison", "Difference", "compare"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one part of an assessment gained and lost.

    Args:
        part: the part, by its name in the JSON document.
        gained: what the second has and the first has not.
        lost: what the first has and the second has not.
    """

    part: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two assessments.

    Args:
        before, after: the levels of urgency.
        differences: the parts that differ.
    """

    before: Level
    after: Level
    differences: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.before is self.after and not self.differences

    @property
    def answer(self) -> str:
        """What became of the urgency, in a sentence."""
        if self.before is self.after:
            parts = join([one.part.replace("_", " ") for one in self.differences])
            return f"The urgency stays {self.before}; " + (
                f"what changes: {parts}." if parts else "nothing else changes."
            )
        word = "rises" if self.after.rank > self.before.rank else "falls"
        return f"The urgency {word} from {self.before} to {self.after}."

    def outline(self) -> tuple[Item, ...]:
        """Return the differences as an outline."""
        parts: list[Item] = []
        for one in self.differences:
            lines = [Item(f"gained: {text}") for text in one.gained] + [Item(f"lost: {text}") for text in one.lost]
            parts.append(Item(one.part.replace("_", " "), tuple(lines)))
        return tuple(parts)

    def to_json(self) -> dict[str, Any]:
        """Return the differences as JSON values."""
        return {
            "schema": "https://w3id.org/backstory/schema/comparison/1",
            "answer": self.answer,
            "urgency": {"before": self.before.value, "after": self.after.value},
            "differences": [
                {"part": one.part, "gained": list(one.gained), "lost": list(one.lost)} for one in self.differences
            ],
        }


def compare(before: Assessment, after: Assessment) -> Comparison:
    """Return what differs between two assessments.

    Args:
        before: the first.
        after: the second.
    """
    found: list[Difference] = []
    for part, first in _parts(before).items():
        second = _parts(after)[part]
        gained = tuple(text for text in second if text not in first)
        lost = tuple(text for text in first if text not in second)
        if gained or lost:
            found.append(Difference(part, gained, lost))
    return Comparison(before.level, after.level, tuple(found))


def _parts(one: Assessment) -> dict[str, Sequence[str]]:
    return {
        "red_flags": [
            f"{flag.level}: {', '.join(ref.label for ref in flag.findings)} ({flag.id})" for flag in one.flags
        ],
        "must_not_miss": [cause.term.label for cause in one.must_not_miss],
        "causes": [cause.term.label for cause in one.causes],
        "unexplained": [ref.label for ref in one.unexplained],
        "interventions": [option.term.label for option in one.options],
        "avoid": [f"{avoided.term.label} ({avoided.strength})" for avoided in one.avoided],
        "questions": [question.term.label for question in one.questions],
        "withheld": [f"{part}: {reason}" for part, reason in one.withheld],
    }
