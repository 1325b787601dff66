"""Conditions on terms themselves, which the datatype rules and prp-ap need: what a rule cannot find in triples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kg.terms import Term
from kg.vocabulary import DATATYPES, OWL, RDFS

if TYPE_CHECKING:
    from kg.datatypes import Parsed, Value

__all__ = ["ANNOTATION_PROPERTIES", "BUILTINS", "Condition", "data_value", "ill_typed"]

ANNOTATION_PROPERTIES: Final[tuple[NamedNode, ...]] = (
    RDFS.label,
    RDFS.comment,
    RDFS.seeAlso,
    RDFS.isDefinedBy,
    OWL.deprecated,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
)
"""The annotation properties of OWL 2 (OWL 2 Structural Specification, §5.5)."""

_DATATYPES: Final = frozenset(DATATYPES)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that a rule can put on terms.

    Args:
        arity: how many terms it takes.
        holds: whether it holds for some terms.
    """

    arity: int
    holds: Callable[..., bool]


def data_value(term: Term) -> Value | None:
    """Return the data value that a term denotes, or None when it is no literal or its value is not known."""
    value = _parsed(term)
    return value if isinstance(value, tuple) else None


def ill_typed(term: Term) -> bool:
    """Return whether a literal is not well formed for its own, known datatype."""
    value = _parsed(term)
    return value is not None and not isinstance(value, tuple)


def _parsed(term: Term) -> Parsed | None:
    # Datatypes are loaded when a literal is looked at: most questions look at none.
    from kg.datatypes import parse

    return parse(term.value, term.datatype.value, term.language) if isinstance(term, Literal) else None


def _is_annotation_property(term: Term) -> bool:
    return term in ANNOTATION_PROPERTIES


def _is_datatype(term: Term) -> bool:
    return term.value in _DATATYPES


def _has_datatype(literal: Term, datatype: Term) -> bool:
    if not isinstance(literal, Literal) or datatype.value not in _DATATYPES:
        return False
    if ill_typed(literal):
        return literal.datatype == datatype
    return _contains(literal, datatype)


def _outside_datatype(literal: Term, datatype: Term) -> bool:
    if not isinstance(literal, Literal) or datatype.value not in _DATATYPES:
        return False
    if ill_typed(literal):
        return literal.datatype == datatype
    return data_value(literal) is not None and not _contains(literal, datatype)


def _contains(literal: Term, datatype: Term) -> bool:
    from kg.datatypes import contains

    value = data_value(literal)
    return value is not None and contains(datatype.value, value)


def _same_value(one: Term, other: Term) -> bool:
    value = data_value(one)
    return value is not None and one != other and value == data_value(other)


def _different_value(one: Term, other: Term) -> bool:
    first, second = data_value(one), data_value(other)
    return first is not None and second is not None and first != second


# Every condition may bind its variables too: there are only so many literals and datatypes.
BUILTINS: Final[dict[str, Condition]] = {
    "annotation-property": Condition(1, holds=_is_annotation_property),
    "datatype": Condition(1, holds=_is_datatype),
    "has-datatype": Condition(2, holds=_has_datatype),
    "same-value": Condition(2, holds=_same_value),
    "different-value": Condition(2, holds=_different_value),
    "outside-datatype": Condition(2, holds=_outside_datatype),
}
"""The conditions there are, by name."""
