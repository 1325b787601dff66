"""An assessment as a JSON document, by its published schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any, Final

from kg.assess.case import Case, Place
from kg.assess.model import Against, Assessment, Avoided, Bar, Cause, Flag, Option, Question, Reason, Support, Target
from kg.assess.reasons import Reasons
from kg.explain.document import Nodes
from kg.explain.model import Told
from kg.lexicon import Ref
from kg.version import __version__

__all__ = ["ASSESSMENT_SCHEMA", "DISCLAIMER", "assessment_schema", "case_schema", "comparison_schema", "to_json"]

ASSESSMENT_SCHEMA: Final = "https://w3id.org/backstory/schema/assessment/1"
"""Names the version of the JSON; fields are only ever added to it, none is renamed."""
DISCLAIMER: Final = (
    "For education and professional reference. This is not a medical device, and not for use where time is critical."
)

Json = dict[str, Any]


def assessment_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) that `to_json` keeps to."""
    return _schema("assessment.schema.json")


def case_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of case files; the reader refuses more than it can say."""
    return _schema("case.schema.json")


def comparison_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of what differs between two assessments."""
    return _schema("comparison.schema.json")


def _schema(name: str) -> Json:
    schema: Json = json.loads(resources.files("kg.assess").joinpath(name).read_text("utf-8"))
    return schema


def to_json(assessment: Assessment, reasons: Reasons | None = None) -> Json:
    """Return an assessment as JSON values, in the order in which the schema lists the fields.

    Args:
        assessment: the assessment.
        reasons: what proves its lines; without it there are no proofs.
    """
    writer = _Writer(reasons)
    return {
        "schema": ASSESSMENT_SCHEMA,
        "urgency": assessment.level.value,
        "advice": assessment.advice,
        "red_flags": [writer.flag(flag) for flag in assessment.flags],
        "conflicts": [
            {"finding": _ref(one.finding), "levels": [{"rule": rule, "level": level} for rule, level in one.flags]}
            for one in assessment.conflicts
        ],
        "out_of_scope": [
            {"words": beyond.words, "level": beyond.level or None, "where": beyond.place.value}
            for beyond in assessment.case.beyond
            if beyond.understood
        ],
        "not_understood": [
            {"words": beyond.words, "where": beyond.place.value}
            for beyond in assessment.case.beyond
            if not beyond.understood
        ],
        "causes": [writer.cause(cause) for cause in assessment.causes],
        "must_not_miss": [writer.cause(cause) for cause in assessment.must_not_miss],
        "covers": [[_ref(ref) for ref in cover] for cover in assessment.covers],
        "unexplained": [_ref(ref) for ref in assessment.unexplained],
        "interventions": [writer.option(option) for option in assessment.options],
        "avoid": [writer.avoided(one) for one in assessment.avoided],
        "questions": [_question(question) for question in assessment.questions],
        "unknown": [_ref(ref) for ref in assessment.unknown],
        "withheld": dict(assessment.withheld),
        "notes": list(assessment.notes),
        "case": case_json(assessment.case),
        "nodes": writer.nodes.nodes,
        "claims": {
            claim.id: {
                "statement": claim.statement,
                "source": claim.source,
                "hedge": claim.hedge,
                "qualifier": claim.qualifier,
                "stance": claim.stance.value,
            }
            for claim in assessment.claims
        },
        "sources": [
            {"id": source.id, "title": source.title, "url": source.url, "tier": source.tier}
            for source in assessment.sources
        ],
        "disclaimer": DISCLAIMER,
        "versions": {"kb": assessment.knowledge, "engine": __version__},
    }


def case_json(case: Case) -> Json:
    """Return a case as it was understood."""

    def named(place: Place) -> list[Json]:
        labels = {given.node: given.said for given in case.given(place)}
        return [{"id": node.value.rpartition("/")[2], "said": said} for node, said in labels.items()]

    return {
        "name": case.name,
        **{place.value: named(place) for place in Place},
        "age": case.age,
        "sex": case.sex.value if case.sex else None,
        "pregnant": case.pregnant,
        "pregnancy_weeks": case.weeks,
        "duration_days": case.duration,
        "severity": case.severity.value if case.severity else None,
        "derived": [
            {"id": one.node.value.rpartition("/")[2], "from": one.quantity, "threshold": one.threshold}
            for one in case.derived
        ],
    }


class _Writer:
    def __init__(self, reasons: Reasons | None) -> None:
        self._reasons = reasons
        self.nodes = Nodes(())

    def _proofs(self, told: Iterable[Told]) -> list[Json]:
        return [{"root": self.nodes.take(one), "modality": one.modality.value} for one in told]

    def flag(self, flag: Flag) -> Json:
        return {
            "rule": flag.id,
            "level": flag.level.value,
            "findings": [_ref(ref) for ref in flag.findings],
            "reason": flag.reason,
            "claims": list(flag.claims),
            "proofs": self._proofs(self._reasons.flag(flag)) if self._reasons else [],
        }

    def cause(self, cause: Cause) -> Json:
        return {
            **_ref(cause.term),
            "given": cause.given,
            "serious": cause.serious.value if cause.serious else None,
            "modality": cause.modality.value,
            "supports": [_support(support) for support in cause.supports],
            "against": [_against(against) for against in cause.against],
            "priors": [
                {"text": prior.text, "population": prior.population, "claim": prior.claim} for prior in cause.priors
            ],
            "narrower": [_ref(ref) for ref in cause.narrower],
            "proofs": self._proofs(self._reasons.cause(cause)) if self._reasons else [],
        }

    def option(self, option: Option) -> Json:
        return {
            **_ref(option.term),
            "considered": option.considered,
            "targets": [_target(target) for target in option.targets],
            "doubted_by": list(option.against),
            "cautions": [_reason(reason) for reason in option.cautions],
            "avoided_forms": [_ref(ref) for ref in option.forms],
            "narrower": [_ref(ref) for ref in option.narrower],
            "proofs": self._proofs(self._reasons.option(option)) if self._reasons else [],
        }

    def avoided(self, one: Avoided) -> Json:
        return {
            **_ref(one.term),
            "strength": one.strength,
            "standing": one.standing or None,
            "reasons": [_reason(reason) for reason in one.reasons],
            "proofs": self._proofs(self._reasons.avoided(one)) if self._reasons else [],
        }


def _ref(ref: Ref) -> Json:
    return {"id": ref.id, "label": ref.label}


def _bar(bar: Bar) -> Json:
    return {
        "log10": bar.value,
        "ratio": bar.ratio,
        "origin": bar.origin,
        "population": bar.population,
        "claim": bar.claim,
    }


def _support(support: Support) -> Json:
    return {
        "finding": _ref(support.finding),
        "how": support.how,
        "modality": support.modality.value,
        "steps": support.steps,
        "claims": list(support.claims),
        "bars": [_bar(bar) for bar in support.bars],
        "inherited": support.inherited,
        "parts": [_ref(ref) for ref in support.parts],
    }


def _against(against: Against) -> Json:
    bars = [_bar(bar) for bar in against.bars]
    return {"finding": _ref(against.finding), "claims": list(against.claims), "bars": bars}


def _target(target: Target) -> Json:
    return {
        "term": _ref(target.term),
        "how": target.how,
        "modality": target.modality.value,
        "steps": target.steps,
        "claims": list(target.claims),
    }


def _reason(reason: Reason) -> Json:
    return {
        "feature": _ref(reason.feature),
        "role": reason.role,
        "strength": reason.strength,
        "claims": list(reason.claims),
        "about": _ref(reason.about) if reason.about else None,
        "mechanism": reason.mechanism,
        "mechanism_unverified": reason.unverified,
        "alternative": reason.alternative,
    }


def _question(question: Question) -> Json:
    return {
        **_ref(question.term),
        "bears_on": question.bears_on,
        "would_be": question.level.value if question.level else None,
        "reason": question.reason,
        "examples": [_ref(ref) for ref in question.examples],
        "claims": list(question.claims),
    }
