"""Value spaces as sets: which part of which disjoint space each datatype covers.

A `ValueSpace` says, for each of the disjoint spaces of `kg.datatypes.values`, which `Region` of it
belongs. Within one space the datatypes are nested (decimals within rationals, tokens within strings), so
a region is a depth of nesting, and an interval besides where its numbers are integers.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias, cast

from kg.datatypes import values
from kg.datatypes.text import LEVELS, level
from kg.datatypes.values import Value
from kg.vocabulary import DATATYPES, OWL, RDF, RDFS, XSD

__all__ = [
    "BEYOND_RL",
    "DATATYPES",
    "EVERYTHING",
    "KNOWN",
    "SPACES",
    "Region",
    "ValueSpace",
    "contains",
    "datatypes_of",
]


class Region(NamedTuple):
    """A part of one space.

    Args:
        depth: how far down the nesting; a value of greater depth belongs too.
        low: the least integer, None where there is none.
        high: the greatest integer, None where there is none.
    """

    depth: int = 0
    low: int | None = None
    high: int | None = None


ValueSpace: TypeAlias = Mapping[str, Region]
"""What a datatype covers: the name of each space it has values of, and the region of it."""

_OTHER: Final = "other"
"""Data values of no known datatype: rdfs:Literal has them too."""

_REAL, _RATIONAL, _DECIMAL, _INTEGER = range(4)

EVERYTHING: Final[ValueSpace] = MappingProxyType(
    {
        name: Region()
        for name in (
            values.NUMBER,
            values.FLOAT,
            values.DOUBLE,
            values.STRING,
            values.TAGGED,
            values.BOOLEAN,
            values.HEX,
            values.BASE64,
            values.ANY_URI,
            values.DATE_TIME,
            values.XML,
            _OTHER,
        )
    }
)
"""The value space of rdfs:Literal: all data values."""


def _integers(low: int | None = None, high: int | None = None) -> ValueSpace:
    return {values.NUMBER: Region(_INTEGER, low, high)}


def _signed(bits: int) -> ValueSpace:
    return _integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _unsigned(bits: int) -> ValueSpace:
    return _integers(0, 2**bits - 1)


_STRINGS: Final[dict[str, ValueSpace]] = {
    name: {values.STRING: Region(depth)} for depth, (name, _) in enumerate(LEVELS)
}

_RL: Final[dict[str, ValueSpace]] = {
    RDF["PlainLiteral"].value: {values.STRING: Region(), values.TAGGED: Region()},
    RDF["XMLLiteral"].value: {values.XML: Region()},
    RDFS["Literal"].value: EVERYTHING,
    XSD["decimal"].value: {values.NUMBER: Region(_DECIMAL)},
    XSD["integer"].value: _integers(),
    XSD["nonNegativeInteger"].value: _integers(low=0),
    XSD["nonPositiveInteger"].value: _integers(high=0),
    XSD["positiveInteger"].value: _integers(low=1),
    XSD["negativeInteger"].value: _integers(high=-1),
    XSD["long"].value: _signed(64),
    XSD["int"].value: _signed(32),
    XSD["short"].value: _signed(16),
    XSD["byte"].value: _signed(8),
    XSD["unsignedLong"].value: _unsigned(64),
    XSD["unsignedInt"].value: _unsigned(32),
    XSD["unsignedShort"].value: _unsigned(16),
    XSD["unsignedByte"].value: _unsigned(8),
    XSD["float"].value: {values.FLOAT: Region()},
    XSD["double"].value: {values.DOUBLE: Region()},
    XSD["string"].value: _STRINGS["string"],
    XSD["normalizedString"].value: _STRINGS["normalizedString"],
    XSD["token"].value: _STRINGS["token"],
    XSD["language"].value: _STRINGS["language"],
    XSD["Name"].value: _STRINGS["Name"],
    XSD["NCName"].value: _STRINGS["NCName"],
    XSD["NMTOKEN"].value: _STRINGS["NMTOKEN"],
    XSD["boolean"].value: {values.BOOLEAN: Region()},
    XSD["hexBinary"].value: {values.HEX: Region()},
    XSD["base64Binary"].value: {values.BASE64: Region()},
    XSD["anyURI"].value: {values.ANY_URI: Region()},
    XSD["dateTime"].value: {values.DATE_TIME: Region()},
    XSD["dateTimeStamp"].value: {values.DATE_TIME: Region(1)},
}

_BEYOND: Final[dict[str, ValueSpace]] = {
    OWL["real"].value: {values.NUMBER: Region(_REAL)},
    OWL["rational"].value: {values.NUMBER: Region(_RATIONAL)},
    RDF["langString"].value: {values.TAGGED: Region()},
}

assert tuple(_RL) == DATATYPES

BEYOND_RL: Final = tuple(_BEYOND)
"""Further datatypes that are known: of OWL 2 (Syntax §4.1), and of RDF 1.1 (Concepts §3.3)."""

SPACES: Final[Mapping[str, ValueSpace]] = MappingProxyType(_RL | _BEYOND)
"""Every known datatype with its value space."""

KNOWN: Final = frozenset(SPACES)
"""The IRIs of all known datatypes."""

_CANDIDATES: Final[dict[str, tuple[tuple[str, Region], ...]]] = {
    name: tuple((datatype, SPACES[datatype][name]) for datatype in DATATYPES if name in SPACES[datatype])
    for name in EVERYTHING
}


def contains(datatype: str, value: Value) -> bool:
    """Whether a data value is in the value space of a datatype.

    False for a datatype that is not in ``KNOWN``: nothing is found out about it, so look there before
    concluding that a data value is outside.

    >>> from kg.datatypes import parse
    >>> value = parse("1.0", XSD["decimal"].value, None)
    >>> contains(XSD["byte"].value, value), contains(XSD["float"].value, value)
    (True, False)
    """
    space = SPACES.get(datatype)
    region = None if space is None else space.get(value.space)
    if region is None:
        return False
    if value.space == values.STRING:
        # One pattern decides; to find the depth takes up to all of them.
        return LEVELS[region.depth][1].fullmatch(cast("str", value.key)) is not None
    return _within(value, _depth(value), region)


def datatypes_of(value: Value) -> tuple[str, ...]:
    """Return every datatype of ``DATATYPES`` whose value space has a data value, in that order.

    >>> from kg.datatypes import parse
    >>> [iri.rpartition("#")[2] for iri in datatypes_of(parse("x@en", RDF["PlainLiteral"].value, None))]
    ['PlainLiteral', 'Literal']
    """
    depth = _depth(value)
    return tuple(datatype for datatype, region in _CANDIDATES[value.space] if _within(value, depth, region))


def _within(value: Value, depth: int, region: Region) -> bool:
    if depth < region.depth:
        return False
    # Only integers have bounds, and what is as deep as they are is an integer.
    low, high = region.low, region.high
    number = cast("int", value.key)
    return (low is None or number >= low) and (high is None or number <= high)


def _depth(value: Value) -> int:
    """Return the depth of the innermost region that has a data value, bounds aside."""
    space, key = value
    if space == values.NUMBER:
        return _INTEGER if isinstance(key, int) else _DECIMAL if isinstance(key, Decimal) else _RATIONAL
    if space == values.STRING:
        return level(cast("str", key))
    if space == values.DATE_TIME:
        return int(cast("tuple[object, ...]", key)[-1] is not None)
    return 0
