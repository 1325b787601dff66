"""`Assessor`: from cases to assessments, one by one or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.assess.background import Background
from kg.assess.case import Case
from kg.assess.causes import causes, covers, unexplained
from kg.assess.conclusions import Conclusions, conclude, conclude_all
from kg.assess.harms import avoided
from kg.assess.intake import Intake
from kg.assess.level import Level
from kg.assess.model import Assessment, Avoided, Cause, Option
from kg.assess.plan import options
from kg.assess.questions import questions
from kg.assess.raw import Raw
from kg.assess.urgency import conflicts, flags, level_of
from kg.errors import CaseError
from kg.knowledge import Knowledge

__all__ = ["Assessor"]

_BATCH: Final = 500
"""How many cases the rules run over at once."""
_EMERGENCY: Final = "Nothing is recommended while an emergency stands."
_URGENT: Final = "Nothing is recommended before the assessment that the urgency asks for."
_AFTER: Final = "What may help is for after the assessment that the urgency asks for."
_BEYOND: Final = (
    "What lies beyond this knowledge base has to be assessed first, and is not put down to anything here: {}."
)


class Assessor:
    """Assesses cases.

    Args:
        knowledge: the knowledge base.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.background = Background(knowledge)
        self.intake = Intake(self.background)

    def case(self, raw: Raw, *, partial: bool = False) -> Case:
        """Return the case that some words describe.

        Args:
            raw: the words.
            partial: whether to leave out what is not understood, and say so, rather than refuse it.

        Raises:
            CaseError: BS705 to BS708, as `Intake.case`. When words are not understood, and the others alone are
                urgent or an emergency, the hint says so: more words never make a case less urgent.
        """
        try:
            return self.intake.case(raw, partial=partial)
        except CaseError as error:
            if error.code not in ("BS706", "BS707") or partial:
                raise
            raise self._with_floor(raw, error) from error

    def _with_floor(self, raw: Raw, error: CaseError) -> CaseError:
        try:
            case = self.intake.case(raw, partial=True)
        except CaseError:
            return error
        firing = flags(self.background, case, conclude(self.knowledge.closure, case))
        found = Assessment(case=case, level=level_of(firing, case), flags=firing)
        if found.level.rank < Level.URGENT.rank:
            return error
        worst = case.beyond_at(found.level.value)
        why = dict.fromkeys((*(flag.id for flag in firing if flag.level is found.level), *(one.words for one in worst)))
        said = f"what was understood is already {found.level} ({', '.join(why)}): {found.advice}"
        return CaseError(error.code, error.message, f"{said} {error.hint}", error.candidates)

    def assess(self, case: Case) -> Assessment:
        """Return what the knowledge base makes of a case.

        Raises:
            CaseError: BS705, when something is found and absent at once.
        """
        return self._assessed(case, conclude(self.knowledge.closure, case))

    def assess_all(self, cases: Iterable[Case]) -> Iterator[Assessment]:
        """Yield what the knowledge base makes of each of some cases; the same as one by one, and faster.

        Raises:
            CaseError: as `assess`.
        """
        waiting: list[Case] = []
        for case in cases:
            waiting.append(case)
            if len(waiting) == _BATCH:
                yield from self._batch(waiting)
                waiting = []
        yield from self._batch(waiting)

    def _batch(self, cases: Sequence[Case]) -> Iterator[Assessment]:
        for case, entailed in zip(cases, conclude_all(self.knowledge.closure, cases), strict=True):
            yield self._assessed(case, entailed)

    def _assessed(self, case: Case, entailed: Conclusions) -> Assessment:
        if not entailed.consistent:
            raise CaseError(
                "BS705", "the case says of something that it is there and that it is not", "keep one of the two"
            )
        background = self.background
        firing = flags(background, case, entailed)
        level = level_of(firing, case)
        possible = causes(background, case, entailed, firing)
        against = avoided(background, case, entailed)
        helping = options(background, case, entailed, possible, against)
        withheld: dict[str, str] = {}
        assessing = [one.words for one in case.beyond if one.level in (Level.URGENT, Level.EMERGENCY)]
        if assessing:
            withheld = dict.fromkeys(("causes", "interventions"), _BEYOND.format(", ".join(sorted(assessing))))
        elif level is Level.EMERGENCY:
            withheld = {"interventions": _EMERGENCY}
        elif any(flag.level is Level.URGENT and not flag.id.startswith("weak-") for flag in firing):
            withheld = {"interventions": _URGENT}
        shown = () if "causes" in withheld else possible
        offered = () if "interventions" in withheld else helping
        asked, open_ = questions(background, case, entailed, level, possible, offered)
        assessment = Assessment(
            case=case,
            level=level,
            flags=firing,
            conflicts=conflicts(background, firing),
            causes=shown,
            must_not_miss=_serious(possible),
            covers=covers(background, case, shown),
            unexplained=() if "causes" in withheld else unexplained(background, case, possible),
            options=offered,
            avoided=against,
            questions=asked,
            unknown=background.knowledge.terms.refs(open_),
            withheld=tuple(withheld.items()),
            notes=(*case.notes, *([_AFTER] if level is Level.URGENT and offered else [])),
            knowledge=self.knowledge.version,
        )
        return self.cited(assessment)

    def cited(self, assessment: Assessment) -> Assessment:
        """Return an assessment with the claims that it cites, and their sources."""
        names = {name for flag in assessment.flags for name in flag.claims}
        for cause in (*assessment.causes, *assessment.must_not_miss):
            names |= _of_cause(cause)
        for option in assessment.options:
            names |= _of_option(option)
        for one in assessment.avoided:
            names |= _of_avoided(one)
        names |= {name for question in assessment.questions for name in question.claims}
        claims = tuple(self.knowledge.claims[name] for name in sorted(names) if name in self.knowledge.claims)
        sources = sorted({claim.source for claim in claims})
        return replace(assessment, claims=claims, sources=tuple(self.knowledge.sources[name] for name in sources))


def _serious(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    found = [cause for cause in causes if cause.serious is not None]
    return tuple(sorted(found, key=lambda cause: -cause.serious.rank if cause.serious else 0))


def _of_cause(cause: Cause) -> set[str]:
    found = {name for support in cause.supports for name in support.claims}
    found |= {bar.claim for support in cause.supports for bar in support.bars}
    found |= {name for against in cause.against for name in against.claims}
    return found | {prior.claim for prior in cause.priors}


def _of_option(option: Option) -> set[str]:
    found = {name for target in option.targets for name in target.claims}
    return found | {*option.against} | {name for reason in option.cautions for name in reason.claims}


def _of_avoided(one: Avoided) -> set[str]:
    return {name for reason in one.reasons for name in reason.claims}
