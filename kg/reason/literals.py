"""What the literals of a graph denote: for dt-type2, dt-eq, dt-diff and dt-not-type, and for conditions in rules."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from kg.dictionary import LITERAL, Dictionary
from kg.rules.builtins import ANNOTATION_PROPERTIES, data_value, ill_typed
from kg.rules.model import Builtin, Var
from kg.vocabulary import DATATYPES

if TYPE_CHECKING:
    from kg.datatypes import Value

__all__ = ["Literals"]

_PLAIN: Final = frozenset(b'"abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ')


class Literals:
    """The literals of a graph, with their data values.

    Args:
        dictionary: the terms.
        here: which of them are in the graph, or can be concluded; bool[n]. All by default.
        named: ids of literals that only the body of a rule names: of them only what they equal is told.
    """

    def __init__(
        self, dictionary: Dictionary, here: NDArray[np.bool_] | None = None, named: Iterable[int] = ()
    ) -> None:
        self._dictionary, self.here = dictionary, here
        literals = dictionary.kinds() == LITERAL
        if here is not None:
            literals = literals[: len(here)] & here
        self._named = frozenset(named)
        self._silent = frozenset(at for at in self._named if not literals[at])
        self._all = np.flatnonzero(literals)

    def extended(self, dictionary: Dictionary, here: NDArray[np.bool_]) -> Literals | None:
        """Return these literals and others, themselves when there are none; None when any two denote the same value.

        Args:
            dictionary: a dictionary with the same terms and more.
            here: which of its terms are to be there too; bool[n].
        """
        more = np.flatnonzero(here & (dictionary.kinds()[: len(here)] == LITERAL)).tolist()
        more = [at for at in more if at in self._silent or not self._knows(at)]
        if not more:
            return self
        every = here.copy()
        every[self._all] = True
        if self.here is not None:
            every[: len(self.here)] |= self.here
        other = Literals(dictionary, every, self._named)
        typed = [at for at in more if dictionary.typed()[at]]
        other.typed = sorted({*self.typed, *typed})
        other.ill_typed = sorted({*self.ill_typed, *(at for at in typed if ill_typed(dictionary.term(at)))})
        firsts = dict(self._equal[0])
        for literal in more:
            value = other.value(literal)
            if value is None:
                continue
            twins = other._untyped_twins(literal) if literal in typed else ()
            if firsts.setdefault(value, literal) != literal or any(other.value(twin) == value for twin in twins):
                return None
        other._equal = firsts, [], []
        return other

    @cached_property
    def typed(self) -> list[int]:
        """The ids of the literals that have a datatype other than xsd:string and rdf:langString."""
        typed = self._dictionary.typed()
        return sorted({*self._all[typed[self._all]].tolist(), *(at for at in self._silent if typed[at])})

    @cached_property
    def ill_typed(self) -> list[int]:
        """The ids of the literals that are not well formed for their own datatype."""
        return [at for at in self.typed if ill_typed(self._dictionary.term(at))]

    def value(self, literal: int) -> Value | None:
        """Return the data value of a literal, None when it has none or it is not known."""
        return data_value(self._dictionary.term(literal))

    def values(self) -> dict[int, Value]:
        """Return the data value of every literal that has a known one."""
        return {at: value for at in self._all.tolist() if (value := self.value(at)) is not None}

    def equal(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the pairs of different literals that denote the same value, one row for each further one (dt-eq)."""
        _, ones, others = self._equal
        return np.array(ones, np.uint64), np.array(others, np.uint64)

    @cached_property
    def _equal(self) -> tuple[dict[Value, int], list[int], list[int]]:
        """The first literal of each value that a typed one has, and the others, each with the first."""
        first: dict[Value, int] = {}
        ones: list[int] = []
        others: list[int] = []
        for literal in self.typed:
            value = self.value(literal)
            if value is None:
                continue
            for twin in self._untyped_twins(literal):
                if self.value(twin) == value:
                    first.setdefault(value, twin)
            known = first.setdefault(value, literal)
            if known != literal:
                ones.append(known)
                others.append(literal)
        return first, ones, others

    def rows(self, condition: Builtin, datatypes: Iterable[str]) -> NDArray[np.uint64]:
        """Return the ids for which a condition holds, a row each; doubled variables and constants are matched.

        Args:
            condition: the condition.
            datatypes: the datatypes that are asked about.
        """
        find = self._dictionary.find
        wanted: list[int | None] = [None if isinstance(a, Var) else find(a) for a in condition.arguments]
        rows = [
            row
            for row in self._matches(condition.name, set(datatypes), self._constants(wanted))
            if all(w is None or w == found for w, found in zip(wanted, row, strict=True))
        ]
        names = [a for a in condition.arguments if isinstance(a, Var)]
        keep = [at for at, a in enumerate(condition.arguments) if isinstance(a, Var)]
        if len(set(names)) < len(names):
            rows = [row for row in rows if len({row[at] for at in keep}) == 1]
            keep = keep[:1]
        return np.array([[row[at] for at in keep] for row in rows], np.uint64).reshape(len(rows), len(keep))

    def outside(self, literal: int, datatype: str) -> bool:
        """Return whether a literal denotes no value of a datatype (dt-not-type)."""
        from kg.datatypes import contains

        value = self.value(literal)
        return value is not None and not contains(datatype, value)

    def _constants(self, wanted: Iterable[int | None]) -> dict[int, Value]:
        """Return the values of the literals that a condition names."""
        return {at: value for at in wanted if at is not None and (value := self.value(at)) is not None}

    def _matches(self, name: str, datatypes: set[str], named: dict[int, Value]) -> Iterator[tuple[int, ...]]:
        from kg.datatypes import datatypes_of

        find = self._dictionary.find
        known = {iri: at for iri in DATATYPES if (at := find(NamedNode(iri))) is not None}
        if name == "annotation-property":
            yield from ((at,) for p in ANNOTATION_PROPERTIES if (at := find(p)) is not None)
        elif name == "datatype":
            yield from ((at,) for at in known.values())
        elif name in {"has-datatype", "outside-datatype"}:
            for literal, value in (self.values() | named).items() if datatypes else ():
                inside = set(datatypes_of(value))
                chosen = (inside if name == "has-datatype" else set(known) - inside) & datatypes
                yield from ((literal, known[iri]) for iri in sorted(chosen) if iri in known)
            for literal in self.ill_typed:
                term = self._dictionary.term(literal)
                assert isinstance(term, Literal)
                if term.datatype.value in known:
                    yield literal, known[term.datatype.value]
        else:
            values, same = self.values() | named, name == "same-value"
            yield from (
                (one, other)
                for one, v in values.items()
                for other, w in values.items()
                if (v == w) == same and one != other
            )

    def _knows(self, literal: int) -> bool:
        return literal in self._silent or self.here is None or (literal < len(self.here) and bool(self.here[literal]))

    def _untyped_twins(self, literal: int) -> Iterator[int]:
        """Yield the plain and language-tagged literals that may denote what a typed one does."""
        term = self._dictionary.term(literal)
        assert isinstance(term, Literal)
        words = [Literal(term.value)]
        text, at, language = term.value.rpartition("@")
        if at:
            words.append(Literal(text))
            if language and set(language.encode()) <= _PLAIN and language[0].isalpha():
                with contextlib.suppress(ValueError):
                    words.append(Literal(text, language=language))
        for word in words:
            found = self._dictionary.find(word)
            if found is not None and self._knows(found):
                yield found
