"""A picture as GEXF 1.3 with its ``viz`` module, for Gephi.

What the format cannot say: which shape a node has beyond disc, square, triangle and diamond, and what an arrowhead
looks like; both stand in attributes (``shape``, ``polarity``). A carriage return becomes U+FFFD.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.etree import ElementTree as ET

from kg.export.layout import Place, positions
from kg.export.model import Picture, legal

__all__ = ["to_gexf"]

_GEXF: Final = "http://gexf.net/1.3"
_VIZ: Final = "http://gexf.net/1.3/viz"
_SHAPES: Final = {
    "box": "square",
    "rounded box": "square",
    "tabbed box": "square",
    "note": "square",
    "hexagon": "diamond",
    "octagon": "diamond",
    "parallelogram": "triangle",
}
_SIZE: Final = 10.0


def to_gexf(picture: Picture) -> str:
    """Return a picture as GEXF 1.3, with colours, places and shapes; what XML cannot hold becomes U+FFFD."""
    ET.register_namespace("viz", _VIZ)
    root = ET.Element("gexf", {"xmlns": _GEXF, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "Backstory"
    ET.SubElement(meta, "description").text = legal(picture.caption)
    graph = ET.SubElement(root, "graph", mode="static", defaultedgetype="directed")
    nodes, edges = picture.attributes()
    groups: tuple[tuple[str, list[dict[str, Any]]], ...] = (("node", nodes), ("edge", edges))
    for sort, items in groups:  # the schema has all declarations first
        declared = ET.SubElement(graph, "attributes", {"class": sort, "mode": "static"})
        for name in _names(items):
            kind = "boolean" if isinstance(items[0][name], bool) else "string"
            ET.SubElement(declared, "attribute", id=f"{sort}-{name}", title=name, type=kind)
    places = positions(picture)
    for sort, items in groups:
        group = ET.SubElement(graph, f"{sort}s")
        for item in items:
            _item(group, sort, item, places)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _item(group: ET.Element, sort: str, item: dict[str, Any], places: Mapping[str, Place]) -> None:
    fields = {"id": legal(item["id"]), "label": _text(item["label"])}
    if sort == "edge":
        fields |= {"source": legal(item["source"]), "target": legal(item["target"]), "kind": legal(item["relation"])}
    element = ET.SubElement(group, sort, fields)
    values = ET.SubElement(element, "attvalues")
    for name in _names([item]):
        value = item[name]
        text = str(value).lower() if isinstance(value, bool) else _text(value)
        ET.SubElement(values, "attvalue", {"for": f"{sort}-{name}", "value": text})
    if sort == "node":
        x, y = places[item["id"]]
        ET.SubElement(element, f"{{{_VIZ}}}color", _rgb(item["colour"]))
        ET.SubElement(element, f"{{{_VIZ}}}position", x=f"{x:.2f}", y=f"{y:.2f}", z="0.0")
        ET.SubElement(element, f"{{{_VIZ}}}size", value=str(_SIZE * (2 if item["focus"] else 1)))
        ET.SubElement(element, f"{{{_VIZ}}}shape", value=_SHAPES.get(item["shape"], "disc"))
    else:
        dashed = item["evidence"] == "inferred" or item["feedback"]
        ET.SubElement(element, f"{{{_VIZ}}}shape", value="dashed" if dashed else "solid")


def _text(text: str) -> str:
    """Return a text as an attribute can hold it: XML reads a carriage return as a line feed, unless it is replaced."""
    return legal(text).replace("\r", "\ufffd")


def _rgb(colour: str) -> dict[str, str]:
    return {name: str(int(colour[at : at + 2], 16)) for name, at in (("r", 1), ("g", 3), ("b", 5))}


def _names(items: list[dict[str, object]]) -> list[str]:
    """Return the attributes that have no place of their own in the format."""
    return [name for name in (items[0] if items else {}) if name not in {"id", "label", "source", "target"}]
