"""`Background`: what the knowledge base says that every assessment needs, looked up once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.level import Level
from kg.assess.patterns import Patterns
from kg.assess.routes import Routes
from kg.claims import STRENGTHS, Claim
from kg.evidence import TAXONOMY
from kg.knowledge import Knowledge
from kg.terms import Term
from kg.vocabulary import BS, RDF

__all__ = ["HARMS", "Background", "Harm", "logarithm", "named"]

HARMS: Final = (*STRENGTHS, BS.aggravates)
"""The relations of an intervention to what speaks against it, strongest first; to aggravate calls for caution."""
_HISTORY: Final = (BS.HistoryItem, BS.AgeGroup)
"""Findings that nobody complains of, and that nothing has to account for."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What a claim says against an intervention.

    Args:
        intervention: what it speaks against.
        relation: how strongly; one of `HARMS`.
        feature: the condition, finding or medicine with which it does.
        claim: the claim.
    """

    intervention: NamedNode
    relation: NamedNode
    feature: NamedNode
    claim: Claim


class Background:
    """What the knowledge base says that every assessment needs.

    Args:
        knowledge: the knowledge base.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        closure = knowledge.closure
        self.broader: dict[NamedNode, frozenset[NamedNode]] = {}
        self.narrower: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        above: dict[Term, set[NamedNode]] = defaultdict(set)
        for triple in closure.match(predicate=BS.kindOf):
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                above[triple.subject].add(triple.object)
                self.narrower[triple.object].add(triple.subject)
        for node in knowledge.terms.concepts():
            self.broader[node] = frozenset({node, *above[node]})
        self.nodes = {knowledge.terms.ref(node).id: node for node in self.broader}
        """Each concept by its CURIE."""
        self.patterns = Patterns(closure, self.broader)
        self.routes = Routes(knowledge.influences)
        self._kinds: dict[NamedNode, frozenset[NamedNode]] = {}
        self._implied: dict[NamedNode, frozenset[NamedNode]] = {}

    def implied(self, node: NamedNode) -> frozenset[NamedNode]:
        """Return a concept with all that a case has which has it: broader ones, and what they make up."""
        known = self._implied.get(node)
        if known is None:
            known = self._implied[node] = frozenset(self.patterns.closed((node,)))
        return known

    def kinds(self, node: NamedNode) -> frozenset[NamedNode]:
        """Return the classes that a concept belongs to, broader ones included."""
        known = self._kinds.get(node)
        if known is None:
            found = self.knowledge.closure.objects(node, RDF.type)
            known = self._kinds[node] = frozenset(kind for kind in found if isinstance(kind, NamedNode))
        return known

    def is_complaint(self, node: NamedNode) -> bool:
        """Return whether a concept is a finding that asks for a cause, rather than a fact of the history."""
        kinds = self.kinds(node)
        return BS.Finding in kinds and not any(kind in kinds for kind in _HISTORY)

    @cached_property
    def asserting(self) -> list[Claim]:
        """The claims that assert what they are about."""
        return [claim for claim in self.knowledge.claims.values() if claim.asserts]

    @cached_property
    def suggesting(self) -> Mapping[NamedNode, list[tuple[NamedNode, Claim]]]:
        """For each condition the findings that suggest it, and the claims that say so."""
        found: dict[NamedNode, list[tuple[NamedNode, Claim]]] = defaultdict(list)
        for claim in self.asserting:
            for triple in claim.triples:
                if triple.predicate == BS.suggests:
                    found[named(triple.object)].append((named(triple.subject), claim))
        return found

    @cached_property
    def measured(self) -> Mapping[NamedNode, list[tuple[NamedNode, Claim]]]:
        """For each condition the findings whose likelihood ratio for it some source gives, whatever it says of them."""
        found: dict[NamedNode, list[tuple[NamedNode, Claim]]] = defaultdict(list)
        for claim in self.knowledge.claims.values():
            if claim.numbers and (claim.numbers.lr_positive or claim.numbers.lr_negative):
                for triple in claim.triples:
                    if triple.predicate in (BS.suggests, BS.assessedFor):
                        found[named(triple.object)].append((named(triple.subject), claim))
        return found

    @cached_property
    def prevalence(self) -> Mapping[NamedNode, list[Claim]]:
        """For each condition the claims that say how common it is."""
        found: dict[NamedNode, list[Claim]] = defaultdict(list)
        for claim in self.knowledge.claims.values():
            if claim.predicate == BS.occursAmong:
                found[claim.subject].append(claim)
        return found

    @cached_property
    def harms(self) -> Mapping[NamedNode, list[Harm]]:
        """For each condition, finding or medicine what speaks against some intervention with it."""
        found: dict[NamedNode, list[Harm]] = defaultdict(list)
        for claim in self.asserting:
            for triple in claim.triples:
                if triple.predicate in HARMS and triple.predicate != BS.noBenefitFor:
                    feature, subject = named(triple.object), named(triple.subject)
                    found[feature].append(Harm(subject, triple.predicate, feature, claim))
        return found

    def against(self, node: NamedNode) -> Sequence[Harm]:
        """Return what speaks against an intervention, or one that it is a kind of, by claim."""
        known = self._against.get(node)
        if known is None:
            broader = self.broader.get(node, frozenset((node,)))
            found = [harm for harms in self.harms.values() for harm in harms if harm.intervention in broader]
            known = self._against[node] = sorted(found, key=lambda harm: harm.claim.id)
        return known

    @cached_property
    def _against(self) -> dict[NamedNode, list[Harm]]:
        return {}

    @cached_property
    def helping(self) -> frozenset[NamedNode]:
        """The interventions of which some claim says more than what speaks against them, or what they are a kind of.

        What was named only as a form to be careful with is never offered.
        """
        found: set[NamedNode] = set()
        for claim in self.asserting:
            for triple in claim.triples:
                if claim.source != TAXONOMY and triple.predicate not in HARMS:
                    found.add(named(triple.subject))
        return frozenset(found)

    @cached_property
    def serious(self) -> Mapping[NamedNode, Level]:
        """The conditions that a red flag points to, with the highest level of the patterns made from those claims."""
        found: dict[NamedNode, Level] = {}
        for pattern in self.patterns.urgent:
            if pattern.level is None or pattern.level.rank < Level.URGENT.rank:
                continue
            for name in pattern.rests:
                claim = self.knowledge.claims.get(name)
                for triple in claim.triples if claim else ():
                    condition = triple.object
                    if triple.predicate != BS.suggests or not isinstance(condition, NamedNode):
                        continue
                    if condition not in found or found[condition].rank < pattern.level.rank:
                        found[condition] = pattern.level
        return found

    def about(self, predicate: NamedNode) -> Mapping[NamedNode, list[tuple[NamedNode, Claim]]]:
        """Return what claims relate by a property, by object: the subjects, and the claims."""
        known = self._about.get(predicate)
        if known is None:
            known = self._about[predicate] = defaultdict(list)
            for claim in self.asserting:
                for triple in claim.triples:
                    if triple.predicate == predicate:
                        known[named(triple.object)].append((named(triple.subject), claim))
        return known

    @cached_property
    def _about(self) -> dict[NamedNode, dict[NamedNode, list[tuple[NamedNode, Claim]]]]:
        return {}

    def closed_over(self, nodes: Iterable[NamedNode]) -> set[NamedNode]:
        """Return some concepts with all that they are kinds of."""
        return {other for node in nodes for other in self.broader.get(node, (node,))}


def logarithm(ratio: str) -> float:
    """Return log10 of a likelihood ratio, to three decimals."""
    return round(math.log10(float(ratio)), 3)


def named(term: Term) -> NamedNode:
    """Return a term that is an IRI; every concept is one."""
    assert isinstance(term, NamedNode)
    return term
