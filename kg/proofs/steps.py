"""Steps: nodes of a proof whose premises are not yet numbered, and how they are put in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.proofs.model import Conclusion, Kind, Members, Node, Proof
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact, Premise
from kg.reason.rows import Fact
from kg.terms import Term, Triple

__all__ = ["Step", "Steps", "assemble"]

_NOTHING: Final[Mapping[str, Term]] = {}


@dataclass(slots=True, eq=False)
class Step:
    """A node whose premises are ids, so that proofs can share it.

    Args:
        key: what it says, as ids; None for *false*.
        kind: how it was come by.
        conclusion: what it says.
        rule: the id of the rule that concluded it.
        substitution: what each variable of the rule stands for.
        premises: what it follows from.
    """

    key: Premise | None
    kind: Kind
    conclusion: Conclusion
    rule: str | None
    substitution: Mapping[str, Term]
    premises: tuple[Premise, ...]

    def node(self, premises: tuple[int, ...]) -> Node:
        """Return the node, given where in a proof its premises stand."""
        return Node(self.kind, self.conclusion, self.rule, self.substitution, premises)


class Steps:
    """Makes steps of what a closure holds.

    Args:
        closure: the closure.
    """

    def __init__(self, closure: Closure) -> None:
        self._closure = closure

    def asserted(self, fact: Fact) -> Step:
        """Return the step of an asserted triple."""
        return Step(fact, Kind.ASSERTED, self._closure.triple(fact), None, _NOTHING, ())

    def listed(self, found: ListFact) -> Step:
        """Return the step of a list."""
        term = self._closure.dictionary.term
        members = Members(term(found.head), tuple([term(item) for item in found.items]))
        return Step(found, Kind.LIST, members, None, _NOTHING, found.cells)

    def inferred(self, derivation: Derivation) -> Step:
        """Return the step of an application of a rule."""
        term = self._closure.dictionary.term
        fact = derivation.conclusion
        return Step(
            fact,
            Kind.INFERRED,
            None if fact is None else self._closure.triple(fact),
            self._closure.rules[derivation.rule].id,
            {name: term(number) for name, number in derivation.binding.items()},
            derivation.premises,
        )


def assemble(goal: Triple | None, root: Step, below: Callable[[Premise], Step]) -> Proof:
    """Put steps in order: a depth-first walk, and of that the reverse of the order of leaving.

    Args:
        goal: what was asked.
        root: its step.
        below: gives the step of a premise.
    """
    left: list[Step] = []
    met = {root.key}
    stack = [(root, iter(reversed(root.premises)))]
    while stack:
        step, rest = stack[-1]
        premise = next((key for key in rest if key not in met), None)
        if premise is None:
            left.append(step)
            stack.pop()
        else:
            met.add(premise)
            next_ = below(premise)
            stack.append((next_, iter(reversed(next_.premises))))
    left.reverse()
    places = {step.key: at for at, step in enumerate(left)}
    return Proof(goal, tuple([step.node(tuple([places[key] for key in step.premises])) for step in left]))
