"""Small knowledge bases for tests, built from a few lines through the real tables, compiler and reasoner."""

import csv
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import kg
from kg.catalog import Catalog, Role
from kg.compile import write
from kg.resources import folder

CLAIM_COLUMNS = (
    "id source paragraph sentence start end subject relation object hedge qualifier stance polarity disputes statement"
).split()


def copy_ontology(target: Path) -> Path:
    """Copy the bundled ontology into a folder of its own."""
    shutil.copytree(folder("ontology"), target)
    return target


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table as the project's own tables are written."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def claim_row(number: int, subject: str, relation: str, target: str, **fields: object) -> list[object]:
    """A row of a table of claims; what is not given is filled in."""
    values = {
        "id": f"T{number:03d}",
        "source": "ARTICLE",
        "paragraph": 1,
        "sentence": 1,
        "start": 0,
        "end": 1,
        "subject": subject,
        "relation": relation,
        "object": target,
        "hedge": "can",
        "qualifier": "",
        "stance": "supports",
        "polarity": "positive",
        "disputes": "",
        "statement": f"{subject} {relation} {target}",
        **fields,
    }
    return [values[column] for column in CLAIM_COLUMNS]


def small_ontology(target: Path, concepts: Sequence[str], claims: Sequence[Sequence[object]]) -> Path:
    """Build an ontology of the real schema with concepts and claims of the test's own.

    Args:
        target: the folder to make.
        concepts: labels; each becomes a concept of the kind RiskFactor.
        claims: rows as `claim_row` makes them.
    """
    copy_ontology(target)
    catalog = Catalog.read(target)
    ids = [re.sub(r"[^A-Za-z0-9]", "", label.title()) for label in concepts]
    rows = [
        (name, label, "RiskFactor", f"Test {label}.", "", "", "") for name, label in zip(ids, concepts, strict=True)
    ]
    columns = ("id", "label", "kinds", "definition", "lay terms", "clinical terms", "plural")
    tables = catalog.paths(Role.CONCEPTS)
    for path in tables:
        write_table(path, columns, rows if path == tables[0] else [])
    tables = catalog.paths(Role.CLAIMS)
    for path in tables:
        write_table(path, CLAIM_COLUMNS, claims if path == tables[0] else [])
    for role in (
        Role.EVIDENCE,
        Role.TAXONOMY,
        Role.COMPOSITES,
        Role.POLICY,
        Role.ROWS,
        Role.MAPPINGS,
        Role.THRESHOLDS,
        Role.MEASUREMENTS,
        Role.EPISODES,
        Role.QUALIFIERS,
        Role.REGIONS,
        Role.ACTIVITIES,
        Role.SPEECH,
        Role.WORDS,
        Role.OUT_OF_SCOPE,
    ):
        for path in catalog.paths(role):
            lines = path.read_text("utf-8").splitlines(keepends=True)
            head = next(number for number, line in enumerate(lines) if not line.startswith("#"))
            path.write_text("".join(lines[: head + 1]), "utf-8")
    editorial = ("id", "subject", "relation", "object", "hedge", "statement", "reason")
    write_table(catalog.path(Role.EDITORIAL), editorial, [])
    write(target)
    return target


def small_graph(target: Path, concepts: Sequence[str], claims: Sequence[Sequence[object]]) -> kg.KnowledgeGraph:
    """As `small_ontology`, opened."""
    return kg.open(small_ontology(target, concepts, claims))
