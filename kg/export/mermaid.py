"""A picture as Mermaid, which wikis and code hosts draw by themselves.

What the format cannot say: the ids of nodes, which become n1, n2 …; a blunt arrow; the line of what the editors added,
which is named in words; places. Characters that do not print are left out. Mermaid refuses a flowchart beyond bounds of
its own, which whoever only writes a page cannot move: such a picture is not written.
"""

from __future__ import annotations

from typing import Final

from kg.errors import LimitError
from kg.export.model import Edge, Family, Picture

__all__ = ["to_mermaid"]

_MAX_EDGES: Final = 500
_MAX_CHARACTERS: Final = 50_000

_SHAPES: Final = {
    "rounded box": ("(", ")"),
    "note": (">", "]"),
    "tabbed box": ("[/", "\\]"),
    "hexagon": ("{{", "}}"),
    "octagon": ("[[", "]]"),
    "parallelogram": ("[/", "/]"),
    "box": ("[", "]"),
    "ellipse": ("([", "])"),
}
_ARROWS: Final = {
    ("raises", False): "-->",
    ("raises", True): "-.->",
    ("lowers", False): "--x",
    ("lowers", True): "-.-x",
    ("kind of", False): "==>",
    ("kind of", True): "==>",
    ("other", False): "--o",
    ("other", True): "-.-o",
    ("step", False): "-->",
    ("step", True): "-.->",
}
_ENTITIES: Final = {
    "#": "#35;",
    '"': "#quot;",
    "<": "#lt;",
    ">": "#gt;",
    "&": "#amp;",
    "`": "#96;",
    "\\": "#92;",
    ";": "#59;",
}


def to_mermaid(picture: Picture, max_edges: int = _MAX_EDGES, max_characters: int = _MAX_CHARACTERS) -> str:
    """Return a picture as a Mermaid flowchart.

    Nodes are called n1, n2 … in the order of the picture. Mermaid has no blunt arrow: a cross stands for "lowers".

    Args:
        picture: what to write.
        max_edges: the ``maxEdges`` of the Mermaid that will draw it; 500 unless its page says otherwise.
        max_characters: its ``maxTextSize``; 50,000 unless its page says otherwise.

    Raises:
        LimitError: BS509, when Mermaid would not draw it.
    """
    text = _flowchart(picture)
    for size, most, what in ((len(picture.edges), max_edges, "edges"), (len(text), max_characters, "characters")):
        if size > most:
            raise LimitError(
                "BS509",
                f"the flowchart has {size:,} {what}; Mermaid draws at most {most:,}",
                "ask for fewer nodes (--top N, --cap N, --collapse), or for another format, such as html or svg",
            )
    return text


def _flowchart(picture: Picture) -> str:
    names = {node.id: f"n{number}" for number, node in enumerate(picture.nodes, 1)}
    lines = ["---", f"title: {_title(picture.caption)}", "---", f"flowchart {'BT' if picture.upward else 'LR'}"]
    for node in picture.nodes:
        before, after = _SHAPES[node.family.shape]
        lines.append(f'  {names[node.id]}{before}"{_escape(node.label)}"{after}:::{_style(node.family)}')
    for edge in picture.edges:
        arrow = _ARROWS[edge.polarity, edge.inferred or edge.feedback]
        lines.append(f'  {names[edge.source]} {arrow}|"{_escape(_words(edge))}"| {names[edge.target]}')
    for family in picture.families:
        look = f"fill:{family.colour},color:{family.text},stroke:#333333"
        lines.append(f"  classDef {_style(family)} {look}")
    legend = (
        "dotted: is missing" if picture.proves else "arrow raises, cross lowers, thick is a kind of, dotted inferred"
    )
    lines.append(f'  subgraph legend["Legend: {legend}"]')
    for number, family in enumerate(picture.families, 1):
        before, after = _SHAPES[family.shape]
        lines.append(f'    legend{number}{before}"{_escape(family.title)}"{after}:::{_style(family)}')
    return "\n".join([*lines, "  end", ""])


def _style(family: Family) -> str:
    """Return the name of a family among Mermaid's styles: never a word of its own grammar, such as ``class``."""
    return f"of_{family.name.lower()}"


def _words(edge: Edge) -> str:
    notes = [edge.modality] if edge.modality not in {"", "definite"} else []
    notes += ["editorial"] if edge.evidence == "editorial" else []
    return f"{edge.label} {' '.join(edge.claims)}".strip() + (f" ({', '.join(notes)})" if notes else "")


def _escape(text: str) -> str:
    plain = " ".join(text.split()) or " "
    return "".join(_ENTITIES.get(char, char) for char in plain if char.isprintable())


def _title(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
