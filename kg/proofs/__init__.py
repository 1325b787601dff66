"""Proofs on any ontology: why a triple follows, why it does not, and what would change it."""
