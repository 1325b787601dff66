"""Drawings by Graphviz, which comes with the pygraphviz wheel, in a font that comes as a wheel too."""

from __future__ import annotations

import contextlib
import html
import importlib.resources
import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

from kg.export.dot import to_dot
from kg.export.model import Picture

__all__ = ["is_there", "places", "render"]

_CONFIG: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir>{cache}</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>"""
_DATE: Final = re.compile(rb"/CreationDate \(D:\d{14}Z\)")


def is_there() -> bool:
    """Return whether Graphviz can be used."""
    return importlib.util.find_spec("pygraphviz") is not None


def render(picture: Picture, form: str, *, bare: bool = False) -> bytes:
    """Return a picture as ``svg``, ``png`` or ``pdf``; a PDF fits on one A4 page.

    Args:
        picture: what to draw.
        form: the format.
        bare: without title and legend, for a page that has both.
    """
    import pygraphviz

    graph: Any = pygraphviz.AGraph(string=to_dot(picture, page=form == "pdf", bare=bare, drawn=True))
    if form == "png":
        graph.graph_attr["dpi"] = "150"
    with _drawing():
        data: bytes = graph.draw(format=form, prog="dot")
    # The time of drawing says nothing about the picture, and would make two runs differ.
    return _DATE.sub(b"/CreationDate (D:20000101000000Z)", data) if form == "pdf" else data


def places(picture: Picture) -> dict[str, tuple[float, float]]:
    """Return where each node stands, in points from the lower left corner, by node id."""
    import pygraphviz

    graph: Any = pygraphviz.AGraph(string=to_dot(picture, drawn=True))
    with _drawing():
        graph.layout(prog="dot")
    found: dict[str, tuple[float, float]] = {}
    for node in picture.nodes:
        x, y = str(graph.get_node(node.id).attr["pos"]).split(",")
        found[node.id] = (float(x), float(y))
    return found


@contextlib.contextmanager
def _drawing() -> Generator[None]:
    """Let Graphviz find the font that comes with Backstory's requirements, and keep its notes to itself.

    The machine's own fonts serve where that one has no glyph; a machine without fonts draws the same picture.
    """
    fonts = Path(str(importlib.resources.files("fontpkg_noto_sans"))) / "files"
    sys.stderr.flush()
    kept = os.dup(2)
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory() as scratch, Path(os.devnull).open("wb") as nowhere:
        config = Path(scratch) / "fonts.conf"
        config.write_text(_CONFIG.format(fonts=html.escape(str(fonts)), cache=html.escape(scratch)), "utf-8")
        os.environ["FONTCONFIG_FILE"] = before or str(config)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
