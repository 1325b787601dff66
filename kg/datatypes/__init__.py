"""The datatypes of OWL 2 RL: which data value a literal denotes, and which datatypes have it.

The rules ``dt-type1``, ``dt-type2``, ``dt-eq``, ``dt-diff`` and ``dt-not-type`` of OWL 2 Profiles §4.3
(Table 8) rest on a datatype map. This one follows the value spaces of XSD 1.1 Part 2, as OWL 2 Syntax §4
takes them up::

    values ← numeric, temporal, text, binary, markup ← spaces ← mapping, lattice

Times without a date, dates, years and the like are no datatypes of OWL 2: they are not known here, and
two literals of them are neither the same nor different.
"""

from __future__ import annotations

from kg.datatypes.lattice import broader, disjoint, empty, included, intersection, size
from kg.datatypes.mapping import parse
from kg.datatypes.spaces import BEYOND_RL, DATATYPES, KNOWN, Region, ValueSpace, contains, datatypes_of
from kg.datatypes.values import ILL_TYPED, IllTyped, Parsed, Value

__all__ = [
    "BEYOND_RL",
    "DATATYPES",
    "ILL_TYPED",
    "KNOWN",
    "IllTyped",
    "Parsed",
    "Region",
    "Value",
    "ValueSpace",
    "broader",
    "contains",
    "datatypes_of",
    "disjoint",
    "empty",
    "included",
    "intersection",
    "parse",
    "size",
]
