"""Data values: what a literal denotes, as a key that is equal exactly where the data values are identical.

XSD 1.1 Part 2 §2.2 tells two relations of values apart, *identity* and *equality*; the rules ``dt-eq`` and
``dt-diff`` of OWL 2 Profiles §4.3 (Table 8) and the semantics of OWL 2 go by identity. Positive and
negative zero, or one instant seen from two time zones, are equal and not identical: two data values.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

__all__ = [
    "ANY_URI",
    "BASE64",
    "BOOLEAN",
    "DATE_TIME",
    "DOUBLE",
    "FLOAT",
    "HEX",
    "ILL_TYPED",
    "NUMBER",
    "STRING",
    "TAGGED",
    "XML",
    "IllTyped",
    "Parsed",
    "Value",
]

NUMBER: Final = "number"
FLOAT: Final = "float"
DOUBLE: Final = "double"
STRING: Final = "string"
TAGGED: Final = "tagged string"
BOOLEAN: Final = "boolean"
HEX: Final = "hexBinary"
BASE64: Final = "base64Binary"
ANY_URI: Final = "anyURI"
DATE_TIME: Final = "dateTime"
XML: Final = "XML"


class Value(NamedTuple):
    """A data value; two literals denote the same data value exactly if their values are equal.

    Args:
        space: which of the pairwise disjoint value spaces the data value is from, such as ``NUMBER``.
        key: which data value of that space, by the space:

            - ``NUMBER``: an ``int``; a ``Decimal`` for a decimal number that is no integer; a ``Fraction``
              for a rational number that is no decimal one;
            - ``FLOAT``, ``DOUBLE``: ``float.hex()`` of the number, which tells -0 from +0 and all NaN are one;
            - ``STRING``, ``ANY_URI``: the text;
            - ``TAGGED``: the text and the language tag in lower case;
            - ``BOOLEAN``: a ``bool``;
            - ``HEX``, ``BASE64``: the ``bytes``;
            - ``DATE_TIME``: year, month, day, hour, minute, second (``int`` or ``Decimal``), and the offset
              from UTC in minutes, None where the literal has none;
            - ``XML``: the nodes of the fragment in document order.
    """

    space: str
    key: Hashable


class IllTyped(Enum):
    """The one marker of a literal whose lexical form is outside the lexical space of its datatype."""

    ILL_TYPED = "ill-typed"


ILL_TYPED: Final = IllTyped.ILL_TYPED

Parsed: TypeAlias = Value | IllTyped
"""What a literal of a known datatype comes to."""
