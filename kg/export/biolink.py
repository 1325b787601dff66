"""A picture in the terms of the Biolink model, as KGX takes it.

KGX knows one edge for each subject, predicate and object, and drops a second one without a word. Relations of ours that
come to the same predicate between the same ends therefore stand in one record, with all their claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kg.export.model import Edge, Family, Picture

__all__ = ["kgx_records"]

_CATEGORIES: Final = {
    Family.MEASURE: "biolink:Treatment",
    Family.BODY: "biolink:AnatomicalEntity",
    Family.HORMONE: "biolink:ChemicalEntity",
    Family.FINDING: "biolink:PhenotypicFeature",
    Family.CONDITION: "biolink:Disease",
}
"""The category of each family that has one; all else is a named thing."""
_PREDICATES: Final = {
    "bs:causes": "biolink:causes",
    "bs:triggers": "biolink:causes",
    "bs:contributesTo": "biolink:contributes_to",
    "bs:increasesLikelihoodOf": "biolink:affects_likelihood_of",
    "bs:predisposesTo": "biolink:predisposes_to_condition",
    "bs:aggravates": "biolink:exacerbates_condition",
    "bs:relieves": "biolink:ameliorates_condition",
    "bs:prevents": "biolink:preventative_for_condition",
    "bs:disrupts": "biolink:disrupts",
    "bs:contraindicatedIn": "biolink:contraindicated_in",
    "bs:suggests": "biolink:associated_with_increased_likelihood_of",
    "bs:associatedWith": "biolink:associated_with",
    "bs:coincidesWith": "biolink:coexists_with",
    "bs:interactsWith": "biolink:interacts_with",
    "bs:hasLocation": "biolink:located_in",
    "bs:partOf": "biolink:part_of",
    "bs:hasComponent": "biolink:has_part",
}
"""The predicate of each relation that has one of the same meaning; the rest goes by its polarity."""
_POLARITIES: Final = {"kind of": "biolink:subclass_of", "raises": "biolink:affects", "lowers": "biolink:affects"}
_LEVELS: Final = {
    "asserted": ("knowledge_assertion", "manual_agent"),
    "editorial": ("knowledge_assertion", "manual_agent"),
    "inferred": ("logical_entailment", "automated_agent"),
}


def kgx_records(picture: Picture) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the node and edge records of a picture; several relations or signs of an edge are joined by ``|``."""
    nodes = [
        {
            "id": node.id,
            "category": _CATEGORIES.get(node.family, "biolink:NamedThing"),
            "name": node.label,
            "provided_by": "infores:backstory",
        }
        for node in picture.nodes
    ]
    together: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in picture.edges:
        predicate = _PREDICATES.get(edge.relation) or _POLARITIES.get(edge.polarity, "biolink:related_to")
        together.setdefault((edge.source, predicate, edge.target), []).append(edge)
    edges: list[dict[str, Any]] = []
    for number, ((subject, predicate, target), same) in enumerate(together.items(), 1):
        level, agent = _LEVELS[min(edge.evidence for edge in same)]  # what is asserted, before what is inferred
        edges.append(
            {
                "id": f"e{number}",
                "subject": subject,
                "predicate": predicate,
                "object": target,
                "relation": _joined(edge.relation for edge in same),
                "sign": _joined(edge.polarity for edge in same if edge.sign),
                "knowledge_level": level,
                "agent_type": agent,
                "primary_knowledge_source": "infores:backstory",
                "publications": _joined(f"bsclaim:{claim}" for edge in same for claim in edge.claims),
            }
        )
    return nodes, edges


def _joined(values: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(values))
