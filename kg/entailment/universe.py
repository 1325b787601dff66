"""What a premise makes a class or a property (OWL 2 RDF-Based Semantics, §5.1 and Table 5.3).

The conditions of axioms ask it of what the axioms are about: that every A is a B makes ``A rdfs:subClassOf B`` true
only where both are classes. Classes and properties are what is declared so, and whatever stands where only they can.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.datatypes import KNOWN
from kg.entailment.worlds import World
from kg.terms import Term
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["is_class", "is_property"]

_CLASS_TYPES: Final = (OWL.Class, RDFS.Class, RDFS.Datatype, OWL.Restriction, OWL.DataRange)
_CLASS_SUBJECTS: Final = (
    *(RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.complementOf, OWL.intersectionOf, OWL.unionOf),
    *(OWL.oneOf, OWL.disjointUnionOf, OWL.hasKey, OWL.onProperty, OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue),
)
_CLASS_OBJECTS: Final = (
    *(RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.disjointWith, OWL.complementOf),
    *(OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass, OWL.onDataRange),
)
_CLASS_LISTS: Final = (OWL.intersectionOf, OWL.unionOf, OWL.disjointUnionOf)
_CLASSES: Final = frozenset(
    {
        *(OWL.Thing, OWL.Nothing, OWL.Class, OWL.Restriction, OWL.Ontology, OWL.NamedIndividual, OWL.Axiom),
        *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.FunctionalProperty),
        *(OWL.InverseFunctionalProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty, OWL.SymmetricProperty),
        *(OWL.AsymmetricProperty, OWL.TransitiveProperty, OWL.AllDifferent, OWL.AllDisjointClasses),
        *(OWL.AllDisjointProperties, OWL.NegativePropertyAssertion, RDF.Property, RDF.List, RDFS.Class),
        *(RDFS.Datatype, RDFS.Resource, RDFS.Literal),
    }
)
_PROPERTY_TYPES: Final = (
    *(RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.OntologyProperty),
    *(OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty),
    *(OWL.SymmetricProperty, OWL.AsymmetricProperty, OWL.TransitiveProperty),
)
_PROPERTY_SUBJECTS: Final = (
    *(RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentProperty, OWL.inverseOf),
    *(OWL.propertyDisjointWith, OWL.propertyChainAxiom),
)
_PROPERTY_OBJECTS: Final = (
    *(RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyDisjointWith, OWL.onProperty),
    OWL.assertionProperty,
)
_PROPERTY_LISTS: Final = (OWL.propertyChainAxiom, OWL.hasKey)
_BUILT_IN_PROPERTIES: Final = frozenset(
    {
        *(RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, RDFS.member),
        *(OWL.sameAs, OWL.differentFrom, OWL.versionInfo, OWL.deprecated, OWL.priorVersion),
        *(OWL.backwardCompatibleWith, OWL.incompatibleWith, OWL.imports, OWL.topObjectProperty),
        *(OWL.bottomObjectProperty, OWL.topDataProperty, OWL.bottomDataProperty),
        *_CLASS_SUBJECTS,
        *_CLASS_OBJECTS,
        *_PROPERTY_SUBJECTS,
        *_PROPERTY_OBJECTS,
    }
)


def is_class(world: World, term: Term) -> bool:
    """Return whether a premise makes a term a class or datatype."""
    return (
        term in _CLASSES
        or (isinstance(term, NamedNode) and term.value in KNOWN)
        or any(world.holds(term, RDF.type, kind) for kind in _CLASS_TYPES)
        or any(world.has_any(term, predicate, None) for predicate in _CLASS_SUBJECTS)
        or any(world.has_any(None, predicate, term) for predicate in _CLASS_OBJECTS)
        or _is_listed(world, term, _CLASS_LISTS, OWL.AllDisjointClasses)
    )


def is_property(world: World, term: Term) -> bool:
    """Return whether a premise makes a term a property."""
    return (
        term in _BUILT_IN_PROPERTIES
        or any(world.holds(term, RDF.type, kind) for kind in _PROPERTY_TYPES)
        or (isinstance(term, NamedNode) and world.has_any(None, term, None))
        or any(world.has_any(term, predicate, None) for predicate in _PROPERTY_SUBJECTS)
        or any(world.has_any(None, predicate, term) for predicate in _PROPERTY_OBJECTS)
        or _is_listed(world, term, _PROPERTY_LISTS, OWL.AllDisjointProperties)
    )


def _is_listed(world: World, term: Term, predicates: Iterable[NamedNode], owner: NamedNode) -> bool:
    """Return whether a term is a member of a list that some properties lead to, or of all that are disjoint."""
    cells = [triple.subject for triple in world.find(None, RDF.first, term)]
    seen: set[Term] = set()
    while cells:
        cell = cells.pop()
        if cell in seen or isinstance(cell, Literal):
            continue
        seen.add(cell)
        if any(world.has_any(None, predicate, cell) for predicate in predicates):
            return True
        for triple in world.find(None, OWL.members, cell):
            if isinstance(triple.subject, (NamedNode, BlankNode)) and world.holds(triple.subject, RDF.type, owner):
                return True
        cells += [triple.subject for triple in world.find(None, RDF.rest, cell)]
    return False
