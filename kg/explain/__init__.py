"""Explaining: why one concept acts on another, what a concept is, what a claim states."""

from kg.explain.influences import InfluenceGraph
from kg.explain.model import About, Explanation, Path, Sign, Status, Step
from kg.explain.outline import Item, outline
from kg.explain.paths import paths
from kg.explain.questions import DEFAULT_MAX, explain_claim, explain_pair, explain_term
from kg.explain.render import SCHEMA_IRI, entry_json, json_schema, to_html, to_json, to_markdown

__all__ = [
    "DEFAULT_MAX",
    "SCHEMA_IRI",
    "About",
    "Explanation",
    "InfluenceGraph",
    "Item",
    "Path",
    "Sign",
    "Status",
    "Step",
    "entry_json",
    "explain_claim",
    "explain_pair",
    "explain_term",
    "json_schema",
    "outline",
    "paths",
    "to_html",
    "to_json",
    "to_markdown",
]
