"""How value spaces lie to each other: included, disjoint, and what several have in common.

A datatype that is not known may be any set of data values. It never lets a function say more than follows
whatever that set is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from kg.datatypes import values
from kg.datatypes.spaces import EVERYTHING, SPACES, Region, ValueSpace

__all__ = ["broader", "disjoint", "empty", "included", "intersection", "size"]

# Bit patterns less those of NaN, and NaN once.
_FINITE: Final = {values.BOOLEAN: 2, values.FLOAT: 2**32 - 2**24 + 3, values.DOUBLE: 2**64 - 2**53 + 3}


def intersection(datatypes: Iterable[str]) -> ValueSpace:
    """Return what the value spaces of datatypes have in common; empty if that is nothing.

    Datatypes that are not known are passed over, so the result may be too large, and never too small; of
    no datatypes it is the space of all data values.
    """
    common = EVERYTHING
    for datatype in datatypes:
        common = _meet(common, SPACES.get(datatype, EVERYTHING))
    return common


def included(datatypes: Iterable[str], in_: str) -> bool:
    """Whether every data value that all of some datatypes have is one of another datatype.

    >>> from kg.vocabulary import XSD
    >>> included([XSD["short"].value, XSD["unsignedInt"].value], XSD["unsignedShort"].value)
    True
    >>> included([XSD["nonNegativeInteger"].value], XSD["short"].value)
    False
    """
    datatypes = tuple(datatypes)
    if in_ in datatypes:
        return True
    common, space = intersection(datatypes), SPACES.get(in_, {})
    return all(name in space and _region_within(region, space[name]) for name, region in common.items())


def empty(datatypes: Iterable[str]) -> bool:
    """Whether no data value is in the value spaces of all datatypes."""
    return not intersection(datatypes)


def size(datatypes: Iterable[str]) -> int | None:
    """Return how many data values the value spaces of datatypes have in common, None if infinitely many.

    With a datatype that is not known, it is how many there may be at most.

    >>> from kg.vocabulary import XSD
    >>> size([XSD["byte"].value]), size([XSD["string"].value])
    (256, None)
    """
    sizes = [_region_size(name, region) for name, region in intersection(datatypes).items()]
    known = [number for number in sizes if number is not None]
    return sum(known) if len(known) == len(sizes) else None


def disjoint(first: str, second: str) -> bool:
    """Whether two datatypes have no data value in common."""
    return empty((first, second))


@cache
def broader(datatype: str) -> frozenset[str]:
    """Return the known datatypes whose value space includes that of a datatype, itself among them.

    It is the sets of values that count: xsd:language is not derived from xsd:NCName, and is included in it.
    """
    return frozenset((datatype, *(other for other in SPACES if included((datatype,), other))))


def _meet(first: ValueSpace, second: ValueSpace) -> ValueSpace:
    regions = {name: _region_meet(region, second[name]) for name, region in first.items() if name in second}
    return {name: region for name, region in regions.items() if region is not None}


def _region_meet(first: Region, second: Region) -> Region | None:
    lows = [low for low in (first.low, second.low) if low is not None]
    highs = [high for high in (first.high, second.high) if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    return Region(max(first.depth, second.depth), low, high)


def _region_within(inner: Region, outer: Region) -> bool:
    return _region_meet(inner, outer) == inner


def _region_size(name: str, region: Region) -> int | None:
    if region.low is not None and region.high is not None:
        return region.high - region.low + 1
    return _FINITE.get(name)
