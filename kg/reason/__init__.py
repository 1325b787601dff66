"""Reasoning: from triples to their `Closure` under OWL 2 RL."""

from kg.reason.built import closure_bytes, read_closure
from kg.reason.closure import Closure, View, Violation
from kg.reason.materialise import REASONERS, materialise, run_reasoner

__all__ = [
    "REASONERS",
    "Closure",
    "View",
    "Violation",
    "closure_bytes",
    "materialise",
    "read_closure",
    "run_reasoner",
]
