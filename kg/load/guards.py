"""What is refused before Oxigraph's parsers see it: they crash on it, or take hours, or would act on it.

The bounds are far above what documents need: 1,000 triple terms (none is of use here), 200 levels of JSON,
2,000 levels of XML, 1,000 attributes of one element.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

import numpy as np
from pyoxigraph import RdfFormat

from kg.errors import OntologyError
from kg.terms import triple_term

__all__ = ["guard", "guard_triple_terms"]

_MOST_TRIPLE_TERMS: Final = 1000
_DEEPEST_JSON: Final = 200
_DEEPEST_XML: Final = 2000
_MOST_ATTRIBUTES: Final = 1000

_JSON_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NO_BRACKET: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")


def guard(data: bytes, rdf_format: RdfFormat, origin: str) -> None:
    """Refuse a document that must not be parsed.

    Raises:
        OntologyError: BS104 when it is RDF/XML that is not well formed, BS111 when it has a DOCTYPE, BS114 when it
            is nested too deeply.
    """
    if rdf_format == RdfFormat.RDF_XML:
        _guard_xml(data, origin)
    elif rdf_format == RdfFormat.JSON_LD:
        _guard_json(data, origin)
    else:
        guard_triple_terms(data, origin)


def guard_triple_terms(data: bytes, origin: str) -> None:
    """Refuse a document with so many triple terms that they may be nested too deeply for the parser's stack.

    Raises:
        OntologyError: BS104.
    """
    if data.count(b"<<(") > _MOST_TRIPLE_TERMS:
        raise triple_term(origin)


def _guard_json(data: bytes, origin: str) -> None:
    """Refuse JSON that is nested too deeply."""
    brackets = np.frombuffer(_JSON_STRING.sub(b"", data).translate(None, _NO_BRACKET), np.uint8)
    opens = (brackets == ord("[")) | (brackets == ord("{"))
    if np.where(opens, 1, -1).cumsum().max(initial=0) > _DEEPEST_JSON:
        raise _too_deep(origin, f"more than {_DEEPEST_JSON} levels of JSON")


def _guard_xml(data: bytes, origin: str) -> None:
    """Refuse XML with a DOCTYPE (whose entities can grow without bound), too deep, or with too many attributes."""
    parser = expat.ParserCreate()
    depth = 0

    def doctype(*_: object) -> None:
        raise OntologyError(
            "BS111",
            f"{origin}:{parser.CurrentLineNumber} has a DOCTYPE, which is not read",
            "write names in full instead of entities, and remove the DOCTYPE",
        )

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST_XML:
            raise _too_deep(f"{origin}:{parser.CurrentLineNumber}", f"more than {_DEEPEST_XML} levels of XML")
        if len(attributes) > _MOST_ATTRIBUTES:
            raise _too_deep(f"{origin}:{parser.CurrentLineNumber}", f"more than {_MOST_ATTRIBUTES} attributes")
        if depth == 1 and "ontologyIRI" in attributes:
            raise OntologyError(
                "BS115", f"{origin} is OWL/XML, which is not read", "convert it to RDF/XML or Turtle, with ROBOT say"
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise OntologyError(
            "BS104",
            f"{origin}:{error.lineno} is not well-formed XML: {expat.ErrorString(error.code)}",
            "correct the file at that line",
        ) from error


def _too_deep(where: str, what: str) -> OntologyError:
    return OntologyError("BS114", f"{where} is nested too deeply: {what}", "write the document flat")
