"""Drawings by Graphviz, which comes with the pygraphviz wheel; nothing else is needed on the machine."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Generator
from typing import Any, Final

from kg.export.dot import to_dot
from kg.export.model import Picture

__all__ = ["draw", "positions"]

_DATE: Final = re.compile(rb"/CreationDate \(D:\d{14}Z\)")


def draw(picture: Picture, form: str) -> bytes:
    """Return a picture as ``svg``, ``png`` or ``pdf``; a PDF fits on one A4 page."""
    import pygraphviz

    graph: Any = pygraphviz.AGraph(string=to_dot(picture, page=form == "pdf"))
    if form == "png":
        graph.graph_attr["dpi"] = "150"
    with _quiet():
        data: bytes = graph.draw(format=form, prog="dot")
    # The time of drawing says nothing about the picture, and would make two runs differ.
    return _DATE.sub(b"/CreationDate (D:20000101000000Z)", data) if form == "pdf" else data


def positions(picture: Picture) -> dict[str, tuple[float, float]]:
    """Return where each node stands, in points from the lower left corner, by node id."""
    import pygraphviz

    graph: Any = pygraphviz.AGraph(string=to_dot(picture))
    with _quiet():
        graph.layout(prog="dot")
    found: dict[str, tuple[float, float]] = {}
    for node in picture.nodes:
        x, y = str(graph.get_node(node.id).attr["pos"]).split(",")
        found[node.id] = (float(x), float(y))
    return found


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Keep the notes of font libraries about the machine's settings out of standard error."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path of ours
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
