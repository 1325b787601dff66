"""Drawings: by Graphviz where it is there and the picture is not too large, else plain ones."""

from __future__ import annotations

from kg.errors import UsageError
from kg.export import graphviz
from kg.export.layout import MANY
from kg.export.model import Picture
from kg.export.sketch import to_sketch

__all__ = ["draw"]


def draw(picture: Picture, form: str, *, bare: bool = False) -> bytes:
    """Return a picture as ``svg``, ``png`` or ``pdf``; a PDF fits on one A4 page.

    Args:
        picture: what to draw.
        form: the format.
        bare: without title and legend, for a page that has both.

    Raises:
        UsageError: BS024, when a PNG or PDF is asked for without Graphviz, or of more nodes than it can lay out.
    """
    if len(picture.nodes) <= MANY and graphviz.is_there():
        return graphviz.render(picture, form, bare=bare)
    if form == "svg":
        return to_sketch(picture, bare=bare).encode()
    if graphviz.is_there():
        raise UsageError(
            "BS024", f"{len(picture.nodes)} nodes are too many for a {form.upper()}", "write SVG, or use --top or --cap"
        )
    raise UsageError(
        "BS024", f"a {form.upper()} needs Graphviz, which is missing", "`pip install pygraphviz`, or write SVG"
    )
