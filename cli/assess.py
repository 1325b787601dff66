"""`backstory assess`: from findings to urgency, plausible causes, remedies and contraindications."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import CaseError, UsageError

from .answers import detail_of, grow
from .cases import file_raw, read_cases
from .completion import complete_term
from .options import FormatOption, OutputOption
from .output import Form, emit, emit_lines, human_console, to_json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.assess import Assessment, Level, Raw, Reasons
    from kg.explain.proof_outline import Detail
    from kg.graph import KnowledgeGraph

__all__ = ["assess", "forms_of"]

_Terms = list[str] | None


def assess(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE]", help="A case file: JSON, Turtle, JSON lines (many cases), or -."),
    ] = None,
    finding: Annotated[
        _Terms, typer.Option("--finding", metavar="WORDS", help="What is found.", autocompletion=complete_term)
    ] = None,
    no: Annotated[_Terms, typer.Option("--no", metavar="WORDS", help="What is absent.")] = None,
    unknown: Annotated[_Terms, typer.Option("--unknown", metavar="WORDS", help="What is not known.")] = None,
    has: Annotated[_Terms, typer.Option("--has", metavar="WORDS", help="A condition that is known.")] = None,
    takes: Annotated[_Terms, typer.Option("--takes", metavar="WORDS", help="A medicine that is taken.")] = None,
    considering: Annotated[
        _Terms, typer.Option("--considering", metavar="WORDS", help="An intervention that is considered.")
    ] = None,
    age: Annotated[int | None, typer.Option("--age", help="Age in completed years.")] = None,
    sex: Annotated[str | None, typer.Option("--sex", metavar="SEX", help="female or male.")] = None,
    weeks: Annotated[int | None, typer.Option("--weeks", help="Completed weeks of a pregnancy.")] = None,
    duration: Annotated[
        str | None, typer.Option("--duration", metavar="TIME", help="How long it has lasted, such as 3w or 10 days.")
    ] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", metavar="WORD", help="mild, moderate or severe.")
    ] = None,
    detail: Annotated[
        str | None,
        typer.Option("--detail", metavar="HOW", help="Show proofs in text, too: brief, normal or full."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes to use for a file of many cases.")] = 1,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="LEVEL", help="Exit with 1 when it is this urgent, or more."),
    ] = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
    *,
    pregnant: Annotated[bool | None, typer.Option("--pregnant/--not-pregnant", help="Whether pregnant.")] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out what is not understood, and say so, rather than refuse it.")
    ] = False,
    proofs: Annotated[
        bool, typer.Option("--proofs/--no-proofs", help="Whether each line comes with its proof.")
    ] = True,
) -> None:
    """Assess a case: how urgent it is, what may cause it, what may help, what to avoid and why, what to ask next.

    \b
    Examples:
      backstory assess --finding "back spasm" --finding "numbness between my legs" --age 45
      backstory assess --finding "back pain" --has osteoporosis --takes ibuprofen --considering "heat pack"
      backstory assess --finding "back spasm for 3 weeks" --no fever -f json --no-proofs

    A case in JSON has findings (a list, or lists of what is present, absent, unknown), conditions, medications,
    considering, age, sex, pregnancy, duration, onset, date and severity: `backstory schema case` prints its schema.
    Options add to what a file says. What is not said is unknown, and unknown is never absent. Words that are not
    understood are refused (with --partial they are left out, and listed), and so is a case that contradicts itself.
    Formats: tree, json, md and html; a file of JSON lines gives JSON lines. The exit code is 1 when --fail-on is
    reached.

    For education and professional reference; not a medical device, and not for use where time is critical.
    """
    import kg
    from kg.assess import Place

    graph, limit = kg.open(), _level(fail_on)
    if case is not None and case.suffix.lower() == ".jsonl":
        _many(graph, case, jobs, limit, output, partial=partial)
        return
    raw = _raw(case)
    given = {
        Place.PRESENT: ("--finding", finding),
        Place.ABSENT: ("--no", no),
        Place.UNKNOWN: ("--unknown", unknown),
        Place.CONDITIONS: ("--has", has),
        Place.MEDICATIONS: ("--takes", takes),
        Place.CONSIDERING: ("--considering", considering),
    }
    for place, (name, words) in given.items():
        raw.add(place, words or [], name)
    _numbers(raw, age, sex, weeks, duration, severity, pregnant=pregnant)
    assessment = graph.assess(graph.assessor.case(raw, partial=partial))
    reasons = graph.reasons(assessment) if proofs else None
    emit(forms_of(assessment, reasons, detail_of(detail) if detail else None), fmt, output)
    if limit is not None and assessment.level.rank >= limit.rank:
        raise typer.Exit(1)


def forms_of(assessment: Assessment, reasons: Reasons | None, detail: Detail | None) -> dict[str, Form]:
    """Return the forms of an assessment, by name.

    Args:
        assessment: the assessment.
        reasons: what proves its lines, or None for no proofs.
        detail: how much of each proof a text shows; None for no proofs in text.
    """
    from kg.assess import to_json, to_markdown
    from kg.explain.proof_outline import Detail

    shown, how = (reasons, detail) if detail else (None, Detail.BRIEF)
    return {
        "tree": lambda terminal: human_console(_tree(assessment, shown, how), terminal=terminal),
        "json": lambda _: to_json_text(to_json(assessment, reasons)),
        "md": lambda _: to_markdown(assessment, shown, how),
        "html": lambda _: _page(assessment, reasons, how),
    }


def _page(assessment: Assessment, reasons: Reasons | None, detail: Detail) -> str:
    from kg.assess.page import to_page

    return to_page(assessment, reasons, detail)


def _tree(assessment: Assessment, reasons: Reasons | None, detail: Detail) -> Any:
    from rich.text import Text
    from rich.tree import Tree

    from kg.assess import heading, outline
    from kg.assess.render import foot

    root = Tree(Text(heading(assessment), style="bold"), guide_style="dim")
    grow(root, (*outline(assessment, reasons, detail), *foot(assessment)), None)
    return root


def _raw(case: Path | None) -> Raw:
    from kg.assess import Raw

    return Raw() if case is None else file_raw(case)


def _numbers(
    raw: Raw,
    age: int | None,
    sex: str | None,
    weeks: int | None,
    duration: str | None,
    severity: str | None,
    *,
    pregnant: bool | None,
) -> None:
    """Add the numbers that options give.

    Raises:
        CaseError: BS704 for one that cannot be, BS705 when the file gives another.
    """
    from kg.assess import Severity, Sex
    from kg.assess.reading import age_of, duration_of, weeks_of

    given = {
        "age": None if age is None else age_of(age),
        "weeks": None if weeks is None else weeks_of(weeks),
        "duration": None if duration is None else duration_of(duration),
        "sex": None if sex is None else _word(Sex, sex, "sex"),
        "severity": None if severity is None else _word(Severity, severity, "severity"),
        "pregnant": True if pregnant is None and weeks is not None else pregnant,
    }
    for name, value in given.items():
        if value is None:
            continue
        if getattr(raw, name) not in (None, value):
            raise CaseError("BS705", f"the file and an option give another {name}", "keep one of the two")
        setattr(raw, name, value)


def _word(words: Any, text: str, name: str) -> Any:
    if text not in list(words):
        raise CaseError("BS704", f"{name}: '{text}' will not do", f"use one of: {', '.join(words)}", list(words))
    return words(text)


def _level(text: str | None) -> Level | None:
    from kg.assess import Level

    if text is None:
        return None
    if text not in list(Level):
        names = [level.value for level in Level]
        raise UsageError("BS022", f"there is no level '{text}'", f"use one of: {', '.join(names)}", names)
    return Level(text)


def _many(
    graph: KnowledgeGraph, path: Path, jobs: int, limit: Level | None, output: Path | None, *, partial: bool
) -> None:
    from kg.assess import to_json

    reached: list[bool] = []

    def lines() -> Iterator[str]:
        for assessment in graph.assess_all(read_cases(graph, path, partial=partial), jobs):
            reached.append(limit is not None and assessment.level.rank >= limit.rank)
            yield json.dumps(to_json(assessment), ensure_ascii=False) + "\n"

    emit_lines(lines(), output)
    if any(reached):
        raise typer.Exit(1)
