"""`owlrl` as a reasoner: the best-known implementation in Python of the OWL 2 RL/RDF rules."""

from __future__ import annotations

from typing import cast

from kg.relations import Relations
from kg.terms import Triple

__all__ = ["owlrl_reasoner"]


def owlrl_reasoner(asserted: Relations) -> tuple[list[Triple], tuple[str, ...]]:
    """Return what `owlrl` concludes from some triples, and the messages of its inconsistency rules, sorted.

    Known faults of owlrl 7.6: prp-key ignores the last key; eq-diff2, eq-diff3 and prp-adp skip the last
    member of their list; dt-diff is not implemented.
    """
    # rdflib and owlrl take half a second to import, so they are loaded only when something is reasoned.
    import owlrl

    from kg.rdflib_adapter import from_rdflib, to_rdflib

    graph = to_rdflib(asserted)
    engine = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    engine.closure()
    messages = sorted(cast("list[str]", engine.error_messages))
    noise = {
        triple.subject
        for triple in from_rdflib(graph)
        if triple.object.value == "http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage"
    }
    return [triple for triple in from_rdflib(graph) if triple.subject not in noise], tuple(messages)
