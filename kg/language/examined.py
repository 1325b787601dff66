"""Findings of an examination that are normal, such as *power and reflexes intact*: they count for nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.language.spans import SIDES, Role, Span
from kg.language.tokens import Token, Understood

__all__ = ["normal_findings"]

_BESIDE: Final = (Role.PART, Role.PLACING, Role.FILLER, Role.TOUCHING, Role.EXAMINED)
"""What may stand beside what is examined, and says where or how."""
_LISTING: Final = frozenset((",", "and", "/", "or", "+"))
"""What joins what is examined."""
_WHOLLY: Final = frozenset(("including", "incl", "throughout", "globally"))
"""What takes nothing away from what is normal."""


def normal_findings(text: str, tokens: Sequence[Token], spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the runs of words that say of what is examined that it is normal.

    A run reaches from the beginning of a clause to its end, so that no *except* is lost, and what is normal stands
    before all or behind all that is examined, so that in *weak grip, normal reflexes* only the reflexes are.

    Args:
        text: the text.
        tokens: its words and signs.
        spans: what else they can be.
    """
    starting: defaultdict[int, list[Span]] = defaultdict(list)
    for span in spans:
        starting[span.start].append(span)
    if not any(span.role is Role.EXAMINED for starts in starting.values() for span in starts):
        return
    joints = {span.end for starts in starting.values() for span in starts if span.role is Role.JOINT}
    for start in sorted({0, *joints, *(at for at in starting if at and not tokens[at - 1].words)}):
        for end in sorted(_ends(starting, start), reverse=True):
            if end == len(tokens) or any(span.role is Role.JOINT for span in starting[end]):
                said = text[tokens[start].start : tokens[end - 1].end]
                yield Span(start, end, Role.TERM, Understood(beyond=((" ".join(said.split()), ""),)))
                break


def _ends(starting: Mapping[int, Sequence[Span]], start: int) -> set[int]:
    """Return where a run that begins somewhere can end."""
    before = _all(starting, {start}, (Role.FILLER,))
    behind = _normal(starting, _list(starting, before))
    return {*behind, *_all(starting, _list(starting, _normal(starting, before)), _BESIDE)}


def _normal(starting: Mapping[int, Sequence[Span]], places: Iterable[int]) -> set[int]:
    """Return where words that say *normal* end, with what says where."""
    said = {span.end for at in places for span in starting.get(at, ()) if span.role is Role.NORMAL}
    return _all(starting, said, (*_BESIDE, Role.NORMAL))


def _list(starting: Mapping[int, Sequence[Span]], places: Iterable[int]) -> set[int]:
    """Return where a list of what is examined can end."""
    found: set[int] = set()
    reached = _all(starting, places, (Role.FILLER, Role.PART, Role.PLACING))
    while reached:
        named = {span.end for at in reached for span in starting.get(at, ()) if span.role is Role.EXAMINED}
        named = _all(starting, named, _BESIDE) - found
        found |= named
        joined = {
            span.end
            for at in named
            for span in starting.get(at, ())
            if span.role in (Role.JOINT, Role.FILLER) and span.said.casefold() in _LISTING
        }
        reached = _all(starting, joined, (Role.FILLER, Role.PART, Role.PLACING)) - found
    return found


def _all(starting: Mapping[int, Sequence[Span]], places: Iterable[int], roles: Sequence[Role]) -> set[int]:
    """Return the places that are reached over spans of some roles, however many, or of sides of the body."""
    found = set(places)
    open_ = list(found)
    while open_:
        for span in starting.get(open_.pop(), ()):
            said = span.word in SIDES if span.role is Role.MODIFIER else span.said.casefold() in _WHOLLY
            if (span.role in roles or said) and span.end not in found:
                found.add(span.end)
                open_.append(span.end)
    return found
