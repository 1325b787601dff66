"""RDF terms and triples, and how files of them are read and written.

A term is an Oxigraph term: an IRI (`NamedNode`), a `BlankNode` or a `Literal`. A `Triple` is a plain
named tuple of three, so that a literal may stand as a subject while rules are applied (a *generalised*
triple, RDF 1.1 Concepts §7).
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat

from kg.errors import OntologyError
from kg.vocabulary import PREFIXES

__all__ = [
    "Term",
    "Triple",
    "canonical",
    "from_quad",
    "parse",
    "parse_quads",
    "parse_term",
    "read",
    "to_ntriples",
    "to_quad",
    "to_turtle",
    "triple_term",
]

Term: TypeAlias = NamedNode | BlankNode | Literal


class Triple(NamedTuple):
    """A statement: subject, predicate, object."""

    subject: Term
    predicate: NamedNode
    object: Term

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} ."


def parse(data: bytes, rdf_format: RdfFormat, origin: str) -> Iterator[Triple]:
    """Yield the triples of a document.

    Args:
        data: the document.
        rdf_format: its syntax.
        origin: what the document is called in an error.

    Raises:
        OntologyError: BS104, naming the line, when the document is not well formed.
    """
    return map(from_quad, parse_quads(data, rdf_format, origin))


def parse_quads(
    data: bytes, rdf_format: RdfFormat, origin: str, *, base_iri: str | None = None, first_line: int = 1
) -> Iterator[Quad]:
    """Yield the quads of a document; none of them holds a triple term.

    Args:
        data: the document.
        rdf_format: its syntax.
        origin: what the document is called in an error.
        base_iri: what relative IRIs are resolved against; without it they are errors.
        first_line: the number of the document's first line, when it is a part of a file.

    Raises:
        OntologyError: BS104, naming the line, when the document is not well formed.
    """
    try:
        for quad in pyoxigraph.parse(io.BytesIO(data), rdf_format, base_iri=base_iri):
            if isinstance(quad.subject, pyoxigraph.Triple) or isinstance(quad.object, pyoxigraph.Triple):
                raise triple_term(origin)
            yield quad
    except (SyntaxError, ValueError, MemoryError) as error:  # a MemoryError: a term larger than the parser takes
        line = getattr(error, "lineno", None)
        where = f"{origin}:{line + first_line - 1}" if line else origin
        reason = getattr(error, "msg", None) or str(error)
        raise OntologyError(
            "BS104", f"{where} is not well-formed {rdf_format.name}: {reason}", "correct the file at that line"
        ) from error


def parse_term(text: str) -> Term | None:
    """Return the term that a text writes out, as in Turtle; None when it is no IRI in brackets, literal or blank node.

    >>> parse_term('"5"^^xsd:integer')
    <Literal value=5 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    >>> parse_term("back spasm") is None
    True
    """
    if not text.startswith(("<", '"', "'", "_:")):
        return None
    try:
        if text.startswith("_:"):
            return BlankNode(text[2:])
        prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
        quads = [*pyoxigraph.parse(f"{prefixes} <x:s> <x:p> {text} .".encode(), RdfFormat.TURTLE)]
    except (SyntaxError, ValueError):
        return None
    term = quads[0].object if len(quads) == 1 else None
    return term if isinstance(term, (NamedNode, BlankNode, Literal)) else None


def triple_term(origin: str) -> OntologyError:
    """Return the error BS104 of a document that holds a triple term (RDF 1.2)."""
    return OntologyError(
        "BS104",
        f"{origin} holds a triple term, which OWL does not know",
        "state it as a triple, or annotate it with owl:Axiom",
    )


def read(path: Path) -> Iterator[Triple]:
    """Yield the triples of a Turtle or N-Triples file, gzipped or not.

    Args:
        path: the file; its name tells the syntax (``.ttl``, ``.nt``, ``.nt.gz``).

    Raises:
        OntologyError: BS102 when it cannot be read, BS104 when it is not well formed.
    """
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except (OSError, EOFError) as error:
        raise OntologyError(
            "BS102", f"cannot read {path}: {error}", "check that the file exists and may be read"
        ) from error
    syntax = RdfFormat.N_TRIPLES if ".nt" in path.suffixes else RdfFormat.TURTLE
    return parse(data, syntax, str(path))


def canonical(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples sorted, without doubles, their blank nodes renamed by content.

    Two runs, or two orders of input, give the same list (RDF Dataset Canonicalization, RDFC-1.0).
    """
    dataset = Dataset(to_quad(triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((from_quad(quad) for quad in dataset), key=str)


def to_ntriples(triples: Iterable[Triple]) -> bytes:
    """Return the triples as N-Triples, one line each, in the order given."""
    return "".join(f"{triple}\n" for triple in triples).encode()


def to_turtle(triples: Iterable[Triple]) -> bytes:
    """Return the triples as Turtle with the usual prefixes, in the order given."""
    statements = (to_quad(triple).triple for triple in triples)
    data = pyoxigraph.serialize(statements, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert data is not None
    return data


def to_quad(triple: Triple, graph: NamedNode | None = None) -> Quad:
    """Return a triple as an Oxigraph quad of a graph, by default of the default graph."""
    assert not isinstance(triple.subject, Literal), "a generalised triple is no RDF"
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def from_quad(quad: Quad) -> Triple:
    """Return the triple of an Oxigraph quad; triple terms (RDF 1.2) are not known here."""
    assert not isinstance(quad.subject, pyoxigraph.Triple)
    assert not isinstance(quad.object, pyoxigraph.Triple)
    return Triple(quad.subject, quad.predicate, quad.object)
