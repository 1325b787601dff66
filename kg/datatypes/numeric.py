"""Numbers: exact ones (integer, decimal, rational) and floating-point ones (float, double).

The value spaces of xsd:decimal, xsd:float and xsd:double are pairwise disjoint (XSD 1.1 Part 2 §3.3.3 to
§3.3.5, OWL 2 Syntax §4.1 and §4.2): ``"1"^^xsd:float`` and ``"1"^^xsd:integer`` denote two data values.
"""

from __future__ import annotations

import re
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kg.datatypes.values import DOUBLE, FLOAT, ILL_TYPED, NUMBER, Parsed, Value

__all__ = ["decimal", "double", "exact", "float32", "integer", "rational", "whole"]

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))")
_RATIONAL: Final = re.compile(r"([+-]?[0-9]+)/([0-9]+)")
_FLOATING: Final = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")

_SAFE_DIGITS: Final = 640
"""``int()`` takes this many digits however the interpreter is set (``sys.set_int_max_str_digits``)."""

_BINARY32: Final = struct.Struct("<f")
_LARGEST: Final = float.fromhex("0x1.fffffep+127")
_OVERFLOW: Final = float.fromhex("0x1.ffffffp+127")
"""Half-way between the largest number of binary32 and what would be the next: from here on it is infinity."""


def whole(digits: str) -> int:
    """Return the integer that digits, with or without a sign, denote; any number of them.

    >>> whole("-007")
    -7
    """
    if len(digits) <= _SAFE_DIGITS:
        return int(digits)
    if digits[0] in "+-":
        return -whole(digits[1:]) if digits[0] == "-" else whole(digits[1:])
    half = len(digits) // 2
    shift: int = 10**half
    return whole(digits[:-half]) * shift + whole(digits[-half:])


def exact(lexical: str) -> int | Decimal | None:
    """Return the number that a lexical form of xsd:decimal denotes, None for another text.

    >>> exact("2.50"), exact("+2.0")
    (Decimal('2.5'), 2)
    """
    if not (match := _DECIMAL.fullmatch(lexical)):
        return None
    sign, before, after, alone = match.groups()
    fraction = (alone or after or "").rstrip("0")
    # Without trailing zeros a fraction is never an integer. The constructor of Decimal rounds nothing.
    return Decimal(f"{sign}{before or 0}.{fraction}") if fraction else whole(sign + (before or "0"))


def integer(lexical: str) -> Parsed:
    """Map a literal of xsd:integer, or of a datatype derived from it (XSD 1.1 Part 2 §3.4.13)."""
    return Value(NUMBER, whole(lexical)) if _INTEGER.fullmatch(lexical) else ILL_TYPED


def decimal(lexical: str) -> Parsed:
    """Map a literal of xsd:decimal (XSD 1.1 Part 2 §3.3.3)."""
    return ILL_TYPED if (number := exact(lexical)) is None else Value(NUMBER, number)


def rational(lexical: str) -> Parsed:
    """Map a literal of owl:rational: an integer, a slash, a positive integer without sign (OWL 2 Syntax §4.1)."""
    if not (match := _RATIONAL.fullmatch(lexical)) or not (divisor := whole(match[2])):
        return ILL_TYPED
    number = Fraction(whole(match[1]), divisor)
    if number.denominator == 1:
        return Value(NUMBER, number.numerator)
    return Value(NUMBER, _as_decimal(number) or number)


def _as_decimal(number: Fraction) -> Decimal | None:
    """Return a fraction as a decimal number, None if its denominator has a factor other than 2 and 5."""
    # Ten to the power of the denominator's bits has every 2 and 5 of the denominator.
    places = number.denominator.bit_length()
    scaled, rest = divmod(number.numerator * 10**places, number.denominator)
    if rest:
        return None
    sign, digits, _ = Decimal(scaled).as_tuple()
    return Decimal((sign, digits, -places))


def double(lexical: str) -> Parsed:
    """Map a literal of xsd:double: the nearest number of binary64, ties to even (XSD 1.1 Part 2 §3.3.5)."""
    return Value(DOUBLE, float(lexical).hex()) if _FLOATING.fullmatch(lexical) else ILL_TYPED


def float32(lexical: str) -> Parsed:
    """Map a literal of xsd:float: the nearest number of binary32, ties to even (XSD 1.1 Part 2 §3.3.4)."""
    return Value(FLOAT, _single(lexical).hex()) if _FLOATING.fullmatch(lexical) else ILL_TYPED


def _single(lexical: str) -> float:
    """Return the number of binary32 that is nearest to a decimal one, rounded once.

    To round to binary64 and then to binary32 goes wrong only where the former is half-way between two
    numbers of the latter and the decimal number is not: there the decimal number decides.
    """
    near = float(lexical)
    try:
        single: float = _BINARY32.unpack(_BINARY32.pack(near))[0]
    except OverflowError:
        toward_zero = abs(near) == _OVERFLOW and Decimal(lexical).copy_abs() < Decimal(_OVERFLOW)
        size = _LARGEST if toward_zero else float("inf")
        return size if near > 0 else -size
    if single == near or near != near:  # noqa: PLR0124 - NaN is the number that differs from itself
        return single
    other = 2 * near - single  # the number on the other side if `near` is half-way; else between two numbers
    if abs(other) <= _LARGEST and _BINARY32.unpack(_BINARY32.pack(other))[0] == other:
        digits = Decimal(lexical)
        if digits != Decimal(near) and (digits > Decimal(near)) == (other > single):
            return other
    return single
