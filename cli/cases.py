"""Cases on the command line: from files and options to cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kg.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.assess import Case, Raw
    from kg.graph import KnowledgeGraph

__all__ = ["CaseOption", "file_case", "file_raw", "read_cases"]

CaseOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--case", metavar="FILE", help="Ask about a case: JSON, Turtle, or - for standard input."),
]


def file_case(graph: KnowledgeGraph, path: Path) -> Case:
    """Return the case of a file.

    Raises:
        CaseError: BS701 to BS708, when it is doubtful.
    """
    return graph.assessor.intake.case(file_raw(path))


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


def read_cases(graph: KnowledgeGraph, path: Path) -> Sequence[Case]:
    """Return the cases of a file that holds one JSON object a line.

    Raises:
        CaseError: BS701 to BS708, naming the line.
    """
    from kg.assess import read_json

    cases: list[Case] = []
    for number, line in enumerate(_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            cases.append(graph.assessor.intake.case(read_json(line)))
        except CaseError as error:
            raise CaseError(error.code, f"{path}:{number}: {error.message}", error.hint, error.candidates) from error
    return cases


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise CaseError(
            "BS701", f"cannot read '{path}': {error.strerror}", "name a case file, or give findings"
        ) from error
