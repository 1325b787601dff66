"""Derivations by replaying the naive fixpoint, for graphs in which terms of the rules themselves are the same.

Rows hold representatives. Where two terms that rules name are the same (``owl:Thing owl:sameAs rdfs:label``), a row
does not tell which of the two a rule spoke of. Such graphs are small and rare: their derivations are noted while the
rules are applied again, one triple at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.dictionary import Dictionary
from kg.reason.matching import ListFact, Premise
from kg.reason.naive import Facts
from kg.reason.rows import Fact
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Node, Pair, Part, Path, Rule, Var
from kg.terms import Term, Triple
from kg.vocabulary import RDF

__all__ = ["Noted", "replay"]


@dataclass(frozen=True, slots=True)
class Noted:
    """How a rule concluded something: its number, its premises, and what its variables stand for."""

    rule: int
    premises: tuple[Premise, ...]
    binding: dict[str, int]


def replay(
    asserted: Iterable[Triple], rules: Sequence[Rule], dictionary: Dictionary
) -> tuple[dict[Fact, Noted], dict[int, Noted]]:
    """Apply rules to triples until nothing new follows.

    Args:
        asserted: the triples.
        rules: the rules.
        dictionary: gives the ids.

    Returns:
        how each triple was concluded first, and how each rule, by its number, concluded *false*.
    """
    facts = Facts(asserted, rules)
    found: dict[Fact, Noted] = {}
    false: dict[int, Noted] = {}
    notes = _Notes(facts, dictionary)
    while True:
        news: dict[Triple, Noted] = {}
        for number, rule in enumerate(rules):
            for one, binding in facts.matches(rule):
                conclusions = [notes.triple(atom, binding) for atom in rule.head]
                if not rule.head and number not in false:
                    false[number] = notes.noted(number, one, binding)
                for triple in conclusions:
                    if triple not in facts.all and triple not in news:
                        news[triple] = notes.noted(number, one, binding)
        found |= {notes.fact(triple): noted for triple, noted in news.items()}
        if not facts.add(news):
            return found, false


class _Notes:
    def __init__(self, facts: Facts, dictionary: Dictionary) -> None:
        self._facts, self._id = facts, dictionary.intern_term

    def triple(self, atom: Atom, values: dict[Var, Term]) -> Triple:
        s, p, o = (self._value(node, values) for node in atom.nodes)
        return Triple(s, p, o)  # type: ignore[arg-type]

    def fact(self, triple: Triple) -> Fact:
        return self._id(triple.subject), self._id(triple.predicate), self._id(triple.object)

    def noted(self, number: int, rule: Rule, values: dict[Var, Term]) -> Noted:
        premises = tuple(self._premise(part, values) for part in rule.body if not isinstance(part, Builtin))
        return Noted(number, premises, {variable.name: self._id(value) for variable, value in values.items()})

    def _premise(self, part: Part, values: dict[Var, Term]) -> Premise:
        if isinstance(part, Atom):
            return self.fact(self.triple(part, values))
        assert not isinstance(part, (Builtin, Each, Path))
        head = self._value(part.list, values)
        cells = next(cells for cells in self._facts.lists(head) if self._fits(part, [i for _, i in cells], values))
        spelt: list[Fact] = []
        for at, (cell, item) in enumerate(cells):
            rest = cells[at + 1][0] if at + 1 < len(cells) else RDF.nil
            spelt += [(self._id(cell), self._id(p), self._id(o)) for p, o in ((RDF.first, item), (RDF.rest, rest))]
        return ListFact(self._id(head), tuple(self._id(item) for _, item in cells), tuple(spelt))

    def _fits(self, part: Listing | Member | Pair, items: list[Term], values: dict[Var, Term]) -> bool:
        if isinstance(part, Listing):
            return items == [self._value(node, values) for node in part.items]
        if isinstance(part, Member):
            return values[part.item] in items
        first, second = values[part.first], values[part.second]
        return any(one == first and second in items[at + 1 :] for at, one in enumerate(items))

    @staticmethod
    def _value(node: Node, values: dict[Var, Term]) -> Term:
        return values[node] if isinstance(node, Var) else node
