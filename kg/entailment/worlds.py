"""Worlds: a closure with a few triples more, asked by terms. What a hypothesis leads to is seen in the world of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.columns import Columns
from kg.datatypes import KNOWN, empty, included
from kg.dictionary import LITERAL, Dictionary
from kg.errors import LimitError
from kg.load import Loaded
from kg.reason.closure import Closure
from kg.reason.native import reason
from kg.reason.pairs import unpacked
from kg.rules.builtins import ANNOTATION_PROPERTIES
from kg.rules.model import Rule
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["MOST_TRIPLES", "World", "Worlds"]

MOST_TRIPLES: Final = 50_000_000
"""How many triples are reasoned over, all hypotheses together, before the search gives up."""
_MENTIONS: Final = NamedNode("urn:x-backstory:mentions")
_COST: Final = 10_000
"""How many triples a hypothesis costs whatever the premise."""
_FEWEST: Final = 20
"""How many hypotheses are tried however large the premise."""

_BUILT_IN: Final = (RDF.iri, RDFS.iri, OWL.iri)
_ANNOTATIONS: Final = frozenset(ANNOTATION_PROPERTIES)


class World:
    """A closure, asked by terms.

    Args:
        closure: the closure.
        fresh: individuals that a hypothesis is about, which may be anything, data values too.
    """

    def __init__(self, closure: Closure, fresh: Iterable[Term] = ()) -> None:
        self.closure = closure
        self._terms = closure.state.terms
        self.consistent = not closure.violations and not any(empty(self.datatypes(node)) for node in fresh)

    def id(self, term: Term) -> int | None:
        """Return the id of a term that the closure can speak of."""
        found = self.closure.dictionary.find(term)
        return found if found is not None and found < self._terms else None

    def holds(self, subject: Term, predicate: Term, object_: Term) -> bool:
        """Return whether a triple follows by the rules, trivial and generalised ones included."""
        ids = self.id(subject), self.id(predicate), self.id(object_)
        if None in ids:
            return False
        s, p, o = ids
        assert s is not None
        assert p is not None
        assert o is not None
        return self.holds_ids(s, p, o)

    def holds_ids(self, subject: int, predicate: int, object_: int) -> bool:
        """Return whether a triple of ids follows by the rules, trivial and generalised ones included."""
        equality = self.closure.state.equality
        relation = self.closure.state.relations.get(equality.find(predicate))
        if relation is not None:
            partners = relation.slice(equality.find(subject), by_object=False)
            if (partners == equality.find(object_)).any():
                return True
        return self.closure.deriver.holds((subject, predicate, object_))

    def pairs(self, predicate: int, subject: int | None, object_: int | None) -> Iterator[tuple[int, int]]:
        """Yield the stored pairs of a property that fit; None fits everything."""
        state = self.closure.state
        equality = state.equality
        members, find = equality.members, equality.find
        relation = state.relations.get(find(predicate))
        if relation is not None:
            if subject is not None:
                rows = [(find(subject), other) for other in relation.slice(find(subject), by_object=False).tolist()]
            elif object_ is not None:
                rows = [(one, find(object_)) for one in relation.slice(find(object_), by_object=True).tolist()]
            else:
                rows = unpacked(relation.by_subject)
            for one, other in rows:
                if subject is not None and object_ is not None and other != find(object_):
                    continue
                for left in [subject] if subject is not None else members(one):
                    for right in [object_] if object_ is not None else members(other):
                        yield left, right
        same = self.id(OWL.sameAs)
        if same is not None and find(predicate) == find(same):
            yield from self._same_pairs(subject, object_)

    def count(self, predicate: int, subject: int | None, object_: int | None) -> int:
        """Return about how many pairs of a property fit."""
        state = self.closure.state
        relation = state.relations.get(state.equality.find(predicate))
        if relation is None:
            return 0
        if subject is not None:
            return len(relation.slice(state.equality.find(subject), by_object=False))
        if object_ is not None:
            return len(relation.slice(state.equality.find(object_), by_object=True))
        return len(relation)

    def find(self, subject: Term | None, predicate: Term, object_: Term | None) -> Iterator[Triple]:
        """Yield the stored triples of a property that fit; None fits everything."""
        s, p, o = (None if term is None else self.id(term) for term in (subject, predicate, object_))
        if p is None or (subject is not None and s is None) or (object_ is not None and o is None):
            return
        term = self.closure.dictionary.term
        for one, other in self.pairs(p, s, o):
            yield Triple(term(one), predicate, term(other))  # type: ignore[arg-type]

    def has_any(self, subject: Term | None, predicate: Term, object_: Term | None) -> bool:
        """Return whether any stored triple of a property fits."""
        return next(self.find(subject, predicate, object_), None) is not None

    def items(self, cell: Term) -> list[Term]:
        """Return the members of a list; none when it is no list, or not one only."""
        found: list[Term] = []
        seen: set[Term] = set()
        while cell != RDF.nil:
            firsts = list(self.find(cell, RDF.first, None))
            rests = list(self.find(cell, RDF.rest, None))
            if len(firsts) != 1 or len(rests) != 1 or cell in seen:
                return []
            seen.add(cell)
            found.append(firsts[0].object)
            cell = rests[0].object
        return found

    def datatypes(self, node: Term) -> list[str]:
        """Return the known datatypes that an individual is of."""
        return [
            triple.object.value
            for triple in self.find(node, RDF.type, None)
            if isinstance(triple.object, NamedNode) and triple.object.value in KNOWN
        ]

    def is_of(self, node: Term, datatype: str) -> bool:
        """Return whether an individual is of a known datatype, as it is of others that this one includes."""
        found = self.datatypes(node)
        return bool(found) and included(found, datatype)

    def literals(self) -> list[int]:
        """Return the ids of the literals."""
        kinds = self.closure.dictionary.kinds()[: self._terms]
        return [at for at, kind in enumerate(kinds.tolist()) if kind == LITERAL]

    def terms(self) -> range:
        """Return the ids of all terms."""
        return range(self._terms)

    def individuals(self) -> set[Term]:
        """Return what the properties of a person's own, and the classes, are said of; no literals."""
        state, term = self.closure.state, self.closure.dictionary.term
        found: set[int] = set()
        for predicate in state.relations:
            name = term(predicate)
            if name == RDF.type:
                for one, other in self.pairs(predicate, None, None):
                    kind = term(other)
                    if kind in (OWL.Thing, OWL.NamedIndividual) or not kind.value.startswith(_BUILT_IN):
                        found.add(one)
            elif not name.value.startswith(_BUILT_IN) and name not in (*_ANNOTATIONS, _MENTIONS):
                for pair in self.pairs(predicate, None, None):
                    found.update(pair)
        return {node for node in map(term, found) if not isinstance(node, Literal)}

    def _same_pairs(self, subject: int | None, object_: int | None) -> Iterator[tuple[int, int]]:
        members = self.closure.state.equality.members
        if subject is not None:
            yield from ((subject, other) for other in members(subject) if object_ in (None, other))
        elif object_ is not None:
            yield from ((one, object_) for one in members(object_))
        else:
            yield from ((one, other) for one in range(self._terms) for other in members(one))


class Worlds:
    """The worlds of one premise.

    Args:
        loaded: the premise.
        dictionary: a dictionary of its own, which continues the premise's.
        rules: further rules.
        literals: literals to be known in every world, though the premise does not hold them.
        most: how many triples may be reasoned over in all.
    """

    def __init__(
        self,
        loaded: Loaded,
        dictionary: Dictionary,
        rules: Sequence[Rule],
        literals: Iterable[Literal] = (),
        most: int = MOST_TRIPLES,
    ) -> None:
        self._loaded, self._dictionary, self._rules = loaded, dictionary, tuple(rules)
        self._most = max(most // (_COST + len(loaded.triples)), _FEWEST)
        self._made: dict[frozenset[Triple], World] = {}
        self._fresh: set[Term] = set()
        self._numbers = 0
        # What a literal denotes is known of those that occur; this says of them no more than that they do.
        self._mentions = frozenset(Triple(self.fresh(), _MENTIONS, literal) for literal in literals)

    def fresh(self) -> BlankNode:
        """Return a blank node that stands for anything, and occurs nowhere yet."""
        while True:
            node = BlankNode(f"any{self._numbers}")
            self._numbers += 1
            if self._dictionary.find(node) is None:
                self._fresh.add(node)
                return node

    def fresh_in(self, facts: Iterable[Triple]) -> set[Term]:
        """Return the nodes of some triples that stand for anything."""
        return {node for triple in facts for node in triple if node in self._fresh}

    def of(self, facts: frozenset[Triple] = frozenset()) -> World:
        """Return the closure of the premise with some triples more.

        Raises:
            LimitError: BS507, when too many hypotheses are needed.
        """
        if facts not in self._made:
            if len(self._made) >= self._most:
                raise LimitError(
                    "BS507",
                    f"it takes more than {self._most} hypotheses to decide the entailment",
                    "ask for fewer axioms at once, or for axioms with fewer unions and enumerations",
                )
            self._made[facts] = self._make(facts)
        return self._made[facts]

    def _make(self, facts: frozenset[Triple]) -> World:
        fresh = self.fresh_in(facts)
        facts |= self._mentions
        while True:
            rows = Columns.concatenate([self._loaded.triples, self._rows(facts)])
            world = World(reason(Loaded(self._dictionary, rows, (), ()), self._rules), fresh)
            more = _reflexive(world) - facts
            if not more or not world.consistent:
                return world
            facts |= more

    def _rows(self, facts: Iterable[Triple]) -> Columns:
        intern = self._dictionary.intern_term
        return Columns.of([(intern(s), intern(p), intern(o)) for s, p, o in sorted(facts, key=str)])


def _reflexive(world: World) -> frozenset[Triple]:
    """Return what reflexive properties relate to itself, which no rule of OWL 2 RL concludes.

    A reflexive property relates everything to itself (OWL 2 RDF-Based Semantics, Table 5.13); here only individuals.
    """
    properties = [
        t.subject for t in world.find(None, RDF.type, OWL.ReflexiveProperty) if isinstance(t.subject, NamedNode)
    ]
    if not properties:
        return frozenset()
    individuals = world.individuals()
    return frozenset(
        Triple(node, name, node) for name in properties for node in individuals if not world.holds(node, name, node)
    )
