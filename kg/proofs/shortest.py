"""Shortest proofs: for each minimal set of leaves one proof, of the least depth.

Chains are associative, so that one path of seven links has 132 proofs that differ in nothing but brackets. Proofs are
therefore told apart by their leaves: the next proof rests on something else. The first has the fewest leaves, then the
least depth; what is left is decided by the order of text, so that the order of the input does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.proofs.applications import Applications
from kg.proofs.axioms import by_triple
from kg.proofs.cone import Ground
from kg.proofs.justify import Bounds, Question
from kg.proofs.model import Proof
from kg.proofs.prover import Prover
from kg.proofs.steps import Step, Steps, assemble
from kg.proofs.supports import Exhausted
from kg.reason.closure import Closure
from kg.reason.derivation import Premise
from kg.reason.rows import Fact
from kg.terms import Triple

__all__ = ["Proofs", "proof_from", "shortest_proofs"]

_TIES: Final = 16
"""How many sets of leaves of the least size are compared by the depth of their proofs."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What came of the search for proofs.

    Args:
        found: the proofs, each with other leaves, that with the fewest first.
        complete: whether there are no others.
        shortest: whether no proof has fewer leaves than the first.
        essential: the asserted triples without any of which it would not follow; None when that is not known.
    """

    found: tuple[Proof, ...]
    complete: bool
    shortest: bool
    essential: tuple[Triple, ...] | None = None


def shortest_proofs(
    closure: Closure,
    applications: Applications,
    goal: Triple | None,
    maximum: int = 1,
    bounds: Bounds | None = None,
) -> Proofs:
    """Return the shortest proofs of a conclusion, each with other leaves; none when it does not follow.

    When a bound is reached before any is found, the proof that the engine kept is returned.

    Args:
        closure: what it shall follow from.
        applications: the applications of its rules.
        goal: a triple, or None for *false*.
        maximum: how many proofs to return at the most.
        bounds: how far to search.
    """
    question = Question(applications, closure, goal, by_triple, bounds)
    masks: list[int] = []
    complete = True
    try:
        for mask in question.supports():
            tied = len(masks) < maximum or mask.bit_count() == masks[maximum - 1].bit_count()
            if not tied or len(masks) == maximum + _TIES:
                complete = False
                break
            masks.append(mask)
    except Exhausted:
        complete = False
    if not masks:
        proof = _kept(closure, goal)
        return Proofs(() if proof is None else (proof,), complete=complete, shortest=complete)
    proofs = [proof_from(question, question.facts_of(mask)) for mask in masks]
    order = sorted(range(len(masks)), key=lambda at: (masks[at].bit_count(), proofs[at].depth, at))
    found = tuple(proofs[at] for at in order[:maximum])
    essential = tuple(leaf for leaf in found[0].leaves() if not question.follows_without(leaf))
    return Proofs(
        found,
        complete=complete and len(masks) <= maximum,
        shortest=True,
        essential=essential if question.cone.complete else None,
    )


def proof_from(question: Question, leaves: Iterable[Fact]) -> Proof:
    """Return a proof of the least depth that rests on given leaves.

    Args:
        question: the conclusion, and what it can rest on.
        leaves: asserted triples from which it follows.
    """
    cone, steps = question.cone, Steps(question.closure)
    given = {*leaves}
    chosen = _chosen(question, given)
    mentions: dict[Premise, Fact] = {}
    for ground in chosen.values():
        for reflexive, mention in ground.taken.items():
            mentions.setdefault(reflexive, mention)

    def below(key: Premise) -> Step:
        if not isinstance(key, tuple):
            return steps.listed(key)
        if key in given:
            return steps.asserted(key)
        if key in chosen:
            return steps.inferred(chosen[key].derivation)
        return steps.inferred(question.reflexive(key, mentions[key]))

    root = steps.inferred(chosen[None].derivation) if cone.goal is None else below(cone.goal)
    return assemble(question.goal, root, below)


def _chosen(question: Question, given: set[Fact]) -> dict[Fact | None, Ground]:
    """Return for each triple that follows from some leaves the ground rule that concludes it in the fewest steps."""
    cone, users = question.cone, question.users
    missing = [len({*ground.premises}) for ground in cone.grounds]
    chosen: dict[Fact | None, Ground] = {}
    ready = [at for at, left in enumerate(missing) if not left]
    recent: list[Fact] = [*given]
    while recent or ready:
        for fact in recent:
            for at in users.get(fact, ()):
                missing[at] -= 1
                if not missing[at]:
                    ready.append(at)
        news: dict[Fact | None, Ground] = {}
        for at in ready:
            ground = cone.grounds[at]
            goal = ground.conclusion
            if goal in chosen or goal in given:
                continue
            if goal not in news or question.order(ground) < question.order(news[goal]):
                news[goal] = ground
        chosen |= news
        if cone.goal in chosen:
            break
        recent, ready = [fact for fact in news if fact is not None], []
    return chosen


def _kept(closure: Closure, goal: Triple | None) -> Proof | None:
    """Return the proof that the engine kept, whatever its length."""
    prover = Prover(closure)
    if goal is not None:
        return prover.prove(goal)
    return prover.prove_violation(closure.violations[0]) if closure.violations else None
