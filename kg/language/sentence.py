"""A text as a row of spans that cover all of its words, and what these mean together.

Of all ways to cover a text the cheapest that means something is taken: the one with the longest terms and the fewest
words left unused. Every word has to be covered; a word that no table knows, and one that denies, never is.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.language.clauses import Clause, clauses_of, merged
from kg.language.phrases import KIN
from kg.language.spans import Role, Span
from kg.language.tokens import Understood, unused
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


class Composer:
    """Puts together what the spans of a text mean.

    Args:
        term: what words mean that are one term.
        labelled: the concepts by label.
        qualified: the concept that another one is with a qualifier.
        complaint: whether a concept is a complaint, which alone has a duration that counts.
    """

    def __init__(
        self,
        term: Callable[[str], Understood | None],
        labelled: Mapping[str, NamedNode],
        qualified: Mapping[tuple[NamedNode, str], NamedNode],
        complaint: Callable[[NamedNode], bool] = lambda _: True,
    ) -> None:
        self._term = term
        self._complaint = complaint
        self._labelled = labelled
        self._qualified = qualified
        self._made: defaultdict[str, set[NamedNode]] = defaultdict(set)
        for (_, qualifier), node in qualified.items():
            self._made[qualifier].add(node)

    def meaning(self, way: Sequence[Span], text: str, *, absent: bool = False) -> Understood | None:
        """Return what the spans of a text mean together, None when they mean nothing.

        Args:
            way: the spans.
            text: the text, for notes.
            absent: whether it says what is not there; only then *or* names both of two things.
        """
        if _dangling(way) or _of_another(way):
            return None
        if any(_run_together(one, other) for one, other in itertools.pairwise(way)):
            return None
        clauses = list(clauses_of(way))
        said = list(merged(clauses))
        _both_sides(said)
        found = Understood()
        for at, clause in enumerate(said):
            meant = self._of(clause, said[at - 1] if at else None, said[at + 1] if at + 1 < len(said) else None, text)
            if meant is None:
                return None
            found += meant + self._when(clause, meant)
        if not said:
            found = sum((clause.more for clause in clauses), found)
        occasions = [span for span in way if span.role is Role.OCCASION]
        if not found.nodes and not found.beyond and (len(occasions) == len(way) and " " not in occasions[0].said):
            return None
        if not absent and len(found.nodes) + len(found.beyond) > 1 and any(map(_either, way)):
            return None
        left = sum(map(unused, _left(way)), Understood(missed=tuple(_missed(way))))
        useful = found.nodes or found.beyond or found.days is not None or occasions
        return found + left if useful else None

    def _when(self, clause: Clause, meant: Understood) -> Understood:
        """Return when a clause says something is; a time that is not that of a complaint is not used."""
        days = clause.more.days
        lasting = not clause.occasion and (not meant.nodes or any(map(self._complaint, meant.nodes)))
        if days is None or (lasting and not (meant.beyond and not meant.nodes and not clause.sensations)):
            return clause.more
        return replace(
            clause.more, days=None, notes=(*clause.more.notes, "A time was not used: it is not that of a complaint.")
        )

    def _of(self, clause: Clause, before: Clause | None, after: Clause | None, text: str) -> Understood | None:
        """Return what a clause means; what is felt where may be said in the one beside it."""
        found = sum((self._of_term(term, clause) for term in clause.terms), Understood())
        sensations = _what(clause, before, after)
        parts = _where(clause, before, after) if sensations else []
        if sensations:
            felt = self._placed(clause, parts, sensations) if parts else self._alone(sensations)
        elif clause.named:
            felt = Understood() if clause.terms else None
        else:
            telling = not before and not after and not clause.left and not _TELLING.isdisjoint(clause.modifiers)
            felt = self._term("pain") if telling else None
        return None if felt is None else self._with_modifiers(clause, found + felt, text)

    def _alone(self, sensations: Iterable[str]) -> Understood | None:
        """Return what sensations mean of which nobody says where."""
        found = Understood()
        for sensation in sensations:
            lone = self._term(sensation)
            if lone is None:
                return None
            found += lone
        return found

    def _of_term(self, term: Span, clause: Clause) -> Understood:
        """Return what a term means; where it has no word for being severe, the part of the body may have one."""
        qualified = any((node, "severe") in self._qualified for node in term.means.nodes)
        if clause.severe and not qualified and term.felt and term.parts:
            placed = self._placed(clause, [(part, False) for part in term.parts], term.felt)
            return (placed or Understood()) + term.means if term.means.nodes else placed or term.means
        return term.means

    def _placed(
        self, clause: Clause, parts: Sequence[tuple[Region, bool]], sensations: Sequence[str]
    ) -> Understood | None:
        """Return what sensations at parts of the body mean: several at one part, or one at several."""
        named = {part.words[0] for part, _ in parts}
        kept = [(part, moved) for part, moved in parts if part.words[0] not in TISSUES] or list(parts)
        sensations = [one for one in dict.fromkeys(sensations) if one != "pain" or "tearing pain" not in sensations]
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

    def _with_modifiers(self, clause: Clause, found: Understood, text: str) -> Understood:
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


def _what(clause: Clause, before: Clause | None, after: Clause | None) -> list[str]:
    """Return what is felt: as the clause says, or else, of a part without a sensation, one beside it."""
    if clause.sensations or not clause.parts:
        return clause.sensations
    if clause.moving:
        return ["pain"]
    beside = [one.felt for one in (clause, before, after) if one is not None and one.felt]
    return beside[0] if beside else []


def _where(clause: Clause, before: Clause | None, after: Clause | None) -> list[tuple[Region, bool]]:
    """Return where something is felt: as the clause says, or else one beside it, with the sides of the body."""
    if clause.places:
        return clause.places
    for other, parts in ((after, after.parts if after else []), (before, before.places if before else [])):
        if other is not None and parts:
            clause.sides(other)
            return parts
    return []


def _dangling(way: Sequence[Span]) -> bool:
    """Return whether a word joins something to nothing."""
    joined = False
    for span in way:
        if span.role is Role.JOINT and span.said.isalpha():
            joined = True
        elif span.role not in (Role.FILLER, Role.PLACING):
            joined = False
    return joined


def _of_another(way: Sequence[Span]) -> bool:
    """Return whether something is said of another person: what follows one, up to a comma, is theirs."""
    named = False
    for span in way:
        if span.role is Role.JOINT and not span.said.isalpha():
            named = False
        elif named and span.role in (Role.TERM, Role.SENSATION, Role.PART):
            return True
        named = named or any(one.word == KIN and one.role is Role.LEFT for one in (span, *span.inner))
    return False


def _both_sides(clauses: Sequence[Clause]) -> None:
    """Make two sides of a part of the body, said one after the other, both of them."""
    for one in clauses:
        if {"left", "right"} <= one.hands and (one.places or one.terms):
            one.become_bilateral()
        for other in clauses:
            places = {part.words[0] for part, _ in one.places} & {part.words[0] for part, _ in other.places}
            if places and "left" in one.hands and "right" in other.hands:
                one.become_bilateral()
                other.become_bilateral()


def _run_together(one: Span, other: Span) -> bool:
    """Return whether two terms stand side by side, one of them of a single word: *stress fracture* is no stress."""
    if one.role is not Role.TERM or other.role is not Role.TERM:
        return False
    return min(one.end - one.start, other.end - other.start) == 1


def _either(span: Span) -> bool:
    """Return whether a span says that one of two things is there, not which."""
    return span.role is Role.JOINT and span.said.casefold() == "or"


def _missed(way: Sequence[Span]) -> Iterator[str]:
    """Yield the words that no table knows."""
    return (span.said for span in way if span.role is Role.UNKNOWN)


def _left(way: Sequence[Span]) -> Iterator[str]:
    """Yield the ordinary words that were not used."""
    for span in way:
        for one in (span, *span.inner):
            if one.role is Role.LEFT:
                yield one.said
