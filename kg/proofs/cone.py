"""`Cone`: the ground rules that a conclusion can rest on, over any number of steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from kg.proofs.applications import Applications
from kg.reason.derivation import Derivation
from kg.reason.rows import Fact

__all__ = ["CONE_LIMIT", "Cone", "Ground", "cone"]

CONE_LIMIT: Final = 20_000
"""How many ground rules are looked at for one question."""

Goal: TypeAlias = Fact | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground rule.

    Args:
        derivation: the application of the rule.
        premises: the triples that it rests on, those that spell its lists among them. That a term is the same as
            itself is left out where another premise mentions the term.
        taken: those left out, each with the premise that mentions its term.
    """

    derivation: Derivation
    premises: tuple[Fact, ...]
    taken: Mapping[Fact, Fact] = field(default_factory=dict[Fact, Fact])

    @property
    def conclusion(self) -> Goal:
        """What it concludes; None for *false*."""
        return self.derivation.conclusion


@dataclass(frozen=True)
class Cone:
    """All that a conclusion can rest on.

    Args:
        goal: the conclusion; None for *false*.
        grounds: the ground rules.
        asserted: the asserted triples among their premises, and the goal if it was asserted.
        complete: whether no bound was reached.
    """

    goal: Goal
    grounds: tuple[Ground, ...]
    asserted: frozenset[Fact]
    complete: bool

    def users(self) -> Mapping[Fact, list[int]]:
        """Return the places of the ground rules that have a triple as a premise."""
        found: defaultdict[Fact, list[int]] = defaultdict(list)
        for at, ground in enumerate(self.grounds):
            for premise in {*ground.premises}:
                found[premise].append(at)
        return found

    def rests_on(self, leaves: Iterable[Fact]) -> bool:
        """Return whether the goal follows when only some of the asserted triples are there, in linear time.

        Args:
            leaves: those triples.

        Source: Dowling & Gallier, Linear-time algorithms for testing the satisfiability of propositional Horn
        formulae, 1984.
        """
        users = self.users()
        missing = [len({*ground.premises}) for ground in self.grounds]
        known: set[Goal] = {*leaves}
        waiting: list[Goal] = [*known, *(g.conclusion for g, n in zip(self.grounds, missing, strict=True) if not n)]
        known.update(waiting)
        while waiting:
            fact = waiting.pop()
            for at in users.get(fact, ()) if fact is not None else ():
                missing[at] -= 1
                conclusion = self.grounds[at].conclusion
                if not missing[at] and conclusion not in known:
                    known.add(conclusion)
                    waiting.append(conclusion)
        return self.goal in known


def cone(
    applications: Applications,
    goal: Goal,
    false: Iterable[Derivation] = (),
    limit: int = CONE_LIMIT,
    stop: Callable[[], bool] = lambda: False,
) -> Cone:
    """Return all that a conclusion can rest on.

    Args:
        applications: gives the applications of rules.
        goal: the conclusion; None for *false*.
        false: the applications that conclude *false*, when that is the goal.
        limit: how many ground rules to look at before giving up.
        stop: asked from time to time whether to give up.
    """
    facts = applications.facts
    if facts.renames_rules:
        return Cone(goal, (), frozenset(), complete=False)
    grounds = [_ground(derivation, facts.same) for derivation in false] if goal is None else []
    asserted: set[Fact] = set()
    waiting = [goal] if goal is not None else [premise for ground in grounds for premise in ground.premises]
    met = {*waiting}
    at = 0
    while at < len(waiting):
        fact = waiting[at]
        at += 1
        if facts.is_asserted(fact):
            asserted.add(fact)
        if len(grounds) > limit or stop():
            return Cone(goal, tuple(grounds), frozenset(asserted), complete=False)
        for derivation in applications.concluding(fact):
            ground = _ground(derivation, facts.same)
            if fact in ground.premises:
                continue
            grounds.append(ground)
            for premise in ground.premises:
                if premise not in met:
                    met.add(premise)
                    waiting.append(premise)
    return Cone(goal, tuple(grounds), frozenset(asserted), complete=True)


def _ground(derivation: Derivation, same: int) -> Ground:
    premises: dict[Fact, None] = {}
    for premise in derivation.premises:
        if isinstance(premise, tuple):
            premises[premise] = None
        else:
            premises.update(dict.fromkeys(premise.cells))
    taken: dict[Fact, Fact] = {}
    for fact in [*premises]:
        if fact[1] == same and fact[0] == fact[2]:
            mention = next((other for other in premises if other != fact and fact[0] in other), None)
            if mention is not None:
                taken[fact] = mention
                del premises[fact]
    return Ground(derivation, tuple(premises), taken)
