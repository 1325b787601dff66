"""Pictures: one typed model, and one small writer for each format."""

from collections.abc import Callable

from kg.export.dot import to_dot
from kg.export.graphml import to_graphml
from kg.export.layout import draw, positions
from kg.export.mermaid import to_mermaid
from kg.export.model import Edge, Family, Node, Picture
from kg.export.network import to_cytoscape, to_d3
from kg.export.proof import picture_of_proofs
from kg.export.select import (
    DEFAULT_CAP,
    picture_of_all,
    picture_of_answer,
    picture_of_explanation,
    picture_of_term,
)

__all__ = [
    "DEFAULT_CAP",
    "WRITERS",
    "Edge",
    "Family",
    "Node",
    "Picture",
    "draw",
    "picture_of_all",
    "picture_of_answer",
    "picture_of_explanation",
    "picture_of_proofs",
    "picture_of_term",
    "positions",
    "to_cytoscape",
    "to_d3",
    "to_dot",
    "to_graphml",
    "to_mermaid",
]

WRITERS: dict[str, Callable[[Picture], str | bytes]] = {
    "svg": lambda picture: draw(picture, "svg"),
    "dot": to_dot,
    "png": lambda picture: draw(picture, "png"),
    "pdf": lambda picture: draw(picture, "pdf"),
    "mermaid": to_mermaid,
    "graphml": to_graphml,
    "cyjs": to_cytoscape,
    "d3": to_d3,
}
"""The writer of each format, by name."""
