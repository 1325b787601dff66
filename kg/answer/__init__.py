"""Queries over the asserted or entailed graph: named ones, free ones, and the checks."""

from kg.answer.ask import ask, bind, named
from kg.answer.catalogue import Group, Parameter, Query, Regime, Shape, catalogue
from kg.answer.checks import Finding, check_all, checks, store_of, violations
from kg.answer.forms import forms, shown
from kg.answer.sparql import Answer, Graph, Limits, Rows, Verdict, evaluate

__all__ = [
    "Answer",
    "Finding",
    "Graph",
    "Group",
    "Limits",
    "Parameter",
    "Query",
    "Regime",
    "Rows",
    "Shape",
    "Verdict",
    "ask",
    "bind",
    "catalogue",
    "check_all",
    "checks",
    "evaluate",
    "forms",
    "named",
    "shown",
    "store_of",
    "violations",
]
