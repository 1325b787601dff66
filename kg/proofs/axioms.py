"""`Axioms`: how the triples of an ontology are grouped, which decides what a justification is made of.

By the mapping of OWL 2 (OWL 2 Mapping to RDF Graphs, §2) an axiom that speaks of a list or of a class expression is
several triples, which share blank nodes; it is given or taken back as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode

from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS, XSD

__all__ = ["Axiom", "Axioms", "by_mapping", "by_triple", "is_schema"]

Axiom = tuple[Triple, ...]
"""The triples that are given or taken back together, sorted."""

_PARTS: Final = frozenset(
    {
        *(OWL.onProperty, OWL.onProperties, OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.hasSelf),
        *(OWL.cardinality, OWL.minCardinality, OWL.maxCardinality, OWL.qualifiedCardinality),
        *(OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality, OWL.onClass, OWL.onDataRange),
        *(OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf, OWL.inverseOf, OWL.datatypeComplementOf),
        *(OWL.onDatatype, OWL.withRestrictions, OWL.members, OWL.distinctMembers),
        *(OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue),
        *(OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget),
        *(RDF.first, RDF.rest, RDF.langRange, XSD.minInclusive, XSD.maxInclusive, XSD.minExclusive),
        *(XSD.maxExclusive, XSD.length, XSD.minLength, XSD.maxLength, XSD.pattern),
    }
)
"""Properties of the parts of an axiom (OWL 2 Mapping to RDF Graphs, Table 1)."""
_SCHEMA: Final = (OWL.iri, RDF.iri, RDFS.iri)
_KINDS: Final = frozenset({OWL.Class, OWL.Restriction, OWL.DataRange, RDFS.Class, RDFS.Datatype, RDF.List})
"""What a blank node that stands for an expression is said to be."""


@dataclass(frozen=True)
class Axioms:
    """The triples of an ontology in groups.

    Args:
        groups: the axioms.
        background: triples that are never called into question.
    """

    groups: Sequence[Axiom]
    background: Collection[Triple] = frozenset()


def is_schema(triple: Triple) -> bool:
    """Return whether a triple speaks of the schema, that is of classes, properties, lists or expressions.

    >>> from kg.vocabulary import BS
    >>> is_schema(Triple(BS.causes, RDFS.subPropertyOf, BS.raises)), is_schema(Triple(BS.Stress, RDF.type, BS.Stressor))
    (True, False)
    """
    if triple.predicate in {OWL.sameAs, OWL.differentFrom}:
        return False
    name = triple.object.value if triple.predicate == RDF.type else triple.predicate.value
    return name.startswith(_SCHEMA)


def by_triple(triples: Iterable[Triple], background: Collection[Triple] = frozenset()) -> Axioms:
    """Return each triple as an axiom of its own.

    Args:
        triples: the triples.
        background: those of them that are never called into question.
    """
    return Axioms([(triple,) for triple in sorted({*triples} - {*background}, key=str)], frozenset(background))


def by_mapping(triples: Iterable[Triple], background: Collection[Triple] = frozenset()) -> Axioms:
    """Return the axioms of an ontology: a list or class expression belongs to each axiom that uses it.

    Parts that no axiom uses make up one axiom for each piece that hangs together.

    Args:
        triples: the triples.
        background: those of them that are never called into question.
    """
    parts: defaultdict[Term, list[Triple]] = defaultdict(list)
    roots: list[Triple] = []
    for triple in sorted({*triples} - {*background}, key=str):
        if _is_part(triple):
            parts[triple.subject].append(triple)
        else:
            roots.append(triple)
    groups = [tuple(sorted({root, *_below(root, parts)}, key=str)) for root in roots]
    used = {triple for group in groups for triple in group}
    groups += _pieces([triple for below in parts.values() for triple in below if triple not in used])
    return Axioms(groups, frozenset(background))


def _is_part(triple: Triple) -> bool:
    """Return whether a triple only spells a list or an expression."""
    if not isinstance(triple.subject, BlankNode):
        return triple.predicate in {RDF.first, RDF.rest}
    if triple.predicate == RDF.type:
        return triple.object in _KINDS
    return triple.predicate in _PARTS


def _below(root: Triple, parts: dict[Term, list[Triple]]) -> Iterator[Triple]:
    met = {root.subject, root.object}
    waiting = [*met]
    while waiting:
        node = waiting.pop()
        for triple in parts.get(node, ()):
            yield triple
            if triple.object not in met and triple.object in parts:
                met.add(triple.object)
                waiting.append(triple.object)


def _pieces(triples: Sequence[Triple]) -> list[Axiom]:
    """Return triples in the pieces that hang together by their subjects and by blank nodes."""
    touching: defaultdict[Term, list[Triple]] = defaultdict(list)
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, BlankNode) or term == triple.subject:
                touching[term].append(triple)
    left = dict.fromkeys(triples)
    pieces: list[Axiom] = []
    while left:
        piece = {next(iter(left))}
        waiting = [*piece]
        while waiting:
            triple = waiting.pop()
            for term in (triple.subject, triple.object):
                for other in touching.get(term, ()):
                    if other not in piece:
                        piece.add(other)
                        waiting.append(other)
        for triple in piece:
            del left[triple]
        pieces.append(tuple(sorted(piece, key=str)))
    return pieces
