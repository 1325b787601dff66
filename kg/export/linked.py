"""A picture as JSON-LD: nodes and edges as statements, read by any RDF tool without a connection.

What the format cannot say: how a node is drawn, and where. The context stands in the document, so that nothing is
fetched. A node of a proof has no IRI and becomes a blank node.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from kg.export.model import Picture
from kg.vocabulary import BS, BSCLAIM, expand

__all__ = ["to_jsonld"]


def to_jsonld(picture: Picture) -> str:
    """Return a picture as JSON-LD (1.1): each node with its label, its relations, and the claims behind each."""
    relations: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    statements: list[dict[str, Any]] = []
    for number, edge in enumerate(picture.edges, 1):
        source, target = _node(edge.source), _node(edge.target)
        relation = expand(edge.relation) or BS[edge.relation].value
        if not edge.step:
            relations[source][relation].append({"@id": target})
        statements.append(
            {
                "@id": f"_:e{number}",
                "@type": "rdf:Statement",
                "rdf:subject": {"@id": source},
                "rdf:predicate": {"@id": relation},
                "rdf:object": {"@id": target},
                "evidence": edge.evidence,
                "polarity": edge.polarity,
                "modality": edge.modality,
                "claims": [{"@id": BSCLAIM[claim].value} for claim in edge.claims],
            }
        )
    nodes = [
        {
            "@id": (node := _node(one.id)),
            "label": one.label,
            "group": one.family.title,
            **relations.get(node, {}),
        }
        for one in picture.nodes
    ]
    context = {
        "bs": BS.iri,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "label": "http://www.w3.org/2000/01/rdf-schema#label",
        "group": "bs:pictureGroup",
        "evidence": "bs:pictureEvidence",
        "polarity": "bs:picturePolarity",
        "modality": "bs:modality",
        "claims": "bs:assertedBy",
    }
    value = {"@context": context, "@graph": [*nodes, *statements]}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _node(name: str) -> str:
    return expand(name) or (name if ":" in name else f"_:{name}")
