"""The checks of a knowledge base: queries of which every row is a violation, freshness, consistency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from kg.answer.store import ASSERTED, CLAIMS, INFERRED, store_of
from kg.compile import build
from kg.errors import OntologyError
from kg.knowledge import KnowledgeGraph
from kg.resources import folder
from kg.vocabulary import compact

__all__ = ["Check", "Finding", "check_all", "read_checks", "violations"]

_HEADER: Final = re.compile(r"#\+ ([a-z]+): (\S.*)")
_FIELDS: Final = {"summary", "solution", "regime"}
_REGIMES: Final[dict[str, list[NamedNode | BlankNode | DefaultGraph]]] = {
    "asserted": [ASSERTED],
    "entailed": [ASSERTED, INFERRED],
}


@dataclass(frozen=True, slots=True)
class Check:
    """A query of which every row is a violation.

    Args:
        name: its file name without ``-violation.rq``.
        summary: the problem it finds.
        solution: what to do about a row.
        regime: ``asserted`` or ``entailed``: what its default graph holds. The claims are always there as a
            named graph.
        text: the SPARQL query.
    """

    name: str
    summary: str
    solution: str
    regime: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a check, or one of its violations.

    Args:
        check: name of the check.
        verdict: ``ok``, ``violation`` or ``inconsistent``.
        detail: what was found.
        solution: what to do about it.
    """

    check: str
    verdict: str
    detail: str
    solution: str = ""


def read_checks(path: Path | None = None) -> Iterator[Check]:
    """Yield the checks of a folder, by name; by default those that come with the package.

    Raises:
        OntologyError: BS108, when a header lacks a field or has an unknown one.
    """
    for file in sorted((path or folder("queries") / "checks").glob("*-violation.rq")):
        text = file.read_text("utf-8")
        fields: dict[str, str] = {}
        for line in text.splitlines():
            if not line.startswith("#+"):
                break
            match = _HEADER.fullmatch(line)
            if match is None or match[1] not in _FIELDS or match[1] in fields:
                raise _header_error(file, f"the line '{line}' is wrong")
            fields[match[1]] = match[2]
        if fields.keys() != _FIELDS or fields["regime"] not in _REGIMES:
            raise _header_error(file, f"it has {sorted(fields)}")
        yield Check(file.name.removesuffix("-violation.rq"), text=text, **fields)


def _header_error(file: Path, what: str) -> OntologyError:
    return OntologyError(
        "BS108",
        f"the header of {file} cannot be used: {what}",
        "begin the file with '#+ summary: …', '#+ solution: …' and '#+ regime: asserted' or 'entailed'",
    )


def violations(store: pyoxigraph.Store, check: Check) -> list[str]:
    """Return the rows of a check, each as text, sorted."""
    solutions = store.query(check.text, default_graph=_REGIMES[check.regime], named_graphs=[CLAIMS])
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return sorted(
        ", ".join(f"{name} {_shown(solution[name])}" for name in names if solution[name] is not None)
        for solution in solutions
    )


def check_all(graph: KnowledgeGraph) -> list[Finding]:
    """Check a knowledge base: built files, consistency, then every query of `queries/checks`.

    The built files are made anew and the ontology is reasoned over anew, so this takes some seconds.
    """
    built = build(graph.ontology.catalog.folder)
    findings = list(_outcome("built-files", (path.name for path in built.stale()), "run `make ontology`"))
    messages = built.closure.inconsistencies
    findings += [Finding("consistency", "inconsistent", message, "correct one of the axioms") for message in messages]
    if not messages:
        findings.append(Finding("consistency", "ok", "no inconsistency"))
    store = store_of(graph)
    for check in read_checks():
        findings += _outcome(check.name, violations(store, check), check.solution, check.summary)
    return findings


def _outcome(name: str, found: Iterable[str], solution: str, summary: str = "") -> Iterator[Finding]:
    details = list(found)
    if not details:
        yield Finding(name, "ok", "no violation")
    for detail in details:
        yield Finding(name, "violation", f"{summary} {detail}".strip(), solution)


def _shown(term: object) -> str:
    value = str(getattr(term, "value", term))
    return compact(value)
