"""From statements, of a parser or in memory, to columns of ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
from pyoxigraph import BlankNode, Quad

from kg.columns import Columns
from kg.dictionary import Dictionary
from kg.terms import Term, Triple

__all__ = ["intern"]

_MADE: Final = re.compile("[0-9a-f]{24,32}")
"""The labels that Oxigraph draws at random for blank nodes that have none."""
_NAMED_LIKE_OURS: Final = re.compile("anon[0-9]+_*")


def intern(
    statements: Iterable[Quad] | Iterable[Triple], dictionary: Dictionary, prefix: str = "", *, rename: bool = True
) -> Columns:
    """Return statements as columns of ids, in their order; which graph they are in is not kept.

    Args:
        statements: triples, or quads, without triple terms.
        dictionary: gets the terms that are new.
        prefix: what the labels of blank nodes get before them.
        rename: whether nodes whose labels look drawn at random are called ``anon0``, ``anon1``, … in the order in
            which they are met, so that the same document gives the same terms; a label like that in the document
            gets an underscore behind it.
    """
    numbers: dict[Term, int] = {}
    anonymous = 0

    def number(term: Term) -> int:
        nonlocal anonymous
        token = str(term).encode()
        if isinstance(term, BlankNode):
            label = term.value
            if rename and _MADE.fullmatch(label):
                label = f"anon{anonymous}"
                anonymous += 1
            elif rename and _NAMED_LIKE_OURS.fullmatch(label):
                label += "_"
            token = f"_:{prefix}{label}".encode()
        numbers[term] = found = dictionary.intern(token)
        return found

    rows: list[int] = []
    add = rows.append
    known = numbers.get
    for subject, predicate, obj, *_ in statements:
        for term in (subject, predicate, obj):
            found = known(term)
            add(number(term) if found is None else found)
    table = np.array(rows, np.uint32).reshape(-1, 3)
    return Columns(*(np.ascontiguousarray(table[:, place]) for place in range(3)))
