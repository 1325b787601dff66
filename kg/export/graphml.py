"""A picture as GraphML, which network tools such as yEd, Gephi, igraph and networkx read.

What the format cannot say: how nodes and edges look and where they stand; colour, shape and sign are attributes, which
a tool has to be told to draw. A carriage return becomes U+FFFD. An id that is an IRI is written as it is, although the
schema of the format asks for a name token.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kg.export.model import Picture, legal

__all__ = ["to_graphml"]


def to_graphml(picture: Picture) -> str:
    """Return a picture as GraphML; characters that XML cannot hold become U+FFFD."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    nodes, edges = picture.attributes()
    keys: dict[tuple[str, str], str] = {}
    for sort, items in (("node", nodes), ("edge", edges)):
        for name, value in (items[0] if items else {}).items():
            if name not in {"id", "source", "target"}:
                keys[sort, name] = f"d{len(keys)}"
                kind = "boolean" if isinstance(value, bool) else "string"
                fields = {"id": keys[sort, name], "for": sort, "attr.name": name, "attr.type": kind}
                ET.SubElement(root, "key", fields)
    ET.SubElement(root, "key", {"id": "title", "for": "graph", "attr.name": "title", "attr.type": "string"})
    graph = ET.SubElement(root, "graph", id="backstory", edgedefault="directed")
    ET.SubElement(graph, "data", key="title").text = legal(picture.caption)
    for sort, items in (("node", nodes), ("edge", edges)):
        for item in items:
            ends: dict[str, str] = {name: legal(str(item[name])) for name in ("id", "source", "target") if name in item}
            element = ET.SubElement(graph, sort, ends)
            for name, value in item.items():
                if (sort, name) in keys:
                    text = str(value).lower() if isinstance(value, bool) else legal(value).replace("\r", "\ufffd")
                    ET.SubElement(element, "data", key=keys[sort, name]).text = text
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
