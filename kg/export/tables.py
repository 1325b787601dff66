"""A picture as tables: CSV lists of nodes and edges, and the columns of KGX, the biomedical graph exchange.

Each is two tables, which are written side by side, or travel in one zip archive. What the formats cannot say: CSV has
no places and no title; KGX has no colours, shapes and places, no hedge and no feedback, and it tells which way an
influence goes only by the predicate, so the sign stands in a column of our own (``sign``); relations that come to the
same predicate between the same ends are one edge. Tabs and line breaks in a label become spaces in KGX, which cannot
quote them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg.export.biolink import kgx_records
from kg.export.model import Picture

__all__ = ["archived", "csv_tables", "kgx_tables", "to_csv", "to_kgx"]

_FIRST: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every file in an archive gets, so that the same picture gives the same bytes."""


def to_csv(picture: Picture) -> bytes:
    """Return a picture as a zip archive of ``nodes.csv`` and ``edges.csv``."""
    return archived({name.removeprefix("-"): text for name, text in csv_tables(picture).items()})


def csv_tables(picture: Picture) -> dict[str, str]:
    """Return the nodes and edges of a picture as CSV (RFC 4180), by how the names of their files end."""
    nodes, edges = picture.attributes()
    node_columns = ("id", "label", "group", "colour", "shape", "focus")
    edge_columns = ("id", "source", "target", *_EDGE_COLUMNS)
    return {
        "-nodes.csv": _table(node_columns, nodes, ",", "\r\n"),
        "-edges.csv": _table(edge_columns, edges, ",", "\r\n"),
    }


_EDGE_COLUMNS: Final = ("relation", "label", "polarity", "evidence", "feedback", "modality", "claims")


def to_kgx(picture: Picture) -> bytes:
    """Return a picture as a zip archive of ``backstory_nodes.tsv`` and ``backstory_edges.tsv`` (KGX)."""
    return archived({f"backstory{name}": text for name, text in kgx_tables(picture).items()})


def kgx_tables(picture: Picture) -> dict[str, str]:
    """Return the nodes and edges of a picture as KGX has them, by how the names of their files end."""
    nodes, edges = kgx_records(picture)
    node_columns = ("id", "category", "name", "provided_by")
    edge_columns = (
        *("id", "subject", "predicate", "object", "relation", "sign", "knowledge_level", "agent_type"),
        *("primary_knowledge_source", "publications"),
    )
    return {
        "_nodes.tsv": _table(node_columns, map(_flat, nodes), "\t", "\n"),
        "_edges.tsv": _table(edge_columns, map(_flat, edges), "\t", "\n"),
    }


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without tabs and line breaks, which KGX has no way to quote."""
    return {name: " ".join(str(value).split()) for name, value in record.items()}


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], delimiter: str, end: str) -> str:
    text = io.StringIO(newline="")
    if delimiter == ",":
        writer = csv.writer(text, lineterminator=end)
    else:
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow(columns)
    for row in rows:
        values = (row[column] for column in columns)
        writer.writerow([str(value).lower() if isinstance(value, bool) else value for value in values])
    return text.getvalue()


def archived(files: Mapping[str, str]) -> bytes:
    """Return files as a zip archive, the same bytes for the same texts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST), text.encode(), zipfile.ZIP_DEFLATED)
    return data.getvalue()
