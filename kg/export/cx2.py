"""A picture as CX2, the exchange format of Cytoscape and NDEx.

What the format cannot say: a label of an edge has no place of its own, and a node has an integer for an id; CURIE and
label stand in attributes.
"""

from __future__ import annotations

import json
from typing import Any, Final

from kg.export.layout import positions
from kg.export.model import Picture

__all__ = ["to_cx2"]

_SHAPES: Final = {
    "rounded box": "round-rectangle",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "parallelogram": "parallelogram",
    "ellipse": "ellipse",
}
_HEADS: Final = {"raises": "triangle", "lowers": "tee", "kind of": "triangle", "other": "arrow", "step": "triangle"}


def to_cx2(picture: Picture) -> str:
    """Return a picture as CX2, each node with its place, and colours, shapes and arrowheads as visual properties."""
    nodes, edges = picture.attributes()
    places = positions(picture)
    numbers = {node["id"]: number for number, node in enumerate(nodes)}
    aspects: list[tuple[str, list[dict[str, Any]]]] = [
        (
            "attributeDeclarations",
            [
                {
                    "networkAttributes": {"name": {"d": "string"}},
                    "nodes": _declared(nodes, "curie"),
                    "edges": _declared(edges, "key"),
                }
            ],
        ),
        ("networkAttributes", [{"name": picture.caption}]),
        (
            "nodes",
            [
                {
                    "id": numbers[node["id"]],
                    "x": places[node["id"]][0],
                    "y": -places[node["id"]][1],
                    "v": {"curie": node["id"], **_values(node)},
                }
                for node in nodes
            ],
        ),
        (
            "edges",
            [
                {
                    "id": number,
                    "s": numbers[edge["source"]],
                    "t": numbers[edge["target"]],
                    "v": {"key": edge["id"], **_values(edge)},
                }
                for number, edge in enumerate(edges)
            ],
        ),
        ("visualProperties", [_style(nodes, edges)]),
    ]
    document: list[dict[str, Any]] = [{"CXVersion": "2.0", "hasFragments": False}]
    document.append({"metaData": [{"name": name, "elementCount": len(items)} for name, items in aspects]})
    document += [{name: items} for name, items in aspects if items]
    document.append({"status": [{"success": True}]})
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _values(item: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes; Cytoscape shows ``name`` as the label and ``interaction`` as what an edge is."""
    values = {name: value for name, value in item.items() if name not in {"id", "source", "target", "label"}}
    return {("interaction" if "relation" in item else "name"): item["label"], **values}


def _declared(items: list[dict[str, Any]], own: str) -> dict[str, Any]:
    values = {own: "", **(_values(items[0]) if items else {})}
    return {name: {"d": "boolean" if isinstance(value, bool) else "string"} for name, value in values.items()}


def _style(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the default look, and how attributes are drawn."""
    colours = {node["colour"] for node in nodes}
    shapes = {node["shape"] for node in nodes}
    heads = {edge["polarity"] for edge in edges}
    return {
        "default": {
            "node": {"NODE_LABEL_COLOR": "#000000", "NODE_BORDER_WIDTH": 1, "NODE_SHAPE": "rectangle"},
            "edge": {"EDGE_LINE_STYLE": "solid", "EDGE_TARGET_ARROW_SHAPE": "triangle"},
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": _discrete("colour", {colour: colour for colour in sorted(colours)}),
            "NODE_SHAPE": _discrete("shape", {shape: _SHAPES.get(shape, "rectangle") for shape in sorted(shapes)}),
        },
        "edgeMapping": {
            "EDGE_TARGET_ARROW_SHAPE": _discrete("polarity", {head: _HEADS[head] for head in sorted(heads)}),
            "EDGE_LINE_STYLE": _discrete("evidence", {"inferred": "dashed"}),
        },
    }


def _discrete(attribute: str, values: dict[str, str]) -> dict[str, Any]:
    pairs = [{"v": value, "vp": drawn} for value, drawn in values.items()]
    return {"type": "DISCRETE", "definition": {"attribute": attribute, "type": "string", "map": pairs}}
