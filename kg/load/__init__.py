"""From files, or triples in memory, to columns of ids."""

from __future__ import annotations

from kg.load.documents import Loaded, LoadedFile, load, load_triples

__all__ = ["Loaded", "LoadedFile", "load", "load_triples"]
