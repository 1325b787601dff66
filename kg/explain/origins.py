"""Origins: where an asserted triple comes from, down to the sentence, the row or the line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
from pyoxigraph import BlankNode

from kg.catalog import Catalog, Role
from kg.claims import Claim
from kg.concepts import concept_triples, read_concepts
from kg.explain.items import locator
from kg.explain.model import Origin
from kg.load import Loaded
from kg.load.sources import open_source
from kg.terms import Triple, read

__all__ = ["ClaimOrigins", "FileOrigins"]

_SHOWN: Final = 3
"""How many places of one triple are named."""


class ClaimOrigins:
    """Where the triples of the knowledge base come from: claims, rows of concepts, files of the schema.

    Args:
        claims: the claims by id.
        catalog: the files.
    """

    def __init__(self, claims: Mapping[str, Claim], catalog: Catalog) -> None:
        self._catalog = catalog
        self._claims: defaultdict[Triple, list[Claim]] = defaultdict(list)
        self._against: defaultdict[str, list[str]] = defaultdict(list)
        for claim in claims.values():
            if claim.asserts:
                self._claims[claim.triple].append(claim)
            for disputed in claim.disputes:
                self._against[disputed].append(f"{claim.statement} [CONTRADICTING] {locator(claim)}")

    def __call__(self, triple: Triple) -> tuple[Origin, ...]:
        """Return where a triple comes from."""
        claims = self._claims.get(triple)
        if claims:
            return tuple(
                Origin(
                    claim.id,
                    locator(claim),
                    claim.modality,
                    claim.stance.value == "editorial",
                    claim.qualifier,
                    tuple(self._against.get(claim.id, ())),
                )
                for claim in claims
            )
        return tuple(Origin(place, place) for place in sorted(self._places.get(_erased(triple), ())))

    @cached_property
    def _places(self) -> Mapping[tuple[str, ...], set[str]]:
        """The files, and rows, that state each triple; blank nodes have other labels there, and are left open."""
        found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        folder = self._catalog.folder
        for path in (*self._catalog.paths(Role.SCHEMA), *self._catalog.paths(Role.RL_ONLY)):
            for triple in read(path):
                found[_erased(triple)].add(path.relative_to(folder).as_posix())
        for path in self._catalog.paths(Role.CONCEPTS):
            name = path.relative_to(folder).as_posix()
            for concept in read_concepts(path):
                row = concept.iri.value.rpartition("/")[2]
                for triple in concept_triples(concept):
                    found[_erased(triple)].add(f"{name}, row {row}")
        return found


class FileOrigins:
    """Where the triples of loaded files come from: the file, and in N-Triples the line.

    Args:
        loaded: what was loaded.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._lines: dict[str, list[int]] = {}

    def __call__(self, triple: Triple) -> tuple[Origin, ...]:
        """Return where a triple comes from; a triple that stands in many places is given the first of them."""
        dictionary, columns = self._loaded.dictionary, self._loaded.triples
        s, p, o = (dictionary.find(term) for term in triple)
        if s is None or p is None or o is None:
            return ()
        same = (columns.subjects == s) & (columns.predicates == p) & (columns.objects == o)
        rows = np.flatnonzero(same)[:_SHOWN].tolist()
        places = dict.fromkeys(self._place(row) for row in rows)
        return tuple(Origin(place, place) for place in places)

    def _place(self, row: int) -> str:
        file = next(file for file in self._loaded.files if file.start <= row < file.stop)
        lines = self._numbers(file.path)
        return f"{file.path}:{lines[row - file.start]}" if lines else file.path

    def _numbers(self, path: str) -> list[int]:
        """Return the line of each statement of a file of N-Triples, which has one to a line; else nothing."""
        if path not in self._lines:
            self._lines[path] = []
            if ".nt" in path and path != "-":
                with open_source(path) as source:
                    self._lines[path] = [
                        number
                        for number, line in enumerate(source.stream, 1)
                        if (text := line.strip()) and not text.startswith(b"#")
                    ]
        return self._lines[path]


def _erased(triple: Triple) -> tuple[str, ...]:
    return tuple("" if isinstance(term, BlankNode) else str(term) for term in triple)
