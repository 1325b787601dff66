"""The shapes of nodes and the heads of edges as SVG, for legends and for drawings without Graphviz."""

from __future__ import annotations

import math
from typing import Final

from kg.export.model import Family

__all__ = ["head", "outline", "sample"]

_INK: Final = "#333333"
_BLUE: Final = "#0072b2"
_SKEW: Final = 0.18


def outline(family: Family, x: float, y: float, width: float, height: float, pen: int = 1) -> str:
    """Return the shape of a family as an SVG element.

    Args:
        family: whose shape it is.
        x: its middle, to the right.
        y: its middle, downwards.
        width: of the box that it fills.
        height: of that box.
        pen: how thick the line is.
    """
    look = f'fill="{family.colour}" stroke="{_INK}"' + (f' stroke-width="{pen}"' if pen != 1 else "")
    if family.shape == "ellipse":
        return f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(width / 2)}" ry="{_n(height / 2)}" {look}/>'
    left, top = x - width / 2, y - height / 2
    if family.shape == "rounded box":
        box = f'x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}"'
        return f'<rect {box} rx="{_n(height / 3)}" {look}/>'
    corners = [(left + a * width, top + b * height) for a, b in _corners(family.shape, height / width)]
    points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
    return f'<polygon points="{points}" {look}/>'


def _corners(shape: str, ratio: float) -> list[tuple[float, float]]:
    """Return the corners of a shape in a box of width and height 1; `ratio` is height to width."""
    cut = min(0.3, 0.3 * ratio)
    match shape:
        case "hexagon":
            return [(_SKEW, 0), (1 - _SKEW, 0), (1, 0.5), (1 - _SKEW, 1), (_SKEW, 1), (0, 0.5)]
        case "octagon":
            return [(cut, 0), (1 - cut, 0), (1, 0.3), (1, 0.7), (1 - cut, 1), (cut, 1), (0, 0.7), (0, 0.3)]
        case "parallelogram":
            return [(_SKEW, 0), (1, 0), (1 - _SKEW, 1), (0, 1)]
        case "note":
            return [(0, 0), (1 - cut, 0), (1, 0.3), (1, 1), (0, 1)]
        case "tabbed box":
            return [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0.8), (-0.04, 0.8), (-0.04, 0.2), (0, 0.2)]
        case _:
            return [(0, 0), (1, 0), (1, 1), (0, 1)]


def head(polarity: str, x: float, y: float, dx: float, dy: float) -> str:
    """Return the head of an edge as an SVG element: it tells the sign.

    Args:
        polarity: as `kg.export.model.Edge` has it.
        x: where the edge ends, to the right.
        y: where it ends, downwards.
        dx: the direction in which it comes, to the right.
        dy: that direction, downwards.
    """
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length

    def at(back: float, side: float) -> str:
        return f"{_n(x - ux * back - uy * side)},{_n(y - uy * back + ux * side)}"

    if polarity == "lowers":
        return f'<polyline points="{at(1, 6)} {at(1, -6)}" fill="none" stroke="{_BLUE}" stroke-width="3"/>'
    if polarity == "other":
        return f'<polyline points="{at(9, 4)} {at(0, 0)} {at(9, -4)}" fill="none" stroke="{_INK}"/>'
    fill = "#ffffff" if polarity == "kind of" else _INK
    return f'<polygon points="{at(10, 4)} {at(0, 0)} {at(10, -4)}" fill="{fill}" stroke="{_INK}"/>'


def sample(polarity: str, evidence: str = "asserted", *, feedback: bool = False) -> str:
    """Return a short edge as an SVG document of 36 by 12 points, for a legend."""
    colour = _BLUE if polarity == "lowers" else "#d55e00" if feedback else _INK
    dash = ' stroke-dasharray="5,2"' if evidence == "inferred" or feedback else ""
    rows = (4, 8) if evidence == "editorial" else (6,)
    lines = "".join(f'<path d="M1,{y}L28,{y}" fill="none" stroke="{colour}"{dash}/>' for y in rows)
    return f'<svg width="36" height="12" aria-hidden="true">{lines}{head(polarity, 34, 6, 1, 0)}</svg>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
