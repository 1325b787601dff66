"""The tokens of N-Triples: which are plain, how the others become canonical.

A token is *plain* when a regular expression sees at once that it is a valid term and already canonical; that is
nearly every one. The others (escapes, non-ASCII IRIs, unusual language tags, …) are given to Oxigraph's parser one
line each, so that what is valid and what is canonical are decided in one place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.columns import Ids
from kg.dictionary import Dictionary

__all__ = ["Tokens"]

_SCHEME: Final = rb"[A-Za-z][A-Za-z0-9+.-]*+:"
_CHARACTER: Final = rb"A-Za-z0-9._~!$&'()*+,;=:@/?-"
_TAIL: Final = rb"(?:[" + _CHARACTER + rb"]++|%[0-9A-Fa-f]{2})*+"
_HOST: Final = rb"//[A-Za-z0-9._~!$&'()*+,;=-]*+(?::[0-9]*+)?+(?=[/?#>])"
_IRI: Final = _SCHEME + rb"(?:" + _HOST + rb"|(?!//))" + _TAIL + rb"(?:#" + _TAIL + rb")?+"
_SPECIAL_DATATYPE: Final = (
    rb"http://www\.w3\.org/(?:2001/XMLSchema#string|1999/02/22-rdf-syntax-ns#(?:langString|dirLangString))>"
)
_LITERAL: Final = (
    rb'"(?:[^"\\\x00-\x1f\x7f\xef]++|\xef(?!\xbf[\xbe\xbf]))*+"'
    rb"(?:@[a-z]{2,3}(?:-(?:[a-z]{2}|[0-9]{3}))?+|\^\^<(?!" + _SPECIAL_DATATYPE + rb")" + _IRI + rb">)?+"
)
_LABEL: Final = rb"[A-Za-z0-9_](?:[A-Za-z0-9_-]++|\.++(?=[A-Za-z0-9_-]))*+"

_SHAPE: Final = re.compile(
    rb"<(?!<)(?:[^\x00-\x20<>\\]|\\[uU][0-9A-Fa-f]+)*+>"
    rb'|_:[^\x00-\x20<>"\\#@^]++'
    rb'|"(?:[^"\\\n\r]|\\[^\n\r])*+"(?:@[A-Za-z0-9-]++|\^\^<(?:[^\x00-\x20<>\\]|\\[uU][0-9A-Fa-f]+)*+>)?+'
)
"""What is one token whatever stands before and behind it, valid or not."""


class Tokens:
    """Finds the ids of tokens of one document.

    Args:
        dictionary: gets the terms that are new.
        prefix: what the labels of blank nodes get before them.
    """

    def __init__(self, dictionary: Dictionary, prefix: str) -> None:
        self._dictionary = dictionary
        self._blank = f"_:{prefix}".encode()
        self._canonical: dict[bytes, bytes] = {}
        """The canonical tokens of those met that are not canonical."""
        blank = re.escape(self._blank) + _LABEL
        self._plain = re.compile(rb"(?:(?:<" + _IRI + rb">|" + _LITERAL + rb"|" + blank + rb")\n)*+")

    def ids(self, tokens: list[bytes]) -> Ids | None:
        """Return the ids of tokens as they stand in the document, or None when any is not one valid token.

        Args:
            tokens: n of them; blank nodes among them are renamed in place.

        Returns:
            uint32[n].
        """
        if len(self._blank) > 2:
            tokens[:] = [self._blank + token[2:] if token[:2] == b"_:" else token for token in tokens]
        known = len(self._dictionary)
        ids = self._dictionary.intern_all(tokens)
        new = b"\n".join((*self._dictionary.tokens[known:], b""))
        if self._are_plain(new):
            self._dictionary.classify(new)
            return ids
        self._dictionary.forget(known)
        return self._ids_of_any(tokens)

    def _are_plain(self, lines: bytes) -> bool:
        """Return whether all tokens, each followed by a line feed, are plain."""
        return self._plain.fullmatch(lines) is not None and (lines.isascii() or _is_utf8(lines))

    def _ids_of_any(self, tokens: list[bytes]) -> Ids | None:
        odd = [
            token
            for token in dict.fromkeys(tokens)
            if token not in self._canonical and token not in self._dictionary and not self._are_plain(token + b"\n")
        ]
        canonical = self._canonicalise(odd)
        if canonical is None:
            return None
        self._canonical.update((raw, token) for raw, token in zip(odd, canonical, strict=True) if raw != token)
        return self._dictionary.intern_all([self._canonical.get(token, token) for token in tokens])

    def _canonicalise(self, tokens: Sequence[bytes]) -> list[bytes] | None:
        """Return the canonical tokens of renamed ones, or None when any is not one valid token."""
        cut = len(self._blank)
        raw = [b"_:" + token[cut:] if token.startswith(self._blank) else token for token in tokens]
        if not all(map(_SHAPE.fullmatch, raw)):
            return None
        lines = b"".join(b"<x:> <x:> %b .\n" % token for token in raw)
        try:
            read = [str(quad.object).encode() for quad in pyoxigraph.parse(lines, RdfFormat.N_TRIPLES)]
        except (SyntaxError, ValueError, MemoryError):
            return None
        assert len(read) == len(raw)
        return [self._blank + token[2:] if token.startswith(b"_:") else token for token in read]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
