"""Misses: rules that would conclude a triple if a premise or two were there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from kg.proofs.applications import REPLACEMENTS, Applications
from kg.proofs.bodies import OPEN, Body, Pattern
from kg.reason.derivation import Premise
from kg.reason.rows import Fact
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["MISS_LIMIT", "Miss", "Misses"]

MISS_LIMIT: Final = 1_000
"""How many ways to hold the other premises are looked at for each rule and each choice of what is missing."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule all but some of whose premises hold.

    Args:
        rule: its number.
        binding: the id of each variable that is known.
        held: the premises that hold, in the order of the body; None in the place of those that do not.
        missing: the premises that do not hold; a variable that nothing binds is `OPEN` (-1).
    """

    rule: int
    binding: dict[str, int]
    held: tuple[Premise | None, ...]
    missing: tuple[Pattern, ...]


class Misses:
    """Finds the misses of a closure.

    Args:
        applications: the applications of its rules.
    """

    def __init__(self, applications: Applications) -> None:
        self._applications = applications
        closure = applications.closure
        self._rules = closure.rules
        self._tokens = closure.dictionary.tokens
        self._type, self._same, self._different = (
            applications.bodies.id(name) for name in (RDF.type, OWL.sameAs, OWL.differentFrom)
        )
        self._schema = tuple(f"<{namespace.iri}".encode() for namespace in (OWL, RDF, RDFS))

    def of(self, fact: Fact, missing: int, *, schema: bool) -> Iterator[Miss]:
        """Yield the rules that would conclude a triple if so many premises were there.

        That a term is the same as another would carry everything over to it; such misses are left out.

        Args:
            fact: the triple.
            missing: how many premises are missing.
            schema: whether axioms of the schema may be missing, rather than facts only.
        """
        for number in self._applications.rules(fact[1]):
            if self._rules[number].id in REPLACEMENTS:
                continue
            for body, values in self._applications.bodies.concluding(number, fact):
                yield from self._of_rule(body, values, fact, missing, schema=schema)

    def is_schema(self, nodes: Sequence[int]) -> bool:
        """Return whether a triple speaks of the schema: of classes, properties, lists or expressions."""
        _, predicate, object_ = nodes
        if predicate == self._type:
            return object_ != OPEN and self._tokens[object_].startswith(self._schema)
        if predicate in (OPEN, self._same, self._different):
            return False
        return self._tokens[predicate].startswith(self._schema)

    def _of_rule(self, body: Body, values: list[int], fact: Fact, missing: int, *, schema: bool) -> Iterator[Miss]:
        atoms = [at for at, part in enumerate(body.parts) if isinstance(part, tuple)]
        for gone in combinations(atoms, missing):
            patterns = [part for at in gone if isinstance(part := body.parts[at], tuple)]
            if not schema and any(self.is_schema(_instance(pattern, values)) for pattern in patterns):
                continue
            premises: list[Premise | None] = [None] * len(body.parts)
            rest = [at for at in range(len(body.parts)) if at not in gone]
            for found in islice(self._applications.bodies.solve(body, rest, [*values], premises), MISS_LIMIT):
                wanted = tuple(_instance(pattern, found) for pattern in patterns)
                if fact in wanted or any(pattern[1] == OPEN for pattern in wanted):
                    continue
                if not schema and any(map(self.is_schema, wanted)):
                    continue
                held = [None if at in gone else premise for at, premise in enumerate(premises)]
                shown = tuple(premise for at, premise in enumerate(held) if at in gone or premise is not None)
                yield Miss(body.number, body.binding(found), shown, wanted)


def _instance(pattern: Pattern, values: Sequence[int]) -> Pattern:
    s, p, o = (node if node >= 0 else values[~node] for node in pattern)
    return s, p, o
