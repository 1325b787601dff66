"""Claims: who says what, where, and how firmly.

A claim *asserts* the triple it is about when its stance and polarity allow. Only asserted triples are
reasoned over; the claims themselves stand in the provenance graph, which no reasoner sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import NamedNode

from kg.terms import Triple
from kg.vocabulary import BS

__all__ = [
    "EDITORIAL",
    "HEDGES",
    "STRENGTHS",
    "Claim",
    "Modality",
    "Numbers",
    "Polarity",
    "Source",
    "Stance",
]

EDITORIAL: Final = "EDITORIAL"
"""The id of the source that stands for the editors of the knowledge base."""


class Modality(StrEnum):
    """How firm a statement is, firmest first."""

    DEFINITE = "definite"
    OFTEN = "often"
    CAN = "can"
    MAY = "may"
    RARE = "rare"

    @property
    def rank(self) -> int:
        """Its place from the firmest (0) down."""
        return _RANKS[self]

    @staticmethod
    def weakest(modalities: Iterable[Modality]) -> Modality:
        """Return the least firm of some modalities; a chain is as firm as its weakest step.

        >>> Modality.weakest([Modality.DEFINITE, Modality.MAY, Modality.CAN]).value
        'may'
        """
        return max(modalities, key=lambda modality: modality.rank, default=Modality.DEFINITE)


_RANKS: Final = {modality: rank for rank, modality in enumerate(Modality)}


HEDGES: Final[dict[str, Modality]] = {
    **dict.fromkeys(
        ("asserted", "known", "primarily", "essential", "required", "requiring", "important", "should"),
        Modality.DEFINITE,
    ),
    **dict.fromkeys(("often", "common", "frequently", "particularly"), Modality.OFTEN),
    "can": Modality.CAN,
    **dict.fromkeys(("may", "might", "potentially"), Modality.MAY),
    "rare": Modality.RARE,
}
"""How firm each hedging word is; ``asserted`` stands for a statement without one."""


class Stance(StrEnum):
    """How a claim bears on the triple it is about."""

    SUPPORTS = "supports"
    QUALIFIES = "qualifies"
    CONTRADICTS = "contradicts"
    EDITORIAL = "editorial"


class Polarity(StrEnum):
    """Whether a claim affirms its triple or denies it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims were read from.

    Args:
        id: its id, such as ``ARTICLE``.
        title: what it is called.
        url: where it is, or None.
        tier: ``ARTICLE``, ``EDITORIAL``, or ``A`` (guideline) to ``D`` (page written by a machine).
    """

    id: str
    title: str
    url: str | None
    tier: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a source measured. Every field is the text of the table, so that no digit is lost or gained.

    Args:
        sensitivity, specificity, lr_positive, lr_negative: accuracy of a finding; decimal numbers.
        lr_origin: whether the likelihood ratios are stated by the source or computed from its figures.
        prevalence: how common the condition is, in the population that the claim names.
        post_test: the probability of the condition once the finding is known.
        other: any other figures.
    """

    sensitivity: str | None = None
    specificity: str | None = None
    lr_positive: str | None = None
    lr_negative: str | None = None
    lr_origin: str | None = None
    prevalence: str | None = None
    post_test: str | None = None
    other: str | None = None


STRENGTHS: Final[dict[NamedNode, str]] = {
    BS.contraindicatedIn: "contraindicated",
    BS.toBeAvoidedIn: "avoid",
    BS.relativelyContraindicatedIn: "relative",
    BS.needsCautionIn: "caution",
    BS.interactsWith: "interaction",
    BS.noBenefitFor: "no_benefit",
}
"""The strength that a relation of harm or missing benefit stands for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source.

    Args:
        id: its id, such as ``C006``.
        subject, predicate, object: the triple it is about.
        source: id of the source it was read from.
        hedge: the word by which the source limits or marks it; a key of `HEDGES`.
        stance: how it bears on the triple.
        statement: what it says, one sentence in the editors' words.
        polarity: whether it affirms or denies the triple.
        paragraph, sentence: where it stands in the source, from 1; headings are not counted.
        start, end: where the quoted words stand in the source, in characters from 0, end exclusive.
        qualifier: a condition or limit that the source adds.
        reason: why the editors added it (editorial claims only).
        disputes: ids of the claims it stands against.
        also: further triples it is about, when it names several conditions or relations.
        population: the people among whom it was observed.
        scope: the limit within which the source speaks.
        numbers: what was measured, or None.
        mechanism: how the harm comes about.
        mechanism_status: whether the mechanism was read in the source.
        alternative: what may be done instead.
        shares: ids of the claims that rest on the same evidence; they count once.
    """

    id: str
    subject: NamedNode
    predicate: NamedNode
    object: NamedNode
    source: str
    hedge: str
    stance: Stance
    statement: str
    polarity: Polarity = Polarity.POSITIVE
    paragraph: int | None = None
    sentence: int | None = None
    start: int | None = None
    end: int | None = None
    qualifier: str | None = None
    reason: str | None = None
    disputes: tuple[str, ...] = ()
    also: tuple[Triple, ...] = ()
    population: str | None = None
    scope: str | None = None
    numbers: Numbers | None = None
    mechanism: str | None = None
    mechanism_status: str | None = None
    alternative: str | None = None
    shares: tuple[str, ...] = ()

    @property
    def triple(self) -> Triple:
        """The triple it is about."""
        return Triple(self.subject, self.predicate, self.object)

    @property
    def triples(self) -> tuple[Triple, ...]:
        """Every triple it is about, the first first."""
        return (self.triple, *self.also)

    @property
    def strength(self) -> str | None:
        """How strongly it speaks against an intervention; None when it does not."""
        return next((STRENGTHS[t.predicate] for t in self.triples if t.predicate in STRENGTHS), None)

    @property
    def modality(self) -> Modality:
        """How firm it is, by its hedge."""
        return HEDGES[self.hedge]

    @property
    def asserts(self) -> bool:
        """Whether its triple enters the asserted graph because of it."""
        return self.stance is not Stance.CONTRADICTS and self.polarity is Polarity.POSITIVE
