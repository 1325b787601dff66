"""Generators of data sets: each module has a `SCHEMA`, a `NAMESPACE` and functions that yield N-Triples lines."""
