"""A picture as GraphML in the flavour of yEd: labels, shapes, colours and places are shown as they are drawn here.

What the format cannot say: the note and the tab of a shape, which become a trapezoid and a box in three dimensions;
hedge and evidence have no graphics but the dash of a line, and stand in plain GraphML attributes.
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from kg.export.layout import positions
from kg.export.model import Edge, Node, Picture, legal

__all__ = ["to_yed"]

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
_Y: Final = "http://www.yworks.com/xml/graphml"
_SHAPES: Final = {
    "rounded box": "roundrectangle",
    "note": "trapezoid",
    "tabbed box": "rectangle3d",
    "hexagon": "hexagon",
    "octagon": "octagon",
    "parallelogram": "parallelogram",
    "box": "rectangle",
    "ellipse": "ellipse",
}
_HEADS: Final = {
    "raises": "standard",
    "lowers": "t_shape",
    "kind of": "white_delta",
    "other": "plain",
    "step": "standard",
}
_LETTER: Final = 7.0
"""How wide a letter of a label is, in points, so that a node is wide enough for it."""


def to_yed(picture: Picture) -> str:
    """Return a picture as GraphML for yEd; characters that XML cannot hold become U+FFFD."""
    ET.register_namespace("y", _Y)
    root = ET.Element("graphml", {"xmlns": _GRAPHML})
    nodes, edges = picture.attributes()
    keys: dict[tuple[str, str], str] = {}
    for sort, graphics, items in (("node", "nodegraphics", nodes), ("edge", "edgegraphics", edges)):
        ET.SubElement(root, "key", {"id": graphics, "for": sort, "yfiles.type": graphics})
        for name, value in (items[0] if items else {}).items():
            if name not in {"id", "source", "target"}:
                keys[sort, name] = f"{sort}-{name}"
                kind = "boolean" if isinstance(value, bool) else "string"
                fields = {"id": keys[sort, name], "for": sort, "attr.name": name, "attr.type": kind}
                ET.SubElement(root, "key", fields)
    graph = ET.SubElement(root, "graph", id="backstory", edgedefault="directed")
    places = positions(picture)
    for node, values in zip(picture.nodes, nodes, strict=True):
        element = ET.SubElement(graph, "node", id=legal(node.id))
        _data(element, "node", values, keys)
        _shape(ET.SubElement(element, "data", key="nodegraphics"), node, places[node.id])
    for edge, values in zip(picture.edges, edges, strict=True):
        ends = {"id": str(values["id"]), "source": legal(edge.source), "target": legal(edge.target)}
        element = ET.SubElement(graph, "edge", ends)
        _data(element, "edge", values, keys)
        _line(ET.SubElement(element, "data", key="edgegraphics"), edge)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _data(element: ET.Element, sort: str, values: dict[str, object], keys: dict[tuple[str, str], str]) -> None:
    for name, value in values.items():
        if (sort, name) in keys:
            text = str(value).lower() if isinstance(value, bool) else legal(str(value)).replace("\r", "\ufffd")
            ET.SubElement(element, "data", key=keys[sort, name]).text = text


def _shape(data: ET.Element, node: Node, place: tuple[float, float]) -> None:
    shape = ET.SubElement(data, f"{{{_Y}}}ShapeNode")
    width = max(60.0, _LETTER * len(node.label) + 20)
    x, y = place[0] - width / 2, -place[1] - 15  # yEd counts down from the top
    ET.SubElement(shape, f"{{{_Y}}}Geometry", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height="30.0")
    ET.SubElement(shape, f"{{{_Y}}}Fill", color=node.family.colour, transparent="false")
    ET.SubElement(shape, f"{{{_Y}}}BorderStyle", color="#333333", type="line", width="3.0" if node.focus else "1.0")
    label = ET.SubElement(shape, f"{{{_Y}}}NodeLabel", textColor=node.family.text, visible="true")
    label.text = _words(node.label)
    ET.SubElement(shape, f"{{{_Y}}}Shape", type=_SHAPES[node.family.shape])


def _line(data: ET.Element, edge: Edge) -> None:
    line = ET.SubElement(data, f"{{{_Y}}}PolyLineEdge")
    dashed = edge.inferred or edge.feedback
    colour = "#0072B2" if edge.polarity == "lowers" else "#333333"
    ET.SubElement(line, f"{{{_Y}}}LineStyle", color=colour, type="dashed" if dashed else "line", width="1.0")
    ET.SubElement(line, f"{{{_Y}}}Arrows", source="none", target=_HEADS[edge.polarity])
    ET.SubElement(line, f"{{{_Y}}}EdgeLabel", visible="true").text = _words(f"{edge.label} {' '.join(edge.claims)}")


def _words(text: str) -> str:
    return " ".join(legal(text).split()) or " "
