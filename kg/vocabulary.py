"""Names that are fixed for good: namespaces, prefixes, and the terms of the ontology that code refers to.

>>> BS.raises.value
'https://w3id.org/backstory/raises'
>>> compact(BS.raises.value)
'bs:raises'
>>> expand("bsclaim:C006")
'https://w3id.org/backstory/claim/C006'
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

__all__ = [
    "BS",
    "BSCASE",
    "BSCLAIM",
    "BSSOURCE",
    "CODES",
    "DATATYPES",
    "DCTERMS",
    "OWL",
    "PREFIXES",
    "RDF",
    "RDFS",
    "SKOS",
    "XSD",
    "Namespace",
    "compact",
    "expand",
]


class Namespace:
    """An IRI that others begin with; attribute or item access gives a term in it.

    Args:
        iri: what every term of the namespace begins with.

    >>> Namespace("http://example.org/")["a-b"].value
    'http://example.org/a-b'
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getitem__(self, local: str) -> NamedNode:
        return NamedNode(self.iri + local)

    def __getattr__(self, local: str) -> NamedNode:
        if local.startswith("__"):
            raise AttributeError(local)
        node = self.__dict__[local] = self[local]
        return node


BS: Final = Namespace("https://w3id.org/backstory/")
BSCASE: Final = Namespace("https://w3id.org/backstory/case/")
BSCLAIM: Final = Namespace("https://w3id.org/backstory/claim/")
BSSOURCE: Final = Namespace("https://w3id.org/backstory/source/")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: Final[dict[str, str]] = {
    "bs": BS.iri,
    "bscase": BSCASE.iri,
    "bsclaim": BSCLAIM.iri,
    "bssource": BSSOURCE.iri,
    "dcterms": DCTERMS.iri,
    "owl": OWL.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "skos": SKOS.iri,
    "xsd": XSD.iri,
}
"""Prefix to namespace IRI, as used in every file and answer."""

CODES: Final[dict[str, str]] = {
    "BFO": "http://purl.obolibrary.org/obo/BFO_",
    "DOID": "http://purl.obolibrary.org/obo/DOID_",
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
    "MESH": "http://id.nlm.nih.gov/mesh/",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "RO": "http://purl.obolibrary.org/obo/RO_",
    "SYMP": "http://purl.obolibrary.org/obo/SYMP_",
}
"""Prefix to namespace IRI of the vocabularies whose codes name concepts."""

DATATYPES: Final[tuple[str, ...]] = (
    RDF.iri + "PlainLiteral",
    RDF.iri + "XMLLiteral",
    RDFS.iri + "Literal",
    *(
        XSD.iri + name
        for name in [
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
            "long",
            "int",
            "short",
            "byte",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
            "float",
            "double",
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTime",
            "dateTimeStamp",
        ]
    ),
)
"""The datatypes of OWL 2 RL, in the order of OWL 2 Profiles, §4.2.1."""

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def compact(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no prefix fits.

    >>> compact("https://w3id.org/backstory/claim/C006")
    'bsclaim:C006'
    >>> compact("http://example.org/x")
    'http://example.org/x'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str | None:
    """Return the IRI that a CURIE or IRI names, or None when the text is neither.

    >>> expand("<http://example.org/x>")
    'http://example.org/x'
    >>> expand("back spasm") is None
    True
    """
    if name.startswith("<") and name.endswith(">"):
        name = name[1:-1]
    prefix, colon, local = name.partition(":")
    if not colon:
        return None
    if prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name if local.startswith("//") and " " not in name else None
