"""`Facts`: the triples of a closure by any pattern, every term under its own name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.reason.closure import Closure
from kg.reason.matching import LATEST
from kg.reason.rows import Fact, Rows
from kg.rules.model import constants
from kg.vocabulary import OWL

__all__ = ["Facts"]

_MANY = 1 << 40


class Facts:
    """The triples of a closure on ids, trivial ones that are stored included.

    A closure keeps representatives of terms that are the same. Where there are such terms, their triples are written
    out here; otherwise the rows of the closure are read as they are. That each term is the same as itself is known
    and not stored.

    Args:
        closure: the closure.

    Attributes:
        has_equality: whether two terms are the same.
        renames_rules: whether a term that the rules themselves name is the same as another, so that what a rule
            concludes is not told from its name any more, and ground rules cannot be read off.
    """

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self.same = closure.dictionary.intern_term(OWL.sameAs)
        self.has_equality = bool(closure.state.equality)
        iris = {term for term in constants(closure.rules) if isinstance(term, NamedNode)}
        self._named = {closure.dictionary.find(term) for term in iris}
        self.renames_rules = any(not self._named.isdisjoint(same) for same in closure.state.equality.classes.values())
        self._rows = Rows(closure.state)
        self._index: dict[tuple[int | None, int, int | None], list[Fact]] = defaultdict(list)
        self._all: set[Fact] = set()
        if self.has_equality:
            self._write_out()

    def is_asserted(self, fact: Fact) -> bool:
        """Return whether a triple was given."""
        return self._closure.deriver.is_asserted(fact)

    def predicates(self) -> Iterator[int]:
        """Yield the properties that have triples."""
        if not self.has_equality:
            yield from self._rows.predicates()
            return
        yield from [p for s, p, o in self._index if s is None and o is None]

    def find(self, s: int | None, p: int | None, o: int | None) -> Iterator[Fact]:
        """Yield the triples that fit; None fits everything."""
        if p is None:
            for predicate in [*self.predicates()]:
                yield from self.find(s, predicate, o)
        elif p == self.same:
            yield from self._equal(s, o)
        elif not self.has_equality:
            yield from self._rows.find(s, p, o, LATEST)
        elif s is not None and o is not None:
            if (s, p, o) in self._all:
                yield s, p, o
        else:
            yield from self._index.get((s, p, o), ())

    def count(self, s: int | None, p: int | None, o: int | None) -> int:
        """Return about how many triples fit."""
        if s is not None and p is not None and o is not None:
            return 0
        if p is None or p == self.same:
            return _MANY if s is None and o is None else 2 if p == self.same else _MANY >> 8
        if self.has_equality:
            return len(self._index.get((s, p, o), ()))
        if s is not None:
            return self._rows.count(p, s, by_object=False)
        return self._rows.size(p) if o is None else self._rows.count(p, o, by_object=True)

    def mentioning(self, term: int) -> Iterator[Fact]:
        """Yield the triples that a term occurs in: asserted ones, and of a term that rules name the inferred ones, too.

        A rule can bring in a term of its own only; any other is in what was asserted.
        """
        for one, other in sorted(self._closure.state.asserted_same):
            if term in (one, other) or term == self.same:
                yield one, self.same, other
        named = term in self._named
        for s, p, o in ((term, None, None), (None, None, term), (None, term, None)):
            for predicate in [*self.predicates()] if p is None else [p]:
                for fact in self.find(s, predicate, o) if predicate != self.same else ():
                    if named or self.is_asserted(fact):
                        yield fact

    def _equal(self, s: int | None, o: int | None) -> Iterator[Fact]:
        known = s if s is not None else o
        if known is None:
            for term in self._closure.deriver.mentions(None):
                yield from self._equal(term, None)
            return
        for other in self._closure.state.equality.members(known):
            fact = (known, self.same, other) if s is not None else (other, self.same, known)
            if o is None or s is None or fact[2] == o:
                yield fact

    def _write_out(self) -> None:
        state = self._closure.state
        members = state.equality.members
        for predicate in [*self._rows.predicates()]:
            for s, p, o in self._rows.find(None, predicate, None, LATEST):
                for fact in ((a, b, c) for b in members(p) for a in members(s) for c in members(o)):
                    if fact[1] != self.same and fact not in self._all:
                        self._add(fact)
        for name in members(self.same):
            if name != self.same:  # what is the same as owl:sameAs relates each term to its equals
                for fact in self._equal(None, None):
                    self._add((fact[0], name, fact[2]))

    def _add(self, fact: Fact) -> None:
        s, p, o = fact
        self._all.add(fact)
        for key in ((s, p, None), (None, p, o), (None, p, None)):
            self._index[key].append(fact)
