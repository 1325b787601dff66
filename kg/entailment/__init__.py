"""Entailment: whether a conclusion follows from premises, also where it is no plain triple of their closure."""

from kg.entailment.decide import Entailment, Shown, Way, entails

__all__ = ["Entailment", "Shown", "Way", "entails"]
