"""`Relations`: a frozen set of triples that can be asked by any pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from kg.terms import Term, Triple

__all__ = ["Relations"]


class Relations:
    """A frozen set of triples, indexed by subject, by predicate and by object.

    Iteration and matches come in the order in which the triples were given; doubles are dropped.

    Args:
        triples: the triples of the set, or what reads them when the set is first asked for any.

    >>> from kg.vocabulary import BS
    >>> r = Relations([Triple(BS.Stress, BS.causes, BS.ShallowBreathing)])
    >>> [str(t.object) for t in r.match(predicate=BS.causes)]
    ['<https://w3id.org/backstory/ShallowBreathing>']
    """

    def __init__(self, triples: Iterable[Triple] | Callable[[], Iterable[Triple]] = ()) -> None:
        if callable(triples):
            self._read = triples
        else:
            self._triples = dict.fromkeys(triples)

    @cached_property
    def _triples(self) -> dict[Triple, None]:
        return dict.fromkeys(self._read())

    @cached_property
    def _by_part(self) -> tuple[dict[Term, list[Triple]], ...]:
        """The triples by subject, by predicate and by object; made when first asked for."""
        found: tuple[dict[Term, list[Triple]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for triple in self._triples:
            for index, term in zip(found, triple, strict=True):
                index[term].append(triple)
        return found

    @cached_property
    def _values(self) -> dict[tuple[Term, Term], list[Term]]:
        """The objects by subject and predicate; made when first asked for."""
        found: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, target in self._triples:
            found[subject, predicate].append(target)
        return found

    def __contains__(self, triple: object) -> bool:
        return triple in self._triples

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def __repr__(self) -> str:
        return f"Relations({len(self)} triples)"

    def match(
        self, subject: Term | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """Yield the triples that fit; an argument left out fits everything."""
        pattern = (subject, predicate, object)
        known = any(part is not None for part in pattern)
        lists = (
            [index.get(key, []) for index, key in zip(self._by_part, pattern, strict=True) if key is not None]
            if known
            else []
        )
        for triple in min(lists, key=len) if lists else self._triples:
            if all(wanted is None or wanted == found for wanted, found in zip(pattern, triple, strict=True)):
                yield triple

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return what the subject is related to by the predicate."""
        return list(self._values.get((subject, predicate), ()))

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the first literal the subject has by the predicate, as text, or None."""
        for value in self._values.get((subject, predicate), ()):
            if isinstance(value, Literal):
                return value.value
        return None
