"""Dense ids for RDF terms: the engine sorts and joins numbers, and looks at terms only to compare values and to answer.

A term is kept as its *token*: the term in canonical N-Triples, as bytes. `str(term).encode()` of an
Oxigraph term is that token: only what must be escaped is, language tags are in lower case, and the datatype
``xsd:string`` is not written. Two terms are the same RDF term exactly when their tokens are equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import count, islice
from typing import Final

import numpy as np
import pyoxigraph
from numpy.typing import NDArray
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from kg.columns import Ids
from kg.terms import Term

__all__ = ["BLANK", "IRI", "LITERAL", "Dictionary"]

IRI: Final = 0
"""The kind of an IRI."""
BLANK: Final = 1
"""The kind of a blank node."""
LITERAL: Final = 2
"""The kind of a literal."""

_KIND_OF_FIRST_BYTE: Final = np.zeros(256, np.uint8)
_KIND_OF_FIRST_BYTE[[ord("<"), ord("_"), ord('"')]] = (IRI, BLANK, LITERAL)
_LINE_FEED, _GREATER = b"\n>"


class Dictionary:
    """A one-to-one map between RDF terms and the numbers 0, 1, 2, … in the order in which terms are met.

    Attributes:
        tokens: the token of each term, at the place that its id says. Read it, do not change it.

    >>> dictionary = Dictionary()
    >>> dictionary.intern_term(NamedNode("http://example.org/a"))
    0
    >>> dictionary.intern(b'"a"@en')
    1
    >>> dictionary.term(1)
    <Literal value=a language=en>
    >>> dictionary.kinds()
    array([0, 2], dtype=uint8)
    """

    __slots__ = ("_ids", "_kinds", "_news", "_noted", "_terms", "_typed", "tokens")

    def __init__(self) -> None:
        self.tokens: list[bytes] = []
        self._ids: defaultdict[bytes, int] = defaultdict(count().__next__)  # to look up a new token gives it an id
        self._kinds: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._typed: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._news: list[tuple[NDArray[np.uint8], NDArray[np.bool_]]] = []  # the same of the terms after those
        self._noted = 0  # of how many terms there is either
        self._terms: dict[int, Term] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: bytes) -> bool:
        return token in self._ids

    def intern(self, token: bytes) -> int:
        """Return the id of a token, which gets the next one when it is new.

        Args:
            token: a term in canonical N-Triples; that it is canonical is not checked.
        """
        found = self._ids[token]
        if found == len(self.tokens):
            self.tokens.append(token)
        return found

    def intern_term(self, term: Term) -> int:
        """Return the id of a term, which gets the next one when it is new."""
        return self.intern(str(term).encode())

    def intern_all(self, tokens: Collection[bytes]) -> Ids:
        """Return the ids of tokens; the new ones get the next ids in the order in which they are met.

        Args:
            tokens: n terms in canonical N-Triples; that they are canonical is not checked.

        Returns:
            uint32[n].
        """
        ids = np.fromiter(map(self._ids.__getitem__, tokens), np.uint32, len(tokens))
        new = [*islice(reversed(self._ids), len(self._ids) - len(self.tokens))]
        self.tokens.extend(reversed(new))
        return ids

    def forget(self, size: int) -> None:
        """Drop the last terms, so that `size` of them stay."""
        while len(self._ids) > size:
            self._ids.popitem()
        del self.tokens[size:]
        self._ids.default_factory = count(size).__next__
        if self._noted > size:
            self._classify_all()
            self._kinds, self._typed, self._noted = self._kinds[:size], self._typed[:size], size
        self._terms = {number: term for number, term in self._terms.items() if number < size}

    def find(self, term: Term) -> int | None:
        """Return the id of a term, or None when it has none."""
        return self._ids.get(str(term).encode())

    def term(self, number: int) -> Term:
        """Return the term of an id; the same id gives the same object.

        Raises:
            IndexError: when there is no such id.
        """
        term = self._terms.get(number)
        if term is None:
            term = self._terms[number] = _parse(self.tokens[number])
        return term

    def kinds(self) -> NDArray[np.uint8]:
        """Return the kind of each term: uint8[n] of `IRI`, `BLANK`, `LITERAL`; read-only."""
        self._classify_all()
        return self._kinds

    def typed(self) -> NDArray[np.bool_]:
        """Return which terms are literals of other datatypes than xsd:string, rdf:langString: bool[n]; read-only."""
        self._classify_all()
        return self._typed

    def classify(self, lines: bytes) -> None:
        """Note the kinds of the terms that came last; it is cheaper while their tokens are at hand.

        Args:
            lines: their tokens, each followed by a line feed.
        """
        text = np.frombuffer(lines, np.uint8)
        stops = np.flatnonzero(text == _LINE_FEED)
        if self._noted + len(stops) != len(self.tokens):
            return  # terms before them have not been noted
        self._noted += len(stops)
        first = np.empty(len(stops), np.uint8)
        first[:1], first[1:] = text[:1], text[stops[:-1] + 1]
        kinds = _KIND_OF_FIRST_BYTE[first]
        self._news.append((kinds, (kinds == LITERAL) & (text[stops - 1] == _GREATER)))

    def _classify_all(self) -> None:
        if self._noted < len(self.tokens):
            self.classify(b"\n".join((*self.tokens[self._noted :], b"")))
        if self._news:
            self._kinds = np.concatenate((self._kinds, *(kinds for kinds, _ in self._news)))
            self._typed = np.concatenate((self._typed, *(typed for _, typed in self._news)))
            self._kinds.flags.writeable = self._typed.flags.writeable = False
            self._news = []

    def copy(self) -> Dictionary:
        """Return a dictionary with the same ids, which grows apart from this one."""
        copied = Dictionary()
        copied.tokens = self.tokens.copy()
        copied._ids.update(self._ids)
        copied._ids.default_factory = count(len(self.tokens)).__next__
        copied._kinds, copied._typed, copied._news = self._kinds, self._typed, list(self._news)
        copied._noted = self._noted
        copied._terms = self._terms.copy()
        return copied


def _parse(token: bytes) -> Term:
    """Return the term that a canonical token writes."""
    if token.startswith(b"<"):
        return NamedNode(token[1:-1].decode())
    if token.startswith(b"_"):
        return BlankNode(token[2:].decode())
    quad = next(pyoxigraph.parse(b"<x:> <x:> %b ." % token, RdfFormat.N_TRIPLES))
    term = quad.object
    assert isinstance(term, Literal)
    return term
