"""The urgency patterns of the ontology, as sets of findings.

What a case entails is entailed by the rules. The patterns are read here a second time for what is asked *on top*: which
finding is missing for a pattern to fire, and how many patterns an answer would settle. A test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from kg.assess.level import LEVEL_OF, Level
from kg.reason import Closure
from kg.reason.closure import View
from kg.terms import Term
from kg.vocabulary import BS, OWL, RDF, RDFS

__all__ = ["Pattern", "Patterns"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A class of cases: those that have all of its parts.

    Args:
        node: the class.
        parts: what a case has to have; findings, or facts that weak flags rest on.
        level: the urgency of the cases; None when the class says something else.
        gives: the findings or facts that its cases have besides.
        rests: ids of the claims that it was made from.
        reason: why the row is used so.
    """

    node: NamedNode
    parts: tuple[NamedNode, ...]
    level: Level | None
    gives: tuple[NamedNode, ...]
    rests: tuple[str, ...]
    reason: str

    @property
    def id(self) -> str:
        """What it is called: the row, or ``weak-…`` for two weak flags."""
        return self.node.value.rpartition("/")[2]

    @property
    def of_condition(self) -> bool:
        """Whether it says how urgent a known condition is."""
        return self.id.startswith("condition-")

    @property
    def row(self) -> str | None:
        """The row that it comes from; None when it puts weak flags together, or is a condition that rows point to."""
        return None if self.id.startswith(("weak-", "condition-")) else self.id.partition("-")[0]


class Patterns:
    """The patterns of a closure.

    Args:
        closure: what holds them.
        broader: each concept with itself and all that it is a kind of.
    """

    def __init__(self, closure: Closure, broader: Mapping[NamedNode, frozenset[NamedNode]]) -> None:
        self._broader = broader
        self.all = tuple(_read(closure.asserted))
        self.urgent = tuple(pattern for pattern in self.all if pattern.level is not None)
        self.by_node = {pattern.node: pattern for pattern in self.urgent}
        self.facts = frozenset(triple.subject for triple in closure.asserted.match(None, RDF.type, BS.WeakFact))
        self.makers: dict[NamedNode, list[Pattern]] = defaultdict(list)
        """The classes whose cases have a concept, by themselves or as a broader one."""
        for pattern in self.all:
            for node in {n for given in pattern.gives for n in broader.get(given, (given,))}:
                self.makers[node].append(pattern)
        self.composed = frozenset(
            given for pattern in self.all for given in pattern.gives if len(pattern.parts) > 1 or given in self.facts
        )
        """What only several findings together make up, and facts of weak flags; nobody can be asked about these."""
        self._uses: dict[NamedNode, list[int]] = defaultdict(list)
        for at, pattern in enumerate(self.all):
            for part in pattern.parts:
                self._uses[part].append(at)

    def closed(self, features: Iterable[NamedNode]) -> set[NamedNode]:
        """Return features with broader ones, what they make up, and the facts of weak flags."""
        have: set[NamedNode] = set()
        missing = [len(pattern.parts) for pattern in self.all]
        waiting = [*features]
        while waiting:
            feature = waiting.pop()
            for node in self._broader.get(feature, (feature,)):
                if node in have:
                    continue
                have.add(node)
                for at in self._uses.get(node, ()):
                    missing[at] -= 1
                    if not missing[at]:
                        waiting.extend(self.all[at].gives)
        return have

    def firing(self, have: Collection[NamedNode]) -> list[Pattern]:
        """Return the patterns that fire in a case.

        Args:
            have: what the case has, as `closed` gives it.
        """
        return [pattern for pattern in self.urgent if all(part in have for part in pattern.parts)]

    def level(self, have: Collection[NamedNode]) -> Level:
        """Return the urgency of a case: the highest of the patterns that fire, self-care when none does."""
        levels = (pattern.level for pattern in self.firing(have))
        return max(
            (level for level in levels if level is not None), key=lambda level: level.rank, default=Level.SELF_CARE
        )

    def behind(
        self,
        features: Collection[NamedNode],
        have: Collection[NamedNode],
        part: NamedNode,
        seen: frozenset[NamedNode] = frozenset(),
    ) -> list[NamedNode]:
        """Return the features that make a part of a pattern hold, by themselves or together; none when it does not.

        Args:
            features: what a case names.
            have: what it has, as `closed` gives it.
            part: what has to hold.
            seen: the parts that are looked for already.
        """
        if part not in have or part in seen:
            return []
        if part in features:
            return [part]
        own = [node for node in features if part in self._broader.get(node, ())]
        if own:
            broad = {other for node in own for other in self._broader.get(node, ()) if other != node}
            return [node for node in own if node not in broad]
        for maker in self.makers.get(part, ()):
            behind = [self.behind(features, have, inner, seen | {part}) for inner in maker.parts]
            if all(behind):
                return list(dict.fromkeys(node for nodes in behind for node in nodes))
        return []

    @cached_property
    def masks(self) -> Mapping[NamedNode, int]:
        """For each concept the urgent patterns, as bits, that cannot fire in a case that lacks it."""
        narrower: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for node, broader in self._broader.items():
            for other in broader:
                narrower[other].add(node)
        masks: dict[NamedNode, int] = defaultdict(int)
        parts: dict[NamedNode, int] = defaultdict(int)
        for at, pattern in enumerate(self.urgent):
            for part in pattern.parts:
                parts[part] |= 1 << at
        for node in self._broader:
            for other in narrower[node]:
                masks[node] |= parts.get(other, 0)
        return masks


def _read(view: View) -> Iterator[Pattern]:
    """Yield the defined classes of cases, sorted by IRI (`kg.triage` writes them)."""
    restrictions: dict[Term, tuple[Term, Term]] = {}
    for triple in view.match(predicate=OWL.hasValue):
        restrictions[triple.subject] = (view.objects(triple.subject, OWL.onProperty)[0], triple.object)
    below: dict[Term, list[Term]] = defaultdict(list)
    for triple in view.match(predicate=RDFS.subClassOf):
        below[triple.object].append(triple.subject)
    for named in sorted((node for node in below if isinstance(node, NamedNode)), key=str):
        for described in below[named]:
            parts = _parts(view, described, restrictions)
            if parts is None:
                continue
            levels: list[Level] = []
            gives: list[NamedNode] = []
            for above in view.objects(named, RDFS.subClassOf):
                predicate, value = restrictions.get(above, (None, None))
                if predicate == BS.hasUrgency:
                    levels += [LEVEL_OF[value]]
                elif predicate is not None and isinstance(value, NamedNode):
                    gives.append(value)
            rests = tuple(sorted(node.value.rpartition("/")[2] for node in view.objects(named, BS.restsOn)))
            level = levels[0] if levels else None
            yield Pattern(named, parts, level, tuple(gives), rests, view.text(named, BS.reason) or "")


def _parts(view: View, described: Term, restrictions: Mapping[Term, tuple[Term, Term]]) -> tuple[NamedNode, ...] | None:
    """Return what a class description asks for, None when it is none of the patterns."""
    members = [described]
    for head in view.objects(described, OWL.intersectionOf):
        members, cell = list[Term](), head
        while cell != RDF.nil:
            members.append(view.objects(cell, RDF.first)[0])
            cell = view.objects(cell, RDF.rest)[0]
    parts = [restrictions[member][1] for member in members if member in restrictions]
    if len(parts) != len(members):
        return None
    return tuple(part for part in parts if isinstance(part, NamedNode))
