"""From a case to its urgency, plausible causes, remedies and contraindications, each line with its proof."""

from __future__ import annotations

from kg.assess.assessor import Assessor
from kg.assess.case import Case, Place, Severity, Sex
from kg.assess.compare import Comparison, compare
from kg.assess.document import assessment_schema, case_schema, comparison_schema, to_json
from kg.assess.inquiry import why, why_not
from kg.assess.level import Level
from kg.assess.model import Assessment
from kg.assess.outline import heading, outline
from kg.assess.raw import Raw
from kg.assess.reading import read_json
from kg.assess.reasons import Reasons
from kg.assess.render import to_markdown
from kg.assess.turtle import case_turtle, read_turtle

__all__ = [
    "Assessment",
    "Assessor",
    "Case",
    "Comparison",
    "Level",
    "Place",
    "Raw",
    "Reasons",
    "Severity",
    "Sex",
    "assessment_schema",
    "case_schema",
    "case_turtle",
    "compare",
    "comparison_schema",
    "heading",
    "outline",
    "read_json",
    "read_turtle",
    "to_json",
    "to_markdown",
    "why",
    "why_not",
]
