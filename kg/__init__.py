"""Backstory: a knowledge graph that answers *why*.

>>> import kg
>>> graph = kg.open()
>>> print(graph.explain("deep breathing", "muscle tension").answer)
Deep breathing can lower muscle tension, as a kind of stress reduction technique.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import (
    BackstoryError,
    LimitError,
    OntologyError,
    OutputError,
    TermError,
    UsageError,
)
from kg.explain import Explanation
from kg.graph import KnowledgeGraph
from kg.ontology import Ontology
from kg.reason import Closure, materialise
from kg.version import __version__

__all__ = [
    "BackstoryError",
    "Closure",
    "Explanation",
    "KnowledgeGraph",
    "LimitError",
    "Ontology",
    "OntologyError",
    "OutputError",
    "TermError",
    "UsageError",
    "__version__",
    "materialise",
    "open",
]


def open(folder: Path | str | None = None) -> KnowledgeGraph:  # noqa: A001 - `kg.open` reads like the built-in
    """Open a knowledge base, by default the one that comes with the package.

    Args:
        folder: an ontology folder with its catalogue, manifest and built files.

    Raises:
        OntologyError: BS101 to BS107, when files are missing, altered, wrong or stale.

    >>> len(open().claims) > 147
    True
    """
    return KnowledgeGraph.open(None if folder is None else Path(folder))
