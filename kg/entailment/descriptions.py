"""How class and property expressions are read from triples (OWL 2 Mapping to RDF Graphs, §3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.datatypes import Value, parse
from kg.entailment.expressions import (
    THING,
    AtLeast,
    AtMost,
    Either,
    Every,
    Expression,
    Itself,
    Named,
    Not,
    OneOf,
    Only,
    Role,
    parts,
    roles,
)
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["Description"]

_TYPES: Final = frozenset({OWL.Class, OWL.Restriction, OWL.DataRange, RDFS.Datatype, RDFS.Class})
_ROLE_TYPES: Final = frozenset({OWL.ObjectProperty, RDF.Property})
_LISTS: Final = frozenset({OWL.intersectionOf, OWL.unionOf, OWL.oneOf})
_CLASS_LISTS: Final = frozenset({OWL.intersectionOf, OWL.unionOf, OWL.disjointUnionOf})
_COUNTS: Final[dict[NamedNode, tuple[bool, bool]]] = {
    OWL.minCardinality: (True, False),
    OWL.minQualifiedCardinality: (True, False),
    OWL.maxCardinality: (False, True),
    OWL.maxQualifiedCardinality: (False, True),
    OWL.cardinality: (True, True),
    OWL.qualifiedCardinality: (True, True),
}
_RESTRICTIONS: Final = frozenset({OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.hasSelf, *_COUNTS})
_FILLERS: Final = frozenset({OWL.onClass, OWL.onDataRange})
_CLASS_PLACES: Final = frozenset(
    {
        *(RDF.type, RDF.first, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.disjointWith),
        *(OWL.complementOf, OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass, OWL.onDataRange),
    }
)
"""The properties whose objects matter by their members alone, so that a class expression may stand there."""
_SUBJECT_PLACES: Final = frozenset(
    {RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.disjointUnionOf, OWL.hasKey}
)


class Description:
    """Reads expressions from the triples of a conclusion.

    A blank node that is described whole, in one way only, and stands only where its members alone matter, is an
    expression. Any other is a blank node like all.

    Args:
        triples: the triples.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Term, list[Triple]] = {}
        self._by_object: dict[Term, list[Triple]] = {}
        for triple in triples:
            self._by_subject.setdefault(triple.subject, []).append(triple)
            self._by_object.setdefault(triple.object, []).append(triple)
        self._expressions: dict[Term, Expression | None] = {}
        self._open: set[Term] = set()

    def about(self, node: Term) -> list[Triple]:
        """Return the triples whose subject is a node."""
        return self._by_subject.get(node, [])

    def mentions(self, node: Term) -> list[Triple]:
        """Return the triples whose object is a node."""
        return self._by_object.get(node, [])

    def expression(self, node: Term) -> Expression | None:
        """Return the class that a node names or describes; None when it is a literal or no whole description."""
        if isinstance(node, NamedNode):
            return Named(node)
        if isinstance(node, Literal) or node in self._open:
            return None
        if node not in self._expressions:
            self._open.add(node)
            described = self._read(node) if self._is_anonymous_class(node) else None
            self._open.discard(node)
            self._expressions[node] = described
        return self._expressions[node]

    def role(self, node: Term) -> Role | None:
        """Return the property that a node names, or the inverse of one that it describes; None for anything else."""
        if isinstance(node, NamedNode):
            return Role(node, node)
        if isinstance(node, Literal):
            return None
        about = [t for t in self.about(node) if not (t.predicate == RDF.type and t.object in _ROLE_TYPES)]
        if len(about) == 1 and about[0].predicate == OWL.inverseOf and isinstance(about[0].object, NamedNode):
            return Role(node, about[0].object, inverted=True)
        return None

    def items(self, node: Term) -> tuple[Term, ...] | None:
        """Return the members of a list of blank cells that say nothing else; None when it is no such list."""
        found: list[Term] = []
        seen: set[Term] = set()
        while node != RDF.nil:
            cell = [t for t in self.about(node) if t[1:] != (RDF.type, RDF.List)]
            firsts = [t.object for t in cell if t.predicate == RDF.first]
            rests = [t.object for t in cell if t.predicate == RDF.rest]
            if not isinstance(node, BlankNode) or node in seen or len(cell) != 2 or len(firsts) != 1 or len(rests) != 1:
                return None
            seen.add(node)
            found.append(firsts[0])
            node = rests[0]
        return tuple(found)

    def cells(self, node: Term) -> Iterator[Triple]:
        """Yield the triples of a list that `items` reads."""
        while node != RDF.nil:
            about = self.about(node)
            yield from about
            node = next(triple.object for triple in about if triple.predicate == RDF.rest)

    def definition(self, expression: Expression) -> Iterator[Triple]:
        """Yield the triples that describe an expression, those of its parts included."""
        if isinstance(expression, Named):
            return
        for triple in self.about(expression.node):
            if triple.predicate not in _SUBJECT_PLACES:
                yield triple
                if triple.predicate in _LISTS:
                    yield from self.cells(triple.object)
        for role in roles(expression):
            if role.inverted:
                yield from self.about(role.node)
        for part in parts(expression):
            if part.node != expression.node:
                yield from self.definition(part)

    def _owners(self, cell: Term, seen: frozenset[Term] = frozenset()) -> Iterator[Triple]:
        """Yield the triples whose object is a list that a cell is of."""
        for triple in self.mentions(cell) if cell not in seen else ():
            if triple.predicate == RDF.rest:
                yield from self._owners(triple.subject, seen | {cell})
            else:
                yield triple

    def _lists_classes(self, cell: Term) -> bool:
        """Return whether a cell is of lists of classes only."""
        for owner in self._owners(cell):
            if owner.predicate == OWL.members:
                if Triple(owner.subject, RDF.type, OWL.AllDisjointClasses) not in self.about(owner.subject):
                    return False
            elif owner.predicate not in _CLASS_LISTS:
                return False
        return True

    def _is_anonymous_class(self, node: Term) -> bool:
        for triple in self.about(node):
            if triple.predicate == RDF.type and triple.object not in _TYPES:
                return False
        for triple in self.mentions(node):
            if triple.predicate not in _CLASS_PLACES:
                return False
            if triple.predicate == RDF.first and not self._lists_classes(triple.subject):
                return False
        return True

    def _read(self, node: Term) -> Expression | None:
        said: dict[NamedNode, Term] = {}
        for _, predicate, target in self.about(node):
            if predicate == RDF.type or predicate in _SUBJECT_PLACES:
                continue
            if predicate in said:
                return None
            said[predicate] = target
        if len(said) == 1:
            [(predicate, target)] = said.items()
            return self._boolean(node, predicate, target)
        return self._restriction(node, said)

    def _boolean(self, node: Term, predicate: NamedNode, target: Term) -> Expression | None:
        if predicate == OWL.complementOf:
            part = self.expression(target)
            return None if part is None else Not(node, part)
        if predicate not in _LISTS:
            return None
        items = self.items(target)
        if items is None:
            return None
        if predicate == OWL.oneOf:
            return OneOf(node, items)
        members: tuple[Expression, ...] = ()
        for item in items:
            part = self.expression(item)
            if part is None:
                return None
            members = (*members, part)
        return Every(node, members) if predicate == OWL.intersectionOf else Either(node, members)

    def _restriction(self, node: Term, said: dict[NamedNode, Term]) -> Expression | None:
        kinds = [predicate for predicate in said if predicate in _RESTRICTIONS]
        role = self.role(said[OWL.onProperty]) if OWL.onProperty in said else None
        if len(kinds) != 1 or role is None:
            return None
        [kind] = kinds
        others = said.keys() - {kind, OWL.onProperty}
        target = said[kind]
        if kind in _COUNTS:
            filler: Expression | None = THING
            if others:
                filler = self.expression(said[next(iter(others))]) if len(others) == 1 and others <= _FILLERS else None
            count = _count(target)
            return None if filler is None or count is None else _bounded(node, kind, count, role, filler)
        if others:
            return None
        if kind == OWL.hasValue:
            return AtLeast(node, 1, role, OneOf(node, (target,)))
        if kind == OWL.hasSelf:
            return Itself(node, role) if _is_true(target) else None
        filler = self.expression(target)
        if filler is None:
            return None
        return AtLeast(node, 1, role, filler) if kind == OWL.someValuesFrom else Only(node, role, filler)


def _bounded(node: Term, kind: NamedNode, count: int, role: Role, filler: Expression) -> Expression:
    least, most = _COUNTS[kind]
    lower, upper = AtLeast(node, count, role, filler), AtMost(node, count, role, filler)
    return Every(node, (lower, upper)) if least and most else lower if least else upper


def _count(term: Term) -> int | None:
    value = _value(term)
    key = None if value is None else value.key
    return key if isinstance(key, int) and not isinstance(key, bool) and key >= 0 else None


def _is_true(term: Term) -> bool:
    value = _value(term)
    return value is not None and value.key is True


def _value(term: Term) -> Value | None:
    if not isinstance(term, Literal):
        return None
    value = parse(term.value, term.datatype.value, term.language)
    return value if isinstance(value, Value) else None
