"""Conclusions that hold in every closure, or for every term: they are known, but not stored, counted or written."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from kg.dictionary import LITERAL, Dictionary
from kg.reason.pairs import Ids
from kg.rules.builtins import ANNOTATION_PROPERTIES
from kg.terms import Term, Triple
from kg.vocabulary import DATATYPES, OWL, RDF, RDFS

__all__ = ["AXIOMATIC", "is_rdf", "is_trivial", "trivial_rows"]

_REFLEXIVE: Final = frozenset(
    {OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty}
)
AXIOMATIC: Final = frozenset(
    {
        *(Triple(p, RDF.type, OWL.AnnotationProperty) for p in ANNOTATION_PROPERTIES),
        *(Triple(NamedNode(iri), RDF.type, RDFS.Datatype) for iri in DATATYPES),
        Triple(OWL.Thing, RDF.type, OWL.Class),
        Triple(OWL.Nothing, RDF.type, OWL.Class),
    }
)
"""What prp-ap, dt-type1, cls-thing and cls-nothing1 conclude from nothing."""


def is_trivial(triple: Triple) -> bool:
    """Return whether a triple holds in every closure, or is no RDF.

    Trivial are the conclusions of eq-ref, cls-thing, cls-nothing1, prp-ap and dt-type1, reflexive ones and those
    about owl:Thing and owl:Nothing of scm-cls, scm-op and scm-dp; and whatever has a literal as its subject
    (dt-type2, dt-eq, dt-diff) or a predicate that is no IRI, which is no RDF triple.

    >>> is_trivial(Triple(OWL.Thing, RDF.type, OWL.Class))
    True
    >>> from kg.vocabulary import SKOS
    >>> is_trivial(Triple(SKOS.prefLabel, RDFS.subPropertyOf, SKOS.prefLabel))
    True
    """
    if not is_rdf(triple):
        return True
    subject, predicate, target = triple
    if predicate in _REFLEXIVE and subject == target:
        return True
    if predicate == RDFS.subClassOf and (target == OWL.Thing or subject == OWL.Nothing):
        return True
    return triple in AXIOMATIC


def is_rdf(triple: Triple) -> bool:
    """Return whether a triple is no generalised one: no literal is its subject, and an IRI its predicate."""
    return not isinstance(triple.subject, Literal) and _is_iri(triple.predicate)


def _is_iri(term: Term) -> bool:
    return isinstance(term, NamedNode)


def trivial_rows(dictionary: Dictionary, predicate: int, subjects: Ids, objects: Ids) -> NDArray[np.bool_]:
    """Return which rows of a property are trivial: what `is_trivial` says, for columns of ids."""
    term = dictionary.term(predicate)
    kinds = dictionary.kinds()
    if not isinstance(term, NamedNode):
        return np.ones(len(subjects), np.bool_)
    trivial: NDArray[np.bool_] = kinds[subjects.astype(np.intp)] == LITERAL
    if term in _REFLEXIVE:
        trivial |= subjects == objects
    if term == RDFS.subClassOf:
        thing, nothing = dictionary.find(OWL.Thing), dictionary.find(OWL.Nothing)
        if thing is not None:
            trivial |= objects == np.uint64(thing)
        if nothing is not None:
            trivial |= subjects == np.uint64(nothing)
    if term == RDF.type:
        for subject, _, target in AXIOMATIC:
            s, o = dictionary.find(subject), dictionary.find(target)
            if s is not None and o is not None:
                trivial |= (subjects == np.uint64(s)) & (objects == np.uint64(o))
    return trivial
