"""What an explanation consists of: references, steps, paths, and the answer itself. All are frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.claims import Claim, Modality, Source, Stance
from kg.lexicon import Entry, Ref
from kg.proofs.model import Kind, Proof
from kg.terms import Triple

if TYPE_CHECKING:
    from kg.proofs.absence import Absence
    from kg.proofs.change import Difference
    from kg.proofs.justify import AxiomSets

__all__ = ["About", "Explanation", "Line", "Origin", "Path", "Sign", "Status", "Step", "Told"]


class Sign(StrEnum):
    """The direction of an influence; signs compose as in a qualitative probabilistic network (Wellman 1990).

    >>> (Sign.LOWERS * Sign.LOWERS).value
    'raises'
    """

    RAISES = "raises"
    LOWERS = "lowers"

    def __mul__(self, other: Sign) -> Sign:  # type: ignore[override]
        return Sign.RAISES if self is other else Sign.LOWERS


class Status(StrEnum):
    """How an answer stands."""

    ENTAILED = "entailed"
    """it follows"""
    NOT_ENTAILED = "not-entailed"
    """it is claimed, but the claim does not assert it"""
    NOT_STATED = "not-stated"
    """no source says so, nor does it follow"""
    AMBIVALENT = "ambivalent"
    """both signs follow"""


@dataclass(frozen=True, slots=True)
class Step:
    """One stated relation, with the claim behind it.

    Args:
        subject, predicate, object: what the step leads from, how, and where to.
        sign: the direction of the influence, or None when the step has none.
        claim: the claim it rests on; where several state it, one without a limit, then the firmest.
        sentence: the step in words, hedged as the claim is.
        influence: whether it is an influence at all; other relations have no direction to leave open.
        counted: whether it counts as a link of the chain; a step of structure (a broader concept, the low
            state of a quality) does not.
        also: the same link by other claims.
        disputed: what stands against the claim.
    """

    subject: Ref
    predicate: Ref
    object: Ref
    sign: Sign | None
    claim: Claim
    sentence: str
    influence: bool = True
    counted: bool = True
    also: tuple[Step, ...] = ()
    disputed: tuple[Claim, ...] = ()

    @property
    def modality(self) -> Modality:
        """How firm the step is."""
        return self.claim.modality

    @property
    def editorial(self) -> bool:
        """Whether the step was added by the editors rather than read from a source."""
        return self.claim.stance is Stance.EDITORIAL


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of steps from one concept to another.

    Args:
        steps: the chain in order; each begins where the one before it ends.
        sign: the net sign, the product of the signs on the way; None when a step leaves it open.
        alternatives: chains through the same mediators that differ in what stands between two of them.
    """

    steps: tuple[Step, ...]
    sign: Sign | None
    alternatives: tuple[Path, ...] = ()

    @property
    def modality(self) -> Modality:
        """How firm the path is: as firm as its weakest step."""
        return Modality.weakest(step.modality for step in self.steps)

    @property
    def length(self) -> int:
        """The number of steps that count."""
        return sum(step.counted for step in self.steps)

    @property
    def concepts(self) -> tuple[Ref, ...]:
        """What the path runs through, ends included."""
        return (self.steps[0].subject, *(step.object for step in self.steps))


@dataclass(frozen=True, slots=True)
class About:
    """What is known of one concept.

    Args:
        entry: what its word means.
        acted_on_by: what acts on it, one path each.
        acts_on: what it acts on, one path each; what it inherits from a broader concept begins there.
        other: the other relations it stands in.
        raised_by, lowered_by, raises, lowers: net influence as inferred, over any number of steps.
    """

    entry: Entry
    acted_on_by: tuple[Path, ...]
    acts_on: tuple[Path, ...]
    other: tuple[Path, ...]
    raised_by: tuple[Ref, ...]
    lowered_by: tuple[Ref, ...]
    raises: tuple[Ref, ...]
    lowers: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an asserted triple comes from.

    Args:
        name: the id of a claim, or a place in a file, such as ``data.nt:12``.
        text: how it is cited: the claim with paragraph and sentence, or the place.
        modality: how firm it is.
        editorial: whether the editors added it rather than read it from a source.
        qualifier: a condition or limit that the source adds.
        disputed: what stands against it, in words.
    """

    name: str
    text: str
    modality: Modality = Modality.DEFINITE
    editorial: bool = False
    qualifier: str | None = None
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One node of a proof in words.

    Args:
        text: what it says, no more firmly than its weakest ground.
        tag: how it was come by: ``[ASSERTED]``, ``[EDITORIAL]``, ``[ASSUMED]`` for the sake of the argument,
            ``[INFERRED]``, or nothing for a list.
        rule: how its rule reads with the terms put in; empty when it was not inferred.
        origins: where it comes from, when it was asserted.
        schema: whether it speaks of classes and relations rather than of things.
    """

    text: str
    tag: str
    rule: str = ""
    origins: tuple[Origin, ...] = ()
    schema: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A checked proof, in words.

    Args:
        proof: the proof.
        lines: a line for each of its nodes, in their order.
        modality: how firm the proof is: as firm as its weakest ground.
    """

    proof: Proof
    lines: tuple[Line, ...]
    modality: Modality

    @property
    def leaves(self) -> Iterator[tuple[Triple, Line]]:
        """The asserted triples that it rests on, each with its line."""
        for node, line in zip(self.proof.nodes, self.lines, strict=True):
            if node.kind is Kind.ASSERTED and isinstance(node.conclusion, Triple):
                yield node.conclusion, line

    @property
    def editorial(self) -> int:
        """How many of its leaves the editors added."""
        return sum(line.tag == "[EDITORIAL]" for _, line in self.leaves)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a question, with its reasons.

    Args:
        question: what was asked, with the labels of the concepts meant.
        answer: the conclusion in one hedged sentence.
        status: how the answer stands.
        signs: the signs of the net influence; two when the pair is ambivalent.
        paths: the reasons, best first.
        found: how many paths, or proofs, there are, shown or not.
        exhausted: whether all of them were looked for; False when a bound stopped the search.
        nearest: when nothing is stated, the claims that come closest.
        about: what is known of the concept, when one concept was asked for.
        claim: the claim, when one claim was asked for.
        told: checked proofs of what was found, in words.
        justifications: the minimal sets of axioms that each conclusion rests on, when they were asked for.
        repairs: the minimal sets of axioms without which each would not follow, when they were asked for.
        essential: the asserted triples without any of which it would not follow; None when that is not known.
        absence: why it does not follow, when that was asked.
        difference: what a change makes of the conclusions, when that was asked; its proofs stand in `told`.
        disputes: claims that stand against each other, each with those against it.
        supporting: the claims that the answer rests on.
        conflicting: the claims that stand against one of those.
        words: how the triples of justifications, repairs, absence and difference read.
        origins: where their asserted triples come from.
        grounds: for the premises of an absence that follow, the claims or places that they follow from.
        sources: the sources of all claims that the explanation cites.
        knowledge: version of the knowledge base that answered.
        lay: whether it is put in plain words, without the names of rules.
    """

    question: str
    answer: str
    status: Status
    signs: tuple[Sign, ...] = ()
    paths: tuple[Path, ...] = ()
    found: int = 0
    exhausted: bool = True
    nearest: tuple[Step, ...] = ()
    about: About | None = None
    claim: Claim | None = None
    told: tuple[Told, ...] = ()
    justifications: tuple[AxiomSets, ...] = ()
    repairs: tuple[AxiomSets, ...] = ()
    essential: tuple[Triple, ...] | None = None
    absence: Absence | None = None
    difference: Difference | None = None
    disputes: tuple[tuple[Step, tuple[Step, ...]], ...] = ()
    supporting: tuple[Claim, ...] = ()
    conflicting: tuple[Claim, ...] = ()
    words: Mapping[Triple, str] = field(default_factory=dict[Triple, str])
    origins: Mapping[Triple, tuple[Origin, ...]] = field(default_factory=dict[Triple, tuple[Origin, ...]])
    grounds: Mapping[Triple, tuple[Origin, ...]] = field(default_factory=dict[Triple, tuple[Origin, ...]])
    sources: tuple[Source, ...] = ()
    knowledge: str = ""
    lay: bool = False

    @property
    def complete(self) -> bool:
        """Whether every path, or proof, there is stands here."""
        return self.exhausted and max(len(self.paths), len(self.told)) >= self.found

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs without their words."""
        return tuple(told.proof for told in self.told)

    def _repr_html_(self) -> str:
        from kg.explain.render import to_html

        return to_html(self)

    def cited(self) -> Iterator[Claim]:
        """Yield every claim that the explanation cites, with repetitions."""
        chains = [*self.paths]
        if self.about:
            chains += [*self.about.acted_on_by, *self.about.acts_on, *self.about.other]
        steps = [step for chain in chains for path in (chain, *chain.alternatives) for step in path.steps]
        steps += [side for step, against in self.disputes for side in (step, *against)]
        yield from (*self.supporting, *self.conflicting)
        for step in (*steps, *self.nearest):
            for part in (step, *step.also):
                yield from (part.claim, *part.disputed)
