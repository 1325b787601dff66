"""Text: strings and those derived from them, text in a language, and IRIs.

A datatype derived from xsd:string has strings as its values: ``"a"^^xsd:token`` and ``"a"`` denote one
data value. As sets of strings, those of OWL 2 RL are a chain, ``LEVELS``: xsd:language is derived from
xsd:token, and yet each of its strings is also an NCName.
"""

from __future__ import annotations

import re
from typing import Final

from kg.datatypes.values import ANY_URI, ILL_TYPED, STRING, TAGGED, Parsed, Value

__all__ = ["LEVELS", "any_uri", "level", "plain_literal", "string", "tagged"]

# XML 1.0 (Fifth Edition) §2.3, productions [4] and [4a].
_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER: Final = rf"{_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040"

LEVELS: Final = (
    ("string", re.compile(r"(?s:.*)")),
    ("normalizedString", re.compile(r"[^\t\n\r]*")),
    ("token", re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?")),
    ("NMTOKEN", re.compile(rf"[{_INNER}:]+")),
    ("Name", re.compile(rf"[{_START}:][{_INNER}:]*")),
    ("NCName", re.compile(rf"[{_START}][{_INNER}]*")),
    ("language", re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")),
)
"""Local name and pattern of the datatypes of strings, each a subset of the one before (XSD 1.1 Part 2 §3.3.1, §3.4)."""

_LANGUAGE: Final = LEVELS[-1][1]

# What the production Char of XML 1.1 leaves out. XSD 1.1 lets one follow XML 1.0 or 1.1 here; 1.1 allows
# more, so that a literal is ill-typed only where it is by both.
_NO_CHARACTER: Final = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")


def _is_text(lexical: str) -> bool:
    return lexical.isprintable() or not _NO_CHARACTER.search(lexical)


def level(text: str) -> int:
    """Return how far down the chain of ``LEVELS`` a string still belongs.

    >>> LEVELS[level("en-GB")][0], LEVELS[level("two words")][0]
    ('language', 'token')
    """
    return next(depth for depth in range(len(LEVELS) - 1, -1, -1) if LEVELS[depth][1].fullmatch(text))


def string(lexical: str) -> Parsed:
    """Map a literal of xsd:string: any text of XML characters (XSD 1.1 Part 2 §3.3.1)."""
    return Value(STRING, lexical) if _is_text(lexical) else ILL_TYPED


def any_uri(lexical: str) -> Parsed:
    """Map a literal of xsd:anyURI: any text of XML characters, and no string (XSD 1.1 Part 2 §3.3.17)."""
    return Value(ANY_URI, lexical) if _is_text(lexical) else ILL_TYPED


def tagged(lexical: str, language: str | None) -> Parsed:
    """Map a literal with a language tag to the pair of text and tag, the tag in lower case (RDF 1.1 Concepts §3.3).

    Without a tag there is no such literal, so that ``"x"^^rdf:langString`` is ill-typed.
    """
    if language is None or not _is_text(lexical) or not _LANGUAGE.fullmatch(language):
        return ILL_TYPED
    return Value(TAGGED, (lexical, language.lower()))


def plain_literal(lexical: str) -> Parsed:
    """Map a literal of rdf:PlainLiteral: the tag, possibly empty, follows the last at sign (rdf:PlainLiteral §3)."""
    text, at, language = lexical.rpartition("@")
    if not at:
        return ILL_TYPED
    return tagged(text, language) if language else string(text)
