"""Why, and why not, about the lines of an assessment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background
from kg.assess.case import THIS
from kg.assess.level import LEVEL_OF, Level
from kg.assess.model import Assessment
from kg.assess.reasons import Reasons
from kg.claims import Claim
from kg.errors import UsageError
from kg.explain.model import Explanation, Status, Told
from kg.explain.wording import capital, counted, join
from kg.lexicon import Ref
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["why", "why_not"]

_TERM_OF: Final = {level: term for term, level in LEVEL_OF.items()}
_DONE: Final = (BS.Intervention, BS.CareAction)


def why(background: Background, assessment: Assessment, text: str) -> Explanation:
    """Return why an assessment says what it says of a level, a cause or an intervention, with every proof.

    Args:
        background: the knowledge base.
        assessment: the assessment.
        text: a level of urgency, or a term.

    Raises:
        TermError: BS201 or BS202, when the text is neither.
    """
    reasons = Reasons(background, assessment)
    if text in list(Level):
        return _why_level(background, assessment, reasons, Level(text))
    term = background.knowledge.terms.ref(background.knowledge.terms.find(text))
    lines = [*_about_causes(assessment, reasons, term), *_about_care(assessment, reasons, term)]
    lines += [
        (f"{term} makes it {flag.level} by {flag.id}", reasons.flag(flag))
        for flag in assessment.flags
        if term in flag.findings
    ]
    said, told = [words for words, _ in lines], [one for _, proofs in lines for one in proofs]
    answer = capital(join(said)) + "." if said else f"The assessment does not say anything of {term}."
    status = Status.ENTAILED if said else Status.NOT_ENTAILED
    return _cited(background, f"Why does {term} stand in the assessment?", answer, status, told)


def _about_causes(assessment: Assessment, reasons: Reasons, term: Ref) -> Iterator[tuple[str, tuple[Told, ...]]]:
    causes = {cause.term: cause for cause in (*assessment.must_not_miss, *assessment.causes)}
    for cause in causes.values():
        if cause.term == term:
            yield (
                f"{term} is a plausible cause" + (", and must not be missed" if cause.serious else ""),
                reasons.cause(cause),
            )
        elif term in cause.narrower:
            yield f"{term} is a plausible cause as a kind of {cause.term}", reasons.cause(cause)


def _about_care(assessment: Assessment, reasons: Reasons, term: Ref) -> Iterator[tuple[str, tuple[Told, ...]]]:
    for option in assessment.options:
        if term in (option.term, *option.narrower):
            yield f"{term} may help", reasons.option(option)
    for avoided in assessment.avoided:
        if avoided.term == term:
            count = len(avoided.reasons)
            words = f"{counted(count, 'reason')} {'speaks' if count == 1 else 'speak'} against {term}"
            yield words, reasons.avoided(avoided)


def why_not(background: Background, assessment: Assessment, text: str, maximum: int = 5) -> Explanation:
    """Return why an assessment does not say something, and what would make it say so.

    Args:
        background: the knowledge base.
        assessment: the assessment.
        text: a level of urgency, a cause or an intervention.
        maximum: how many rules and additions to show.

    Raises:
        TermError: BS201 or BS202, when the text is neither.
        UsageError: BS023, for self-care, which is what remains when nothing else follows.
    """
    knowledge = background.knowledge
    reasons = Reasons(background, assessment)
    if text in list(Level):
        level = Level(text)
        if level is assessment.level:
            return replace(_why_level(background, assessment, reasons, level), status=Status.ENTAILED)
        urgency = _TERM_OF.get(level)
        if urgency is None:
            raise UsageError("BS023", "self-care is never concluded: it is what remains", "ask why it is more urgent")
        return _why_not_level(background, assessment, reasons, level, maximum)
    node = knowledge.terms.find(text)
    term = knowledge.terms.ref(node)
    if any(kind in background.kinds(node) for kind in _DONE):
        return _why_not_option(background, assessment, reasons, node, maximum)
    withheld = dict(assessment.withheld).get("causes")
    if withheld is not None:
        question = f"Why is {term} not named as a cause?"
        return Explanation(question=question, answer=withheld, status=Status.NOT_ENTAILED)
    return reasons.explainer.why_not(Triple(THIS, BS.hasPossibleCause, node), maximum)


def _why_not_option(
    background: Background, assessment: Assessment, reasons: Reasons, node: NamedNode, maximum: int
) -> Explanation:
    term = background.knowledge.terms.ref(node)
    question = f"Why is {term} not named among what may help?"
    against = [one for one in assessment.avoided if one.term == term and one.strength not in {"caution", "aggravates"}]
    if against:
        told = [proof for one in against for proof in reasons.avoided(one)]
        features = join(list(dict.fromkeys(reason.feature.label for one in against for reason in one.reasons)))
        answer = f"Because of {features}: {against[0].strength}."
        return _cited(background, question, answer, Status.NOT_ENTAILED, told)
    withheld = dict(assessment.withheld).get("interventions")
    if withheld is not None:
        return Explanation(question=question, answer=withheld, status=Status.NOT_ENTAILED)
    return reasons.explainer.why_not(Triple(THIS, BS.mayBeHelpedBy, node), maximum)


def _why_not_level(
    background: Background, assessment: Assessment, reasons: Reasons, level: Level, maximum: int
) -> Explanation:
    """Return why no pattern of a level fires: what those that lack one finding lack, and what it would prove."""
    terms, patterns = background.knowledge.terms, background.patterns
    have = patterns.closed(assessment.case.features)
    lacking: set[NamedNode] = set()
    for pattern in patterns.urgent:
        missing = [part for part in pattern.parts if part not in have]
        if pattern.level is level and len(missing) == 1:
            lacking.add(missing[0])
    ranked = sorted(lacking, key=lambda node: (-patterns.masks.get(node, 0).bit_count(), terms.ref(node).label))
    asked = [node for node in ranked if node not in patterns.composed] or ranked
    if not asked:
        return reasons.explainer.why_not(Triple(THIS, BS.hasUrgency, _TERM_OF[level] or BS.UrgentCare), maximum)
    named = join([terms.ref(node).label for node in asked[:maximum]], "or")
    rest = f", or one of {len(asked) - maximum} more findings" if len(asked) > maximum else ""
    answer = f"No pattern of the level {level} fires. What would do: {named}{rest}."
    told = reasons.supposing(asked[0], Triple(THIS, BS.hasUrgency, _TERM_OF[level] or BS.UrgentCare))
    return _cited(background, f"Why is it not {level}?", answer, Status.NOT_ENTAILED, list(told))


def _why_level(background: Background, assessment: Assessment, reasons: Reasons, level: Level) -> Explanation:
    question = f"Why is it {level}?"
    if level is not assessment.level:
        answer = f"It is {assessment.level}, not {level}."
        return Explanation(question=question, answer=answer, status=Status.NOT_ENTAILED)
    if level is Level.SELF_CARE:
        answer = "No pattern of a red flag fires; self-care is what remains, and is never concluded."
        return Explanation(question=question, answer=answer, status=Status.ENTAILED)
    firing = [flag for flag in assessment.flags if flag.level is level]
    told = [proof for flag in firing for proof in reasons.flag(flag)]
    beyond = [f"{one.words} ({one.because})" for one in assessment.case.beyond_at(level.value)]
    parts = [f"{join([ref.label for ref in flag.findings])} ({flag.id})" for flag in firing]
    parts += beyond
    return _cited(background, question, f"Because of {join(parts)}.", Status.ENTAILED, told)


def _cited(background: Background, question: str, answer: str, status: Status, told: list[Told]) -> Explanation:
    """Return an answer with the claims and sources that its proofs rest on."""
    knowledge = background.knowledge
    names = {origin.name for one in told for line in one.lines for origin in line.origins}
    supporting: list[Claim] = [knowledge.claims[name] for name in sorted(names) if name in knowledge.claims]
    sources = tuple(knowledge.sources[name] for name in sorted({claim.source for claim in supporting}))
    distinct = tuple({str(one.proof): one for one in told}.values())
    return Explanation(
        question=question,
        answer=answer,
        status=status,
        found=len(distinct),
        told=distinct,
        supporting=tuple(supporting),
        sources=sources,
        knowledge=knowledge.version,
    )
