"""Explaining: why one concept acts on another, what a concept is, what a claim states."""

from kg.explain.dispute import explain_disputes
from kg.explain.document import SCHEMA_IRI, entry_json, json_schema, to_json
from kg.explain.influences import InfluenceGraph
from kg.explain.items import Item
from kg.explain.model import About, Explanation, Line, Origin, Path, Sign, Status, Step, Told
from kg.explain.naming import Names
from kg.explain.origins import ClaimOrigins
from kg.explain.outline import outline
from kg.explain.paths import paths
from kg.explain.proof_outline import Detail
from kg.explain.questions import DEFAULT_MAX, explain_claim, explain_pair, explain_term
from kg.explain.render import to_html, to_markdown

__all__ = [
    "DEFAULT_MAX",
    "SCHEMA_IRI",
    "About",
    "ClaimOrigins",
    "Detail",
    "Explanation",
    "InfluenceGraph",
    "Item",
    "Line",
    "Names",
    "Origin",
    "Path",
    "Sign",
    "Status",
    "Step",
    "Told",
    "entry_json",
    "explain_claim",
    "explain_disputes",
    "explain_pair",
    "explain_term",
    "json_schema",
    "outline",
    "paths",
    "to_html",
    "to_json",
    "to_markdown",
]
