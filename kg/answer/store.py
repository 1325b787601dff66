"""The knowledge base as an Oxigraph store, one named graph for what is asserted, inferred and claimed."""

from __future__ import annotations

from typing import Final

import pyoxigraph

from kg.knowledge import KnowledgeGraph
from kg.terms import to_quad
from kg.vocabulary import BS

__all__ = ["ASSERTED", "CLAIMS", "INFERRED", "store_of"]

ASSERTED: Final = BS["graph/asserted"]
INFERRED: Final = BS["graph/inferred"]
CLAIMS: Final = BS["graph/claims"]


def store_of(graph: KnowledgeGraph) -> pyoxigraph.Store:
    """Return a store with the named graphs of the knowledge base.

    Oxigraph canonicalises numbers and dates (``"01"`` becomes ``"1"``).
    """
    store = pyoxigraph.Store()
    for name, triples in (
        (ASSERTED, graph.closure.asserted),
        (INFERRED, graph.closure.inferred),
        (CLAIMS, graph.ontology.provenance),
    ):
        store.extend(to_quad(triple, name) for triple in triples)
    return store
