"""What an assessment consists of. All of it is frozen, and every part names the claims that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.assess.case import Case
from kg.assess.level import ADVICE, Level
from kg.claims import Claim, Modality, Source
from kg.lexicon import Ref
from kg.terms import Triple

__all__ = [
    "Against",
    "Assessment",
    "Avoided",
    "Bar",
    "Cause",
    "Conflict",
    "Flag",
    "Option",
    "Prior",
    "Question",
    "Reason",
    "Support",
    "Target",
]


@dataclass(frozen=True, slots=True)
class Flag:
    """An urgency pattern that fires.

    Args:
        id: the pattern: the row it comes from, or two weak flags.
        level: the urgency that it gives.
        findings: what of the case makes it fire.
        claims: ids of the claims that it was made from.
        reason: why the row is used so.
        triples: what the case entails by it: that it is in the class, and that it has the urgency.
    """

    id: str
    level: Level
    findings: tuple[Ref, ...]
    claims: tuple[str, ...]
    reason: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that give one finding different levels; the most urgent is taken.

    Args:
        finding: what of the case both speak of.
        flags: ids of the patterns with their levels, most urgent first.
    """

    finding: Ref
    flags: tuple[tuple[str, Level], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How much a finding weighs for or against a cause, where a source gives a likelihood ratio.

    Args:
        value: log10 of the ratio.
        ratio: the ratio as the source gives it.
        claim: id of the claim.
        origin: whether the ratio is stated by the source or computed from its figures.
        population: the people among whom it was measured; None when the source does not say.
    """

    value: float
    ratio: str
    claim: str
    origin: str
    population: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """A finding that a cause accounts for.

    Args:
        finding: the finding of the case.
        how: ``raises``, when stated influences lead from the cause to it; ``suggests``, when sources take it as a sign.
        claims: ids of the claims on the way.
        modality: how firm the weakest step is.
        steps: how many influences lead from the cause to the finding; 0 for a sign.
        bars: what it weighs, one bar for each figure of a source; none where no source gives one.
        inherited: whether the cause acts only as a kind of a broader one.
        parts: the findings of the case that make up this one together.
    """

    finding: Ref
    how: str
    claims: tuple[str, ...]
    modality: Modality
    steps: int
    bars: tuple[Bar, ...] = ()
    inherited: bool = False
    parts: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Against:
    """A finding that would be expected of a cause and is absent.

    Args:
        finding: what is absent.
        claims: ids of the claims that lead one to expect it.
        bars: what its absence weighs, where a source gives a negative likelihood ratio.
    """

    finding: Ref
    claims: tuple[str, ...]
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Prior:
    """How common a condition is before anything is found.

    Args:
        text: the figure in the words of the table.
        population: among whom.
        claim: id of the claim.
    """

    text: str
    population: str
    claim: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause.

    Args:
        term: the cause.
        given: whether the case names it.
        serious: the urgency of the red flags that point to it; None when none does.
        modality: how firm the firmest account of a finding is.
        supports: the findings that it accounts for.
        against: the findings that would be expected and are absent.
        priors: how common it is.
        narrower: kinds of it that are possible causes only as such.
        triple: what the case entails.
    """

    term: Ref
    given: bool
    serious: Level | None
    modality: Modality
    supports: tuple[Support, ...]
    against: tuple[Against, ...]
    priors: tuple[Prior, ...]
    narrower: tuple[Ref, ...]
    triple: Triple


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against an intervention.

    Args:
        feature: the condition, finding or medicine of the case.
        role: what it is there: ``condition``, ``finding``, ``medicine``, ``considered``, ``suspected``, or ``open`` for
            a kind of one of these of which nobody has told whether it is there.
        strength: ``contraindicated``, ``avoid``, ``relative``, ``caution``, ``aggravates``, ``interaction``, or
            ``no_benefit`` of what is considered.
        claims: ids of the claims that say so.
        about: what the claims speak of, when it is broader than the intervention.
        mechanism: how the harm comes about.
        unverified: whether the mechanism was not read in the source.
        alternative: what may be done instead.
        triple: what is entailed between the intervention and the feature.
    """

    feature: Ref
    role: str
    strength: str
    claims: tuple[str, ...]
    about: Ref | None
    mechanism: str | None
    unverified: bool
    alternative: str | None
    triple: Triple


@dataclass(frozen=True, slots=True)
class Avoided:
    """An intervention that something speaks against.

    Args:
        term: the intervention.
        strength: the strongest of its reasons.
        standing: ``taken`` or ``considered`` when the case names it, or a broader or narrower one; else empty.
        reasons: every reason, strongest first.
        triple: what the case entails; None for what is only considered beside something else.
    """

    term: Ref
    strength: str
    standing: str
    reasons: tuple[Reason, ...]
    triple: Triple | None


@dataclass(frozen=True, slots=True)
class Target:
    """What an intervention acts on.

    Args:
        term: a finding or a possible cause.
        how: ``lowers`` or ``option for``.
        claims: ids of the claims on the way.
        modality: how firm the weakest step is.
        steps: how many influences lead there.
    """

    term: Ref
    how: str
    claims: tuple[str, ...]
    modality: Modality
    steps: int


@dataclass(frozen=True, slots=True)
class Option:
    """An intervention that may help.

    Args:
        term: the intervention.
        targets: what it acts on, nearest first.
        against: ids of the claims that doubt it, or find no benefit.
        cautions: what asks for care with it.
        forms: kinds of it that are to be avoided here.
        narrower: kinds of it that may help only as such.
        considered: whether the case considers it.
        triple: what the case entails.
    """

    term: Ref
    targets: tuple[Target, ...]
    against: tuple[str, ...]
    cautions: tuple[Reason, ...]
    forms: tuple[Ref, ...]
    narrower: tuple[Ref, ...]
    considered: bool
    triple: Triple


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next.

    Args:
        term: the finding to ask about.
        bears_on: ``urgency``, ``causes`` or ``plan``.
        reason: why it is asked, in a sentence.
        level: the urgency that a yes would give; None when it would not change.
        claims: ids of the claims that make it matter.
        examples: kinds of the finding, to ask in other words.
    """

    term: Ref
    bears_on: str
    reason: str
    level: Level | None
    claims: tuple[str, ...]
    examples: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the knowledge base makes of a case.

    Args:
        case: the case as it was understood.
        level: how soon it has to be seen.
        flags: the patterns that fire, most urgent first.
        conflicts: where sources differ on the level.
        causes: the possible causes, best first.
        must_not_miss: serious conditions that are not excluded, most urgent first.
        covers: the smallest sets of causes that account for all that any of them accounts for.
        unexplained: findings that no cause accounts for; none where causes are withheld.
        options: what may help, best first.
        avoided: what something speaks against, strongest first.
        questions: what to ask next, the most telling first.
        unknown: what bears on the urgency and was not said.
        withheld: why there are no causes or options, by ``causes`` and ``interventions``.
        notes: what has to be said besides.
        claims: every claim that is cited, by id.
        sources: the sources of these, by id.
        knowledge: version of the knowledge base.
    """

    case: Case
    level: Level
    flags: tuple[Flag, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    causes: tuple[Cause, ...] = ()
    must_not_miss: tuple[Cause, ...] = ()
    covers: tuple[tuple[Ref, ...], ...] = ()
    unexplained: tuple[Ref, ...] = ()
    options: tuple[Option, ...] = ()
    avoided: tuple[Avoided, ...] = ()
    questions: tuple[Question, ...] = ()
    unknown: tuple[Ref, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    sources: tuple[Source, ...] = field(default=(), repr=False)
    knowledge: str = ""

    @property
    def advice(self) -> str:
        """What to do."""
        return ADVICE[self.level]

    def _repr_html_(self) -> str:
        from kg.assess.render import to_html

        return to_html(self)
