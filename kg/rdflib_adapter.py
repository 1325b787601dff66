"""Triples to and from `rdflib`, which many people have their graphs in.

rdflib takes a while to import: modules that must start fast import this one inside a function.
"""

from __future__ import annotations

from collections.abc import Iterable

import rdflib
import rdflib.term
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.terms import Term, Triple
from kg.vocabulary import PREFIXES, XSD

__all__ = ["from_rdflib", "to_rdflib"]


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return the triples as an rdflib graph, with the usual prefixes; lexical forms and labels stay as they are."""
    graph = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        subject, predicate, target = (_node(term) for term in triple)
        graph.add((subject, predicate, target))
    return graph


def from_rdflib(graph: rdflib.Graph) -> list[Triple]:
    """Return the triples of an rdflib graph whose predicate is an IRI; a literal may stand as a subject."""
    return [
        Triple(_term(subject), NamedNode(str(predicate)), _term(target))
        for subject, predicate, target in graph
        if isinstance(predicate, rdflib.URIRef)
    ]


def _node(term: Term) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language, normalize=False)
    datatype = None if term.datatype == XSD.string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _term(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    assert isinstance(node, rdflib.Literal)
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None)
