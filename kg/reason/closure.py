"""`Closure`: all that follows from some triples, frozen, with asserted and inferred triples told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal, NamedNode

from kg.dictionary import Dictionary
from kg.reason.derivation import Derivation, Deriver
from kg.reason.expand import Block, blocks, same_pairs
from kg.reason.pairs import unpacked
from kg.reason.rows import Fact
from kg.reason.state import State
from kg.reason.trivial import is_trivial
from kg.rules.model import Rule
from kg.terms import Term, Triple

if TYPE_CHECKING:
    from kg.reason.engine import Engine

__all__ = ["Closure", "View", "Violation"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that concludes *false*: the ontology is inconsistent.

    Args:
        rule: the id of the rule.
        derivation: how it concludes it.
    """

    rule: str
    derivation: Derivation


class View:
    """The asserted, the inferred, or all triples of a closure.

    Args:
        closure: the closure; None for a closure, which is a view of itself.
        asserted: whether asserted triples are part of it.
        inferred: whether inferred triples are part of it; trivial ones that were not asserted never are.
    """

    __slots__ = ("_asserted", "_closure", "_inferred")

    def __init__(self, closure: Closure | None, *, asserted: bool, inferred: bool) -> None:
        self._closure, self._asserted, self._inferred = closure, asserted, inferred

    @property
    def _whole(self) -> Closure:
        """The closure. It does not hold itself, so that its columns are freed as soon as nothing else does."""
        assert self._closure is not None
        return self._closure

    def __iter__(self) -> Iterator[Triple]:
        return self.match()

    def __len__(self) -> int:
        return self._whole.count(asserted=self._asserted, inferred=self._inferred)

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, Triple):
            return False
        if self._asserted and not self._inferred:
            fact = self._whole.fact(triple)
            return fact is not None and self._whole.deriver.is_asserted(fact)
        return next(self.match(*triple), None) is not None

    def __repr__(self) -> str:
        return f"View({len(self)} triples)"

    def match(
        self, subject: Term | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """Yield the triples that fit; an argument left out fits everything."""
        for triple, asserted in self._whole.rows(subject, predicate, object):
            if self._asserted if asserted else self._inferred and not is_trivial(triple):
                yield triple

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return what the subject is related to by the predicate."""
        return [triple.object for triple in self.match(subject, predicate)]

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the first literal the subject has by the predicate, as text, or None."""
        return next((o.value for o in self.objects(subject, predicate) if isinstance(o, Literal)), None)

    def texts(self, predicate: NamedNode) -> dict[Term, str]:
        """Return what `text` does, for every subject that has such a literal; faster than to ask for each."""
        found: dict[Term, str] = {}
        for subject, _, value in self.match(predicate=predicate):
            if isinstance(value, Literal):
                found.setdefault(subject, value.value)
        return found


class Closure(View):
    """All that follows from some triples under some rules, frozen.

    What is trivial (`kg.reason.trivial`) is not counted and not met when iterating, unless it was asserted; ``in``
    knows it. Terms that are the same are expanded.

    Args:
        dictionary: the terms.
        rules: the rules, in the order that numbers them.
        state: what the rules arrived at; it is not changed any more.
        violations: how the rules conclude *false*; empty when the ontology is consistent.

    Attributes:
        engine: what arrived at the state, from where it goes on with further triples; None until that is asked of a
            closure that was read from a file.
        laid: the closure that this one was laid over, and the triples that were added to it; None if it was not.
    """

    __slots__ = ("__dict__", "dictionary", "engine", "laid", "rules", "state", "violations")

    def __init__(
        self, dictionary: Dictionary, rules: Sequence[Rule], state: State, violations: Iterable[Violation] = ()
    ) -> None:
        super().__init__(None, asserted=True, inferred=True)
        self.dictionary, self.rules, self.state = dictionary, tuple(rules), state
        self.violations = tuple(violations)
        self.engine: Engine | None = None
        self.laid: tuple[Closure, tuple[Triple, ...]] | None = None

    @property
    def _whole(self) -> Closure:
        return self

    @property
    def asserted(self) -> View:
        """The triples that were given."""
        return View(self, asserted=True, inferred=False)

    @property
    def inferred(self) -> View:
        """The triples that rules concluded; none of them is asserted or trivial."""
        return View(self, asserted=False, inferred=True)

    @property
    def inconsistencies(self) -> tuple[str, ...]:
        """What shows that the ontology is inconsistent, one line each; empty when it is consistent."""
        return tuple(self.describe(violation.derivation) for violation in self.violations)

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, Triple):
            return False
        if not self.state.explainable and View.__contains__(self, triple):
            return True
        fact = self.fact(triple)
        return fact is not None and self.deriver.holds(fact)

    @cached_property
    def deriver(self) -> Deriver:
        """What finds derivations."""
        return Deriver(self.state, self.dictionary, self.rules)

    def extend(self, triples: Iterable[Triple]) -> Closure:
        """Return the closure of what was asserted and some more triples; this one stays as it is."""
        from kg.reason.native import extend

        return extend(self, triples)

    def without(self, triples: Iterable[Triple]) -> Closure:
        """Return the closure of what was asserted but some triples; this one stays as it is."""
        from kg.reason.native import without

        return without(self, triples)

    def derivation(self, triple: Triple) -> Derivation | None:
        """Return one application of a rule that concludes a triple; None when it is asserted or does not follow."""
        fact = self.fact(triple)
        return None if fact is None else self.deriver.derivation(fact)

    def fact(self, triple: Triple) -> Fact | None:
        """Return a triple as ids, None when a term of it is not known."""
        ids = [self.dictionary.find(term) for term in triple]
        s, p, o = ids
        return None if s is None or p is None or o is None else (s, p, o)

    def triple(self, fact: Fact) -> Triple:
        """Return ids as a triple."""
        s, p, o = (self.dictionary.term(node) for node in fact)
        return Triple(s, p, o)  # type: ignore[arg-type]

    def describe(self, derivation: Derivation) -> str:
        """Return an application of a rule in one line."""
        facts = [self.triple(p) for p in derivation.premises if isinstance(p, tuple)]
        return f"{self.rules[derivation.rule].id}: {' '.join(str(fact) for fact in facts)}"

    def blocks(self) -> Iterator[Block]:
        """Yield the triples property by property, in columns."""
        yield from blocks(self.state, self.dictionary)

    def count(self, *, asserted: bool = True, inferred: bool = True) -> int:
        """Return how many triples there are, trivial ones that were not asserted left out."""
        given, concluded = self._counts
        return asserted * given + inferred * concluded

    @cached_property
    def _counts(self) -> tuple[int, int]:
        """How many triples were asserted and how many inferred."""
        given = concluded = 0
        for block in self.blocks():
            given += int(np.count_nonzero(block.asserted))
            concluded += int(np.count_nonzero(block.inferred))
        return given, concluded

    def rows(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[tuple[Triple, bool]]:
        """Yield the stored triples that fit, trivial ones included, each with whether it was asserted."""
        pattern = (subject, predicate, object_)
        ids = [None if term is None else self.dictionary.find(term) for term in pattern]
        if any(term is not None and found is None for term, found in zip(pattern, ids, strict=True)):
            return
        s, p, o = ids
        term = self.dictionary.term
        tokens = self.dictionary.tokens
        for fact, asserted in sorted(self._facts(s, p, o), key=lambda found: tuple(tokens[node] for node in found[0])):
            yield Triple(term(fact[0]), term(fact[1]), term(fact[2])), asserted  # type: ignore[arg-type]

    def related(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Yield the subject and object of every triple of a property but owl:sameAs, trivial ones included.

        In no order, and without asking what was asserted: faster than `match` where there are many.
        """
        p = self.dictionary.find(predicate)
        stored = None if p is None else self.state.equality.find(p)
        if stored is None or stored not in self.state.relations:
            return
        term, members = self.dictionary.term, self.state.equality.members
        for one, other in self._pairs(stored, None, None):
            for subject in members(one):
                for object_ in members(other):
                    yield term(subject), term(object_)

    def _facts(self, s: int | None, p: int | None, o: int | None) -> Iterator[tuple[Fact, bool]]:
        equality, same = self.state.equality, self.state.same_as
        find, members = equality.find, equality.members
        names = [(p, find(p))] if p is not None else [(n, q) for q in self.state.relations for n in members(q)]
        for name, predicate in names:
            if predicate == same or predicate not in self.state.relations:
                continue
            for one, other in self._pairs(predicate, s, o):
                for subject in members(one) if s is None else (s,):
                    for object_ in members(other) if o is None else (o,):
                        fact = (subject, name, object_)
                        yield fact, self.deriver.is_asserted(fact)
        if p is None or find(p) == same:
            for name in members(same) if p is None else (p,):
                yield from self._same_facts(s, name, o)

    def _pairs(self, predicate: int, s: int | None, o: int | None) -> list[tuple[int, int]]:
        """Return the stored pairs of a property that fit, over representatives."""
        find, relation = self.state.equality.find, self.state.relations[predicate]
        if s is not None:
            found = relation.slice(find(s), by_object=False).tolist()
            return [(s, other) for other in found if o is None or other == find(o)]
        if o is not None:
            return [(other, o) for other in relation.slice(find(o), by_object=True).tolist()]
        return unpacked(relation.by_subject)

    def _same_facts(self, s: int | None, name: int, o: int | None) -> Iterator[tuple[Fact, bool]]:
        state = self.state
        known = s if s is not None else o
        if known is None or name != state.same_as:
            facts = unpacked(same_pairs(state, name))
        else:
            here = state.equality.members(known)
            facts = [(a, b) for a in here for b in here if a != b or (a, b) in state.asserted_same]
        for one, other in facts:
            if (s is None or one == s) and (o is None or other == o):
                fact = (one, name, other)
                yield fact, self.deriver.is_asserted(fact)
