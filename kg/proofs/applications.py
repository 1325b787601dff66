"""`Applications`: every way in which a rule concludes a triple of a closure, not only the one that came first.

The engine finds one derivation of a triple, from earlier rounds. Justifications, shortest proofs and repairs ask for
all of them: the ground rules whose premises hold in the closure. Together with the asserted triples they say the same
as the closure of any part of what was asserted (Kazakov & Skočovský, Enumerating Justifications using Resolution,
IJCAR 2018, build on the same).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from kg.proofs.bodies import OPEN, Bodies, Body
from kg.proofs.facts import Facts
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, Premise
from kg.reason.rows import Fact
from kg.rules.model import Var
from kg.vocabulary import OWL

__all__ = ["REPLACEMENTS", "Applications"]

REPLACEMENTS: Final = frozenset({"eq-rep-s", "eq-rep-p", "eq-rep-o"})
"""Rules that put equals in the place of equals."""

_AXIOMATIC: Final = frozenset({"cls-thing", "cls-nothing1", "prp-ap", "dt-type1"})
"""Rules that conclude something of the vocabulary from nothing."""


class Applications:
    """Every application of a rule that a closure admits.

    Args:
        closure: the closure.
    """

    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self.facts = Facts(closure)
        self.bodies = Bodies(closure, self.facts)
        self._known: dict[Fact, tuple[Derivation, ...]] = {}
        self._eq_ref = next(at for at, rule in enumerate(closure.rules) if rule.id == "eq-ref")
        self._by_predicate: dict[int, list[int]] = defaultdict(list)
        self._by_any: list[int] = []
        for number, rule in enumerate(closure.rules):
            if rule.id in REPLACEMENTS and not self.facts.has_equality:
                continue  # where nothing is the same as something else, they conclude what they rest on
            for predicate in {atom.predicate for atom in rule.head}:
                named = self._by_any if isinstance(predicate, Var) else self._by_predicate[self.bodies.id(predicate)]
                named.append(number)

    def concluding(self, fact: Fact) -> tuple[Derivation, ...]:
        """Return every application that concludes a triple from others that hold, each set of premises once."""
        known = self._known.get(fact)
        if known is None:
            known = self._known[fact] = tuple(self._concluding(fact))
        return known

    def violations(self, rule: int) -> Iterator[Derivation]:
        """Yield every application of a rule that concludes *false*."""
        for body in self.bodies.unrolled(rule, {}):
            yield from self._matches(body, [OPEN] * len(body.names), None)

    def rules(self, predicate: int) -> list[int]:
        """Return the numbers of the rules that can conclude a triple of a property, in their order."""
        return sorted({*self._by_predicate.get(predicate, ()), *self._by_any})

    def reflexive(self, fact: Fact, mention: Fact) -> Derivation:
        """Return that a term is the same as itself, since a triple mentions it (eq-ref).

        Args:
            fact: that it is.
            mention: the triple.
        """
        s, p, o = mention
        return Derivation(self._eq_ref, fact, (mention,), {"s": s, "p": p, "o": o})

    def _concluding(self, fact: Fact) -> Iterator[Derivation]:
        if fact[1] == self.facts.same and fact[0] == fact[2]:
            axiom = self._axiomatic.get(fact[0])
            for mention in [axiom] if axiom else self.facts.mentioning(fact[0]):
                yield self.reflexive(fact, mention)
            return
        met: set[tuple[int, frozenset[Premise]]] = set()
        for number in self.rules(fact[1]):
            for body, values in self.bodies.concluding(number, fact):
                for found in self._matches(body, values, fact):
                    key = (number, frozenset(found.premises))
                    if key not in met and fact not in found.premises:
                        met.add(key)
                        yield found

    @cached_property
    def _axiomatic(self) -> dict[int, Fact]:
        """For each term that some triple mentions in every closure (Tables 5 and 8) such a triple."""
        found: dict[int, Fact] = {}
        for number, rule in enumerate(self.closure.rules):
            if rule.id not in _AXIOMATIC:
                continue
            for body in self.bodies.unrolled(number, {}):
                for derivation in self._matches(body, [OPEN] * len(body.names), None):
                    values = {**derivation.binding}
                    for atom in rule.head:
                        s, p, o = (
                            values[node.name] if isinstance(node, Var) else self.bodies.id(node) for node in atom.nodes
                        )
                        for term in (s, p, o):
                            found.setdefault(term, (s, p, o))
        thing = self.bodies.id(OWL.Thing)
        found.setdefault(self.facts.same, (thing, self.facts.same, thing))
        return found

    def _matches(self, body: Body, values: list[int], fact: Fact | None) -> Iterator[Derivation]:
        premises: list[Premise | None] = [None] * len(body.parts)
        for found in self.bodies.solve(body, list(range(len(body.parts))), values, premises):
            chosen = tuple(premise for premise in premises if premise is not None)
            yield Derivation(body.number, fact, chosen, body.binding(found))
