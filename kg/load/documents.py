"""Load documents: from files in any of the usual syntaxes, or from triples in memory, to columns of ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from pyoxigraph import NamedNode, RdfFormat

from kg.columns import Columns
from kg.dictionary import BLANK, Dictionary
from kg.errors import OntologyError
from kg.load.guards import guard
from kg.load.ntriples import read_ntriples
from kg.load.sources import Source, open_source
from kg.statements import intern
from kg.terms import Triple, parse_quads
from kg.vocabulary import OWL, RDF

__all__ = ["Loaded", "LoadedFile", "load", "load_triples"]

Progress = Callable[[str, int, int], None]

_PREFIXED: Final = re.compile(rb"_:f([0-9]{1,18})\.")
_REMOTE: Final = "remote context"
"""What Oxigraph says of a JSON-LD context that it would have to fetch, which it cannot."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """Which rows a file gave.

    Attributes:
        path: the file, as it was named.
        start: its first row.
        stop: the row after its last.
    """

    path: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded.

    Attributes:
        dictionary: the terms.
        triples: one row for each triple, file by file, in document order, doubles kept.
        files: the files, in the order given; none when triples were given.
        missing_imports: the IRIs that the documents import (owl:imports) and none of them declares as its own or as
            its version's, sorted. Nothing is fetched.
    """

    dictionary: Dictionary
    triples: Columns
    files: tuple[LoadedFile, ...]
    missing_imports: tuple[str, ...]


def load(
    paths: Sequence[str | Path],
    *,
    rdf_format: str | None = None,
    dictionary: Dictionary | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load files.

    The graphs of TriG, N-Quads and JSON-LD are merged. Blank nodes of different files are different nodes: when
    there are several files, or the dictionary has terms already, the label ``x`` becomes ``f1.x`` in the first file,
    ``f2.x`` in the second, and so on.

    Args:
        paths: ``.nt .ttl .trig .nq .jsonld .json .rdf .owl .xml``, each also with ``.gz .xz .zst`` behind it, or
            ``-`` for standard input.
        rdf_format: the syntax of all the files, one of these extensions without the dot; by default each file's name
            or, where that says little, its beginning tells.
        dictionary: gets the terms that are new; by default an empty one. When a file is refused, it is left as it was.
        progress: called now and then with the file, how many of its bytes have been read, and how many there are
            (0 when that is not known).

    Raises:
        OntologyError: BS102 when a file cannot be read, BS104 (naming file and line) when it is not well formed,
            BS111 when it has a DOCTYPE, BS112 when it needs a remote JSON-LD context, BS113 when it expands too much,
            BS114 when it is nested too deeply, BS115 when its syntax is not known.
    """
    dictionary = Dictionary() if dictionary is None else dictionary
    known = len(dictionary)
    prefixes = _prefixes(dictionary, len(paths))
    files: list[LoadedFile] = []
    parts: list[Columns] = []
    row = 0
    try:
        for path, prefix in zip(paths, prefixes, strict=True):
            with open_source(path, rdf_format) as source:
                part = _read(source, dictionary, prefix, progress)
            parts.append(part)
            files.append(LoadedFile(str(path), row, row + len(part)))
            row += len(part)
    except BaseException:
        dictionary.forget(known)
        raise
    triples = Columns.concatenate(parts)
    return Loaded(dictionary, triples, tuple(files), _missing_imports(dictionary, triples))


def load_triples(triples: Iterable[Triple], dictionary: Dictionary | None = None) -> Loaded:
    """Load triples in memory; blank nodes keep their labels.

    Args:
        triples: in any order; they may be generalised (a literal as the subject).
        dictionary: gets the terms that are new; by default an empty one.
    """
    dictionary = Dictionary() if dictionary is None else dictionary
    columns = intern(triples, dictionary, rename=False)
    return Loaded(dictionary, columns, (), _missing_imports(dictionary, columns))


def _prefixes(dictionary: Dictionary, number: int) -> list[str]:
    """Return what the labels of each file's blank nodes get before them."""
    if number == 1 and not len(dictionary):
        return [""]
    blank = np.flatnonzero(dictionary.kinds() == BLANK).tolist()
    used = (_PREFIXED.match(dictionary.tokens[node]) for node in blank)
    first = 1 + max((int(match[1]) for match in used if match), default=0)
    return [f"f{first + place}." for place in range(number)]


def _read(source: Source, dictionary: Dictionary, prefix: str, progress: Progress | None) -> Columns:
    """Return the triples of a document."""

    def report() -> None:
        if progress:
            progress(source.name, source.position(), source.size)

    if source.rdf_format == RdfFormat.N_TRIPLES:
        return read_ntriples(source.stream, dictionary, source.name, prefix, report)
    pieces: list[bytes] = []
    while piece := source.stream.read(1 << 20):
        pieces.append(piece)
        report()
    data = b"".join(pieces)
    del pieces
    guard(data, source.rdf_format, source.name)
    try:
        quads = parse_quads(data, source.rdf_format, source.name, base_iri=source.base_iri)
        return intern(quads, dictionary, prefix)
    except OntologyError as error:
        if _REMOTE not in error.message:
            raise
        raise OntologyError(
            "BS112",
            f"{source.name} needs a remote @context, and nothing is fetched",
            "write the context into the document",
        ) from error


def _missing_imports(dictionary: Dictionary, triples: Columns) -> tuple[str, ...]:
    """Return the IRIs that are imported and that no ontology among the triples has."""

    def rows(predicate: NamedNode) -> Columns:
        number = dictionary.find(predicate)
        return triples[np.flatnonzero(triples.predicates == number)] if number is not None else Columns.of([])

    imported = set(rows(OWL.imports).objects.tolist())
    if not imported:
        return ()
    types = rows(RDF.type)
    ontologies = types.subjects[types.objects == dictionary.find(OWL.Ontology)]
    imported.difference_update(ontologies.tolist(), rows(OWL.versionIRI).objects.tolist())
    terms = map(dictionary.term, imported)
    return tuple(sorted(term.value for term in terms if isinstance(term, NamedNode)))
