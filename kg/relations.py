"""`Relations`: a frozen set of triples that can be asked by any pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from kg.terms import Term, Triple

__all__ = ["Relations"]


class Relations:
    """A frozen set of triples, indexed by subject, by predicate and by object.

    Iteration and matches come in the order in which the triples were given; doubles are dropped.

    Args:
        triples: the triples of the set.

    >>> from kg.vocabulary import BS
    >>> r = Relations([Triple(BS.Stress, BS.causes, BS.ShallowBreathing)])
    >>> [str(t.object) for t in r.match(predicate=BS.causes)]
    ['<https://w3id.org/backstory/ShallowBreathing>']
    """

    __slots__ = ("_by_object", "_by_predicate", "_by_subject", "_by_subject_and_predicate", "_triples")

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._triples: dict[Triple, None] = dict.fromkeys(triples)
        self._by_subject: dict[Term, list[Triple]] = defaultdict(list)
        self._by_predicate: dict[Term, list[Triple]] = defaultdict(list)
        self._by_object: dict[Term, list[Triple]] = defaultdict(list)
        self._by_subject_and_predicate: dict[tuple[Term, Term], list[Triple]] = defaultdict(list)
        for triple in self._triples:
            self._by_subject_and_predicate[triple.subject, triple.predicate].append(triple)
            self._by_subject[triple.subject].append(triple)
            self._by_predicate[triple.predicate].append(triple)
            self._by_object[triple.object].append(triple)

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
        lists = [
            index.get(key, [])
            for index, key in (
                (self._by_subject, subject),
                (self._by_predicate, predicate),
                (self._by_object, object),
            )
            if key is not None
        ]
        pattern = (subject, predicate, object)
        for triple in min(lists, key=len) if lists else self._triples:
            if all(wanted is None or wanted == found for wanted, found in zip(pattern, triple, strict=True)):
                yield triple

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return what the subject is related to by the predicate."""
        return [triple.object for triple in self._by_subject_and_predicate.get((subject, predicate), ())]

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the first literal the subject has by the predicate, as text, or None."""
        return next((o.value for o in self.objects(subject, predicate) if isinstance(o, Literal)), None)
