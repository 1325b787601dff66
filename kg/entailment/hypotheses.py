"""Hypotheses: what follows for a fresh individual, and what cannot be.

Rules conclude triples. That every C is a D is no consequence of a rule when C has no members; it is shown by
*freezing*: a fresh blank node is put in C, the rules are run again, and it is seen to be in D. That nothing is both
is shown by *refutation*: a fresh blank node is put in both, and an inconsistency follows. Either is sound, because a
blank node stands for anything whatever, data values included, and the rules are sound.

A class expression is taken apart by the conditions of OWL 2 RDF-Based Semantics, Tables 5.4 to 5.6: to assume a
membership is to assume one of several sets of triples, to show it is to look in the world of what is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.datatypes import KNOWN
from kg.entailment.expressions import (
    THING,
    AtLeast,
    AtMost,
    Either,
    Every,
    Expression,
    Itself,
    Named,
    Not,
    OneOf,
    Only,
    Role,
)
from kg.entailment.worlds import World, Worlds
from kg.errors import LimitError
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["MOST_CASES", "Facts", "Hypotheses"]

Facts: TypeAlias = frozenset[Triple]
_NONE: Final[Facts] = frozenset()
MOST_CASES: Final = 256
"""How many cases a hypothesis may have."""
_MOST_FILLERS: Final = 64
"""How many values a cardinality may ask for."""
_MOST_SPLITS: Final = 3
"""How many unions and enumerations of the premise a case is divided by, one upon the other."""
_MOST_TRIES: Final = 100_000
"""How many sets of values may be tried for a cardinality."""
_EVERYTHING: Final = frozenset({OWL.Thing, RDFS.Resource})


class Hypotheses:
    """Shows what no rule concludes, from the worlds of a premise.

    Args:
        worlds: the worlds.
        definitions: triples that describe the class expressions of a conclusion; they are true in every world here.
    """

    def __init__(self, worlds: Worlds, definitions: Facts = _NONE) -> None:
        self._worlds = worlds
        self._tries = 0
        # A premise that contradicts the mere description of a class says nothing about its members.
        self._definitions = definitions if worlds.of(definitions).consistent else _NONE

    def world(self, facts: Facts = _NONE) -> World:
        """Return the world of some triples."""
        return self._worlds.of(self._definitions | facts)

    def fresh(self) -> BlankNode:
        """Return a blank node that stands for anything."""
        return self._worlds.fresh()

    # -- ways to show something

    def refuted(self, cases: Iterable[Facts]) -> bool:
        """Return whether an inconsistency follows in every case."""
        return self.frozen(cases, lambda _: False)

    def frozen(self, cases: Iterable[Facts], shown: Callable[[Facts], bool], about: Iterable[Term] = ()) -> bool:
        """Return whether something is shown in every case, or the case cannot be.

        Args:
            cases: the cases.
            shown: whether it is shown in one.
            about: individuals that a case may be divided for, beside the fresh ones.
        """
        return all(self._in_every(case, shown, frozenset(about), _MOST_SPLITS) for case in cases)

    def _in_every(self, case: Facts, shown: Callable[[Facts], bool], about: frozenset[Term], depth: int) -> bool:
        world = self.world(case)
        if not world.consistent or shown(case):
            return True
        if not depth:
            return False
        division = next(self._divisions(world, sorted(about | self._worlds.fresh_in(case), key=str)), None)
        return division is not None and all(self._in_every(case | {part}, shown, about, depth - 1) for part in division)

    def _divisions(self, world: World, nodes: Sequence[Term]) -> Iterator[list[Triple]]:
        """Yield what individuals may be more closely: a part of a union, or a member of an enumeration, of the premise.

        No rule concludes that: the profile has no unions or enumerations as superclasses.
        """
        for node in nodes:
            for kind in sorted((triple.object for triple in world.find(node, RDF.type, None)), key=str):
                for stated in world.find(kind, OWL.unionOf, None):
                    parts = world.items(stated.object)
                    if parts and not any(world.holds(node, RDF.type, part) for part in parts):
                        yield [Triple(node, RDF.type, part) for part in parts]
                for stated in world.find(kind, OWL.oneOf, None):
                    parts = world.items(stated.object)
                    if parts and not any(world.holds(node, OWL.sameAs, part) for part in parts):
                        yield [Triple(node, OWL.sameAs, part) for part in parts]

    def holds(self, facts: Facts, triple: Triple) -> bool:
        """Return whether a triple follows from some more."""
        world = self.world(facts)
        return not world.consistent or world.holds(*triple)

    def linked(self, facts: Facts, role: Role, one: Term, other: Term) -> bool:
        """Return whether a property relates two individuals."""
        return self.holds(facts, role.link(one, other))

    def same(self, facts: Facts, one: Term, other: Term) -> bool:
        """Return whether two terms are the same."""
        return one == other or self.holds(facts, Triple(one, OWL.sameAs, other))

    def different(self, facts: Facts, one: Term, other: Term) -> bool:
        """Return whether two terms are different: to be the same would be inconsistent."""
        if one == other:
            return not self.world(facts).consistent
        different = Triple(one, OWL.differentFrom, other)
        return self.holds(facts, different) or self.refuted([facts | {Triple(one, OWL.sameAs, other)}])

    def member(self, facts: Facts, node: Term, expression: Expression) -> bool:  # noqa: C901 - one case a constructor
        """Return whether an individual is shown to be of a class."""
        if self.holds(facts, Triple(node, RDF.type, expression.node)):
            return True
        match expression:
            case Named(name):
                return self._is_named(facts, node, name)
            case Every(_, parts):
                return all(self.member(facts, node, part) for part in parts)
            case Either(_, parts):
                return any(self.member(facts, node, part) for part in parts) or self.refuted(
                    self._with(facts, self.outside(node, expression))
                )
            case Not(_, part):
                return self.refuted(self._with(facts, self.inside(node, part)))
            case OneOf(_, values):
                return any(self.same(facts, node, value) for value in values)
            case AtLeast(_, count, role, filler):
                return count == 0 or self._has_values(facts, node, count, role, filler)
            case AtMost():
                return self.refuted(self._with(facts, self.outside(node, expression)))
            case Only(_, role, filler):
                value = self.fresh()
                return self.frozen([facts | {role.link(node, value)}], lambda more: self.member(more, value, filler))
            case Itself(_, role):
                return self.linked(facts, role, node, node)

    def _is_named(self, facts: Facts, node: Term, name: Term) -> bool:
        if name in _EVERYTHING:
            return True
        if name.value in KNOWN and self.world(facts).is_of(node, name.value):
            return True
        complements = self._complements(name)
        return any(self.refuted([facts | {Triple(node, RDF.type, other)}]) for other in complements)

    def _has_values(self, facts: Facts, node: Term, count: int, role: Role, filler: Expression) -> bool:
        if isinstance(filler, OneOf) and count == 1 and any(self.linked(facts, role, node, v) for v in filler.values):
            return True
        world = self.world(facts)
        if role.inverted:
            values = [triple.subject for triple in world.find(None, role.property, node)]
        else:
            values = [triple.object for triple in world.find(node, role.property, None)]
        found: list[Term] = []
        for value in sorted(set(values), key=str):
            if self.member(facts, value, filler):
                found.append(value)
                if count == 1:
                    return True
        return self._some_differ(facts, found, count, ())

    def _some_differ(self, facts: Facts, values: Sequence[Term], count: int, chosen: tuple[Term, ...]) -> bool:
        """Return whether so many of some values are different from each other, and from those chosen already."""
        if len(chosen) == count:
            return True
        self._tries += 1
        if self._tries > _MOST_TRIES:
            raise LimitError(
                "BS508",
                f"{count} different values were not found among many within {_MOST_TRIES} tries",
                "ask for a smaller cardinality",
            )
        return any(
            all(self.different(facts, value, other) for other in chosen)
            and self._some_differ(facts, values[at + 1 :], count, (*chosen, value))
            for at, value in enumerate(values)
        )

    # -- what may be assumed

    def inside(self, node: Term, expression: Expression) -> list[Facts]:
        """Return the cases of a membership: in at least one of them it comes down to the triples."""
        stated = Triple(node, RDF.type, expression.node)
        return self._with(frozenset({stated}), self._inside(node, expression))

    def _inside(self, node: Term, expression: Expression) -> list[Facts]:
        match expression:
            case Every(_, parts):
                return self._all(self.inside(node, part) for part in parts)
            case Either(_, parts):
                return self._any(self.inside(node, part) for part in parts)
            case Not(_, part):
                return self.outside(node, part)
            case OneOf(_, values):
                return self._any([frozenset({Triple(node, OWL.sameAs, value)})] for value in values)
            case AtLeast(_, count, role, filler):
                return self._values(node, count, role, filler)
            case Itself(_, role):
                return [frozenset({role.link(node, node)})]
            case _:
                return [_NONE]

    def outside(self, node: Term, expression: Expression) -> list[Facts]:
        """Return the cases of not being of a class."""
        complement = self.fresh()
        stated = {Triple(complement, OWL.complementOf, expression.node), Triple(node, RDF.type, complement)}
        return self._with(frozenset(stated), self._outside(node, expression))

    def _outside(self, node: Term, expression: Expression) -> list[Facts]:  # noqa: C901 - one case a constructor
        match expression:
            case Named(name):
                if name in _EVERYTHING:
                    return []
                return [frozenset(Triple(node, RDF.type, other) for other in self._complements(name))]
            case Every(_, parts):
                return self._any(self.outside(node, part) for part in parts)
            case Either(_, parts):
                return self._all(self.outside(node, part) for part in parts)
            case Not(_, part):
                return self.inside(node, part)
            case OneOf(_, values):
                return [frozenset(Triple(node, OWL.differentFrom, value) for value in values)]
            case AtLeast(_, count, role, filler):
                return [] if count == 0 else [self._without(node, role, filler) if count == 1 else _NONE]
            case AtMost(_, count, role, filler):
                return self._values(node, count + 1, role, filler)
            case Only(_, role, filler):
                value = self.fresh()
                return self._with(frozenset({role.link(node, value)}), self.outside(value, filler))
            case Itself(_, role):
                return [self.unlinked(role, node, node)]

    def unlinked(self, role: Role, one: Term, other: Term) -> Facts:
        """Return the triples which say that a property does not relate two terms."""
        denial = self.fresh()
        source, target = (other, one) if role.inverted else (one, other)
        place = OWL.targetValue if isinstance(target, Literal) else OWL.targetIndividual
        return frozenset(
            {
                Triple(denial, OWL.sourceIndividual, source),
                Triple(denial, OWL.assertionProperty, role.property),
                Triple(denial, place, target),
            }
        )

    def _without(self, node: Term, role: Role, filler: Expression) -> Facts:
        """Return the triples which say that an individual has no value of a class."""
        if isinstance(filler, OneOf) and len(filler.values) == 1:
            return self.unlinked(role, node, filler.values[0])
        restriction, complement = self.fresh(), self.fresh()
        facts = {
            Triple(node, RDF.type, restriction),
            Triple(restriction, OWL.onProperty, role.node),
            Triple(restriction, OWL.allValuesFrom, complement),
            Triple(complement, OWL.complementOf, filler.node),
        }
        if filler.node in _EVERYTHING:
            facts |= {Triple(complement, RDFS.subClassOf, OWL.Nothing)}
        return frozenset(facts)

    def _values(self, node: Term, count: int, role: Role, filler: Expression) -> list[Facts]:
        """Return the cases of having so many different values of a class."""
        if count > _MOST_FILLERS:
            raise LimitError(
                "BS508",
                f"a cardinality of {count} would need as many individuals to reason with",
                f"ask for cardinalities up to {_MOST_FILLERS}",
            )
        if isinstance(filler, OneOf) and count == 1:
            return [frozenset({role.link(node, value)}) for value in filler.values]
        values = [self.fresh() for _ in range(count)]
        apart = {Triple(one, OWL.differentFrom, other) for one, other in combinations(values, 2)}
        linked = frozenset(apart | {role.link(node, value) for value in values})
        if filler == THING:
            return [linked]
        return self._with(linked, self._all(self.inside(value, filler) for value in values))

    def _complements(self, name: Term) -> list[Term]:
        """Return the classes that are stated to be the complement of a class."""
        world = self.world()
        found = {triple.subject for triple in world.find(None, OWL.complementOf, name)}
        found |= {triple.object for triple in world.find(name, OWL.complementOf, None)}
        return sorted((other for other in found if isinstance(other, (NamedNode, BlankNode))), key=str)

    # -- cases

    def both(self, *parts: Sequence[Facts]) -> list[Facts]:
        """Return the cases in which each of several hypotheses holds."""
        return self._all(parts)

    def _with(self, facts: Facts, cases: Sequence[Facts]) -> list[Facts]:
        return [facts | case for case in cases]

    def _any(self, parts: Iterable[Sequence[Facts]]) -> list[Facts]:
        return self._bounded([case for part in parts for case in part])

    def _all(self, parts: Iterable[Sequence[Facts]]) -> list[Facts]:
        cases: list[Facts] = [_NONE]
        for part in parts:
            cases = self._bounded([one | other for one, other in product(cases, part)])
        return cases

    def _bounded(self, cases: list[Facts]) -> list[Facts]:
        if len(cases) > MOST_CASES:
            raise LimitError(
                "BS508",
                f"a class expression falls into more than {MOST_CASES} cases",
                "ask for its parts one at a time",
            )
        return cases
