"""What a query may not be: too large, too deep, or reaching outside the graph.

Either SPARQL engine can be made to crash or to open connections by the text of a query alone, so a query is
refused before it is parsed. The guard reads tokens, not text: the word SERVICE in a string, a comment, an IRI, a
variable or the local part of a prefixed name is no SERVICE. The engine needs no space after a keyword or a number and
reads ``<`` by its context, so a word that merely contains a refused one is refused too. ``<`` can be an operator only
inside parentheses: what looks like an IRI and holds a ``)`` may be none, and then a refused word is refused anywhere.
SPARQL lets any character be written as an escape (SPARQL 1.1, §19.2),
so the text is read both as it stands and with its escapes resolved.
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
_DOUBTFUL: Final = re.compile(r'<[^<>"{}|^`\\\x00-\x20]*\)[^<>"{}|^`\\\x00-\x20]*>')
"""What may be an IRI, or a comparison and what follows it."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN: Final = re.compile(
    r'''
      (?P<skipped>
          \#[^\n\r]*                                        # comment
        | <[^<>"{}|^`\\\x00-\x20]*>                         # IRI
        | """(?:(?:"|"")?(?:[^"\\]|\\.))*"""                # long string
        | \'\'\'(?:(?:\'|\'\')?(?:[^\'\\]|\\.))*\'\'\'
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'     # string
        | \s+
      )
    | (?P<token>
          [?$]\w+                                           # variable
        | @\w[\w-]*                                         # language tag
        | _:\w[\w.-]*                                       # blank node
        | (?:\w[\w.-]*)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*   # prefixed name
        | \w+                                               # keyword, number
        | .                                                 # anything else, one character at a time
      )
    ''',
    re.VERBOSE | re.DOTALL,
)


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
    resolved = _ESCAPE.sub(_character, text)
    for version in {text, resolved}:
        _guard(list(tokens(version)))
        if _DOUBTFUL.search(version) and (refused := _REFUSED.search(version)):
            raise _refusal(refused[0], "write ) in an IRI as %29, and put spaces around <")


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
        if refused := _REFUSED.search(word):
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


def _refusal(word: str, hint: str) -> QueryError:
    return QueryError("BS403", f"the query uses {word.upper()}, which would read data from elsewhere", hint)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else ""
