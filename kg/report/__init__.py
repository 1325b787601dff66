"""What there is in the knowledge base, in figures: sizes, mechanisms, feedbacks, ambivalences, evidence."""

from kg.report.figures import Ambivalence, Feedback, Mechanism, Report, report_of
from kg.report.plot import to_plot
from kg.report.render import Section, sections, to_json, to_markdown, to_page

__all__ = [
    "Ambivalence",
    "Feedback",
    "Mechanism",
    "Report",
    "Section",
    "report_of",
    "sections",
    "to_json",
    "to_markdown",
    "to_page",
    "to_plot",
]
