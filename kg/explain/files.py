"""Where the triples of loaded files come from, down to the line."""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.explain.model import Origin
from kg.load import Loaded
from kg.load.sources import open_source
from kg.terms import Triple

__all__ = ["FileOrigins"]

_SHOWN: Final = 3
"""How many places of one triple are named."""


class FileOrigins:
    """Where the triples of loaded files come from: the file, and in N-Triples the line.

    Args:
        loaded: what was loaded.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._lines: dict[str, list[int]] = {}

    def __call__(self, triple: Triple) -> tuple[Origin, ...]:
        """Return where a triple comes from; a triple that stands in many places is given the first of them."""
        dictionary, columns = self._loaded.dictionary, self._loaded.triples
        s, p, o = (dictionary.find(term) for term in triple)
        if s is None or p is None or o is None:
            return ()
        same = (columns.subjects == s) & (columns.predicates == p) & (columns.objects == o)
        rows = np.flatnonzero(same)[:_SHOWN].tolist()
        places = dict.fromkeys(self._place(row) for row in rows)
        return tuple(Origin(place, place) for place in places)

    def _place(self, row: int) -> str:
        file = next(file for file in self._loaded.files if file.start <= row < file.stop)
        lines = self._numbers(file.path)
        return f"{file.path}:{lines[row - file.start]}" if lines else file.path

    def _numbers(self, path: str) -> list[int]:
        """Return the line of each statement of a file of N-Triples, which has one to a line; else nothing."""
        if path not in self._lines:
            self._lines[path] = []
            if ".nt" in path and path != "-":
                with open_source(path) as source:
                    self._lines[path] = [
                        number
                        for number, line in enumerate(source.stream, 1)
                        if (text := line.strip()) and not text.startswith(b"#")
                    ]
        return self._lines[path]
