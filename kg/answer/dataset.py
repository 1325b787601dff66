"""The knowledge base as a dataset: one named graph for what is asserted, inferred, claimed, and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import NamedNode, Quad

from kg.answer.catalogue import Regime
from kg.knowledge import Knowledge
from kg.terms import Term, Triple, to_quad
from kg.vocabulary import BS, RDF

__all__ = [
    "ASSERTED",
    "CLAIMS",
    "DEFAULT_GRAPHS",
    "INFERRED",
    "MAPPINGS",
    "NAMED_GRAPHS",
    "PARAMETERS",
    "parameter_quads",
    "quads",
]

ASSERTED: Final = BS["graph/asserted"]
INFERRED: Final = BS["graph/inferred"]
MAPPINGS: Final = BS["graph/mappings"]
CLAIMS: Final = BS["graph/claims"]
PARAMETERS: Final = BS["parameter/"]

NAMED_GRAPHS: Final = (ASSERTED, INFERRED, CLAIMS, MAPPINGS, PARAMETERS)
DEFAULT_GRAPHS: Final[dict[Regime, tuple[NamedNode, ...]]] = {
    Regime.ASSERTED: (ASSERTED,),
    Regime.ENTAILED: (ASSERTED, INFERRED),
    Regime.CLAIMS: (CLAIMS,),
}
"""Which named graphs make up the default graph in each regime."""


def quads(knowledge: Knowledge) -> Iterator[Quad]:
    """Yield the knowledge base as quads of its named graphs."""
    for name, triples in (
        (ASSERTED, knowledge.closure.asserted),
        (INFERRED, knowledge.closure.inferred),
        (CLAIMS, knowledge.ontology.provenance),
        (MAPPINGS, knowledge.ontology.mappings),
    ):
        for triple in triples:
            yield to_quad(triple, name)


def parameter_quads(parameters: Mapping[str, Term]) -> Iterator[Quad]:
    """Yield the values that a query asks for, as quads of the graph of parameters."""
    for name, value in sorted(parameters.items()):
        yield to_quad(Triple(BS[f"parameter/{name}"], RDF.value, value), PARAMETERS)
