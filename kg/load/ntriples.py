"""A fast reader of N-Triples.

The file is read in chunks of lines. NumPy finds the gaps between the tokens of all lines of a chunk at once, a cache
(`kg.load.cache`) turns tokens into ids, and only the tokens that are new to the dictionary are looked at one by one:
by one regular expression over their join (`kg.load.tokens`). A chunk that this does not fit (other spacing, a fault)
is read by Oxigraph's parser instead, which also says what is wrong and in which line; so exactly the documents that
Oxigraph accepts are accepted.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import numpy as np
from pyoxigraph import RdfFormat

from kg.columns import Columns, Ids
from kg.dictionary import Dictionary
from kg.errors import OntologyError
from kg.load.cache import WIDTH, TokenCache, repeats
from kg.load.guards import guard_triple_terms
from kg.load.tokens import Tokens
from kg.statements import intern
from kg.terms import parse_quads

__all__ = ["read_ntriples"]

CHUNK: Final = 1 << 19
"""How many bytes are read at once: what is worked on then stays in the processor's cache."""
LONGEST: Final = 1 << 24
"""The longest line, which is the largest term that Oxigraph's parser takes."""

_LINE_FEED, _SPACE, _HASH, _DOT, _LESS, _UNDERSCORE = b"\n #.<_"
_UNUSUAL: Final = np.array([byte not in b"\t\n " for byte in range(_SPACE + 1)])
"""Which bytes up to the space are not expected between tokens."""


class _UnusualError(Exception):
    """A chunk that does not hold one triple a line in the usual spacing."""


def read_ntriples(
    stream: io.RawIOBase | io.BufferedIOBase,
    dictionary: Dictionary,
    origin: str,
    prefix: str = "",
    progress: Callable[[], None] | None = None,
    chunk: int = CHUNK,
) -> Columns:
    """Return the triples of an N-Triples document.

    Args:
        stream: the document.
        dictionary: gets the terms that are new; also some of a document that is refused.
        origin: what the document is called in an error.
        prefix: what the labels of blank nodes get before them.
        progress: called after each chunk.
        chunk: how many bytes are read at once.

    Returns:
        One row for each triple, in the order of the document, doubles kept.

    Raises:
        OntologyError: BS104, naming the line, when the document is not well formed.
    """
    reader = _Reader(dictionary, origin, prefix)
    parts: list[Columns] = []
    buffer = bytearray(chunk + WIDTH)
    filled = 0
    while got := stream.readinto(memoryview(buffer)[filled:-WIDTH]):
        stop = _end_of_lines(buffer, filled, filled + got)
        filled += got
        if stop:
            parts.append(reader.read(buffer, stop))
            buffer[: filled - stop] = buffer[stop:filled]
            filled -= stop
        if filled > LONGEST:
            raise OntologyError(
                "BS104", f"{origin}:{reader.lines + 1} is longer than 16 MB", "split the file into lines"
            )
        if 2 * filled >= len(buffer) - WIDTH:
            buffer.extend(bytes(len(buffer)))
        if progress:
            progress()
    if filled:
        buffer[filled] = _LINE_FEED
        parts.append(reader.read(buffer, filled + 1))
    return Columns.concatenate(parts)


def _end_of_lines(buffer: bytearray, start: int, stop: int) -> int:
    """Return where the last whole line of a buffer ends, whose bytes before `start` hold no line feed; or 0."""
    return buffer.rfind(b"\n", start, stop) + 1 or buffer.rfind(b"\r", start, stop - 1) + 1


class _Reader:
    """Turns chunks of one document into rows.

    Attributes:
        lines: how many lines have been read.
    """

    def __init__(self, dictionary: Dictionary, origin: str, prefix: str) -> None:
        self.lines = 0
        self._dictionary = dictionary
        self._origin = origin
        self._prefix = prefix
        self._tokens = Tokens(dictionary, prefix)
        self._cache = TokenCache(self._resolve)

    def read(self, buffer: bytearray, stop: int) -> Columns:
        """Return the triples of whole lines.

        Args:
            buffer: what holds the lines, and at least `WIDTH` - 1 bytes after the last.
            stop: where the lines end; the byte before is a line feed or a carriage return.
        """
        try:
            columns = self._read_usual(buffer, stop)
        except _UnusualError:
            columns = None
        if columns is None:
            columns = self._read_any(bytes(buffer[:stop]))
        return columns

    def _read_any(self, data: bytes) -> Columns:
        """Return the triples of lines in any spacing."""
        if b"\r\n" in data:
            usual = data.replace(b"\r\n", b"\n")
            try:
                return self._read_usual(bytearray(usual + bytes(WIDTH)), len(usual))
            except _UnusualError:
                pass
        guard_triple_terms(data, self._origin)
        quads = parse_quads(data, RdfFormat.N_TRIPLES, self._origin, first_line=self.lines + 1)
        columns = intern(quads, self._dictionary, self._prefix, rename=False)
        self.lines += data.count(b"\n")
        return columns

    def _read_usual(self, buffer: bytearray, stop: int) -> Columns:
        """Return the triples of lines in the usual spacing: one gap between tokens, the dot at the end.

        Raises:
            _UnusualError: when any line is otherwise.
        """
        text = np.frombuffer(buffer, np.uint8, stop)
        gaps = np.flatnonzero(text <= _SPACE)
        marks = text[gaps]
        feeds = np.flatnonzero(marks == _LINE_FEED)  # places in `gaps`, as `firsts`
        if _UNUSUAL[marks].any() or text[-1] != _LINE_FEED:
            raise _UnusualError
        lines = len(feeds)
        firsts = np.concatenate(([0], feeds[:-1] + 1))
        begins = np.concatenate(([0], gaps[feeds[:-1]] + 1))
        heads = text[begins]
        kept = (heads != _HASH) & (heads != _LINE_FEED)
        if not kept.all():
            feeds, firsts, begins, heads = feeds[kept], firsts[kept], begins[kept], heads[kept]
        if (feeds - firsts).min(initial=3) < 3:
            raise _UnusualError
        subject_stops, predicate_stops, object_stops = gaps[firsts], gaps[firsts + 1], gaps[feeds - 1]
        usual = (heads == _LESS) | (heads == _UNDERSCORE)
        usual &= text[subject_stops + 1] == _LESS
        usual &= object_stops > predicate_stops + 1
        usual &= text[object_stops + 1] == _DOT
        usual &= gaps[feeds] == object_stops + 2
        if not usual.all():
            raise _UnusualError

        own = np.flatnonzero(~repeats(buffer, begins, subject_stops))  # where a subject is not that of the line before
        starts = np.concatenate((begins[own], subject_stops + 1, predicate_stops + 1))
        stops = np.concatenate((subject_stops[own], predicate_stops, object_stops))
        ids = self._cache.ids(buffer, starts, stops)
        subjects, predicates, objects = np.split(ids, [len(own), len(own) + len(begins)])
        self.lines += lines
        return Columns(np.repeat(subjects, np.diff(own, append=len(begins))), predicates, objects)

    def _resolve(self, tokens: list[bytes]) -> Ids:
        """Return the ids of tokens.

        Raises:
            _UnusualError: when any is not one valid token.
        """
        ids = self._tokens.ids(tokens)
        if ids is None:
            self._cache = TokenCache(self._resolve)
            raise _UnusualError
        return ids
