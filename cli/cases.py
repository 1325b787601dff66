"""Cases on the command line: from files and options to cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kg.errors import CaseError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.assess import Case, Comparison, Raw
    from kg.explain import Explanation
    from kg.graph import KnowledgeGraph

__all__ = ["CaseOption", "change_case", "explain_case", "file_case", "file_raw", "miss_in_case", "read_cases"]

CaseOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--case", metavar="FILE", help="Ask about a case: JSON, Turtle, or - for standard input."),
]


def file_case(graph: KnowledgeGraph, path: Path) -> Case:
    """Return the case of a file.

    Raises:
        CaseError: BS701 to BS708, when it is doubtful.
    """
    return graph.assessor.case(file_raw(path))


def file_raw(path: Path) -> Raw:
    """Return what a file says, before its words are understood.

    Raises:
        CaseError: BS701 to BS705, when it cannot be read as a case.
    """
    from kg.assess import read_json, read_turtle

    data = _bytes(path)
    if path.suffix.lower() in {".ttl", ".turtle"}:
        return read_turtle(data)
    if path.suffix.lower() not in {"", ".json"} and str(path) != "-":
        raise CaseError("BS701", f"'{path}' is no case file", "name a file that ends in .json or .ttl")
    return read_json(data)


def read_cases(graph: KnowledgeGraph, path: Path, *, partial: bool = False) -> Sequence[Case]:
    """Return the cases of a file that holds one JSON object a line.

    Args:
        graph: the knowledge base.
        path: the file.
        partial: whether to leave out words that are not understood.

    Raises:
        CaseError: BS701 to BS708, naming the line.
    """
    from kg.assess import read_json

    cases: list[Case] = []
    for number, line in enumerate(_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            cases.append(graph.assessor.case(read_json(line), partial=partial))
        except CaseError as error:
            raise CaseError(error.code, f"{path}:{number}: {error.message}", error.hint, error.candidates) from error
    return cases


def explain_case(path: Path, text: str) -> Explanation:
    """Return why the assessment of a case says what it says of a level, a cause or an intervention."""
    import kg
    from kg.assess import why

    graph = kg.open()
    return why(graph.assessor.background, graph.assess(file_case(graph, path)), text)


def miss_in_case(path: Path, text: str, maximum: int) -> Explanation:
    """Return why the assessment of a case does not say something, and what would make it say so."""
    import kg
    from kg.assess import why_not

    graph = kg.open()
    return why_not(graph.assessor.background, graph.assess(file_case(graph, path)), text, maximum)


def change_case(path: Path, add: Sequence[str], remove: Sequence[str]) -> Comparison:
    """Return what findings more, and others less, make of the assessment of a case.

    Raises:
        UsageError: BS019, when there is nothing to change, or what is to be removed is not in the case.
    """
    import kg
    from kg.assess import Place, compare

    if not add and not remove:
        raise UsageError("BS019", "there is nothing to change", "add or remove a finding")
    graph, raw, changed = kg.open(), file_raw(path), file_raw(path)
    words, case = graph.assessor.intake.words, graph.assessor.case
    before = case(raw)
    changed.add(Place.PRESENT, add, "--add")
    for text in remove:
        gone = set(words.understand(text, "--remove").nodes)
        kept = [said for said in changed.said if not gone & set(words.understand(said[1], said[2]).nodes)]
        if len(kept) == len(changed.said):
            raise UsageError("BS019", f"the case does not name '{text}'", "remove something that it names")
        changed.said = kept
    return compare(graph.assess(before), graph.assess(case(changed)))


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise CaseError(
            "BS701", f"cannot read '{path}': {error.strerror}", "name a case file, or give findings"
        ) from error
