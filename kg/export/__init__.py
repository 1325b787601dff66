"""Pictures: one typed model, and one small writer for each format."""

from collections.abc import Callable

from kg.export.assessment import picture_of_assessment
from kg.export.cx2 import to_cx2
from kg.export.details import details_of, details_of_terms
from kg.export.dot import to_dot
from kg.export.drawing import draw
from kg.export.gexf import to_gexf
from kg.export.graphml import to_graphml
from kg.export.layout import layered, positions
from kg.export.linked import to_jsonld
from kg.export.mermaid import to_mermaid
from kg.export.model import Edge, Family, Node, Picture
from kg.export.network import to_cytoscape, to_d3
from kg.export.ontology import picture_of_hierarchy, picture_of_ontology
from kg.export.page import Details, to_picture_page
from kg.export.proof import picture_of_proofs
from kg.export.reduce import central, collapsed, nearest
from kg.export.select import (
    DEFAULT_CAP,
    picture_of_all,
    picture_of_answer,
    picture_of_explanation,
    picture_of_term,
)
from kg.export.tables import csv_tables, kgx_tables, to_csv, to_kgx
from kg.export.yed import to_yed

__all__ = [
    "DEFAULT_CAP",
    "TABLES",
    "WRITERS",
    "Details",
    "Edge",
    "Family",
    "Node",
    "Picture",
    "central",
    "collapsed",
    "csv_tables",
    "details_of",
    "details_of_terms",
    "draw",
    "kgx_tables",
    "layered",
    "nearest",
    "picture_of_all",
    "picture_of_answer",
    "picture_of_assessment",
    "picture_of_explanation",
    "picture_of_hierarchy",
    "picture_of_ontology",
    "picture_of_proofs",
    "picture_of_term",
    "positions",
    "to_csv",
    "to_cx2",
    "to_cytoscape",
    "to_d3",
    "to_dot",
    "to_gexf",
    "to_graphml",
    "to_jsonld",
    "to_kgx",
    "to_mermaid",
    "to_picture_page",
    "to_yed",
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
    "yed": to_yed,
    "gexf": to_gexf,
    "cx2": to_cx2,
    "csv": to_csv,
    "kgx": to_kgx,
    "jsonld": to_jsonld,
    "html": to_picture_page,
}
"""The writer of each format, by name."""

TABLES: dict[str, Callable[[Picture], dict[str, str]]] = {"csv": csv_tables, "kgx": kgx_tables}
"""The formats of two files, by name: the text of each, by how its name ends; in `WRITERS` they are zip archives."""
