"""`Reasons`: a checked proof of each line of an assessment, and answers to *why* and *why not* about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background
from kg.assess.case import THIS, Case, Place
from kg.assess.model import Assessment, Avoided, Cause, Flag, Option
from kg.claims import Claim, Modality, Source
from kg.explain.model import Explanation, Origin, Told
from kg.explain.naming import Names
from kg.explain.triples import Explainer
from kg.lexicon import Ref
from kg.proofs.prover import Prover
from kg.reason.derivation import Derivation
from kg.reason.rows import Fact
from kg.terms import Term, Triple
from kg.vocabulary import BS

__all__ = ["Reasons"]

_GIVEN: Final = "the case"
_THE_CASE: Final = Ref("bscase:this", "the case")
_DEEPEST: Final = 3
"""How many rules may stand between a conclusion and the finding that it is to rest on."""


class Reasons:
    """Proves what an assessment says.

    The rules run over the case once more, by itself: what was assessed among many others has the same proofs.

    Args:
        background: the knowledge base.
        assessment: the assessment.
    """

    def __init__(self, background: Background, assessment: Assessment) -> None:
        self._background = background
        self.assessment = assessment
        self.case: Case = assessment.case
        self._told: dict[tuple[Triple, NamedNode | None], tuple[Told, ...]] = {}

    @cached_property
    def explainer(self) -> Explainer:
        """What explains triples about the case."""
        return self._explainer(())

    def supposing(self, finding: NamedNode, goal: Triple) -> tuple[Told, ...]:
        """Return the proof of a conclusion if something more were found.

        Args:
            finding: what is supposed.
            goal: the conclusion.
        """
        return self._explainer((Triple(THIS, BS.hasFinding, finding),)).why(goal).told

    def _explainer(self, supposed: Collection[Triple]) -> Explainer:
        knowledge = self._background.knowledge
        closure = knowledge.closure.extend([*self.case.triples(), *supposed])
        given = {triple: self._origin(triple) for triple in self.case.triples()}
        known = knowledge.influences.origins
        claimed = {triple for claim in knowledge.claims.values() if claim.asserts for triple in claim.triples}
        return Explainer(
            closure,
            Names(closure, self.ref, knowledge.influences.has_likelihood),
            lambda triple: given.get(triple) or known(triple),
            claimed | set(given),
            supposed,
        )

    def ref(self, term: Term) -> Ref:
        """Return the label of a concept; that of the case is what it is called in proofs.

        Args:
            term: the concept.
        """
        return _THE_CASE if term == THIS else self._background.knowledge.terms.ref(term)

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.explainer.closure)

    def _origin(self, triple: Triple) -> tuple[Origin, ...]:
        for derived in self.case.derived:
            if triple.object == derived.node:
                return (Origin(derived.threshold, f"{derived.quantity}, {derived.threshold}", Modality.DEFINITE),)
        return (Origin(_GIVEN, _GIVEN, Modality.DEFINITE),)

    def flag(self, flag: Flag) -> tuple[Told, ...]:
        """Return the proof of the urgency of a pattern, by that pattern and the findings that the flag names."""
        kind, urgency = flag.triples
        told = self._by(urgency, {kind.object})[:1]
        named = {node for node in self.case.features if self.ref(node) in flag.findings}
        shown = {node.conclusion for one in told for node in one.proof}
        used = {triple.object for triple in self.case.triples() if triple in shown}
        if any(node in used for node in self.case.features if node not in named):
            # A fact of weak flags has several makers; the others are left out, so that the named one is taken.
            return Reasons(self._background, replace(self.assessment, case=self.case.only(named))).flag(flag)
        return told

    def cause(self, cause: Cause) -> tuple[Told, ...]:
        """Return the proofs of a possible cause, one for each finding that it accounts for."""
        found: dict[str, Told] = {}
        node = cause.triple.object
        assert isinstance(node, NamedNode)
        for support in cause.supports:
            relation = BS.suspects if support.how == "suggests" else BS.hasContributor
            for told in self._through(Triple(THIS, relation, node), support.finding.id):
                found.setdefault(str(told.proof), told)
        return tuple(found.values()) or self._by(cause.triple, None)[:1]

    def option(self, option: Option) -> tuple[Told, ...]:
        """Return the proof that an intervention may help, by the nearest of what it acts on."""
        for target in option.targets[:1]:
            told = tuple(self._through(option.triple, target.term.id))
            if told:
                return told[:1]
        return self._by(option.triple, None)[:1]

    def avoided(self, one: Avoided) -> tuple[Told, ...]:
        """Return the proofs of what speaks against an intervention, one for each reason."""
        found: dict[str, Told] = {}
        if one.triple is not None:
            for reason in one.reasons:
                for told in self._through(one.triple, reason.feature.id):
                    found.setdefault(str(told.proof), told)
        shown = {node.conclusion for told in found.values() for node in told.proof}
        for reason in one.reasons:
            if reason.triple not in shown and reason.triple in self.explainer.closure:
                for told in self._by(reason.triple, None)[:1]:
                    found.setdefault(str(told.proof), told)
        return tuple(found.values())

    def cited(self, told: Told) -> Iterator[tuple[Claim, Source]]:
        """Yield the claims that a proof rests on, and those that stand against one of them, each with its source.

        Args:
            told: the proof.
        """
        knowledge = self._background.knowledge
        for line in told.lines:
            for origin in line.origins:
                claim = knowledge.claims.get(origin.name)
                if claim is not None:
                    for one in (claim, *knowledge.influences.disputed(claim)):
                        yield one, knowledge.sources[one.source]

    def why(self, triple: Triple) -> Explanation:
        """Return why a statement about the case follows."""
        return self.explainer.why(triple)

    def why_not(self, triple: Triple) -> Explanation:
        """Return why a statement about the case does not follow, and what would make it follow."""
        return self.explainer.why_not(triple)

    def _through(self, triple: Triple, feature: str) -> Iterator[Told]:
        """Yield the proof of a conclusion that uses a feature of the case, by itself or as something broader."""
        node = next((n for n in self._nodes if self._background.knowledge.terms.ref(n).id == feature), None)
        if node is None:
            return
        yield from self._by(triple, self._background.broader.get(node, frozenset((node,))))[:1]

    @cached_property
    def _nodes(self) -> list[NamedNode]:
        closure = self.explainer.closure
        own = [*self.case.features, *self.case.nodes(Place.CONSIDERING)]
        relations = (BS.hasFeature, BS.hasPossibleCause)
        own += [o for relation in relations for o in closure.objects(THIS, relation) if isinstance(o, NamedNode)]
        return own

    def _by(self, triple: Triple, through: Collection[object] | None) -> tuple[Told, ...]:
        """Return proofs of a triple whose last steps rest on a premise about the case and one of some terms."""
        closure = self.explainer.closure
        fact = closure.fact(triple)
        if fact is None or triple not in closure:
            return ()
        wanted = None
        if through is not None:
            found = (closure.dictionary.find(term) for term in through)  # type: ignore[arg-type]
            wanted = {number for number in found if number is not None}
        chain = self._chain(fact, wanted, frozenset()) if wanted else None
        proof = self._prover.prove_by(chain) if chain else self._prover.prove(triple)
        return () if proof is None else (self.explainer.teller.tell(proof),)

    def _chain(self, fact: Fact, wanted: Collection[int], seen: frozenset[Fact]) -> list[Derivation] | None:
        """Return applications of rules from a conclusion down to one that rests on the case and a wanted term."""
        if len(seen) > _DEEPEST or fact in seen:
            return None
        this = self.explainer.closure.dictionary.find(THIS)
        applications = self.explainer.applications.concluding(fact)
        about = [[p for p in one.premises if isinstance(p, tuple) and p[0] == this] for one in applications]
        for derivation, premises in zip(applications, about, strict=True):
            if any(premise[2] in wanted and premise[2] != fact[2] for premise in premises):
                return [derivation]
        for derivation, premises in zip(applications, about, strict=True):
            for premise in premises:
                below = self._chain(premise, wanted, seen | {fact})
                if below is not None:
                    return [derivation, *below]
        return None
