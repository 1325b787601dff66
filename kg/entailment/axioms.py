"""Axioms in a conclusion, and how each is shown: by the conditions of OWL 2 RDF-Based Semantics, §5.

The specification defines most axioms by *if and only if*: a triple of subclass, say, is true exactly where both are
classes and every member of one is one of the other. Only these are shown by their conditions; a triple of a
restriction on a *named* class (§5.6), say, is not, since its condition holds in one direction only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.entailment.expressions import Either, Every, Expression, Named, Not, OneOf, Role
from kg.entailment.hypotheses import Facts, Hypotheses
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["BINARY", "CHARACTERISTICS", "OF_SEVERAL", "Condition", "Way", "described", "unlinked"]

_NONE: Final[Facts] = frozenset()


class Way(Enum):
    """How a part of a conclusion was shown."""

    CLOSURE = "closure"
    """It is in the closure, its blank nodes being variables."""
    FREEZING = "freezing"
    """It holds of fresh individuals that its condition is assumed of."""
    REFUTATION = "refutation"
    """Its opposite is inconsistent with the premise."""
    MEMBERSHIP = "membership"
    """An individual has what a class expression asks for."""
    REFLEXIVITY = "reflexivity"
    """A reflexive property relates everything to itself; so does owl:sameAs."""
    COMPREHENSION = "comprehension"
    """It only describes a class, and asserts nothing of it."""
    HEADER = "header"
    """It only names the document."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes an axiom true.

    Args:
        way: how it is shown.
        classes: what has to be a class.
        roles: what has to be a property.
        shown: whether the rest of the condition is shown.
    """

    way: Way
    classes: tuple[Expression, ...]
    roles: tuple[Role, ...]
    shown: Callable[[Hypotheses], bool]


# -- conditions on classes


def _included(here: Hypotheses, one: Expression, other: Expression) -> bool:
    node = here.fresh()
    return here.frozen(here.inside(node, one), lambda facts: here.member(facts, node, other))


def _disjoint(here: Hypotheses, one: Expression, other: Expression) -> bool:
    node = here.fresh()
    return here.refuted(here.both(here.inside(node, one), here.inside(node, other)))


def _equivalent(here: Hypotheses, one: Expression, other: Expression) -> bool:
    return _included(here, one, other) and _included(here, other, one)


def _sub_class(one: Expression, other: Expression) -> Condition:
    return Condition(Way.FREEZING, (one, other), (), lambda here: _included(here, one, other))


def _equivalent_class(one: Expression, other: Expression) -> Condition:
    return Condition(Way.FREEZING, (one, other), (), lambda here: _equivalent(here, one, other))


def _complement(one: Expression, other: Expression) -> Condition:
    return Condition(Way.FREEZING, (one, other), (), lambda here: _equivalent(here, one, Not(here.fresh(), other)))


def _intersection(one: Expression, *parts: Expression) -> Condition:
    return Condition(Way.FREEZING, (one, *parts), (), lambda here: _equivalent(here, one, Every(here.fresh(), parts)))


def _union(one: Expression, *parts: Expression) -> Condition:
    return Condition(Way.FREEZING, (one, *parts), (), lambda here: _equivalent(here, one, Either(here.fresh(), parts)))


def _enumeration(one: Expression, *values: Term) -> Condition:
    return Condition(Way.FREEZING, (one,), (), lambda here: _equivalent(here, one, OneOf(here.fresh(), values)))


def _disjoint_classes(*classes: Expression) -> Condition:
    return Condition(
        Way.REFUTATION, classes, (), lambda here: all(_disjoint(here, *pair) for pair in combinations(classes, 2))
    )


def _disjoint_union(whole: Expression, *parts: Expression) -> Condition:
    union, apart = _union(whole, *parts), _disjoint_classes(*parts)
    return Condition(Way.FREEZING, (whole, *parts), (), lambda here: union.shown(here) and apart.shown(here))


def _key(of: Expression, *roles: Role) -> Condition:
    def shown(here: Hypotheses) -> bool:
        one, other = here.fresh(), here.fresh()
        values = [here.fresh() for _ in roles]
        links = {role.link(node, v) for role, v in zip(roles, values, strict=True) for node in (one, other)}
        cases = here.both(here.inside(one, of), here.inside(other, of), [frozenset(links)])
        return here.frozen(cases, lambda facts: here.same(facts, one, other))

    return Condition(Way.FREEZING, (of,), roles, shown)


# -- conditions on properties


def _chain(role: Role, *steps: Role) -> Condition:
    # A fresh node is of owl:Thing, as everything is: that makes it an individual to reflexive properties.
    def shown(here: Hypotheses) -> bool:
        stops = [here.fresh() for _ in range(len(steps) + 1)]
        facts = {step.link(stops[at], stops[at + 1]) for at, step in enumerate(steps)}
        facts |= {Triple(stop, RDF.type, OWL.Thing) for stop in stops}
        return here.linked(frozenset(facts), role, stops[0], stops[-1])

    return Condition(Way.FREEZING, (), (role, *steps), shown)


def _sub_property(one: Role, other: Role) -> Condition:
    return Condition(Way.FREEZING, (), (one, other), _chain(other, one).shown)


def _equivalent_property(one: Role, other: Role) -> Condition:
    forth, back = _chain(other, one), _chain(one, other)
    return Condition(Way.FREEZING, (), (one, other), lambda here: forth.shown(here) and back.shown(here))


def _inverse(one: Role, other: Role) -> Condition:
    return _equivalent_property(one, _turned(other))


def _disjoint_properties(*roles: Role) -> Condition:
    def shown(here: Hypotheses) -> bool:
        one, other = here.fresh(), here.fresh()
        return all(
            here.refuted([frozenset({first.link(one, other), second.link(one, other)})])
            for first, second in combinations(roles, 2)
        )

    return Condition(Way.REFUTATION, (), roles, shown)


def _domain(role: Role, of: Expression) -> Condition:
    def shown(here: Hypotheses) -> bool:
        one, other = here.fresh(), here.fresh()
        return here.frozen([frozenset({role.link(one, other)})], lambda facts: here.member(facts, one, of))

    return Condition(Way.FREEZING, (of,), (role,), shown)


def _range(role: Role, of: Expression) -> Condition:
    return Condition(Way.FREEZING, (of,), (role,), _domain(_turned(role), of).shown)


def _functional(role: Role) -> Condition:
    def shown(here: Hypotheses) -> bool:
        node, one, other = here.fresh(), here.fresh(), here.fresh()
        return here.same(frozenset({role.link(node, one), role.link(node, other)}), one, other)

    return Condition(Way.FREEZING, (), (role,), shown)


def _inverse_functional(role: Role) -> Condition:
    return Condition(Way.FREEZING, (), (role,), _functional(_turned(role)).shown)


def _reflexive(role: Role) -> Condition:
    def shown(here: Hypotheses) -> bool:
        node = here.fresh()
        return here.linked(frozenset({Triple(node, RDF.type, OWL.Thing)}), role, node, node)

    return Condition(Way.FREEZING, (), (role,), shown)


def _irreflexive(role: Role) -> Condition:
    def shown(here: Hypotheses) -> bool:
        node = here.fresh()
        return here.refuted([frozenset({role.link(node, node)})])

    return Condition(Way.REFUTATION, (), (role,), shown)


def _symmetric(role: Role) -> Condition:
    return Condition(Way.FREEZING, (), (role,), _chain(_turned(role), role).shown)


def _asymmetric(role: Role) -> Condition:
    return Condition(Way.REFUTATION, (), (role,), _disjoint_properties(role, _turned(role)).shown)


def _transitive(role: Role) -> Condition:
    return Condition(Way.FREEZING, (), (role,), _chain(role, role, role).shown)


def _turned(role: Role) -> Role:
    return Role(role.node, role.property, not role.inverted)


# -- conditions on individuals


def _different(*nodes: Term) -> Condition:
    return Condition(
        Way.REFUTATION, (), (), lambda here: all(here.different(_NONE, *pair) for pair in combinations(nodes, 2))
    )


def unlinked(role: Role, one: Term, other: Term) -> Condition:
    """Return the condition of a negative property assertion."""
    return Condition(Way.REFUTATION, (), (role,), lambda here: here.refuted([frozenset({role.link(one, other)})]))


def _member(node: Term, of: Expression) -> Condition:
    way = Way.REFUTATION if isinstance(of, (Named, Not)) else Way.MEMBERSHIP

    def shown(here: Hypotheses) -> bool:
        return here.frozen([_NONE], lambda facts: here.member(facts, node, of), [node])

    return Condition(way, (of,), (), shown)


def described(of: Expression) -> Condition:
    """Return the condition of the mere description of a class."""
    return Condition(Way.COMPREHENSION, (of,), (), lambda _: True)


# -- which triples are which axioms

Sorts: TypeAlias = str
"""What the arguments of an axiom are: ``c`` classes, ``p`` properties, ``n`` anything; in capitals, a list of them."""

BINARY: Final[dict[NamedNode, tuple[Sorts, Callable[..., Condition]]]] = {
    RDFS.subClassOf: ("cc", _sub_class),
    OWL.equivalentClass: ("cc", _equivalent_class),
    OWL.disjointWith: ("cc", _disjoint_classes),
    OWL.complementOf: ("cc", _complement),
    OWL.intersectionOf: ("cC", _intersection),
    OWL.unionOf: ("cC", _union),
    OWL.oneOf: ("cN", _enumeration),
    OWL.disjointUnionOf: ("cC", _disjoint_union),
    OWL.hasKey: ("cP", _key),
    RDFS.subPropertyOf: ("pp", _sub_property),
    OWL.equivalentProperty: ("pp", _equivalent_property),
    OWL.inverseOf: ("pp", _inverse),
    OWL.propertyDisjointWith: ("pp", _disjoint_properties),
    OWL.propertyChainAxiom: ("pP", _chain),
    RDFS.domain: ("pc", _domain),
    RDFS.range: ("pc", _range),
    OWL.differentFrom: ("nn", _different),
    RDF.type: ("nc", _member),
}
"""Axioms of one triple, by its property, each with the sorts of its subject and object and its condition."""

CHARACTERISTICS: Final[dict[NamedNode, Callable[[Role], Condition]]] = {
    OWL.FunctionalProperty: _functional,
    OWL.InverseFunctionalProperty: _inverse_functional,
    OWL.ReflexiveProperty: _reflexive,
    OWL.IrreflexiveProperty: _irreflexive,
    OWL.SymmetricProperty: _symmetric,
    OWL.AsymmetricProperty: _asymmetric,
    OWL.TransitiveProperty: _transitive,
}
"""Axioms that say of a property what kind it is."""

OF_SEVERAL: Final[dict[NamedNode, tuple[frozenset[NamedNode], Sorts, Callable[..., Condition]]]] = {
    OWL.AllDifferent: (frozenset({OWL.members, OWL.distinctMembers}), "N", _different),
    OWL.AllDisjointClasses: (frozenset({OWL.members}), "C", _disjoint_classes),
    OWL.AllDisjointProperties: (frozenset({OWL.members}), "P", _disjoint_properties),
}
"""Axioms on all members of a list, by the class of the blank node that states them, with what leads to the list."""
