"""Any ontology as a picture: its class hierarchy, or all that it says of named things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.explain import Names
from kg.export.model import Edge, Family, Node, Picture
from kg.export.reduce import around, nearest
from kg.reason import Closure
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS, compact

__all__ = ["picture_of_hierarchy", "picture_of_ontology"]

_BUILTIN: Final = (OWL.iri, RDF.iri, RDFS.iri, "http://www.w3.org/2001/XMLSchema#")
_WORDS: Final = {
    RDFS.subClassOf: "is a kind of",
    RDFS.subPropertyOf: "is a kind of",
    RDF.type: "is a",
    RDFS.domain: "leads from",
    RDFS.range: "leads to",
    OWL.equivalentClass: "is the same as",
    OWL.equivalentProperty: "is the same as",
    OWL.sameAs: "is the same as",
    OWL.differentFrom: "is not",
    OWL.inverseOf: "is the inverse of",
    OWL.disjointWith: "is disjoint with",
    OWL.complementOf: "is what is no",
}
_ANNOTATIONS: Final = frozenset({RDFS.seeAlso, RDFS.isDefinedBy, OWL.imports, OWL.versionIRI})
_CLASSES: Final = (OWL.Class, RDFS.Class)
_PROPERTIES: Final = (
    *(RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    *(OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty, OWL.InverseFunctionalProperty),
)
_SCHEMA: Final = frozenset(
    {RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.equivalentProperty, OWL.propertyDisjointWith}
)
"""Relations that lead from properties."""
_BETWEEN: Final = _SCHEMA - {RDFS.domain, RDFS.range}
"""Those that lead to properties as well."""


def picture_of_ontology(
    closure: Closure,
    names: Names,
    title: str,
    focus: Term | None = None,
    hops: int = 2,
    cap: int | None = None,
) -> Picture:
    """Return what an ontology states of classes, properties and individuals; literals are not drawn.

    Args:
        closure: the ontology, reasoned over; only what is asserted is drawn.
        names: what its terms are called.
        title: what it is called.
        focus: a term, to draw only what stands around it.
        hops: how many relations away from the focus.
        cap: how many nodes to show; None for all.
    """
    triples = [triple for triple in closure.asserted if _is_drawn(closure, triple)]
    declared = [
        triple.subject
        for kind in (*_CLASSES, *_PROPERTIES, OWL.NamedIndividual)
        for triple in closure.asserted.match(None, RDF.type, kind)
        if _is_thing(triple.subject)
    ]
    edges = dict.fromkeys(triples, False)
    whole = _picture(closure, names, f"What {title} states", edges, declared, focus)
    if focus is None:
        return nearest(whole, cap)
    here = next((node.id for node in whole.nodes if node.focus), None)
    if here is None:
        whole = _picture(closure, names, whole.title, edges, [*declared, focus], focus)
        here = next(node.id for node in whole.nodes if node.focus)
    steps = f"{hops} step{'s' if hops != 1 else ''} away"
    part = around(whole, here, hops)
    return nearest(
        Picture(f"What {title} states around {names.label(focus)}, {steps}", part.nodes, part.edges, part.total), cap
    )


def picture_of_hierarchy(
    closure: Closure, names: Names, title: str, focus: Term | None = None, cap: int | None = None
) -> Picture:
    """Return the named classes of an ontology, each below those that are directly above it; what follows is dashed.

    Args:
        closure: the ontology, reasoned over.
        names: what its terms are called.
        title: what it is called.
        focus: a class, to draw only what is above and below it.
        cap: how many nodes to show; None for all.
    """
    above: dict[Term, set[Term]] = defaultdict(set)
    for triple in closure.match(predicate=RDFS.subClassOf):
        if triple.subject != triple.object and _is_named(triple.subject) and _is_named(triple.object):
            above[triple.subject].add(triple.object)
    classes = {triple.subject for kind in _CLASSES for triple in closure.match(None, RDF.type, kind)}
    classes |= {term for lower, upper in above.items() for term in (lower, *upper)}
    classes = {term for term in classes if _is_named(term)}
    if focus is not None:
        classes = {term for term in classes if term == focus or term in above[focus] or focus in above[term]} | {focus}
    edges: dict[Triple, bool] = {}
    for lower in classes:
        strict = {upper for upper in above[lower] if upper in classes and lower not in above[upper]}
        farther = {top for upper in strict for top in above[upper] if upper not in above[top]}
        same = {upper for upper in above[lower] if upper in classes and lower in above[upper]}
        found = [Triple(lower, RDFS.subClassOf, upper) for upper in strict - farther]
        found += [Triple(lower, OWL.equivalentClass, other) for other in same if str(lower) < str(other)]
        edges |= {triple: triple not in closure.asserted for triple in found if isinstance(lower, NamedNode)}
    whole = _picture(closure, names, f"The classes of {title}", edges, classes, focus)
    return nearest(Picture(whole.title, whole.nodes, whole.edges, whole.total, upward=True), cap)


def _picture(
    closure: Closure,
    names: Names,
    title: str,
    edges: dict[Triple, bool],
    further: Iterable[Term],
    focus: Term | None,
) -> Picture:
    """Return triples, each with whether it is inferred, and further terms as a picture."""
    terms = {*further, *(term for triple in edges for term in (triple.subject, triple.object))}
    properties = {triple.predicate for triple in closure.asserted} | {
        triple.subject for kind in _PROPERTIES for triple in closure.match(None, RDF.type, kind)
    }
    properties |= {triple.subject for predicate in _SCHEMA for triple in closure.match(predicate=predicate)}
    properties |= {triple.object for predicate in _BETWEEN for triple in closure.match(predicate=predicate)}
    classes = {triple.subject for kind in _CLASSES for triple in closure.match(None, RDF.type, kind)}
    classes |= {t for triple in closure.match(predicate=RDFS.subClassOf) for t in (triple.subject, triple.object)}
    classes |= {triple.object for triple in closure.match(predicate=RDF.type)}

    def family(term: Term) -> Family:
        if isinstance(term, BlankNode):
            return Family.EXPRESSION if term in classes or term in properties else Family.INDIVIDUAL
        return Family.CLASS if term in classes else Family.PROPERTY if term in properties else Family.INDIVIDUAL

    def label(term: Term) -> str:
        words = names.label(term)
        return "no name" if isinstance(term, BlankNode) and words == str(term) else words

    ids: dict[Term, str] = {}
    for term in sorted(terms, key=lambda term: (names.label(term), str(term))):
        blank = sum(isinstance(other, BlankNode) for other in ids) if isinstance(term, BlankNode) else 0
        ids[term] = f"_:x{blank + 1}" if isinstance(term, BlankNode) else compact(str(term.value))
    nodes = (Node(name, label(term), family(term), term == focus) for term, name in ids.items())
    drawn = (
        Edge(
            source=ids[triple.subject],
            target=ids[triple.object],
            relation=compact(triple.predicate.value),
            label=_WORDS.get(triple.predicate) or names.label(triple.predicate),
            inferred=inferred,
        )
        for triple, inferred in edges.items()
    )
    ordered = sorted(drawn, key=lambda edge: (edge.source, edge.target, edge.relation))
    return Picture(title, tuple(sorted(nodes, key=lambda node: node.id)), tuple(ordered), len(ids))


def _is_drawn(closure: Closure, triple: Triple) -> bool:
    if triple.predicate in _ANNOTATIONS or isinstance(triple.object, Literal):
        return False
    if isinstance(triple.object, NamedNode) and not _is_thing(triple.object):
        return False
    vocabulary = triple.predicate.value.startswith(_BUILTIN)
    if isinstance(triple.subject, BlankNode):  # an individual without a name; else it spells an expression
        return not vocabulary or (triple.predicate == RDF.type and not _spells(closure, triple.subject))
    if vocabulary and triple.predicate not in _WORDS and triple.predicate != OWL.propertyDisjointWith:
        return isinstance(triple.object, NamedNode)
    return _is_thing(triple.subject)


def _spells(closure: Closure, term: Term) -> bool:
    return any(
        triple.object.value.startswith((OWL.iri, RDFS.iri))
        for triple in closure.asserted.match(term, RDF.type)
        if isinstance(triple.object, NamedNode)
    )


def _is_thing(term: Term) -> bool:
    return isinstance(term, BlankNode) or _is_named(term)


def _is_named(term: Term) -> bool:
    return isinstance(term, NamedNode) and not term.value.startswith(_BUILTIN)
