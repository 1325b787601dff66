"""A picture as GraphML, which network tools such as yEd, Gephi, igraph and networkx read."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from kg.export.model import Picture

__all__ = ["to_graphml"]

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    ET.SubElement(graph, "data", key="title").text = _legal(picture.caption)
    for sort, items in (("node", nodes), ("edge", edges)):
        for item in items:
            ends: dict[str, str] = {
                name: _legal(str(item[name])) for name in ("id", "source", "target") if name in item
            }
            element = ET.SubElement(graph, sort, ends)
            for name, value in item.items():
                if (sort, name) in keys:
                    text = str(value).lower() if isinstance(value, bool) else _legal(value)
                    ET.SubElement(element, "data", key=keys[sort, name]).text = text
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text).replace("\r", "\ufffd")
