"""A text as a row of spans that cover all of its words, and what these mean together.

Of all ways to cover a text the cheapest that means something is taken: the one with the longest terms and the fewest
words left unused. Every word has to be covered; a word that no table knows, and one that denies, never is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.spans import SIDES, Role, Span
from kg.assess.tokens import Understood
from kg.wordings import LEVELS, Region

__all__ = ["TISSUES", "Composer", "covers"]

_BEST: Final = 12
"""How many ways to cover the beginning of a text are kept."""
TISSUES: Final = frozenset(("muscle", "joint", "bone", "skin"))
"""Parts that are found in every part: beside another one they say nothing."""
_TELLING: Final = frozenset(
    ("progressive", "severe", "sudden", "without pause", "persistent", "of character", "at night")
)
"""Modifiers that alone say something of a pain."""


def covers(spans: Iterable[Span], length: int) -> list[tuple[Span, ...]]:
    """Return the cheapest ways to cover a text, cheapest first.

    Args:
        spans: what its words can be.
        length: how many words and signs it has.
    """
    starting: defaultdict[int, list[Span]] = defaultdict(list)
    for span in spans:
        starting[span.start].append(span)
    best: list[list[tuple[float, int, tuple[Span, ...]]]] = [[] for _ in range(length + 1)]
    best[0].append((0.0, 0, ()))
    for at in range(length):
        best[at].sort(key=lambda way: way[:2])
        for cost, count, way in best[at][:_BEST]:
            for span in starting[at]:
                best[span.end].append((round(cost + span.cost, 6), count + 1, (*way, span)))
    return [way for _, _, way in sorted(best[length], key=lambda way: way[:2])[:_BEST]]


@dataclass(slots=True)
class _Clause:
    """What stands between two joints."""

    terms: list[Span] = field(default_factory=list[Span])
    parts: list[tuple[Region, bool]] = field(default_factory=list[tuple[Region, bool]])
    sensations: list[str] = field(default_factory=list[str])
    modifiers: list[str] = field(default_factory=list[str])
    words: dict[str, str] = field(default_factory=dict[str, str])
    more: Understood = Understood()
    touching: bool = False
    moving: bool = False

    @property
    def empty(self) -> bool:
        return not (self.terms or self.parts or self.sensations or self.modifiers or self.moving)

    def qualify(self, other: _Clause) -> None:
        """Take the modifiers of another clause."""
        self.modifiers += other.modifiers
        self.words = {**other.words, **self.words}
        self.touching = self.touching or other.touching

    def sides(self, other: _Clause) -> None:
        """Take from another clause on which sides its parts of the body are."""
        for side in (*(side for term in other.terms for side in term.qualities), *other.modifiers):
            if side in SIDES and side not in self.modifiers:
                self.modifiers.append(side)
                self.words.setdefault(side, side)

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


class Composer:
    """Puts together what the spans of a text mean.

    Args:
        term: what words mean that are one term.
        labelled: the concepts by label.
        qualified: the concept that another one is with a qualifier.
    """

    def __init__(
        self,
        term: Callable[[str], Understood | None],
        labelled: Mapping[str, NamedNode],
        qualified: Mapping[tuple[NamedNode, str], NamedNode],
    ) -> None:
        self._term = term
        self._labelled = labelled
        self._qualified = qualified
        self._made: defaultdict[str, set[NamedNode]] = defaultdict(set)
        for (_, qualifier), node in qualified.items():
            self._made[qualifier].add(node)

    def meaning(self, way: Sequence[Span], text: str) -> Understood | None:
        """Return what the spans of a text mean together, None when they mean nothing.

        Args:
            way: the spans.
            text: the text, for notes.
        """
        if _dangling(way):
            return None
        if any(_run_together(one, other) for one, other in zip(way, way[1:], strict=False)):
            return None
        clauses = list(_clauses(way))
        said = list(_merged(clauses))
        found = Understood()
        for at, clause in enumerate(said):
            meant = self._of(clause, said[at - 1] if at else None, said[at + 1] if at + 1 < len(said) else None, text)
            if meant is None:
                return None
            found += meant
        for clause in clauses:
            found += clause.more
        occasions = [span for span in way if span.role is Role.OCCASION]
        if not found.nodes and not found.beyond and (len(occasions) == len(way) and " " not in occasions[0].said):
            return None
        left = tuple(f"'{words}' was not used." for words in _left(way))
        useful = found.nodes or found.beyond or found.days is not None or occasions
        return found + Understood(notes=left) if useful else None

    def _of(self, clause: _Clause, before: _Clause | None, after: _Clause | None, text: str) -> Understood | None:
        """Return what a clause means; what is felt where may be said in the one beside it."""
        found = sum((self._of_term(term, clause) for term in clause.terms), Understood())
        parts, sensations = clause.parts, clause.sensations
        if parts and not sensations:
            sensations = ["pain"] if clause.moving else clause.felt or _felt(before) or _felt(after)
            if not sensations and clause.terms:
                parts = []
        if sensations and not parts:
            parts = clause.places
            for other in (after, before):
                if other is not None and not parts and (parts := other.parts if other is after else other.places):
                    clause.sides(other)
        if parts and sensations:
            placed = self._placed(clause, parts, sensations)
            if placed is None:
                return None
            found += placed
        elif parts:
            return None
        elif sensations:
            for sensation in sensations:
                if (lone := self._term(sensation)) is None:
                    return None
                found += lone
        elif not found.nodes and not found.beyond and clause.modifiers and not before and not after:
            if _TELLING.isdisjoint(clause.modifiers):
                return None
            found += self._term("pain") or Understood()
        return self._with_modifiers(clause, found, before, text)

    def _of_term(self, term: Span, clause: _Clause) -> Understood:
        """Return what a term means; where it has no word for being severe, the part of the body may have one."""
        qualified = any((node, "severe") in self._qualified for node in term.means.nodes)
        if clause.severe and not qualified and term.felt and term.parts:
            placed = self._placed(clause, [(part, False) for part in term.parts], term.felt)
            return (placed or Understood()) + term.means if term.means.nodes else placed or term.means
        return term.means

    def _placed(
        self, clause: _Clause, parts: Sequence[tuple[Region, bool]], sensations: Sequence[str]
    ) -> Understood | None:
        """Return what sensations at parts of the body mean: several at one part, or one at several."""
        named = dict.fromkeys(name for name, _ in ((part.words[0], part) for part, _ in parts))
        kept = [(part, moved) for part, moved in parts if part.words[0] not in TISSUES] or list(parts)
        sensations = list(dict.fromkeys(sensations))
        if min(len(named), len(sensations)) > 1:
            return None
        found = Understood()
        for part, moved in kept:
            for sensation in sensations:
                means = _means(part, sensation, moved=moved, touching=clause.touching, severe=clause.severe)
                if means is None:
                    return None
                if means in LEVELS:
                    found += Understood(beyond=((f"{sensation} of the {part.words[0]}", means),))
                else:
                    found += Understood((self._labelled[means],))
        return found

    def _with_modifiers(
        self, clause: _Clause, found: Understood, before: _Clause | None, text: str
    ) -> Understood | None:
        """Return what is meant with modifiers: another concept where there is one; else they are noted and not used."""
        nodes = found.nodes
        notes: list[str] = []
        for qualifier in clause.modifiers:
            made = [self._qualified.get((node, qualifier)) for node in nodes]
            if any(made):
                nodes = tuple(dict.fromkeys(new or old for old, new in zip(nodes, made, strict=True)))
            elif not self._made[qualifier].intersection(nodes) and not (qualifier == "severe" and found.beyond):
                notes.append(f"'{clause.words[qualifier]}' in '{' '.join(text.split())}' was not used.")
        return Understood(nodes, found.beyond, found.days, (*found.notes, *notes))


def _means(part: Region, sensation: str, *, moved: bool, touching: bool, severe: bool) -> str | None:
    """Return what a sensation at a part of the body is, in the most special column that has an answer."""
    if sensation != "pain":
        return part.means.get(sensation) or (
            part.means.get("pain") if sensation in ("tenderness", "tearing pain") else None
        )
    special = (
        *(("radiating pain",) if moved else ()),
        *(("tenderness",) if touching else ()),
        *(("severe pain",) if severe else ()),
    )
    return next((part.means[name] for name in special if name in part.means), part.means.get("pain"))


def _felt(clause: _Clause | None) -> list[str]:
    return clause.felt if clause else []


def _dangling(way: Sequence[Span]) -> bool:
    """Return whether a word joins something to nothing."""
    joined = False
    for span in way:
        if span.role is Role.JOINT and span.said.isalpha():
            joined = True
        elif span.role not in (Role.FILLER, Role.PLACING):
            joined = False
    return joined


def _run_together(one: Span, other: Span) -> bool:
    """Return whether two terms stand side by side, one of them of a single word: *stress fracture* is no stress."""
    if one.role is not Role.TERM or other.role is not Role.TERM:
        return False
    return min(one.end - one.start, other.end - other.start) == 1


def _clauses(way: Sequence[Span]) -> Iterator[_Clause]:
    """Yield what stands between joints, in order."""
    clause = _Clause()
    for span in way:
        match span.role:
            case Role.JOINT:
                yield clause
                clause = _Clause()
            case Role.TERM:
                clause.terms.append(span)
                clause.moving = clause.moving or span.moving
            case Role.PART if span.region is not None:
                clause.parts.append((span.region, clause.moving))
            case Role.SENSATION:
                clause.sensations.append(span.word)
            case Role.TOUCHING:
                clause.touching = True
            case Role.MOVING:
                clause.moving = True
            case Role.FIGURE | Role.OCCASION:
                clause.more += span.means
            case _:
                pass
        for inner in (span, *span.inner):
            if inner.role is Role.MODIFIER:
                clause.modifiers.append(inner.word)
                clause.words.setdefault(inner.word, inner.said)
    yield clause


def _merged(clauses: Iterable[_Clause]) -> Iterator[_Clause]:
    """Yield clauses that name something; what only qualifies belongs to the one before it, or else to the next."""
    last: _Clause | None = None
    for clause in clauses:
        if clause.terms or clause.parts or clause.sensations:
            if last is not None and not (last.terms or last.parts or last.sensations):
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


def _left(way: Sequence[Span]) -> Iterator[str]:
    """Yield the ordinary words that were not used."""
    for span in way:
        for one in (span, *span.inner):
            if one.role is Role.LEFT:
                yield one.said
