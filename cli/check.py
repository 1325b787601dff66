"""`backstory check`: whether the knowledge base is sound."""

from __future__ import annotations

import typer

from .options import FormatOption, OutputOption
from .output import Table, emit

__all__ = ["check"]


def check(fmt: FormatOption = None, output: OutputOption = None) -> None:
    """Check the knowledge base: built files up to date, consistent, no violation of any rule of content.

    \b
    Examples:
      backstory check
      backstory check -f tsv

    The built files are made anew and compared, which takes some seconds. Formats: table, tsv, csv, json,
    jsonl. The exit code is 1 for a violation, 3 for an inconsistency.
    """
    import kg
    from kg.answer import check_all

    findings = check_all(kg.open())
    rows = [(finding.check, finding.verdict, finding.detail, finding.solution) for finding in findings]
    emit(Table(("check", "verdict", "detail", "solution"), rows).forms(), fmt, output)
    verdicts = {finding.verdict for finding in findings}
    if "inconsistent" in verdicts:
        raise typer.Exit(3)
    if "violation" in verdicts:
        raise typer.Exit(1)
