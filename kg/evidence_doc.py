"""The page docs/evidence.md: what became of every row of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

from kg.catalog import Catalog, Role
from kg.claims import Claim, Numbers
from kg.compile import table_names
from kg.evidence import Other, read_evidence, read_rows
from kg.triage import Use, read_policy
from kg.vocabulary import compact

__all__ = ["evidence_page", "write_page"]

_TITLES: Final = {
    "CA": "Causes and diagnostics",
    "RF": "Red flags",
    "CI": "Contraindications",
    "AD": "Read further",
    "EP": "Patterns of the editors",
}


def evidence_page(folder: Path) -> str:
    """Return the page for an ontology folder.

    Raises:
        OntologyError: as `kg.compile.compile_ontology`, for a file that cannot be used.
    """
    catalog = Catalog.read(folder)
    names = table_names(catalog)
    claims = {c.id: c for path in catalog.paths(Role.EVIDENCE) for c in read_evidence(path, names)}
    others = {row.id: row for path in catalog.paths(Role.ROWS) for row in read_rows(path)}
    uses: dict[str, list[Use]] = {}
    for path in catalog.paths(Role.POLICY):
        for use in read_policy(path, names):
            uses.setdefault(use.row, []).append(use)
    rows = sorted({*claims, *others, *uses})
    left_out = sum(row.treatment == "left out" for row in others.values())
    lines = [
        "# What became of every row of evidence",
        "",
        "Made by `make ontology` from the tables in `ontology/`. Each row is a relation, a number, a dispute, a",
        "pattern of triage or text, or is left out with its reason. A pattern is written with all its findings.",
        "",
        f"{len(rows)} rows, {left_out} of them left out.",
    ]
    for prefix, title in _TITLES.items():
        lines += ["", f"## {title}", "", "| row | as | what it says | source | numbers |", "|---|---|---|---|---|"]
        for row in rows:
            if row.startswith(prefix):
                lines += _lines(row, claims.get(row), others.get(row), uses.get(row, []), names.labels())
    return "\n".join(lines) + "\n"


def write_page(folder: Path, path: Path) -> None:
    """Write the page for an ontology folder to a file."""
    path.write_text(evidence_page(folder), "utf-8")


def _lines(
    row: str, claim: Claim | None, other: Other | None, uses: list[Use], labels: dict[str, str]
) -> Iterator[str]:
    if claim:
        said = claim.statement + (f" Limit: {claim.qualifier}." if claim.qualifier else "")
        if claim.mechanism:
            said += f" Mechanism: {claim.mechanism} ({claim.mechanism_status})."
        yield _line(row, _treatment(claim), said, claim.source, _numbers(claim))
    if other:
        said = other.reason + (f" ({', '.join(other.claims)})" if other.claims else "")
        yield _line(row, other.treatment, said, other.source, "")
    for use in uses:
        found = " and ".join(labels[node.value] for node in use.findings)
        treatment = f"{use.use}, {use.level}" if use.level else use.use
        yield _line(
            row, treatment, f"{found}: {use.reason}" if found else use.reason, "", use.fact and f"fact: {use.fact}"
        )


def _treatment(claim: Claim) -> str:
    relations = ", ".join(dict.fromkeys(compact(t.predicate.value).removeprefix("bs:") for t in claim.triples))
    if not claim.asserts:
        return f"dispute of {', '.join(claim.disputes)}"
    if relations == "occursAmong":
        return "number on the condition"
    return f"relation: {relations}" + (f"; disputes {', '.join(claim.disputes)}" if claim.disputes else "")


def _numbers(claim: Claim) -> str:
    if claim.numbers is None:
        return ""
    found = ((field.name.replace("_", " "), getattr(claim.numbers, field.name)) for field in fields(Numbers))
    said = "; ".join(f"{name} {value}" for name, value in found if value)
    return said + (f"; among: {claim.population}" if claim.population else "")


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
