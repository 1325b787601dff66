"""Justifications and repairs: the minimal sets of axioms that a conclusion rests on, and those whose loss ends it.

A *justification* is a minimal set of asserted axioms from which the conclusion follows; a *repair* is a minimal set
of axioms that has a member in every justification, so that without it the conclusion does not follow (Reiter, A
Theory of Diagnosis from First Principles, 1987; Horridge, Justification Based Explanation in Ontologies, 2011).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Final

from pyoxigraph import BlankNode

from kg.dictionary import BLANK
from kg.proofs.applications import Applications
from kg.proofs.axioms import Axiom, Axioms, by_mapping, by_triple
from kg.proofs.cone import CONE_LIMIT, Cone, Ground, cone
from kg.proofs.supports import SUPPORT_LIMIT, Exhausted, Mask, Search
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation
from kg.reason.rows import Fact
from kg.terms import Triple

__all__ = ["AxiomSets", "Bounds", "Question"]

_REPAIRS_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes before it is given up, and its result is said not to be complete.

    Args:
        grounds: how many ground rules it looks at.
        supports: how many sets of axioms it looks at.
        seconds: how long it takes; None for as long as it needs.
    """

    grounds: int = CONE_LIMIT
    supports: int = SUPPORT_LIMIT
    seconds: float | None = None

    def clock(self) -> Callable[[], bool]:
        """Return what tells whether the time is over, counted from now."""
        if self.seconds is None:
            return lambda: False
        end = time.monotonic() + self.seconds
        return lambda: time.monotonic() > end


@dataclass(frozen=True, slots=True)
class AxiomSets:
    """What came of the search for the justifications, or for the repairs, of a conclusion.

    Args:
        goal: the conclusion; None for *false*.
        found: the sets of axioms, smallest first, each in order of text.
        complete: whether there are no others.
    """

    goal: Triple | None
    found: tuple[tuple[Axiom, ...], ...]
    complete: bool

    def __iter__(self) -> Iterator[tuple[Axiom, ...]]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class Question:
    """Why one conclusion follows: all that it can rest on, seen as axioms.

    Args:
        applications: the applications of rules of a closure.
        closure: the closure.
        goal: a triple, or None for *false*.
        axioms: how what was asserted is grouped, or what groups it; by default by the mapping of OWL 2.
        bounds: how far to search.
    """

    def __init__(
        self,
        applications: Applications,
        closure: Closure,
        goal: Triple | None,
        axioms: Axioms | Callable[[Iterable[Triple]], Axioms] = by_mapping,
        bounds: Bounds | None = None,
    ) -> None:
        self.closure, self._applications = closure, applications
        self._bounds = bounds or Bounds()
        self._stop = self._bounds.clock()
        self.goal = goal
        fact = None if goal is None else closure.fact(goal)
        self.is_known = goal is None or fact is not None
        false = self._false() if goal is None else ()
        self.cone: Cone = cone(applications, fact, false, self._bounds.grounds, self._stop)
        self._given = axioms

    @cached_property
    def axioms(self) -> Axioms:
        """The axioms that the conclusion can rest on."""
        if isinstance(self._given, Axioms):
            return self._given
        leaves = [self.closure.triple(fact) for fact in self.cone.asserted]
        if self._given is not by_triple and any(isinstance(term, BlankNode) for leaf in leaves for term in leaf):
            leaves += _with_blank_nodes(self.closure)
        return self._given(leaves)

    def justifications(self, maximum: int | None = None) -> AxiomSets:
        """Return the justifications, smallest first.

        Args:
            maximum: how many to look for at the most.
        """
        found: list[tuple[Axiom, ...]] = []
        complete = True
        try:
            for mask in self.supports():
                if maximum is not None and len(found) == maximum:
                    complete = False
                    break
                found.append(self.set_of(mask))
        except Exhausted:
            complete = False
        return AxiomSets(self.goal, tuple(found), complete)

    def repairs(self, maximum: int | None = None) -> AxiomSets:
        """Return the repairs, smallest first, each verified: without it the conclusion does not follow.

        Args:
            maximum: how many to look for at the most.
        """
        masks: list[Mask] = []
        complete = True
        try:
            masks += self.supports()
        except Exhausted:
            complete = False
        if not masks or 0 in masks:
            return AxiomSets(self.goal, (), complete)
        found: list[Mask] = []
        for tried, repair in enumerate(_hitting(masks)):
            if tried > _REPAIRS_LIMIT or self._stop() or (maximum is not None and len(found) == maximum):
                complete = False
                break
            if complete or not self._follows_without(repair):
                found.append(repair)
        return AxiomSets(self.goal, tuple(self.set_of(mask) for mask in found), complete and self.cone.complete)

    def supports(self) -> Iterator[Mask]:
        """Yield the minimal sets of axioms, smallest first; `set_of` tells what they stand for.

        A cone that was cut short lacks ground rules, so that nothing read off it would be sure to be minimal.

        Raises:
            Exhausted: when a bound was reached.
        """
        if self.is_known and not self.cone.complete:
            raise Exhausted
        if self.is_known:
            yield from Search(self.cone, self._leaves, self._bounds.supports, self._stop)

    def set_of(self, mask: Mask) -> tuple[Axiom, ...]:
        """Return the axioms of a set."""
        groups = self.axioms.groups
        return tuple(group for at, group in enumerate(groups) if mask >> (len(groups) - 1 - at) & 1)

    def facts_of(self, mask: Mask) -> frozenset[Fact]:
        """Return the asserted triples of a cone that belong to a set of axioms or to the background."""
        return frozenset(fact for fact, masks in self._leaves.items() if any(m & mask == m for m in masks))

    def follows_without(self, triple: Triple) -> bool:
        """Return whether the conclusion follows when one asserted triple is taken away, as far as the cone tells."""
        gone = self.closure.fact(triple)
        return self.cone.rests_on(fact for fact in self.cone.asserted if fact != gone)

    @cached_property
    def users(self) -> Mapping[Fact, list[int]]:
        """The places of the ground rules that have a triple as a premise."""
        return self.cone.users()

    def order(self, ground: Ground) -> tuple[object, ...]:
        """Return what decides between ground rules with one conclusion: the order of the rules, then that of text."""
        tokens = self.closure.dictionary.tokens
        premises = [fact for fact in ground.derivation.premises if isinstance(fact, tuple)]
        return ground.derivation.rule, [[tokens[node] for node in fact] for fact in premises]

    def reflexive(self, fact: Fact, mention: Fact) -> Derivation:
        """Return that a term is the same as itself, since another triple mentions it."""
        return self._applications.reflexive(fact, mention)

    @cached_property
    def _leaves(self) -> dict[Fact, list[Mask]]:
        """The axioms that each asserted triple of the cone belongs to; the first axiom is the highest bit."""
        groups = self.axioms.groups
        of_triple: dict[Triple, list[Mask]] = {triple: [0] for triple in self.axioms.background}
        for at, group in enumerate(groups):
            for triple in group:
                of_triple.setdefault(triple, []).append(1 << (len(groups) - 1 - at))
        triples = {fact: self.closure.triple(fact) for fact in self.cone.asserted}
        return {fact: of_triple[triple] for fact, triple in triples.items() if triple in of_triple}

    def _follows_without(self, mask: Mask) -> bool:
        kept = [fact for fact, masks in self._leaves.items() if any(not m & mask for m in masks)]
        return self.cone.rests_on(kept)

    def _false(self) -> list[Derivation]:
        numbers = [at for at, rule in enumerate(self.closure.rules) if not rule.head]
        found = [violation.derivation for violation in self.closure.violations]
        found += [derivation for number in numbers for derivation in self._applications.violations(number)]
        distinct = {(derivation.rule, frozenset(derivation.premises)): derivation for derivation in found}
        return list(distinct.values())


def _with_blank_nodes(closure: Closure) -> Iterator[Triple]:
    """Yield the asserted triples whose subject or object is a blank node: what ties the parts of axioms together."""
    blank = closure.dictionary.kinds() == BLANK
    for block in closure.blocks():
        tied = block.asserted & (blank[block.subjects] | blank[block.objects])
        for s, o in zip(block.subjects[tied].tolist(), block.objects[tied].tolist(), strict=True):
            yield closure.triple((s, block.predicate, o))


def _hitting(sets: Sequence[Mask]) -> Iterator[Mask]:
    """Yield the minimal sets that have a member in each of some sets, smallest first."""
    for size in count(1):
        met: set[Mask] = set()
        frontier = False
        for chosen in _of_size(0, size, sets, met):
            if chosen is None:
                frontier = True
            else:
                yield chosen
        if not frontier:
            return


def _of_size(chosen: Mask, left: int, sets: Sequence[Mask], met: set[Mask]) -> Iterator[Mask | None]:
    """Yield the minimal hitting sets of one size that contain some members; None when larger ones may exist."""
    if chosen in met:
        return
    met.add(chosen)
    open_ = next((one for one in sets if not one & chosen), None)
    if open_ is None:
        if not left and _is_minimal(chosen, sets):
            yield chosen
        return
    if not left:
        yield None
        return
    for bit in _bits(open_):
        if _is_minimal(chosen | bit, sets):
            yield from _of_size(chosen | bit, left - 1, sets, met)


def _is_minimal(chosen: Mask, sets: Sequence[Mask]) -> bool:
    """Return whether each member of a set is the only one that hits some set."""
    return all(any(one & chosen == bit for one in sets) for bit in _bits(chosen))


def _bits(mask: Mask) -> Iterator[Mask]:
    """Yield the members of a set, highest first."""
    while mask:
        bit = 1 << (mask.bit_length() - 1)
        yield bit
        mask ^= bit
