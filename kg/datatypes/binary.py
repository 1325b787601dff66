"""Truth values and octets: xsd:boolean, xsd:hexBinary and xsd:base64Binary."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Final

from kg.datatypes.values import BASE64, BOOLEAN, HEX, ILL_TYPED, Parsed, Value

__all__ = ["base64_binary", "boolean", "hex_binary"]

_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})*")
# Between any two characters there may be one space; the last character before padding has no stray bits.
_BASE64: Final = re.compile(
    r"(?:(?:[A-Za-z0-9+/] ?){4})*+"
    r"(?:(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
)
_BOOLEANS: Final[dict[str, Parsed]] = {
    lexical: Value(BOOLEAN, lexical in {"true", "1"}) for lexical in ("true", "1", "false", "0")
}


def boolean(lexical: str) -> Parsed:
    """Map a literal of xsd:boolean (XSD 1.1 Part 2 §3.3.2)."""
    return _BOOLEANS.get(lexical, ILL_TYPED)


def hex_binary(lexical: str) -> Parsed:
    """Map a literal of xsd:hexBinary, in capitals or not (XSD 1.1 Part 2 §3.3.15)."""
    return Value(HEX, bytes.fromhex(lexical)) if _HEX.fullmatch(lexical) else ILL_TYPED


def base64_binary(lexical: str) -> Parsed:
    """Map a literal of xsd:base64Binary (XSD 1.1 Part 2 §3.3.16)."""
    if lexical.endswith(" ") or not _BASE64.fullmatch(lexical):
        return ILL_TYPED
    return Value(BASE64, b64decode(lexical.replace(" ", "")))
