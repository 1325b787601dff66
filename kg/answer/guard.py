"""What a query may not be: too large, too deep, or reaching outside the graph.

Either SPARQL engine can be made to crash or to open connections by the text of a query alone, so a query is
refused before it is parsed. The guard reads tokens, not text: the word SERVICE in a string, a comment, an IRI, a
variable or the local part of a prefixed name is no SERVICE. The engine needs no space after a keyword or a number, so
a word that merely contains a refused one is refused too. It reads ``<`` by its context: what looks like an IRI behind
an operand in parentheses may be a comparison, and when it holds what could begin a comment, a string or a bracket,
a refused word is refused anywhere. SPARQL lets any character be written as an escape (SPARQL 1.1, §19.2); the engine
takes escapes in strings and IRIs only, and those of a word are resolved here before it is judged. The time that this
takes grows with the size of the text and no faster: nothing is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.errors import LimitError, QueryError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_STEPS", "guard", "ordered", "tokens"]

MAX_BYTES: Final = 64 * 1024
"""How large a query may be, in bytes of UTF-8."""
MAX_DEPTH: Final = 64
"""How deep brackets may be nested."""
MAX_STEPS: Final = 128
"""How many steps and alternatives (``/``, ``|``) the property paths of a query may have together."""

_REFUSED: Final = re.compile("SERVICE|LOAD|FROM", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL: Final = r":(?:(?![.-])(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)++)?+"
_TOKEN: Final = re.compile(
    rf"""
      (?P<skipped> \#[^\n\r]*+ | \s++ )                                 # comment, white space
    | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR})*+> )
    | (?P<string>
          \"{{3}}(?:\"{{0,2}}(?:[^"\\]|\\.))*+\"{{3}}                   # long string
        | '{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*+'{{3}}
        | (?!\"{{3}}|'{{3}})(?:"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
      )
    | (?P<token>
          ["'].*+                                                       # a string without an end: all that follows
        | [?$]\w++                                                      # variable
        | @\w[\w-]*+                                                    # language tag
        | _:\w[\w.-]*+                                                  # blank node
        | (?:\w|{_UCHAR})(?:[\w.-]|{_UCHAR})*+(?:{_LOCAL})?+ | {_LOCAL} # keyword, number, prefixed name
        | .                                                             # anything else, one character at a time
      )
    """,
    re.VERBOSE | re.DOTALL,
)
_AMBIGUOUS: Final = re.compile(r"[()\[\]'#]")
"""What a comparison that looks like an IRI has to hold to be read otherwise than an IRI."""
_OPERATORS: Final = frozenset("(,;=|&!+-*/^")
"""What an operand stands behind, never a comparison."""


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens of a query that are no string, IRI, comment or white space.

    >>> list(tokens('SELECT ?from { ?s rdfs:label "SERVICE" } # LOAD'))
    ['SELECT', '?from', '{', '?s', 'rdfs:label', '}']
    """
    for match in _TOKEN.finditer(text):
        if match["token"]:
            yield match["token"]


def guard(text: str) -> None:
    """Refuse a query that could reach outside the graph or bring an engine down.

    Raises:
        QueryError: BS402 when it is no Unicode text, BS403 when it uses SERVICE, LOAD or FROM.
        LimitError: BS501 when it is too large, BS502 when it is nested too deeply or its paths are too long.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise QueryError("BS402", f"the query is no Unicode text: {error.reason}", "write it in UTF-8") from error
    if size > MAX_BYTES:
        raise LimitError("BS501", f"the query has {size} bytes", f"a query may have {MAX_BYTES} bytes")
    _guard(list(tokens(text)))
    if _doubtful(text) and (refused := _REFUSED.search(_ESCAPE.sub(_character, text))):
        raise _refusal(refused[0], "put spaces around <, and write IRIs in parentheses with a prefix")


def ordered(text: str) -> bool:
    """Return whether a query says itself in which order its rows come."""
    depth = 0
    found = list(tokens(text))
    for token, following in zip(found, [*found[1:], ""], strict=True):
        depth += (token == "{") - (token == "}")
        if depth == 0 and (token.upper() == "ORDERBY" or (token.upper(), following.upper()) == ("ORDER", "BY")):
            return True
    return False


def _guard(found: list[str]) -> None:
    depth = steps = 0
    for before, token, after in zip(["", *found], found, [*found[1:], ""], strict=False):
        word = "" if token[0] in "?$@" or token.startswith("_:") else token.partition(":")[0]
        if refused := _REFUSED.search(_ESCAPE.sub(_character, token if token[0] in "\"'" else word)):
            raise _refusal(refused[0], "ask the graph itself; --regime chooses what it holds")
        if token in "{([":
            depth += 1
        elif token in "})]":
            depth -= 1
        steps += token == "/" or (token == "|" and "|" not in {before, after})
        if depth > MAX_DEPTH:
            raise LimitError("BS502", f"the query is nested deeper than {MAX_DEPTH} brackets", "make it flatter")
        if steps > MAX_STEPS:
            raise LimitError(
                "BS502", f"the property paths of the query have more than {MAX_STEPS} steps", "use + or * instead"
            )


def _doubtful(text: str) -> bool:
    """Return whether something that looks like an IRI may be a comparison and read otherwise than an IRI."""
    open_, before = [""], ""
    for match in _TOKEN.finditer(text):
        found = match[0]
        if match["iri"] and open_[-1] == "(" and before not in _OPERATORS and _AMBIGUOUS.search(found):
            return True
        if match["token"] and found in "([{":
            open_.append(found)
        elif match["token"] and found in ")]}" and len(open_) > 1:
            open_.pop()
        before = before if match["skipped"] else found
    return False


def _refusal(word: str, hint: str) -> QueryError:
    return QueryError("BS403", f"the query uses {word.upper()}, which would read data from elsewhere", hint)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else ""
