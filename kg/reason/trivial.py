"""Conclusions that hold in every closure and are therefore not stored."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal

from kg.terms import Triple
from kg.vocabulary import OWL, RDF, RDFS, XSD

__all__ = ["is_trivial"]

_REFLEXIVE: Final = frozenset(
    {OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty}
)
_RESERVED: Final = (OWL.iri, RDF.iri, RDFS.iri, XSD.iri)


def is_trivial(triple: Triple) -> bool:
    """Return whether a triple holds in every closure.

    Trivial are the conclusions of eq-ref, cls-thing, cls-nothing1, prp-ap and dt-type1, reflexive ones and
    those about owl:Thing and owl:Nothing of scm-cls, scm-op and scm-dp, and whatever has a literal as its
    subject (dt-type2, dt-eq, dt-diff), which is no RDF triple.

    >>> is_trivial(Triple(OWL.Thing, RDF.type, OWL.Class))
    True
    >>> from kg.vocabulary import SKOS
    >>> is_trivial(Triple(SKOS.prefLabel, RDFS.subPropertyOf, SKOS.prefLabel))
    True
    """
    subject, predicate, target = triple
    if isinstance(subject, Literal) or (predicate in _REFLEXIVE and subject == target):
        return True
    if predicate == RDFS.subClassOf and (target == OWL.Thing or subject == OWL.Nothing):
        return True
    return predicate == RDF.type and subject.value.startswith(_RESERVED)
