"""`Ontology`: what is asserted, and the provenance of it, read from the compiled graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import RdfFormat

from kg.catalog import Catalog, Role
from kg.mappings import MATCHES
from kg.provenance import PROVENANCE_KINDS
from kg.relations import Relations
from kg.resources import folder
from kg.terms import Triple, parse
from kg.vocabulary import RDF, SKOS

__all__ = ["Ontology"]

_MAPPED: Final = frozenset(SKOS[match] for match in MATCHES)
_Parts: TypeAlias = tuple[list[Triple], list[Triple], list[Triple]]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The asserted knowledge and who asserted it.

    Args:
        asserted: schema, concepts and the triples that claims assert; this is what is reasoned over.
        provenance: claims, sources and axiom annotations; never reasoned over.
        version: SHA-256 of the compiled graph, which is the version of the knowledge.
        catalog: the files it comes from.
        mappings: codes of other vocabularies for terms; never reasoned over.
    """

    asserted: Relations
    provenance: Relations
    version: str
    catalog: Catalog
    mappings: Relations = field(default_factory=Relations)

    @classmethod
    def read(cls, path: Path | None = None) -> Ontology:
        """Open the compiled ontology of a folder, after all its files were checked against the manifest.

        The graph itself is read when it is first asked for: what an explanation needs of it is in other built files.

        Args:
            path: the folder; by default the ontology that comes with the package.

        Raises:
            OntologyError: BS101 to BS106, when files are missing, altered or wrong.
        """
        catalog = Catalog.read(folder("ontology") if path is None else path)
        hashes = catalog.verify()
        compiled = catalog.path(Role.COMPILED)
        version = hashes[compiled.relative_to(catalog.folder).as_posix()]

        @cache
        def parts() -> _Parts:
            return _divided(parse(catalog.content(compiled, version), RdfFormat.TURTLE, str(compiled)))

        return cls(
            Relations(lambda: parts()[0]),
            Relations(lambda: parts()[1]),
            version,
            catalog,
            Relations(lambda: parts()[2]),
        )

    @classmethod
    def of(cls, triples: Iterable[Triple], version: str, catalog: Catalog) -> Ontology:
        """Divide the triples of a compiled graph into what is asserted and its provenance."""
        asserted, provenance, mappings = _divided(triples)
        return cls(Relations(asserted), Relations(provenance), version, catalog, Relations(mappings))


def _divided(triples: Iterable[Triple]) -> _Parts:
    """Return what is asserted, its provenance, and the mappings."""
    whole = list(triples)
    nodes = {t.subject for t in whole if t.predicate == RDF.type and t.object in PROVENANCE_KINDS}
    return (
        [t for t in whole if t.subject not in nodes and t.predicate not in _MAPPED],
        [t for t in whole if t.subject in nodes],
        [t for t in whole if t.predicate in _MAPPED],
    )
