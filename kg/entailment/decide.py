"""Entailment: whether one graph follows from another, which asks for more than to look into a closure.

A conclusion follows in one of several ways. Most of it is in the closure, its blank nodes being variables. An axiom
that is not (``C rdfs:subClassOf D``, a property chain, a class expression that the premise does not hold) is shown by
its condition (`kg.entailment.axioms`): by freezing, or by refutation (`kg.entailment.hypotheses`).

Every way is sound under the OWL 2 RDF-Based Semantics. Blank nodes that describe a class, a list, or an axiom on all
members of a list are taken to exist (the comprehension conditions, §8 there), as the Direct Semantics has it and as
the tests of the W3C ask. Nothing is complete: no may mean that it follows in a way that is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.dictionary import Dictionary
from kg.entailment.axioms import Condition, Way
from kg.entailment.conclusions import Names, Part, take_apart
from kg.entailment.expressions import Named, Role, roles, walk
from kg.entailment.hypotheses import Hypotheses
from kg.entailment.simple import Matching
from kg.entailment.universe import is_class, is_property
from kg.entailment.worlds import Worlds
from kg.load import Loaded
from kg.reason.closure import Closure
from kg.rules.builtins import ill_typed
from kg.rules.model import Rule
from kg.terms import Term, Triple
from kg.vocabulary import OWL, RDF

__all__ = ["Entailment", "Shown", "Way", "entails"]

_Found: TypeAlias = tuple[Way, tuple[Triple, ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a conclusion, and how it was shown.

    Args:
        way: how.
        triples: the part.
    """

    way: Way
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Entailment:
    """Whether a conclusion follows.

    Args:
        entailed: whether it was shown to follow; from an inconsistent premise everything does.
        consistent: whether the premise is.
        missing: the triples that were not shown; none if it follows.
        shown: how each part was shown; none if the premise is inconsistent.
        closure: the closure of the premise; its violations say why it is inconsistent.
    """

    entailed: bool
    consistent: bool
    missing: tuple[Triple, ...]
    shown: tuple[Shown, ...]
    closure: Closure = field(repr=False, compare=False)


def entails(premises: Loaded, conclusion: Loaded | Iterable[Triple], rules: Sequence[Rule] = ()) -> Entailment:
    """Return whether a conclusion follows from premises, and how.

    Args:
        premises: the premises.
        conclusion: the conclusion; its blank nodes are its own, whatever their labels.
        rules: rules beyond those of OWL 2 RL that the premises are read with.

    Raises:
        LimitError: BS506, BS507 or BS508, when it takes too long to find out; that does not mean no.

    >>> from kg.load import load_triples
    >>> from kg.vocabulary import BS, RDFS
    >>> premise = load_triples([Triple(BS.a, RDFS.domain, BS.C), Triple(BS.C, OWL.disjointWith, BS.D),
    ...     Triple(BS.b, RDFS.domain, BS.D)])
    >>> found = entails(premise, [Triple(BS.a, OWL.propertyDisjointWith, BS.b)])
    >>> found.entailed, found.shown[0].way
    (True, <Way.REFUTATION: 'refutation'>)
    """
    dictionary = premises.dictionary.copy()
    asked, original = _renamed(_triples(conclusion), dictionary)
    # An ill-typed literal would make the premise inconsistent.
    terms = dict.fromkeys(term for triple in asked for term in triple if not ill_typed(term))
    literals = [term for term in terms if isinstance(term, Literal) and dictionary.find(term) is None]
    for term in terms:
        dictionary.intern_term(term)
    worlds = Worlds(premises, dictionary, rules, literals)
    base = worlds.of()
    if not base.consistent:
        return Entailment(entailed=True, consistent=False, missing=(), shown=(), closure=base.closure)
    search = _Search(worlds, asked)
    shown, missing = search.run()
    return Entailment(
        entailed=not missing,
        consistent=True,
        missing=tuple(_original(missing, original)),
        shown=tuple(Shown(way, tuple(_original(triples, original))) for way, triples in shown),
        closure=base.closure,
    )


class _Search:
    def __init__(self, worlds: Worlds, asked: list[Triple]) -> None:
        self._worlds, self._asked = worlds, asked
        self._base = worlds.of()
        self._matching = Matching(self._base)
        self._parts: list[Part] = []
        self._known: dict[tuple[int, tuple[Term, ...]], Way | None] = {}
        self._hypotheses: Hypotheses | None = None

    def run(self) -> tuple[list[_Found], list[Triple]]:
        """Return the parts that were shown, each with the way, and the triples that were not."""
        self._parts = take_apart(self._asked)
        shown: list[_Found] = []
        missing: dict[Triple, None] = {}
        for group in _groups(self._parts):
            found, rest = self._show(group)
            shown += found
            missing.update(dict.fromkeys(rest))
        return shown, list(missing)

    def _show(self, group: list[int]) -> tuple[list[_Found], Sequence[Triple]]:
        """Show parts that share blank nodes: one way to name these must do for all."""
        parts = [self._parts[at] for at in group]
        plain = [part.triples[0] for part in parts if part.condition is None]
        conditions = [at for at in group if self._parts[at].condition is not None]
        stated = dict.fromkeys(triple for part in parts for triple in part.triples)
        if stated and next(self._matching.solutions(list(stated), {}), None) is not None:
            return [(Way.CLOSURE, part.triples) for part in parts], []
        if not conditions:
            way = self._way_of_plain(plain[0]) if len(plain) == 1 else None
            return ([(way, (plain[0],))], []) if way is not None else ([], plain)
        matched = False
        for names in self._named(plain, conditions):
            matched = True
            ways = [self._way(at, names) for at in conditions]
            found = [
                (way, self._parts[at].triples) for at, way in zip(conditions, ways, strict=True) if way is not None
            ]
            if len(found) == len(conditions):
                return [(Way.CLOSURE, (triple,)) for triple in plain] + found, []
        return [], [triple for at in conditions for triple in self._parts[at].triples] if matched else plain

    def _named(self, patterns: Sequence[Triple], conditions: Sequence[int]) -> Iterator[Names]:
        """Yield the ways to name the blank nodes of some parts."""
        wanted = sorted({name for at in conditions for name in self._parts[at].variables}, key=str)
        for names in self._matching.solutions(patterns, {}):
            yield from self._completed(names, [name for name in wanted if name not in names])

    def _completed(self, names: Names, open_: Sequence[Term]) -> Iterator[Names]:
        if not open_:
            yield names
            return
        for term in self._matching.individuals():
            self._matching.step()
            yield from self._completed({**names, open_[0]: term}, open_[1:])

    def _way(self, at: int, names: Names) -> Way | None:
        """Return how an axiom is shown, or None."""
        part = self._parts[at]
        key = (at, tuple(names[name] for name in sorted(part.variables, key=str)))
        if key not in self._known:
            self._known[key] = self._find_way(part, names)
        return self._known[key]

    def _find_way(self, part: Part, names: Names) -> Way | None:
        mine: dict[Term, Term] = {name: names[name] for name in part.variables}
        if part.triples and next(self._matching.solutions(part.triples, mine), None) is not None:
            return Way.CLOSURE
        assert part.condition is not None
        condition = part.condition(mine)
        if self._hypotheses is None:
            self._hypotheses = Hypotheses(self._worlds, self._definitions())
        if self._is_about_known(condition) and condition.shown(self._hypotheses):
            return condition.way
        return None

    def _is_about_known(self, condition: Condition) -> bool:
        """Return whether what a condition is about are classes and properties."""
        inner = [part for of in condition.classes for part in walk(of)]
        used: list[Role] = [*condition.roles, *(role for part in inner for role in roles(part))]
        names = [part.node for part in inner if isinstance(part, Named)]
        return all(is_class(self._base, name) for name in names) and all(
            is_property(self._base, role.property) for role in used
        )

    def _definitions(self) -> frozenset[Triple]:
        """Return the triples that describe class expressions, of those that name no blank individual."""
        return frozenset(
            triple
            for part in self._parts
            if part.definition and part.condition is not None and not part.variables
            if self._is_about_known(part.condition({}))
            for triple in part.definition
        )

    def _way_of_plain(self, triple: Triple) -> Way | None:
        """Return how a triple that is not in the closure is shown, or None."""
        subject, predicate, object_ = triple
        if subject == object_ and isinstance(subject, NamedNode):
            if predicate == OWL.sameAs:
                return Way.REFLEXIVITY
            reflexive = Triple(predicate, RDF.type, OWL.ReflexiveProperty)
            return Way.REFLEXIVITY if self._base.holds(*reflexive) else None
        return Way.HEADER if self._is_header(triple) else None

    def _is_header(self, triple: Triple) -> bool:
        """Return whether a triple only says that the conclusion is an ontology, and it says more than that."""
        return triple[1:] == (RDF.type, OWL.Ontology) and any(t[1:] != triple[1:] for t in self._asked)


def _groups(parts: Sequence[Part]) -> list[list[int]]:
    """Return the places of parts, together those that share blank nodes."""
    leader = list(range(len(parts)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first: dict[BlankNode, int] = {}
    for at, part in enumerate(parts):
        for name in part.variables:
            one, other = find(first.setdefault(name, at)), find(at)
            leader[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for at in range(len(parts)):
        groups.setdefault(find(at), []).append(at)
    return list(groups.values())


def _triples(conclusion: Loaded | Iterable[Triple]) -> Iterator[Triple]:
    if isinstance(conclusion, Loaded):
        term = conclusion.dictionary.term
        for s, p, o in conclusion.triples:
            yield Triple(term(s), term(p), term(o))  # type: ignore[arg-type]
    else:
        yield from conclusion


def _renamed(triples: Iterable[Triple], dictionary: Dictionary) -> tuple[list[Triple], dict[Term, Term]]:
    """Return triples without doubles whose blank nodes are none of a dictionary, and what they were called."""
    names: dict[Term, Term] = {}

    def name(node: Term) -> Term:
        if not isinstance(node, BlankNode):
            return node
        if node not in names:
            number = len(names)
            while dictionary.find(fresh := BlankNode(f"asked{number}")) is not None:
                number += 1
            names[node] = fresh
        return names[node]

    asked = [Triple(name(s), p, name(o)) for s, p, o in dict.fromkeys(triples)]
    return asked, {fresh: node for node, fresh in names.items()}


def _original(triples: Iterable[Triple], names: Names) -> Iterator[Triple]:
    for s, p, o in triples:
        yield Triple(names.get(s, s), p, names.get(o, o))
