"""A plain drawing in SVG, for what Graphviz cannot draw: where it is missing, or when there are too many nodes.

Nodes have the shapes and colours of their families, edges are straight; the legend stands below.
"""

from __future__ import annotations

import html
import textwrap
from typing import Final

from kg.export.layers import boxes, layers
from kg.export.layout import Place, positions, size, wrapped
from kg.export.model import Edge, Picture, legal
from kg.export.shapes import head, outline

__all__ = ["to_sketch"]

_FONT: Final = "Noto Sans,Helvetica,Arial,sans-serif"
_MARGIN: Final = 20.0
_TITLE: Final = 20.0
_BOX: Final = (12.0, 20.0)
"""How far the box of a layer is from its nodes, and how high its title is, in points."""
_WORDS: Final = {
    "raises": "raises",
    "lowers": "lowers",
    "kind of": "is a kind of",
    "other": "another relation",
    "step": "premise, conclusion",
}


def to_sketch(picture: Picture, *, bare: bool = False) -> str:
    """Return a picture as SVG.

    Args:
        picture: what to draw.
        bare: without title and legend.
    """
    sizes = {node.id: size(node.label, upward=picture.upward) for node in picture.nodes}
    places = positions(picture)
    title = [] if bare else textwrap.wrap(" ".join(legal(picture.caption).split()), 100)
    right = max([places[node][0] + sizes[node][0] / 2 for node in places] or [200.0])
    high = max([places[node][1] + sizes[node][1] / 2 for node in places] or [20.0])
    top = _MARGIN + _TITLE * len(title)
    # SVG counts down from the top.
    middles = {node: (x + _MARGIN, high - y + top) for node, (x, y) in places.items()}
    parts = [_text(line, _MARGIN, _MARGIN + _TITLE * at, 14, "start") for at, line in enumerate(title)]
    parts += _boxes(picture, middles, sizes)
    numbers = {id(edge): number for number, edge in enumerate(picture.edges, 1)}
    parts += [
        f'<g id="e{numbers[id(edge)]}" class="edge"><title>{_escape(f"{edge.source}->{edge.target}")}</title>'
        f"{_edge(edge, middles, sizes)}</g>"
        for edge in picture.edges
    ]
    for number, node in enumerate(picture.nodes, 1):
        x, y = middles[node.id]
        lines = wrapped(node.label, upward=picture.upward)
        words = "".join(
            _text(line, x, y + 4.5 + 16 * (at - (len(lines) - 1) / 2), 13, "middle", node.family.text)
            for at, line in enumerate(lines)
        )
        shape = outline(node.family, x, y, *sizes[node.id], pen=3 if node.focus else 1)
        parts.append(f'<g id="node{number}" class="node"><title>{_escape(node.id)}</title>{shape}{words}</g>')
    bottom = high + top + _MARGIN + _BOX[1]
    if not bare:
        parts += _legend(picture, bottom)
        bottom += 24 * max(len(picture.families), len(_polarities(picture)) + 1) + _MARGIN
    wide = max([right + 2 * _MARGIN, *(8.0 * len(line) + 2 * _MARGIN for line in title), 0.0 if bare else 560.0])
    width, height = f"{wide:.0f}", f"{bottom:.0f}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}">\n<g class="graph" font-family="{_FONT}">\n'
        + "\n".join(parts)
        + "\n</g>\n</svg>\n"
    )


def _boxes(picture: Picture, middles: dict[str, Place], sizes: dict[str, tuple[float, float]]) -> list[str]:
    """Draw a box around the nodes of each layer, with its title at the foot."""
    parts: list[str] = []
    for title, nodes in boxes(layers(picture)).items():
        members = [(*middles[node], *sizes[node]) for node in nodes]
        left = min(x - width / 2 for x, _, width, _ in members) - _BOX[0]
        right = max(x + width / 2 for x, _, width, _ in members) + _BOX[0]
        top = min(y - height / 2 for _, y, _, height in members) - _BOX[0]
        foot = max(y + height / 2 for _, y, _, height in members) + _BOX[1]
        frame = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{foot - top:.1f}" rx="8"'
        words = _text(title.value, left + 6, foot - 5, 12, "start", "#555555")
        parts.append(f'<g class="cluster"><rect {frame} fill="none" stroke="#bbbbbb"/>{words}</g>')
    return parts


def _edge(edge: Edge, middles: dict[str, Place], sizes: dict[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = middles[edge.source], middles[edge.target]
    colour = "#d55e00" if edge.feedback else "#0072b2" if edge.polarity == "lowers" else "#333333"
    dash = (
        ' stroke-dasharray="5,2"' if edge.inferred or edge.feedback else ' stroke-width="2"' if edge.editorial else ""
    )
    if edge.source == edge.target:
        half, up = sizes[edge.source][0] / 2, sizes[edge.source][1] / 2
        start = f"{x1 + half:.1f},{y1:.1f}"
        turn = f"{x1 + half + 30:.1f},{y1:.1f} {x1:.1f},{y1 - up - 30:.1f}"
        path = f"M{start}C{turn} {x1:.1f},{y1 - up:.1f}"
        end, way, middle = (x1, y1 - up), (0.0, 1.0), (x1 + half, y1 - up - 8)
    else:
        begin = _border((x1, y1), (x2, y2), sizes[edge.source])
        end = _border((x2, y2), (x1, y1), sizes[edge.target])
        path = f"M{begin[0]:.1f},{begin[1]:.1f}L{end[0]:.1f},{end[1]:.1f}"
        way, middle = (x2 - x1, y2 - y1), ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2 - 3)
    line = f'<path d="{path}" fill="none" stroke="{colour}"{dash}/>{head(edge.polarity, *end, *way)}'
    firmness = f" ({edge.modality})" if edge.modality not in {"", "definite"} else ""
    words = f"{' '.join(edge.claims)}{firmness}".strip()
    return line + (_text(words, *middle, 11, "middle", "#333333") if words else "")


def _border(middle: Place, other: Place, box: tuple[float, float]) -> Place:
    """Return where the line from the middle of a box to another point leaves the box."""
    dx, dy = other[0] - middle[0], other[1] - middle[1]
    share = min(
        box[0] / 2 / abs(dx) if dx else 1.0,
        box[1] / 2 / abs(dy) if dy else 1.0,
        1.0,
    )
    return middle[0] + dx * share, middle[1] + dy * share


def _polarities(picture: Picture) -> list[str]:
    return [name for name in _WORDS if any(edge.polarity == name for edge in picture.edges)]


def _legend(picture: Picture, top: float) -> list[str]:
    parts: list[str] = []
    for at, family in enumerate(picture.families):
        y = top + 24 * at
        shape = outline(family, _MARGIN + 24, y, 40, 18)
        parts.append(f"<g>{shape}{_text(family.title, _MARGIN + 54, y + 4, 12, 'start')}</g>")
    left = _MARGIN + 220
    for at, name in enumerate(_polarities(picture)):
        y = top + 24 * at
        colour = "#0072b2" if name == "lowers" else "#333333"
        line = f'<path d="M{left},{y}L{left + 36},{y}" fill="none" stroke="{colour}"/>{head(name, left + 40, y, 1, 0)}'
        parts.append(f"<g>{line}{_text(_WORDS[name], left + 54, y + 4, 12, 'start')}</g>")
    y = top + 24 * len(_polarities(picture))
    dashed = "missing" if picture.proves else "inferred"
    notes = [f"dashed: {dashed}"] if any(edge.inferred for edge in picture.edges) else []
    notes += ["red: feeds back"] if any(edge.feedback for edge in picture.edges) else []
    notes += ["thick: added by the editors"] if any(edge.editorial for edge in picture.edges) else []
    return [*parts, _text("; ".join(notes), left, y + 4, 12, "start")] if notes else parts


def _text(words: str, x: float, y: float, points: int, anchor: str, colour: str = "#000000") -> str:
    place = f'text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}" font-size="{points}"'
    return f'<text {place} fill="{colour}">{_escape(words)}</text>'


def _escape(text: str) -> str:
    return html.escape(legal(text))
