"""Renderings of an assessment: Markdown, and HTML for notebooks."""

from __future__ import annotations

from kg.assess.document import DISCLAIMER
from kg.assess.model import Assessment
from kg.assess.outline import heading, outline
from kg.assess.reasons import Reasons
from kg.explain.items import Item
from kg.explain.outline import source_line
from kg.explain.proof_outline import Detail
from kg.explain.render import fragment, markdown
from kg.version import __version__

__all__ = ["foot", "to_html", "to_markdown"]


def to_markdown(assessment: Assessment, reasons: Reasons | None = None, detail: Detail = Detail.BRIEF) -> str:
    """Return an assessment as Markdown, with the claims that it links to.

    Args:
        assessment: the assessment.
        reasons: what proves its lines; without it no proof is shown.
        detail: how much of each proof to show.
    """
    parts = [*outline(assessment, reasons, detail), *foot(assessment)]
    title = assessment.case.name or "Assessment"
    return markdown(title, heading(assessment), parts, {claim.id: claim for claim in assessment.claims})


def to_html(assessment: Assessment) -> str:
    """Return an assessment as a fragment of HTML, for notebooks; what was said is text, never markup.

    Args:
        assessment: the assessment.
    """
    title = assessment.case.name or "Assessment"
    return fragment(title, heading(assessment), [*outline(assessment), *foot(assessment)])


def foot(assessment: Assessment) -> list[Item]:
    """Return the sources of an assessment, and what has to be said of every one."""
    sources = tuple(Item(source_line(source)) for source in assessment.sources)
    said = (Item(DISCLAIMER), Item(f"knowledge {assessment.knowledge[:16]}, engine {__version__}"))
    return [*([Item("Sources", sources)] if sources else []), Item("About this assessment", said)]
