"""The answer to a query as text, in the formats of the W3C."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from kg.answer.sparql import Answer, Graph, Rows, Verdict
from kg.terms import Term, to_ntriples, to_quad, to_turtle
from kg.vocabulary import PREFIXES, XSD, compact

__all__ = ["forms", "shown"]


def forms(answer: Answer) -> dict[str, Callable[[], str]]:
    """Return the machine formats that an answer can take, by name, the usual one first.

    Rows and verdicts follow SPARQL 1.1 Query Results (JSON; CSV and TSV); graphs are Turtle, N-Triples or JSON-LD.
    """
    if isinstance(answer, Rows):
        return {
            "tsv": lambda: _separated(answer, "\t", lambda term: "" if term is None else str(term), mark="?"),
            "csv": lambda: _separated(answer, ",", _csv_cell, mark=""),
            "json": lambda: _json(
                {
                    "head": {"vars": list(answer.columns)},
                    "results": {"bindings": [_binding(answer.columns, row) for row in answer.rows]},
                }
            ),
        }
    if isinstance(answer, Verdict):
        return {"json": lambda: _json({"head": {}, "boolean": answer.value})}
    return {
        "ttl": lambda: to_turtle(answer.triples).decode(),
        "nt": lambda: to_ntriples(answer.triples).decode(),
        "jsonld": lambda: _json_ld(answer),
    }


def shown(term: Term | None) -> str:
    """Return a term as a person reads it: a CURIE, or the value of a literal."""
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, NamedNode) else _csv_cell(term)


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _separated(answer: Rows, delimiter: str, cell: Callable[[Term | None], str], mark: str) -> str:
    """Return rows as CSV or TSV; in TSV the terms are written as in Turtle, so that no cell needs quoting."""
    if delimiter == "\t":
        lines = [[mark + name for name in answer.columns], *([cell(term) for term in row] for row in answer.rows)]
        return "".join("\t".join(line) + "\n" for line in lines)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows([cell(term) for term in row] for row in answer.rows)
    return text.getvalue()


def _binding(columns: tuple[str, ...], row: tuple[Term | None, ...]) -> dict[str, Any]:
    return {name: _json_term(term) for name, term in zip(columns, row, strict=True) if term is not None}


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    value = {"type": "literal", "value": term.value}
    if term.language:
        return {**value, "xml:lang": term.language}
    return value if term.datatype == XSD.string else {**value, "datatype": term.datatype.value}


def _json_ld(answer: Graph) -> str:
    data = pyoxigraph.serialize(
        (to_quad(triple).triple for triple in answer.triples), format=RdfFormat.JSON_LD, prefixes=PREFIXES
    )
    assert data is not None
    return _json(json.loads(data))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
