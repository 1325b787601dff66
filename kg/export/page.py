"""A picture as one page of HTML that needs nothing else: complete without scripts, and with them to be explored.

What the format cannot say: no program reads the page back, save for the JSON that it saves. Labels are text, never
markup. The policy of the page lets nothing run but its own script, which is named by its hash, and lets nothing be
fetched.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final
from xml.etree import ElementTree as ET

from kg.explain.page import is_inert
from kg.export.drawing import draw
from kg.export.model import Picture, legal
from kg.export.shapes import outline, sample
from kg.version import __version__

__all__ = ["Details", "to_picture_page"]

_SVG: Final = "http://www.w3.org/2000/svg"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_NUMBERS: Final = frozenset({"d", "points", "x", "y", "cx", "cy", "rx", "ry", "font-size"})
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_SIGNS: Final = {
    "raises": "raises",
    "lowers": "lowers",
    "kind of": "is a kind of",
    "other": "another relation",
    "step": "premise, conclusion",
}
_EVIDENCE: Final = {"asserted": "stated", "editorial": "added by the editors", "inferred": "inferred"}
_DISCLAIMER: Final = (
    "For education and professional reference; not a medical device, and not for use when time is short."
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a page tells of nodes and edges beside their labels.

    Args:
        definitions: what the word of a node means, by its id.
        claims: statement, source and hedge of each claim, by its id.
        proofs: the lines of a proof, by the id of the edge that it proves.
        knowledge: version of the knowledge base.
    """

    definitions: Mapping[str, str] = field(default_factory=dict[str, str])
    claims: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    proofs: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    knowledge: str = ""


def to_picture_page(picture: Picture, details: Details | None = None) -> str:
    """Return a picture as a page that opens without a connection, and with scripts disabled.

    Args:
        picture: the picture.
        details: what to tell of its nodes and edges.
    """
    told = details or Details()
    nodes, edges = picture.attributes()
    drawing = draw(picture, "svg", bare=True).decode()
    assert is_inert(drawing), "a drawing only draws"
    for node in nodes:
        node["definition"] = told.definitions.get(node["id"], "")
    data = {
        "title": picture.caption,
        "nodes": [{key: node[key] for key in ("id", "label", "group", "definition")} for node in nodes],
        "edges": edges,
        "claims": {name: dict(claim) for name, claim in told.claims.items()},
        "proofs": {name: list(lines) for name, lines in told.proofs.items()},
    }
    script = _asset("kg.export", "picture.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    style = _asset("kg.explain", "page.css") + _asset("kg.export", "picture.css")
    title = html.escape(picture.caption)
    body = "".join(
        (
            f"<header><h1>{title}</h1></header><main>",
            _bar(),
            _legend(picture),
            f'<div class="layout"><div class="stage" tabindex="-1">{_slim(drawing, picture)}</div>',
            '<aside id="card" aria-live="polite" aria-label="Details"></aside></div>',
            _tables(picture, nodes, edges, told),
            f"</main><footer><p>{_DISCLAIMER}</p><p>{_versions(told)}</p></footer>",
            f'<script type="application/json" id="data">{_json(data)}</script>',
            f"<script>{script}</script>",
        )
    )
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _bar() -> str:
    buttons = (
        ("zoom-in", "Zoom in (+)"),
        ("zoom-out", "Zoom out (-)"),
        ("whole", "Whole picture (0)"),
        ("save-svg", "Save SVG"),
        ("save-png", "Save PNG"),
        ("save-json", "Save JSON"),
        ("print", "Print"),
    )
    pressed = "".join(f'<button type="button" id="{name}">{html.escape(words)}</button>' for name, words in buttons)
    search = (
        '<label for="search">Search (/)</label><input type="search" id="search" autocomplete="off" spellcheck="false">'
    )
    found = '<span id="found" aria-live="polite"></span>'
    return f'<div class="bar" role="toolbar" aria-label="Picture">{search}{found}{pressed}</div>'


def _legend(picture: Picture) -> str:
    """Return what the shapes, lines and heads mean; with scripts, each can be hidden and shown."""
    groups = [
        (
            f"group:{family.title}",
            family.title,
            f'<svg width="36" height="16" aria-hidden="true">{outline(family, 18, 8, 32, 14)}</svg>',
        )
        for family in picture.families
    ]
    signs = [
        (f"polarity:{name}", words, sample(name))
        for name, words in _SIGNS.items()
        if any(edge.polarity == name for edge in picture.edges)
    ]
    head = "step" if picture.proves else "raises"
    evidence = [
        (f"evidence:{name}", "missing" if picture.proves and name == "inferred" else words, sample(head, name))
        for name, words in _EVIDENCE.items()
        if any(edge.evidence == name for edge in picture.edges)
    ]
    if any(edge.feedback for edge in picture.edges):
        evidence.append(("feedback:true", "feeds back", sample("raises", feedback=True)))
    parts: list[str] = []
    for title, entries in (("Nodes", groups), ("Relations", signs), ("Evidence", evidence)):
        boxes = "".join(
            f'<label><input type="checkbox" checked data-hides="{html.escape(name)}"> {drawn} '
            f"{html.escape(words)}</label>"
            for name, words, drawn in entries
        )
        parts.append(f'<fieldset class="legend"><legend>{title}</legend>{boxes}</fieldset>' if entries else "")
    return "".join(parts)


def _tables(
    picture: Picture, nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], told: Details
) -> str:
    """Return nodes and edges as tables, for whoever does not see the picture."""
    labels = {node.id: node.label for node in picture.nodes}
    relations = [
        (
            labels[edge["source"]],
            edge["label"],
            labels[edge["target"]],
            _EVIDENCE[edge["evidence"]],
            edge["modality"],
            "; ".join(
                f"{name}: {told.claims[name]['statement']}" if name in told.claims else name
                for name in str(edge["claims"]).split()
            ),
        )
        for edge in edges
    ]
    concepts = [(node["label"], node["group"], node["definition"], node["id"]) for node in nodes]
    return "".join(
        (
            _table("Relations as a table", ("from", "relation", "to", "evidence", "how firmly", "claims"), relations),
            _table("Concepts as a table", ("concept", "kind", "definition", "id"), concepts),
        )
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    names = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    table = f'<div class="wide"><table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table></div>'
    return f"<section><details><summary><h2>{title}</h2></summary>{table}</details></section>"


def _slim(drawing: str, picture: Picture) -> str:
    """Return an SVG document as an element, without what the page says once for all of it.

    Each group gets a title that reads as a sentence, and a name that scripts know: ``data-node`` or ``data-edge``.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawing)  # noqa: S314 -- it was drawn here
    _name(root, picture)
    for element in root.iter():
        for name in ("font-family", "text-anchor", f"{{{_XML}}}space"):
            element.attrib.pop(name, None)
        if element.get("font-size") in {"13.00", "13"}:
            element.attrib.pop("font-size")
        for name in _NUMBERS & element.attrib.keys():
            element.set(name, _NUMBER.sub(_short, element.attrib[name]))
        # Between the lines of a label stands a space, so that it is read as the words it is named by.
        element.tail = " " if element.tag == f"{{{_SVG}}}text" else None
        if element.tag.rpartition("}")[2] not in {"text", "title"}:
            element.text = None
    return ET.tostring(root, encoding="unicode")


def _name(root: ET.Element, picture: Picture) -> None:
    """Give the groups of nodes and edges their names and titles; take out what Graphviz wraps around a tooltip."""
    nodes = {legal(node.id): node for node in picture.nodes}
    edges = {f"e{number}": edge for number, edge in enumerate(picture.edges, 1)}
    for group in [*root.iter(f"{{{_SVG}}}g")]:
        title = group.find(f"{{{_SVG}}}title")
        sort, name = group.get("class"), group.attrib.pop("id", "")
        if title is None:
            continue
        if sort == "node":
            node = nodes[title.text or ""]
            group.set("data-node", node.id)
            title.text = f"{legal(node.label)} ({node.family.title})"
        elif sort == "edge":
            edge = edges[name]
            group.set("data-edge", name)
            ends = (nodes[legal(edge.source)].label, edge.label, nodes[legal(edge.target)].label, *edge.claims)
            title.text = legal(" ".join(filter(None, ends)))
        else:
            group.remove(title)
        for wrapper in group.findall(f"{{{_SVG}}}g") if sort in {"node", "edge"} else ():
            at = list(group).index(wrapper)
            group[at : at + 1] = [part for link in wrapper for part in link]


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _json(value: object) -> str:
    """Return JSON that no HTML parser takes for the end of its element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _versions(told: Details) -> str:
    knowledge = f", knowledge {html.escape(told.knowledge)}" if told.knowledge else ""
    return f"Backstory {html.escape(__version__)}{knowledge}"


def _asset(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text("utf-8")
