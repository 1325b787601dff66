"""Proofs of everything: each inferred triple of a closure is derived and checked, on ids.

A triple is accepted when its step is right and every premise is asserted or was accepted before. What a step rests on
that was not yet looked at is looked at first, depth first, so that each triple is derived and checked once, and what
would rest on itself is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.proofs.checker import Checker, Fault
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation, ListFact
from kg.reason.rows import Fact

__all__ = ["BulkResult", "check_all"]

_STRIDE: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of checking everything.

    Args:
        checked: how many conclusions were looked at: the inferred triples, and *false* for each violation.
        rejected: how many of them have no proof that was accepted.
        faults: what is wrong with the steps at fault; `node` is the conclusion, or the id of a rule that concludes
            *false*. What merely rests on such a step is not among them.
        steps: how many applications of rules were checked, those of trivial premises included.
    """

    checked: int
    rejected: int
    faults: tuple[Fault, ...]
    steps: int


def check_all(closure: Closure, progress: Callable[[int, int], None] | None = None) -> BulkResult:
    """Derive and check every inferred triple and every violation of a closure.

    Args:
        closure: the closure.
        progress: called from time to time with how many inferred triples were checked, and how many there are.
    """
    run = _Run(closure)
    total = sum(int(block.inferred.sum()) for block in run.blocks)
    checked = rejected = 0
    for predicate, subjects, objects in run.inferred():
        accepted = run.accepted[predicate]
        for subject, object_ in zip(subjects, objects, strict=True):
            if subject << 32 | object_ not in accepted and not run.settle((subject, predicate, object_)):
                rejected += 1
        checked += len(subjects)
        if progress is not None:
            progress(checked, total)
    for violation in closure.violations:
        checked += 1
        rejected += not run.settle(None, violation.derivation)
    return BulkResult(checked, rejected, tuple(run.faults), run.steps)


class _Run:
    """What was accepted so far.

    Attributes:
        blocks: the triples of the closure.
        accepted: by property, the pairs of the triples that were asserted or accepted, packed as ``s << 32 | o``.
        faults: what was found.
        steps: how many steps were checked.
    """

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._derivation = closure.deriver.derivation
        self._checker = Checker(closure.rules, closure.dictionary.term, closure.dictionary.find)
        self._rules = [rule.id for rule in closure.rules]
        self._lists: dict[ListFact, bool] = {}
        self._rejected: set[Fact | None] = set()
        self.blocks = list(closure.blocks())
        self.accepted: defaultdict[int, set[int]] = defaultdict(set)
        for block in self.blocks:
            pairs = block.subjects[block.asserted] << 32 | block.objects[block.asserted]
            self.accepted[block.predicate].update(pairs.tolist())
        self.faults: list[Fault] = []
        self.steps = 0

    def inferred(self) -> Iterator[tuple[int, list[int], list[int]]]:
        """Yield the inferred triples, some of one property at a time."""
        for block in self.blocks:
            subjects, objects = block.subjects[block.inferred], block.objects[block.inferred]
            for at in range(0, len(subjects), _STRIDE):
                part = slice(at, at + _STRIDE)
                yield block.predicate, subjects[part].tolist(), objects[part].tolist()

    def settle(self, fact: Fact | None, derivation: Derivation | None = None) -> bool:
        """Return whether a triple is accepted, or *false* by a given derivation, all below it settled before."""
        if fact in self._rejected and fact is not None:
            return False
        frame = self._frame(fact, derivation)
        if not frame.open:
            return self._leave(frame)
        stack = [frame]
        entered = {fact}
        while True:
            frame = stack[-1]
            if not frame.open:
                stack.pop()
                entered.discard(frame.fact)
                accepted = self._leave(frame)
                if not stack:
                    return accepted
                stack[-1].right &= accepted
                continue
            below = frame.open.pop()
            if below[0] << 32 | below[2] in self.accepted[below[1]]:
                continue
            if below in self._rejected:
                frame.right = False
            elif below in entered:
                frame.right = False
                self._fault(below, "it rests on itself")
            else:
                entered.add(below)
                stack.append(self._frame(below))

    def _frame(self, fact: Fact | None, derivation: Derivation | None = None) -> _Frame:
        """Check the step that concludes a triple, and say what it rests on that was not accepted yet."""
        self.steps += 1
        derivation = derivation or (None if fact is None else self._derivation(fact))
        if derivation is None:
            self._fault(fact, "no rule concludes it")
            return _Frame(fact, [], right=False)
        premises = derivation.premises
        rule = self._rules[derivation.rule]
        reason = self._checker.step(rule, fact, premises, derivation.binding)
        if reason is not None:
            self._fault(fact or rule, reason)
            return _Frame(fact, [], right=False)
        accepted = self.accepted
        open_: list[Fact] = []
        right = True
        for premise in premises:
            if isinstance(premise, tuple):
                if premise[0] << 32 | premise[2] not in accepted[premise[1]]:
                    open_.append(premise)
            else:
                right = right and self._spelled(premise)
                open_ += [c for c in premise.cells if c[0] << 32 | c[2] not in accepted[c[1]]]
        return _Frame(fact, open_, right=right)

    def _leave(self, frame: _Frame) -> bool:
        fact = frame.fact
        if not frame.right:
            self._rejected.add(fact)
        elif fact is not None:
            self.accepted[fact[1]].add(fact[0] << 32 | fact[2])
        return frame.right

    def _spelled(self, found: ListFact) -> bool:
        right = self._lists.get(found)
        if right is None:
            reason = self._checker.members(found.head, found.items, found.cells)
            right = self._lists[found] = reason is None
            if reason is not None:
                self._fault(found.cells[0] if found.cells else None, reason)
        return right

    def _fault(self, where: Fact | str | None, reason: str) -> None:
        node: Hashable = self._closure.triple(where) if isinstance(where, tuple) else where
        self.faults.append(Fault(node, reason))


class _Frame:
    """A triple on the way: what it rests on that is still open, and whether all is right so far."""

    __slots__ = ("fact", "open", "right")

    def __init__(self, fact: Fact | None, open_: list[Fact], *, right: bool) -> None:
        self.fact, self.open, self.right = fact, open_, right
