"""Reasoning: from an `Ontology` to its `Closure` under OWL 2 RL."""

from kg.reason.closure import Closure
from kg.reason.materialise import Reasoner, materialise

__all__ = ["Closure", "Reasoner", "materialise"]
