"""`Clause`: what stands in a text between two joints, such as *and* or a comma."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.language.spans import SIDES, Role, Span
from kg.language.tokens import Understood
from kg.wordings import Region

__all__ = ["Clause", "clauses_of", "merged"]


_HANDS: Final = frozenset(("left", "right"))


@dataclass(slots=True)
class Clause:
    """What stands between two joints."""

    terms: list[Span] = field(default_factory=list[Span])
    parts: list[tuple[Region, bool]] = field(default_factory=list[tuple[Region, bool]])
    sensations: list[str] = field(default_factory=list[str])
    modifiers: list[str] = field(default_factory=list[str])
    words: dict[str, str] = field(default_factory=dict[str, str])
    more: Understood = field(default_factory=Understood)
    touching: bool = False
    moving: bool = False
    left: bool = False
    occasion: bool = False
    hands: set[str] = field(default_factory=set[str])

    def add(self, span: Span) -> None:
        """Take what a span says."""
        if span.role is Role.TERM:
            self.terms.append(span)
            self.moving = self.moving or span.moving
        elif span.region is not None:
            self.parts.append((span.region, self.moving))
        elif span.role is Role.SENSATION:
            self.sensations.append(span.word)
        elif span.role in (Role.FIGURE, Role.OCCASION):
            self.more += span.means
        self.left = self.left or span.role in (Role.LEFT, Role.UNKNOWN)
        self.occasion = self.occasion or span.role is Role.OCCASION
        self.touching = self.touching or span.role is Role.TOUCHING
        self.moving = self.moving or span.role is Role.MOVING
        self.hands |= {hand for hand in span.hands if span.role is Role.TERM}
        for one in span.inner:
            if one.role is Role.FIGURE:
                self.more += one.means
        for one in (span, *span.inner):
            if one.role is Role.MODIFIER:
                self.hands |= _HANDS.intersection(one.said.casefold().split())
                self.modifiers.append(one.word)
                self.words.setdefault(one.word, one.said)

    @property
    def named(self) -> bool:
        """Whether it names something, rather than only qualifying it."""
        return bool(self.terms or self.parts or self.sensations)

    @property
    def empty(self) -> bool:
        """Whether it says nothing but when."""
        return not (self.named or self.modifiers or self.moving)

    def qualify(self, other: Clause) -> None:
        """Take the modifiers of another clause."""
        self.modifiers += other.modifiers
        self.words = {**other.words, **self.words}
        self.touching = self.touching or other.touching
        self.more += other.more
        self.hands |= other.hands
        self.occasion = self.occasion or other.occasion

    def sides(self, other: Clause) -> None:
        """Take from another clause on which sides its parts of the body are."""
        for side in (*(side for term in other.terms for side in term.qualities), *other.modifiers):
            if side in SIDES and side not in self.modifiers:
                self.modifiers.append(side)
                self.words.setdefault(side, side)

    def become_bilateral(self) -> None:
        """Take what it says as of both sides."""
        self.modifiers = [*(word for word in self.modifiers if word != "of one side"), "bilateral"]
        self.words.setdefault("bilateral", "left and right")

    @property
    def severe(self) -> bool:
        """Whether something in it is said to be severe."""
        return "severe" in self.modifiers or any("severe" in term.qualities for term in self.terms)

    @property
    def felt(self) -> list[str]:
        """What is felt in it, in its terms too."""
        return self.sensations or [one for term in self.terms for one in term.felt]

    @property
    def places(self) -> list[tuple[Region, bool]]:
        """Where something is felt in it, in its terms too."""
        return self.parts or [(part, False) for term in self.terms for part in term.parts]


def clauses_of(way: Sequence[Span]) -> Iterator[Clause]:
    """Yield what stands between joints, in order; there may be clauses that hold nothing."""
    clause = Clause()
    for span in way:
        if span.role is Role.JOINT:
            yield clause
            clause = Clause()
        else:
            clause.add(span)
    yield clause


def merged(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield clauses that name something; what only qualifies belongs to the one before it, or else to the next."""
    last: Clause | None = None
    for clause in clauses:
        if clause.named:
            if last is not None and not last.named:
                clause.qualify(last)
            elif last is not None:
                yield last
            last = clause
        elif last is None:
            last = clause
        else:
            last.qualify(clause)
    if last is not None and not last.empty:
        yield last
