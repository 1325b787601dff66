"""Codes of other vocabularies for concepts and relations, in SSSOM, the field's table of term mappings."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import OntologyError
from kg.terms import Triple
from kg.vocabulary import CODES, SKOS, expand

__all__ = ["MATCHES", "Mapping", "mapping_triples", "read_mappings"]

MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""How a code can fit, by the local names of SKOS."""

_COLUMNS: Final = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label")
_ALL: Final = (*_COLUMNS, "mapping_justification", "object_source")
_METADATA: Final = re.compile(r"#[a-z_]+:( .+)?|#  \S+: \S+")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One code for a term.

    Args:
        subject: the term.
        match: how the code fits; one of `MATCHES`.
        code: the IRI of the code.
        label: what the code is called in its vocabulary.
    """

    subject: NamedNode
    match: str
    code: NamedNode
    label: str


def read_mappings(path: Path) -> Iterator[Mapping]:
    """Yield the mappings of an SSSOM file.

    Raises:
        OntologyError: BS102 when it cannot be read, BS105 when header, columns, a CURIE or a match is off.
    """
    try:
        lines = path.read_bytes().decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError("BS102", f"cannot read {path}: {error}", "check that it exists and is UTF-8") from error
    start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    for number, line in enumerate(lines[:start], 1):
        if not _METADATA.fullmatch(line):
            raise _wrong(path, number, f"'{line}' is no line of metadata", "write '#key: value'")
    rows = csv.reader(lines[start:], delimiter="\t", strict=True)
    try:
        if next(rows, None) != list(_ALL):
            raise _wrong(path, start + 1, "the columns are others", f"they must be {list(_ALL)}, in this order")
        seen: set[tuple[str, str]] = set()
        for number, cells in enumerate(rows, start + 2):
            mapping = _mapping(path, number, cells)
            key = (mapping.subject.value, mapping.code.value)
            if key in seen:
                raise _wrong(path, number, f"'{cells[0]}' and '{cells[3]}' are mapped twice", "keep one of the rows")
            seen.add(key)
            yield mapping
    except csv.Error as error:
        raise _wrong(path, start + 1, str(error), "quote a cell that holds quotation marks") from error


def _mapping(path: Path, number: int, cells: list[str]) -> Mapping:
    if len(cells) != len(_ALL) or not all(cells):
        raise _wrong(path, number, "a cell is missing or empty", f"a row has {len(_ALL)} cells")
    subject, _, predicate, code, label = cells[: len(_COLUMNS)]
    match, prefix = predicate.removeprefix("skos:"), code.partition(":")[0]
    iri = expand(subject)
    if iri is None or not subject.startswith("bs:"):
        raise _wrong(path, number, f"'{subject}' is no term of this ontology", "write it like bs:BackSpasm")
    if predicate != f"skos:{match}" or match not in MATCHES:
        raise _wrong(path, number, f"'{predicate}' is no match", f"use one of {', '.join(MATCHES)}")
    if prefix not in CODES:
        raise _wrong(path, number, f"'{code}' is of no known vocabulary", f"use one of {', '.join(CODES)}")
    return Mapping(NamedNode(iri), match, NamedNode(CODES[prefix] + code[len(prefix) + 1 :]), label)


def mapping_triples(mapping: Mapping) -> Iterator[Triple]:
    """Yield a mapping as a triple."""
    yield Triple(mapping.subject, SKOS[mapping.match], mapping.code)


def _wrong(path: Path, line: int, message: str, hint: str) -> OntologyError:
    return OntologyError("BS105", f"{path}:{line}: {message}", hint)
