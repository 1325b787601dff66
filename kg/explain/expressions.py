"""Class expressions and lists in words, as the Manchester syntax of OWL 2 writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from kg.reason.closure import View
from kg.rules.lists import lists_from
from kg.terms import Term
from kg.vocabulary import OWL, RDF

__all__ = ["expression"]

_DEPTH: Final = 6
"""How deeply an expression is written out."""
_JOINED: Final = {OWL.intersectionOf: " and ", OWL.unionOf: " or ", OWL.oneOf: ", "}
_PREFIXED: Final = {OWL.complementOf: "not ", OWL.inverseOf: "inverse of "}
_RESTRICTIONS: Final = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
    OWL.cardinality: "exactly",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
}


def expression(view: View, node: Term, label: Callable[[Term], str], depth: int = _DEPTH) -> str:
    """Return an expression in words; what is none is called by its label.

    Args:
        view: the triples that spell it.
        node: the term that stands for it.
        label: what other terms are called.
        depth: how deeply it is written out.
    """

    def inner(term: Term) -> str:
        return expression(view, term, label, depth - 1)

    if not isinstance(node, BlankNode):
        return label(node)
    if not depth:
        return "…"
    members = _members(view, node)
    if members is not None:
        return f"({', '.join(map(inner, members))})"
    parts: dict[NamedNode, Term] = {triple.predicate: triple.object for triple in view.match(node)}
    return _combination(view, parts, inner) or _restriction(parts, inner) or str(node)


def _combination(view: View, parts: Mapping[NamedNode, Term], inner: Callable[[Term], str]) -> str | None:
    for predicate, word in _JOINED.items():
        members = _members(view, parts[predicate]) if predicate in parts else None
        if members is not None:
            return f"({word.join(map(inner, members))})"
    for predicate, word in _PREFIXED.items():
        if predicate in parts:
            return f"({word}{inner(parts[predicate])})"
    return None


def _restriction(parts: Mapping[NamedNode, Term], inner: Callable[[Term], str]) -> str | None:
    if OWL.onProperty not in parts:
        return None
    property_ = inner(parts[OWL.onProperty])
    qualifier = parts.get(OWL.onClass) or parts.get(OWL.onDataRange)
    for predicate, word in _RESTRICTIONS.items():
        if predicate in parts:
            return f"({property_} {word} {inner(parts[predicate])}{f' {inner(qualifier)}' if qualifier else ''})"
    return f"({property_} Self)" if OWL.hasSelf in parts else None


def _members(view: View, head: Term) -> list[Term] | None:
    """Return the members of a list, None when the term is none."""
    found = next(
        lists_from(
            head,
            lambda cell: view.objects(cell, RDF.first),
            lambda cell: view.objects(cell, RDF.rest),
            RDF.nil,
        ),
        None,
    )
    return None if found is None or not found else [item for _, item in found]
