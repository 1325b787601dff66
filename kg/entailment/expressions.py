"""Class and property expressions, as values.

The grammar is that of OWL 2, not only of OWL 2 RL: what a conclusion may ask is wider than what a premise may say.
Some constructors are others in disguise and are read as those: ``owl:someValuesFrom C`` as *at least one C*,
``owl:hasValue v`` as *at least one of {v}*, an exact cardinality as both of its bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.terms import Term, Triple
from kg.vocabulary import OWL

__all__ = [
    "THING",
    "AtLeast",
    "AtMost",
    "Either",
    "Every",
    "Expression",
    "Itself",
    "Named",
    "Not",
    "OneOf",
    "Only",
    "Role",
    "bind",
    "parts",
    "roles",
    "walk",
]


@dataclass(frozen=True, slots=True)
class Role:
    """A property, or the inverse of one.

    Args:
        node: what names it in triples.
        property: the property.
        inverted: whether its inverse is meant.
    """

    node: Term
    property: NamedNode
    inverted: bool = False

    def link(self, one: Term, other: Term) -> Triple:
        """Return the triple that relates one term to another."""
        return Triple(other, self.property, one) if self.inverted else Triple(one, self.property, other)


@dataclass(frozen=True, slots=True)
class Named:
    """A class or datatype by its name."""

    node: Term


@dataclass(frozen=True, slots=True)
class Not:
    """The complement of a class."""

    node: Term
    part: Expression


@dataclass(frozen=True, slots=True)
class Every:
    """An intersection."""

    node: Term
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """A union."""

    node: Term
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """An enumeration."""

    node: Term
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """What has at least so many different values of a class."""

    node: Term
    count: int
    role: Role
    filler: Expression


@dataclass(frozen=True, slots=True)
class AtMost:
    """What has at most so many different values of a class."""

    node: Term
    count: int
    role: Role
    filler: Expression


@dataclass(frozen=True, slots=True)
class Only:
    """What has no values but those of a class."""

    node: Term
    role: Role
    filler: Expression


@dataclass(frozen=True, slots=True)
class Itself:
    """What a property relates to itself."""

    node: Term
    role: Role


Expression: TypeAlias = Named | Not | Every | Either | OneOf | AtLeast | AtMost | Only | Itself

THING: Final = Named(OWL.Thing)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions that one is made of."""
    if isinstance(expression, (Every, Either)):
        return expression.parts
    if isinstance(expression, Not):
        return (expression.part,)
    if isinstance(expression, (AtLeast, AtMost, Only)):
        return (expression.filler,)
    return ()


def roles(expression: Expression) -> tuple[Role, ...]:
    """Return the properties that an expression restricts, those of its parts not included."""
    return (expression.role,) if isinstance(expression, (AtLeast, AtMost, Only, Itself)) else ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all those in it."""
    yield expression
    for part in parts(expression):
        yield from walk(part)


def bind(expression: Expression, names: Mapping[Term, Term]) -> Expression:
    """Return an expression whose listed values are replaced where they have another name."""
    if isinstance(expression, OneOf):
        return replace(expression, values=tuple(names.get(value, value) for value in expression.values))
    if isinstance(expression, (Every, Either)):
        return replace(expression, parts=tuple(bind(part, names) for part in expression.parts))
    if isinstance(expression, Not):
        return replace(expression, part=bind(expression.part, names))
    if isinstance(expression, (AtLeast, AtMost, Only)):
        return replace(expression, filler=bind(expression.filler, names))
    return expression
