"""`Raw`: what a case says in its own words, before they are understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.assess.case import Place, Severity, Sex

__all__ = ["Raw"]


@dataclass(slots=True)
class Raw:
    """What a case says in its own words.

    Args:
        said: the words, each with where they stand and the field that a message names.
        age, sex, pregnant, weeks, duration, severity, name: as in `Case`.
    """

    said: list[tuple[Place, str, str]] = field(default_factory=list[tuple[Place, str, str]])
    age: int | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    weeks: int | None = None
    duration: int | None = None
    severity: Severity | None = None
    name: str | None = None

    def add(self, place: Place, texts: Iterable[str], name: str) -> None:
        """Add words that stand at one place.

        Args:
            place: where they stand.
            texts: the words.
            name: the field, for messages.
        """
        self.said += [(place, text, f"{name}[{at}]") for at, text in enumerate(texts)]
