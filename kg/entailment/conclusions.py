"""A conclusion taken apart: into plain triples, and axioms with the conditions that make them true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.entailment.axioms import BINARY, CHARACTERISTICS, OF_SEVERAL, Condition, described, unlinked
from kg.entailment.descriptions import Description
from kg.entailment.expressions import Expression, Named, OneOf, Role, bind, walk
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["Names", "Part", "take_apart"]

Names: TypeAlias = Mapping[Term, Term]
Argument: TypeAlias = Term | Expression | Role

_SAID_ONLY: Final = frozenset({OWL.Ontology, OWL.Thing, OWL.NamedIndividual, RDFS.Resource})
"""The types that only say what a term is used for: they follow where the closure has them."""
_STATEMENT: Final = frozenset({OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue})


@dataclass(frozen=True, slots=True)
class Part:
    """A plain triple, or an axiom.

    Args:
        triples: its triples; of an axiom, those of its class expressions and lists are among them.
        variables: the blank nodes of it that stand for individuals, and may occur in other parts.
        definition: the triples that only describe its class expressions.
        condition: makes its condition, given names of its variables; None for a plain triple.
    """

    triples: tuple[Triple, ...]
    variables: frozenset[BlankNode]
    definition: tuple[Triple, ...] = ()
    condition: Callable[[Names], Condition] | None = None


def take_apart(triples: Sequence[Triple]) -> list[Part]:
    """Return the parts of a conclusion.

    An axiom that says of a blank node what a rule might conclude (a type, a difference) is a condition on it when
    other triples say which node it may be, and a plain triple when they do not.

    Args:
        triples: the conclusion, without doubles.
    """
    reader = _Reader(triples)
    parts = [*reader.of_several(), *reader.of_one()]
    described_by = {triple for part in parts for triple in part.triples}
    parts += reader.of_none(described_by)
    described_by |= {triple for part in parts for triple in part.triples}
    plain = [_plain(triple) for triple in triples if triple not in described_by]
    known = {name for part in plain for name in part.variables}
    conditions: list[Part] = []
    for part in parts:
        # A triple that names a blank node first is a pattern; the next that is about it may be a condition.
        if len(part.triples) == 1 and not part.variables <= known:
            plain.append(_plain(part.triples[0]))
            known |= part.variables
        else:
            conditions.append(part)
    return plain + conditions


def _plain(triple: Triple) -> Part:
    return Part((triple,), frozenset(node for node in triple if isinstance(node, BlankNode)))


class _Reader:
    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = triples
        self._description = Description(triples)

    def of_several(self) -> Iterator[Part]:
        """Yield the axioms that a blank node states: of all members of a list, or that a property does not hold."""
        for triple in self._triples:
            node, predicate, kind = triple
            if predicate != RDF.type or not isinstance(node, BlankNode) or self._description.mentions(node):
                continue
            about = self._description.about(node)
            others = [other for other in about if other != triple]
            if kind == OWL.NegativePropertyAssertion:
                yield from self._denial(about, {other.predicate: other.object for other in others})
            elif kind in OF_SEVERAL and len(others) == 1:
                assert isinstance(kind, NamedNode)
                predicates, sort, make = OF_SEVERAL[kind]
                if others[0].predicate in predicates:
                    yield from self._axiom(about, ((sort, others[0].object),), make)

    def of_one(self) -> Iterator[Part]:
        """Yield the axioms of one triple."""
        for triple in self._triples:
            subject, predicate, target = triple
            if predicate == RDF.type and target in _SAID_ONLY:
                continue
            if predicate == RDF.type and target in CHARACTERISTICS:
                assert isinstance(target, NamedNode)
                yield from self._axiom([triple], (("p", subject),), CHARACTERISTICS[target])
            elif predicate in BINARY and not self._describes(triple):
                sorts, make = BINARY[predicate]
                yield from self._axiom([triple], ((sorts[0], subject), (sorts[1], target)), make)

    def of_none(self, used: set[Triple]) -> Iterator[Part]:
        """Yield the descriptions of classes that no axiom uses."""
        for node in dict.fromkeys(triple.subject for triple in self._triples):
            if isinstance(node, BlankNode) and not self._description.mentions(node):
                expression = self._description.expression(node)
                if expression is not None and not used & set(self._description.definition(expression)):
                    yield from self._axiom([], (("c", node),), described)

    def _describes(self, triple: Triple) -> bool:
        """Return whether a triple is a part of the description of a class, list or statement, and no axiom."""
        subject, predicate, target = triple
        if not isinstance(subject, BlankNode):
            return False
        expression = self._description.expression(subject)
        if expression is not None and triple in set(self._description.definition(expression)):
            return True
        role = self._description.role(subject)
        if role is not None and role.inverted and predicate in (OWL.inverseOf, RDF.type):
            return bool(self._description.mentions(subject))
        return predicate == RDF.type and (target in (RDF.List, OWL.NegativePropertyAssertion) or target in OF_SEVERAL)

    def _denial(self, about: list[Triple], said: dict[NamedNode, Term]) -> Iterator[Part]:
        if len(said) != 3 or len(about) != 4 or not said.keys() <= _STATEMENT or OWL.assertionProperty not in said:
            return
        target = said.get(OWL.targetIndividual, said.get(OWL.targetValue))
        if target is not None and OWL.sourceIndividual in said:
            arguments = (("p", said[OWL.assertionProperty]), ("n", said[OWL.sourceIndividual]), ("n", target))
            yield from self._axiom(about, arguments, unlinked)

    def _axiom(
        self, triples: Sequence[Triple], arguments: Sequence[tuple[str, Term]], make: Callable[..., Condition]
    ) -> Iterator[Part]:
        """Yield the axiom that some triples state, if its arguments are what it takes."""
        values: list[Argument] = []
        cells: list[Triple] = []
        for sort, node in arguments:
            items: tuple[Term, ...] | None = (node,)
            if sort.isupper():
                items = self._description.items(node)
                if not items and make not in _EMPTY_TOO:
                    return
                cells += [] if items is None else self._description.cells(node)
            read = [self._argument(sort.lower(), item) for item in items or ()]
            if items is None or None in read:
                return
            values += [value for value in read if value is not None]
        definition = [triple for value in values for triple in self._defined(value)]
        variables = frozenset(node for value in values for node in _variables(value))
        yield Part(
            tuple(dict.fromkeys([*triples, *cells, *definition])),
            variables,
            tuple(definition),
            lambda names: make(*(_named(value, names) for value in values)),
        )

    def _argument(self, sort: str, node: Term) -> Argument | None:
        if sort == "c":
            return self._description.expression(node)
        return self._description.role(node) if sort == "p" else node

    def _defined(self, value: Argument) -> Iterator[Triple]:
        if isinstance(value, Role):
            if value.inverted:
                yield from self._description.about(value.node)
        elif not isinstance(value, (NamedNode, BlankNode, Literal)):
            yield from self._description.definition(value)


_EMPTY_TOO: Final = frozenset(
    make for predicate, (_, make) in BINARY.items() if predicate in (OWL.intersectionOf, OWL.unionOf, OWL.oneOf)
) | {make for _, _, make in OF_SEVERAL.values()}
"""The axioms whose list may be empty."""


def _variables(value: Argument) -> Iterator[BlankNode]:
    if isinstance(value, BlankNode):
        yield value
    elif not isinstance(value, (NamedNode, Literal, Role)):
        for part in walk(value):
            if isinstance(part, OneOf):
                yield from (node for node in part.values if isinstance(node, BlankNode))


def _named(value: Argument, names: Names) -> Argument:
    if isinstance(value, (NamedNode, BlankNode, Literal)):
        return names.get(value, value)
    return value if isinstance(value, (Role, Named)) else bind(value, names)
