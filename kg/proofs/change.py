"""Changes: what follows from one set of triples and not from another, each conclusion with its proof.

What is gained is proved in the new closure, what is lost in the old one: its proof rests on what was taken away, and
nothing else gives it, or it would still follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.proofs.applications import Applications
from kg.proofs.model import Proof
from kg.proofs.shortest import shortest_proofs
from kg.reason.closure import Closure
from kg.reason.pairs import EMPTY, Ids, Pairs, contains, pack
from kg.terms import Triple

__all__ = ["Change", "Difference", "changed", "difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """A conclusion that follows before or after a change, but not both.

    Args:
        conclusion: what it says; None for *false*.
        proof: why it follows, or followed.
        cause: the leaves of the proof that were added or removed; none when a literal had only to be mentioned, whose
            value is that of another.
    """

    conclusion: Triple | None
    proof: Proof
    cause: tuple[Triple, ...]

    @property
    def text(self) -> str:
        """What the conclusion says, with compact IRIs."""
        return self.proof.root.text


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change makes of the conclusions.

    Args:
        added: the triples that are asserted after, and not before.
        removed: the triples that are asserted before, and not after.
        gained: what follows after, and neither followed nor was asserted before.
        lost: what followed before, and neither follows nor is asserted after.
        kept: the removed triples that follow all the same.
        became_inconsistent: how *false* follows after, when it did not before.
        became_consistent: how *false* followed before, when it does not after.
        gains, losses: how many there are of each, shown or not.
    """

    added: tuple[Triple, ...]
    removed: tuple[Triple, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    kept: tuple[Triple, ...]
    became_inconsistent: tuple[Change, ...]
    became_consistent: tuple[Change, ...]
    gains: int
    losses: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing else follows than before."""
        return not (self.gains or self.losses or self.became_inconsistent or self.became_consistent)


def changed(
    closure: Closure,
    add: Iterable[Triple] = (),
    remove: Iterable[Triple] = (),
    maximum: int | None = None,
    order: Callable[[Triple], Any] = str,
) -> tuple[Closure, Difference]:
    """Return what follows when triples are added and removed, and how that differs.

    Args:
        closure: what follows now; it stays as it is.
        add: the triples to add.
        remove: the asserted triples to remove.
        maximum: how many gains and how many losses to prove at the most; None for all.
        order: what comes first among the gains and among the losses; by default text decides.
    """
    adding, removing = [*add], [*remove]
    after = closure.without(removing) if removing else closure
    after = after.extend(adding) if adding else after
    return after, difference(closure, after, maximum, order)


def difference(
    before: Closure, after: Closure, maximum: int | None = None, order: Callable[[Triple], Any] = str
) -> Difference:
    """Return how two closures differ.

    Args:
        before: one closure.
        after: the other; terms are the same when they are written the same.
        maximum: how many gains and how many losses to prove at the most; None for all.
        order: what comes first among the gains and among the losses; by default text decides.
    """
    added, removed = _only(after, before, asserted=True), _only(before, after, asserted=True)
    gained = sorted({*_only(after, before, asserted=False)} - {*added}, key=order)
    lost = sorted({*_only(before, after, asserted=False)} - {*removed}, key=order)
    return Difference(
        added=tuple(added),
        removed=tuple(removed),
        gained=_proved(after, gained[:maximum], {*added}),
        lost=_proved(before, lost[:maximum], {*removed}),
        kept=tuple(triple for triple in removed if triple in after),
        became_inconsistent=_proved(after, [None], {*added}) if after.violations and not before.violations else (),
        became_consistent=_proved(before, [None], {*removed}) if before.violations and not after.violations else (),
        gains=len(gained),
        losses=len(lost),
    )


def _only(one: Closure, other: Closure, *, asserted: bool) -> list[Triple]:
    """Return the triples of one closure that another does not hold, in order of text; trivial ones are left out.

    Args:
        one: a closure.
        other: the other closure.
        asserted: whether to compare what was asserted, rather than what holds.
    """
    ids = _translation(one, other)
    there: dict[int, Pairs] = {}
    for block in other.blocks():
        pairs = pack(block.subjects, block.objects)
        there[block.predicate] = np.sort(pairs[block.asserted] if asserted else pairs)
    found: list[Triple] = []
    for block in one.blocks():
        compared = block.asserted if asserted else ~block.trivial | block.asserted
        subjects, objects = block.subjects[compared], block.objects[compared]
        known = there.get(int(ids[block.predicate]), EMPTY)
        new = ~contains(known, pack(ids[subjects], ids[objects]))
        for s, o in zip(subjects[new].tolist(), objects[new].tolist(), strict=True):
            found.append(one.triple((s, block.predicate, o)))
    return sorted(found, key=str)


def _translation(one: Closure, other: Closure) -> Ids:
    """Return the id in another closure of each term of one; a number that is no id where it has none."""
    there, unknown = other.dictionary, (1 << 32) - 1
    found = [there.intern(token) if token in there else unknown for token in one.dictionary.tokens]
    return np.array(found, np.uint64)


def _proved(closure: Closure, goals: Iterable[Triple | None], changed_: set[Triple]) -> tuple[Change, ...]:
    applications = Applications(closure)
    changes: list[Change] = []
    for goal in goals:
        proof = shortest_proofs(closure, applications, goal).found[0]
        changes.append(Change(goal, proof, tuple(leaf for leaf in proof.leaves() if leaf in changed_)))
    return tuple(changes)
