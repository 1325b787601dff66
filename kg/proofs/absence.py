"""Absence: why a triple does not follow, and what would make it follow.

Each rule that could conclude the triple is held against the closure; those that miss the fewest premises come first.
What they miss, added, makes the triple follow: each such set is verified by reasoning again, and so is that no part of
it is enough (abduction over one step; Peirce's *affirming the consequent* made safe by the check).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, NamedNode

from kg.proofs.applications import Applications
from kg.proofs.bodies import OPEN, Pattern
from kg.proofs.misses import Miss, Misses
from kg.proofs.model import Members, shown
from kg.reason.closure import Closure
from kg.reason.derivation import ListFact
from kg.reason.rows import Fact
from kg.terms import Term, Triple

__all__ = ["Absence", "Addition", "Candidate", "Checked", "Standing", "why_not"]

_PAIRS: Final = 2
"""How many premises may be missing."""
_TRIED: Final = 60
"""How many candidates are tried as additions."""


class Standing(StrEnum):
    """How a premise of a candidate stands."""

    HOLDS = "holds"
    """it is asserted, or follows"""
    ABSENT = "absent"
    """it is recorded, or follows, that it does not hold: with it the ontology is inconsistent"""
    UNKNOWN = "unknown"
    """it is not stated, and no rule could conclude it from what is known; only a statement can tell"""
    NOT_ENTAILED = "not entailed"
    """a rule could conclude it, but its premises do not hold"""


Node: TypeAlias = Term | str
"""A term, or the name of a variable that nothing is known of, such as ``?y``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A premise of a candidate, and how it stands.

    Args:
        nodes: subject, predicate and object; of a list None.
        members: the list, when it is one.
        standing: how it stands.
    """

    nodes: tuple[Node, Node, Node] | None
    members: Members | None
    standing: Standing

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        return self.standing is Standing.HOLDS

    @property
    def triple(self) -> Triple | None:
        """The premise as a triple, None when it is a list or has a variable."""
        if self.nodes is None or any(isinstance(node, str) for node in self.nodes):
            return None
        return Triple(*self.nodes)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """What it says, with compact IRIs."""
        if self.nodes is None:
            return str(self.members)
        return " ".join(node if isinstance(node, str) else shown(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that could conclude the triple, with its premises.

    Args:
        rule: the id of the rule.
        premises: its premises, in the order of the body.
        substitution: what its variables stand for, as far as that is known.
    """

    rule: str
    premises: tuple[Checked, ...]
    substitution: dict[str, Term] = field(hash=False)

    @property
    def missing(self) -> tuple[Checked, ...]:
        """The premises that do not hold."""
        return tuple(premise for premise in self.premises if not premise.holds)


@dataclass(frozen=True, slots=True)
class Addition:
    """Triples that would make the goal follow, no part of which is enough; verified by reasoning again.

    Args:
        triples: the triples; a blank node among them stands for anything.
        rule: the rule that would conclude the goal, None when the goal itself is the addition.
    """

    triples: tuple[Triple, ...]
    rule: str | None


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a triple does not follow.

    Args:
        goal: the triple.
        candidates: the rules that could conclude it, nearest miss first.
        found: how many candidates there are, shown or not.
        additions: what would make it follow, smallest first.
    """

    goal: Triple
    candidates: tuple[Candidate, ...]
    found: int
    additions: tuple[Addition, ...]


def why_not(closure: Closure, applications: Applications, goal: Triple, maximum: int = 5) -> Absence | None:
    """Return why a triple does not follow; None when it does.

    Args:
        closure: what it does not follow from.
        applications: the applications of its rules.
        goal: the triple.
        maximum: how many candidates, and how many additions, to return at the most.
    """
    if goal in closure:
        return None
    search = _Search(closure, applications, goal)
    misses = search.misses()
    shown_ = search.spread(misses, maximum)
    additions: list[Addition] = []
    for miss in search.spread(misses, _TRIED):
        if len(additions) == maximum:
            break
        addition = search.verified(miss)
        if addition is not None and all(addition.triples != other.triples for other in additions):
            additions.append(addition)
    additions.sort(key=lambda addition: len(addition.triples))
    if not additions:
        additions = [Addition((goal,), None)]
    return Absence(goal, tuple(search.candidate(miss) for miss in shown_), len(misses), tuple(additions))


class _Search:
    def __init__(self, closure: Closure, applications: Applications, goal: Triple) -> None:
        self._closure, self._goal = closure, goal
        self._misses = Misses(applications)
        intern = closure.dictionary.intern_term
        self._fact: Fact = (intern(goal.subject), intern(goal.predicate), intern(goal.object))
        self._contradicting: dict[tuple[Triple, ...], tuple[bool, bool]] = {}

    def misses(self) -> list[Miss]:
        """Return the misses of the goal, nearest first: those with the fewest premises missing, facts before axioms.

        Of two premises at once only facts may be missing, unless the goal is an axiom itself: hardly anything would
        not follow from two axioms more.
        """
        axiom = self._misses.is_schema(self._fact)
        for missing in range(1, _PAIRS + 1):
            found: dict[frozenset[Pattern], Miss] = {}
            for miss in self._misses.of(self._fact, missing, schema=axiom or missing == 1):
                key = frozenset(miss.missing)
                if key not in found or self._rank(miss) < self._rank(found[key]):
                    found[key] = miss
            if found:
                return sorted(found.values(), key=self._rank)
        return []

    @staticmethod
    def spread(misses: Iterable[Miss], maximum: int) -> list[Miss]:
        """Return the first misses, with one of each rule before the second of any."""
        turns: dict[int, int] = {}
        placed: list[tuple[int, int, Miss]] = []
        for at, miss in enumerate(misses):
            turn = turns[miss.rule] = turns.get(miss.rule, -1) + 1
            placed.append((turn, at, miss))
        return [miss for _, _, miss in sorted(placed, key=lambda item: item[:2])[:maximum]]

    def candidate(self, miss: Miss) -> Candidate:
        """Return a miss in terms, with how each premise stands."""
        missing = iter(miss.missing)
        premises: list[Checked] = []
        for held in miss.held:
            if held is None:
                pattern = next(missing)
                premises.append(Checked(self._nodes(pattern), None, self._standing(pattern)))
            elif isinstance(held, ListFact):
                premises.append(Checked(None, self._members(held), Standing.HOLDS))
            else:
                s, p, o = self._closure.triple(held)
                premises.append(Checked((s, p, o), None, Standing.HOLDS))
        term = self._closure.dictionary.term
        substitution = {name: term(value) for name, value in miss.binding.items()}
        return Candidate(self._closure.rules[miss.rule].id, tuple(premises), substitution)

    def verified(self, miss: Miss) -> Addition | None:
        """Return what a miss lacks, if the goal follows with it, with no part of it, and without contradiction."""
        triples = tuple(sorted({self._closed(pattern) for pattern in miss.missing}, key=str))
        entailed, contradicts = self._with(triples)
        if not entailed or contradicts:
            return None
        for at in range(len(triples)) if len(triples) > 1 else ():
            if self._with(triples[:at] + triples[at + 1 :])[0]:
                return None
        return Addition(triples, self._closure.rules[miss.rule].id)

    def _with(self, triples: tuple[Triple, ...]) -> tuple[bool, bool]:
        """Return whether the goal follows with some triples, and whether they bring a contradiction."""
        known = self._contradicting.get(triples)
        if known is None:
            extended = self._closure.extend(triples)
            known = self._goal in extended, len(extended.violations) > len(self._closure.violations)
            self._contradicting[triples] = known
        return known

    def _standing(self, pattern: Pattern) -> Standing:
        if OPEN in pattern:
            return Standing.UNKNOWN
        if self._with((self._closure.triple(pattern),))[1]:
            return Standing.ABSENT
        derivable = next(self._misses.of(pattern, 1, schema=self._misses.is_schema(pattern)), None)
        return Standing.UNKNOWN if derivable is None else Standing.NOT_ENTAILED

    def _rank(self, miss: Miss) -> tuple[object, ...]:
        axioms = sum(map(self._misses.is_schema, miss.missing))
        open_ = sum(node == OPEN for pattern in miss.missing for node in pattern)
        facts = sum(isinstance(held, tuple) and not self._misses.is_schema(held) for held in miss.held)
        tokens = self._closure.dictionary.tokens
        text = [[b"?" if node == OPEN else tokens[node] for node in pattern] for pattern in miss.missing]
        return axioms, open_, -facts, miss.rule, text

    def _nodes(self, pattern: Pattern) -> tuple[Node, Node, Node]:
        names = iter(("?x", "?y", "?z"))
        term = self._closure.dictionary.term
        s, p, o = (next(names) if node == OPEN else term(node) for node in pattern)
        return s, p, o

    def _closed(self, pattern: Pattern) -> Triple:
        """Return a premise as a triple, with a blank node for what is not known."""
        term = self._closure.dictionary.term
        s, p, o = (BlankNode("anything") if node == OPEN else term(node) for node in pattern)
        assert isinstance(p, NamedNode)
        return Triple(s, p, o)

    def _members(self, found: ListFact) -> Members:
        term = self._closure.dictionary.term
        return Members(term(found.head), tuple(term(item) for item in found.items))
