"""A picture as DOT, the language of Graphviz.

What the format cannot say: nothing is lost; attributes that Graphviz does not know (``group_name``, ``relation``) are
kept for other readers of DOT. A line break in a label becomes a space.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Final

from kg.export.layers import Layer, boxes, layers
from kg.export.model import Edge, Family, Picture, legal

__all__ = ["to_dot"]

_SHAPES: Final[dict[str, dict[str, str]]] = {
    "rounded box": {"shape": "box", "style": "filled,rounded"},
    "note": {"shape": "note"},
    "tabbed box": {"shape": "component"},
    "hexagon": {"shape": "hexagon", "margin": "0.05,0.05"},
    "octagon": {"shape": "octagon", "margin": "0.05,0.05"},
    "parallelogram": {"shape": "parallelogram", "margin": "0.02,0.05"},
    "box": {"shape": "box"},
    "ellipse": {"shape": "ellipse", "margin": "0.02,0.03"},
}
_HEADS: Final = {"raises": "normal", "lowers": "tee", "kind of": "onormal", "other": "vee", "step": "normal"}
_LEGEND: Final = {
    "raises": "raises",
    "lowers": "lowers",
    "kind of": "is a kind of",
    "other": "another relation",
    "step": "premise, conclusion",
    "asserted": "stated",
    "editorial": "added by the editors",
    "inferred": "inferred",
    "missing": "missing",
    "feedback": "feeds back",
}
# In sizes from 12 to 14 the letters of this font stand well apart wherever it is drawn.
_FONT: Final = "Noto Sans,Helvetica,Arial,sans-serif"
_INK: Final = "#333333"
_LINES: Final = {"lowers": "#0072B2", "kind of": "#777777"}
"""Lines that are not drawn in ink."""
_WIDTH: Final = 16
"""Characters of a node's label before it is broken."""
_WIDE: Final = 26
"""The same, where nodes hold sentences."""
_NARROW: Final = 10
"""The same, on a page."""
_TITLE_WIDTH: Final = 100
_EDGE_WIDTH: Final = 13
"""Characters of an edge's label before it is broken."""


def to_dot(picture: Picture, *, page: bool = False, bare: bool = False, drawn: bool = False) -> str:
    """Return a picture as DOT: layers from left to right, what acts on the left of what it acts on.

    Args:
        picture: what to draw.
        page: fit it to one A4 page, landscape; edges then name their claims only, and layers have no boxes, so that the
            type stays legible.
        bare: without title and legend.
        drawn: for a drawing, not for a reader: an edge against the layers, as from a measure to what it relieves, is
            written from its head to its tail, with the head still drawn where it belongs, so that the layers keep
            their order.
    """
    graph = {
        "rankdir": "BT" if picture.upward else "LR",
        "label": "\\n".join(_escape(line) for line in textwrap.wrap(picture.caption, _TITLE_WIDTH) or [" "]),
        "labelloc": "t",
        "fontname": _FONT,
        "fontsize": "14",
        "nodesep": "0.16",
        "ranksep": "0.25",
        "bgcolor": "white",
        **({"label": ""} if bare else {}),
        **({"size": "11.3,7.9", "ratio": "compress", "margin": "0.15", "ranksep": "0.1"} if page else {}),
    }
    edge_look = {"fontname": _FONT, "fontsize": "12", "color": _INK, "fontcolor": _INK}
    nodes, edges = picture.attributes()
    lines = [
        "digraph backstory {",
        f"  graph {_attributes(graph)}",
        f"  node {_attributes({'fontname': _FONT, 'fontsize': '13', 'style': 'filled', 'height': '0.3'})}",
        f"  edge {_attributes(edge_look)}",
    ]
    for node, values in zip(picture.nodes, nodes, strict=True):
        style = {
            **_look(node.family),
            "label": _label(node.label, _WIDE if picture.upward else _NARROW if page else _WIDTH),
            "penwidth": "3" if node.focus else "1",
            "tooltip": _escape(f"{node.label} ({node.id}), {node.family.title}"),
            "group_name": values["group"],
            "focus": str(node.focus).lower(),
        }
        lines.append(f"  {_quote(node.id)} {_attributes(style)}")
    layer = layers(picture)
    for edge, values in zip(picture.edges, edges, strict=True):
        style = {
            "id": values["id"],
            "label": _edge_label(edge, words=not page),
            "tooltip": _escape(f"{edge.source} {edge.label} {edge.target} {' '.join(edge.claims)}"),
            **_line(edge.polarity, edge.evidence, feedback=edge.feedback),
            **{name: values[name] for name in ("relation", "polarity", "evidence", "modality", "claims")},
        }
        ends = (edge.source, edge.target)
        if drawn and layer and layer[edge.source] > layer[edge.target]:
            ends = (edge.target, edge.source)
            style |= {"dir": "both", "arrowtail": style["arrowhead"], "arrowhead": "none"}
        lines.append(f"  {_quote(ends[0])} -> {_quote(ends[1])} {_attributes(style)}")
    return "\n".join([*lines, *([] if page else _clusters(layer)), *([] if bare else _legend(picture)), "}", ""])


def _clusters(layer: Mapping[str, int]) -> list[str]:
    """Draw a box around the nodes of each layer."""
    lines: list[str] = []
    for title, members in boxes(layer).items():
        look = f'label="{title.value}"; fontsize="13"; fontcolor="#555555"; color="#BBBBBB"; style="rounded";'
        lines.append(f"  subgraph cluster_layer_{list(Layer).index(title)} {{")
        lines.append(f'    {look} margin="10"; labelloc="b"; labeljust="l";')
        lines += [f"    {_quote(name)};" for name in members]
        lines.append("  }")
    return lines


def _look(family: Family) -> dict[str, str]:
    return {"style": "filled", **_SHAPES[family.shape], "fillcolor": family.colour, "fontcolor": family.text}


def _line(polarity: str, evidence: str, *, feedback: bool) -> dict[str, str]:
    """Return how an edge is drawn: its head tells the sign, its line whether it is stated."""
    line = {"arrowhead": _HEADS[polarity], "style": "solid"}
    colour = _LINES.get(polarity, _INK)
    line |= {"color": colour, "fontcolor": _LINES["lowers"] if polarity == "lowers" else _INK}
    if polarity == "lowers":
        line |= {"penwidth": "1.6", "arrowsize": "1.3"}
    if evidence == "editorial":
        line["color"] = f"{colour}:white:{colour}"
    if evidence == "inferred":
        line["style"] = "dashed"
    if feedback:
        line |= {"style": "dashed", "constraint": "false", "color": "#D55E00"}
    return line


def _legend(picture: Picture) -> list[str]:
    """Draw a sample of every family and every sort of line that occurs."""
    samples = [
        (_LEGEND[polarity], polarity, "asserted", False)
        for polarity in _HEADS
        if any(edge.polarity == polarity for edge in picture.edges)
    ]
    samples += [
        (_LEGEND["missing" if picture.proves else evidence], "step" if picture.proves else "raises", evidence, False)
        for evidence in ("editorial", "inferred")
        if any(edge.evidence == evidence for edge in picture.edges)
    ]
    if any(edge.feedback for edge in picture.edges):
        samples.append((_LEGEND["feedback"], "raises", "asserted", True))
    lines = [
        "  subgraph cluster_legend {",
        '    label="Legend"; fontsize="13"; color="#BBBBBB"; style="rounded"; margin="10";',
    ]
    for number, family in enumerate(picture.families):
        style = {**_look(family), "label": _escape(family.title), "fontsize": "12"}
        lines.append(f"    legend_family_{number} {_attributes(style)}")
    for number, (words, polarity, evidence, feedback) in enumerate(samples):
        point = {"shape": "point", "width": "0.05", "label": "", "group": f"sample{number}"}
        name = {
            "shape": "plaintext",
            "style": "",
            "label": _escape(words),
            "fontsize": "12",
            "group": f"sample{number}",
        }
        lines.append(f"    legend_from_{number} {_attributes(point)}")
        lines.append(f"    legend_to_{number} {_attributes(name)}")
        look = _line(polarity, evidence, feedback=feedback) | {"constraint": "true", "weight": "100"}
        lines.append(f"    legend_from_{number} -> legend_to_{number} {_attributes(look)}")
    return [*lines, "  }"]


def _edge_label(edge: Edge, *, words: bool) -> str:
    """Name the claims and how firm they are, and before them the relation if there is room for words."""
    firmness = f" ({edge.modality})" if edge.modality not in {"", "definite"} else ""
    minus = "\u2212 " if edge.polarity == "lowers" else ""
    claims = textwrap.wrap(f"{minus}{' '.join(edge.claims)}{firmness}", _EDGE_WIDTH if words else _NARROW)
    silent = not words or edge.inferred or edge.polarity == "kind of"
    verb = [] if silent else textwrap.wrap(edge.label, _EDGE_WIDTH, break_long_words=False)
    return "\\n".join(_escape(line) for line in [*verb, *claims])


def _label(text: str, width: int) -> str:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text]
    return "\\n".join(_escape(line) for line in lines)


def _escape(text: str) -> str:
    """Return text as a label shows it: Graphviz reads backslashes and entities in labels, and no control characters."""
    return " ".join(legal(text).replace("\\", "\\\\").replace("&", "&amp;").split()) or " "


def _quote(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _attributes(values: Mapping[str, object]) -> str:
    return "[" + ", ".join(f"{name}={_quote(str(value))}" for name, value in values.items()) + "];"
