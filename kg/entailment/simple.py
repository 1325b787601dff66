"""Simple entailment: whether a graph is in a closure, its blank nodes being variables (RDF 1.1 Semantics, §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from kg.datatypes import KNOWN
from kg.entailment.worlds import World
from kg.errors import LimitError
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF

__all__ = ["MOST_STEPS", "Matching"]

MOST_STEPS: Final = 1_000_000
"""How many candidates are tried before the search gives up."""
_LOST: Final = -1


@dataclass(slots=True)
class _Choice:
    """A pattern to be matched next, with what is left of its candidates."""

    pattern: Triple
    rest: list[Triple]
    names: dict[Term, Term]
    candidates: Iterator[tuple[Term, Term]]


class Matching:
    """Matches patterns, which are triples whose blank nodes are variables, with what a world holds.

    Args:
        world: the world.
        most: how many candidates may be tried, in all that this matching is asked.
    """

    def __init__(self, world: World, most: int = MOST_STEPS) -> None:
        self._world = world
        self._most = self._left = most
        self._literals: list[int] | None = None
        self._individuals: list[Term] | None = None

    def solutions(self, patterns: Sequence[Triple], known: Mapping[Term, Term]) -> Iterator[dict[Term, Term]]:
        """Yield the ways to name the blank nodes of patterns so that each is a triple of the world.

        Args:
            patterns: the patterns.
            known: names that some of the blank nodes have already; they are kept.

        Raises:
            LimitError: BS506, when too many candidates were tried. It does not mean no.
        """
        if not patterns:
            yield dict(known)
            return
        # A stack of choices, not recursion: a list of a thousand members has two thousand patterns.
        stack = [self._choice(list(patterns), dict(known), ())]
        while stack:
            choice = stack[-1]
            pair = next(choice.candidates, None)
            if pair is None:
                stack.pop()
                continue
            self.step()
            names = dict(choice.names)
            if _name(choice.pattern.subject, pair[0], names) and _name(choice.pattern.object, pair[1], names):
                if choice.rest:
                    stack.append(self._choice(choice.rest, names, (choice.pattern.subject, choice.pattern.object)))
                else:
                    yield names

    def step(self) -> None:
        """Count one candidate.

        Raises:
            LimitError: BS506, when it is one too many.
        """
        self._left -= 1
        if self._left < 0:
            raise LimitError(
                "BS506",
                f"the blank nodes of the conclusion were not matched within {self._most} steps; it may follow or not",
                "ask for its parts one at a time, or give its blank nodes names",
            )

    def individuals(self) -> list[Term]:
        """Return what a blank node may be that no pattern is about."""
        if self._individuals is None:
            self._individuals = sorted(self._world.individuals(), key=str)
        return self._individuals

    def _choice(self, patterns: list[Triple], names: dict[Term, Term], latest: tuple[Term, ...]) -> _Choice:
        """Choose the pattern with the fewest candidates: it decides, or fails, soonest.

        Those about what was named last are looked at first, and one that leaves no choice is taken at once.
        """
        best: Triple | None = None
        fewest = 0
        near = [p for p in patterns if p.subject in latest or p.object in latest] if latest else []
        for pattern in (*near, *patterns):
            count = self._count(pattern, names)
            if best is None or count < fewest:
                best, fewest = pattern, count
            if count <= 1:
                break
        assert best is not None
        rest = [pattern for pattern in patterns if pattern is not best]
        return _Choice(best, rest, names, self._candidates(best, names))

    def _ids(self, pattern: Triple, known: Mapping[Term, Term]) -> tuple[int | None, int, int | None] | None:
        """Return a pattern as ids, None for a variable; None in place of all when a term of it is not known."""
        subject, predicate, object_ = pattern
        p = self._world.id(predicate)
        s, o = self._id(subject, known), self._id(object_, known)
        return None if p is None or _LOST in (s, o) else (s, p, o)

    def _id(self, node: Term, known: Mapping[Term, Term]) -> int | None:
        if isinstance(node, BlankNode):
            if node not in known:
                return None
            node = known[node]
        found = self._world.id(node)
        return _LOST if found is None else found

    def _count(self, pattern: Triple, known: Mapping[Term, Term]) -> int:
        ids = self._ids(pattern, known)
        if ids is None:
            return 0
        subject, predicate, object_ = ids
        if subject is not None and object_ is not None:
            return 1
        return self._world.count(predicate, subject, object_) + self._virtual_count(pattern.predicate, subject, object_)

    def _candidates(self, pattern: Triple, known: Mapping[Term, Term]) -> Iterator[tuple[Term, Term]]:
        ids = self._ids(pattern, known)
        if ids is None:
            return
        subject, predicate, object_ = ids
        term, world = self._world.closure.dictionary.term, self._world
        if subject is not None and object_ is not None:
            if world.holds_ids(subject, predicate, object_):
                yield term(subject), term(object_)
            return
        seen: set[tuple[int, int]] = set()
        for pair in world.pairs(predicate, subject, object_):
            seen.add(pair)
            yield term(pair[0]), term(pair[1])
        for pair in self._virtual(pattern.predicate, subject, object_):
            self.step()
            if pair not in seen and world.holds_ids(pair[0], predicate, pair[1]):
                yield term(pair[0]), term(pair[1])

    # -- what is true and not stored: eq-ref, dt-type2, dt-diff

    def _virtual_count(self, predicate: NamedNode, subject: int | None, object_: int | None) -> int:
        if predicate == OWL.sameAs:
            return 1 if subject is not None or object_ is not None else len(self._world.terms())
        if predicate == RDF.type and object_ is not None and not self._is_datatype(object_):
            return 0
        if predicate not in (RDF.type, OWL.differentFrom):
            return 0
        return len(self._values()) if subject is None or predicate != RDF.type else len(KNOWN)

    def _virtual(self, predicate: NamedNode, subject: int | None, object_: int | None) -> Iterator[tuple[int, int]]:
        world = self._world
        if predicate == OWL.sameAs:
            one = subject if subject is not None else object_
            yield from ((one, one),) if one is not None else ((term, term) for term in world.terms())
        elif predicate in (RDF.type, OWL.differentFrom):
            if predicate == RDF.type and object_ is not None and not self._is_datatype(object_):
                return
            if subject is not None and subject not in self._values():
                return
            subjects = self._values() if subject is None else [subject]
            if object_ is not None:
                others = [object_]
            elif predicate == RDF.type:
                ids = (world.id(NamedNode(iri)) for iri in sorted(KNOWN))
                others = [found for found in ids if found is not None]
            else:
                others = self._values()
            yield from ((one, other) for one in subjects for other in others)

    def _is_datatype(self, number: int) -> bool:
        return self._world.closure.dictionary.term(number).value in KNOWN

    def _values(self) -> list[int]:
        if self._literals is None:
            self._literals = self._world.literals()
        return self._literals


def _name(node: Term, value: Term, names: dict[Term, Term]) -> bool:
    return names.setdefault(node, value) == value if isinstance(node, BlankNode) else True
