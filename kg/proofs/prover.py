"""`Prover`: proofs of what a closure holds, from the derivations that the engine finds on demand."""

from __future__ import annotations

from collections.abc import Sequence

from kg.proofs.model import Proof
from kg.proofs.steps import Step, Steps, assemble
from kg.reason.closure import Closure, Violation
from kg.reason.derivation import Derivation, Premise
from kg.terms import Triple

__all__ = ["Prover", "prove", "prove_violation"]


class Prover:
    """Gives proofs of what one closure holds; what a proof found is used again by the next.

    Args:
        closure: the closure.
    """

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._make = Steps(closure)
        self._steps: dict[Premise, Step] = {}

    def prove(self, triple: Triple) -> Proof | None:
        """Return a proof of a triple, None when it does not follow; of an asserted triple, one of a single node."""
        fact = self._closure.fact(triple)
        if fact is None:
            return None
        step = self._step(fact)
        return None if step is None else assemble(triple, step, self.step)

    def prove_violation(self, violation: Violation) -> Proof:
        """Return a proof of *false* that ends in a given application of a rule."""
        return assemble(None, self._make.inferred(violation.derivation), self.step)

    def prove_by(self, derivations: Sequence[Derivation]) -> Proof:
        """Return a proof that ends in given applications of rules, each with the next among its premises.

        Args:
            derivations: the applications, from the conclusion down.
        """
        chosen: dict[Premise, Step] = {}
        for derivation in derivations:
            assert derivation.conclusion is not None
            chosen[derivation.conclusion] = self._make.inferred(derivation)
        last = derivations[0].conclusion
        assert last is not None
        goal = self._closure.triple(last)
        return assemble(goal, chosen[last], lambda key: chosen.get(key) or self.step(key))

    def step(self, key: Premise) -> Step:
        """Return the step of a premise that holds."""
        step = self._step(key)
        assert step is not None, f"no derivation of {key}"
        return step

    def _step(self, key: Premise) -> Step | None:
        step = self._steps.get(key) or self._found(key)
        if step is not None:
            self._steps[key] = step
        return step

    def _found(self, key: Premise) -> Step | None:
        if not isinstance(key, tuple):
            return self._make.listed(key)
        found = self._closure.deriver.step(key)
        if isinstance(found, bool):
            return self._make.asserted(key) if found else None
        return self._make.inferred(found)


def prove(closure: Closure, triple: Triple) -> Proof | None:
    """Return a proof of a triple, None when it does not follow; of an asserted triple, one of a single node.

    Args:
        closure: what it shall follow from; for more than one proof, a `Prover` is faster.
        triple: the triple.
    """
    return Prover(closure).prove(triple)


def prove_violation(closure: Closure, violation: Violation) -> Proof:
    """Return a proof of *false* that ends in a given application of a rule.

    Args:
        closure: the closure.
        violation: one of its violations.
    """
    return Prover(closure).prove_violation(violation)
