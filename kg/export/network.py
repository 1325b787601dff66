"""A picture as JSON for network viewers: Cytoscape.js and D3.

What the formats cannot say: how a picture looks, which both leave to a style of the viewer; colour, shape and sign are
values of nodes and edges. D3 has no places either: its layouts find them.
"""

from __future__ import annotations

import json

from kg.export.layout import positions
from kg.export.model import Picture

__all__ = ["to_cytoscape", "to_d3"]


def to_cytoscape(picture: Picture) -> str:
    """Return a picture as Cytoscape JSON, each node with its place in the layered layout."""
    nodes, edges = picture.attributes()
    places = positions(picture)
    value = {
        "format_version": "1.0",
        "data": {"name": picture.caption},
        "directed": True,
        "multigraph": True,
        "elements": {
            "nodes": [
                {
                    "data": {"value": node["id"], "name": node["label"], **node},
                    "position": {"x": places[node["id"]][0], "y": -places[node["id"]][1]},
                }
                for node in nodes
            ],
            "edges": [{"data": {"key": edge["id"], **edge}} for edge in edges],
        },
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def to_d3(picture: Picture) -> str:
    """Return a picture as the nodes and links that D3's force layouts take."""
    nodes, edges = picture.attributes()
    links = [{"key": edge["id"], **edge} for edge in edges]
    value = {"directed": True, "multigraph": True, "graph": {"name": picture.caption}, "nodes": nodes, "links": links}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
