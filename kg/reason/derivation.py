"""Derivations: one application of a rule that concludes a triple, found when it is asked for.

A tag names the rule and the round that concluded a row. The premises are found by matching the body of that rule, as
the tables give it, against rows of earlier rounds, so that a proof never rests on itself. Three cases need more:

- A transitive closure concludes all its pairs in one round. Such a pair is derived by its first step on a shortest
  path over earlier pairs, and the rest of the way, which is shorter.
- Rows hold representatives. A triple of other terms, or a row that took the place of another, is derived from the row
  that was there first, by eq-rep-s, eq-rep-p and eq-rep-o, one place at a time.
- ``a owl:sameAs b`` is derived along the links between the two, by eq-trans and eq-sym.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kg.dictionary import LITERAL, Dictionary
from kg.reason.equality import Link
from kg.reason.matching import LATEST, ListFact, Match, Matcher, Premise
from kg.reason.pairs import unpacked
from kg.reason.rows import Fact, Rows
from kg.reason.state import State
from kg.rules.builtins import BUILTINS
from kg.rules.model import Builtin, Rule, Var, constants
from kg.terms import Term, Triple
from kg.vocabulary import DATATYPES, OWL, RDF

if TYPE_CHECKING:
    from kg.reason.replay import Noted

__all__ = ["Derivation", "Deriver", "ListFact", "Premise"]

_REPLAYED: Final = 2_000
"""How many triples a closure may have for the rules to be applied to it again, one triple at a time."""
_BY_VALUE: Final = ("dt-type2", "dt-diff")
"""Rules that conclude something of literals from their values alone."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One application of a rule.

    Args:
        rule: the rule's number.
        conclusion: what it concludes; None for *false*.
        premises: what it concludes that from, in the order of the body.
        binding: the id of each variable of the rule, unrolled where it is about lists.
    """

    rule: int
    conclusion: Fact | None
    premises: tuple[Premise, ...]
    binding: Mapping[str, int]


class Deriver:
    """Finds derivations of what a closed state holds.

    Args:
        state: the state.
        dictionary: the terms.
        rules: the rules, by their numbers.
    """

    def __init__(self, state: State, dictionary: Dictionary, rules: Sequence[Rule]) -> None:
        self._state, self._dictionary, self._rules = state, dictionary, rules
        self._rows = Rows(state)
        self._literals, self._bits = state.literals, state.tagging.bits
        self._number = {rule.id: at for at, rule in enumerate(rules)}
        self._ids: dict[Term, int] = {}
        self._steps: dict[tuple[int, int, int], dict[int, int]] = {}
        self._sources: dict[Fact, list[tuple[Fact, int]]] | None = None
        self._same = self._id(OWL.sameAs)
        cells = (self._id(RDF.first), self._id(RDF.rest), self._id(RDF.nil))
        self._matcher = Matcher(self._rows, rules, self._id, self._same, cells, self.conditions, self.mentions)

    def is_asserted(self, fact: Fact) -> bool:
        """Return whether a triple was given."""
        if fact[1] == self._same:
            return (fact[0], fact[2]) in self._state.asserted_same
        return self._rows.tag(fact) == 0

    def holds(self, fact: Fact) -> bool:
        """Return whether a triple follows, trivial ones included."""
        if not self._state.equality and self._rows.tag(fact) is not None:
            return True
        return self.step(fact) is not False

    def derivation(self, fact: Fact) -> Derivation | None:
        """Return one derivation of a triple that is not asserted; None when it does not follow."""
        found = self.step(fact)
        return found if isinstance(found, Derivation) else None

    def step(self, fact: Fact) -> Derivation | bool:
        """Return why a triple follows: True when it is asserted, else one derivation; False when it does not follow.

        This is faster than to ask `is_asserted`, and then `derivation`.
        """
        subject, predicate, object_ = fact
        if predicate == self._same:
            if (subject, object_) in self._state.asserted_same:
                return True
            tag = None
        else:
            tag = self._rows.tag(fact)
            if tag == 0:
                return True
        return self._step(fact, tag) or False

    def _step(self, fact: Fact, tag: int | None) -> Derivation | None:
        """Return a derivation of a triple that is not asserted, given the tag of its row, if there is one."""
        if not self._state.equality and tag is not None:
            return self._tagged(fact, tag)
        if self._replayed is not None:
            noted = self._replayed[0].get(fact)
            return None if noted is None else Derivation(noted.rule, fact, noted.premises, noted.binding)
        if fact[1] == self._same:
            return self._of_same(fact[0], fact[2])
        found = None
        if tag is not None and self._state.tagging.rule(tag) != self._state.replaced:
            found = self._tagged(fact, tag)
        if found is None:
            found = self._of_literals(fact)
        if found is None and self._state.equality:
            found = self._by_replacement(fact)
        return found

    def _tagged(self, fact: Fact, tag: int) -> Derivation | None:
        """Return a derivation by the rule, and from rows older than the round, that a tag names."""
        rule, round_ = (tag >> self._bits) - 1, tag & self._rows.mask
        return self._by_rule(rule, fact, round_) or self._by_steps(rule, fact, round_)

    def violation(self, rule: int, known: Mapping[Var, int]) -> Derivation | None:
        """Return how a rule concludes *false*, given some of its variables."""
        if self._replayed is not None:
            noted = self._replayed[1].get(rule)
            return None if noted is None else Derivation(rule, None, noted.premises, noted.binding)
        match = self._matcher.false(rule, known)
        return None if match is None else Derivation(rule, None, match.premises, match.binding)

    def different(self, one: int, other: int) -> Derivation:
        """Return eq-diff1 for two literals that are the same, but denote different values."""
        premises = ((one, self._same, other), (one, self._id(OWL.differentFrom), other))
        return Derivation(self._number["eq-diff1"], None, premises, {"x": one, "y": other})

    def outside(self, literal: int, datatype: int) -> Derivation:
        """Return dt-not-type for a literal that is no value of a datatype."""
        premise = (literal, self._state.type, datatype)
        return Derivation(self._number["dt-not-type"], None, (premise,), {"lt": literal, "dt": datatype})

    @cached_property
    def _replayed(self) -> tuple[dict[Fact, Noted], dict[int, Noted]] | None:
        """What is noted of every triple, where two terms that the rules name are the same."""
        equality = self._state.equality
        if not equality:
            return None
        rows = sum(self._rows.size(predicate) for predicate in self._rows.predicates())
        if rows + sum(len(members) ** 2 for members in equality.classes.values()) > _REPLAYED:
            return None
        named = {self._dictionary.intern_term(term) for term in constants(self._rules)}
        if all(sum(member in named for member in members) < 2 for members in equality.classes.values()):
            return None
        from kg.reason.expand import asserted_pairs
        from kg.reason.replay import replay

        term = self._dictionary.term
        asserted = (
            Triple(term(subject), term(predicate), term(object_))  # type: ignore[arg-type]
            for predicate in sorted({*self._state.relations, self._state.same_as})
            for subject, object_ in unpacked(asserted_pairs(self._state, predicate))
        )
        return replay(asserted, self._rules, self._dictionary)

    # -- by a rule

    def _by_rule(self, rule: int, fact: Fact, before: int) -> Derivation | None:
        if rule >= len(self._rules) or not self._state.explainable:
            return None  # it is not known how this was concluded
        return self._derived(rule, fact, self._matcher.concluding(rule, fact, before))

    @staticmethod
    def _derived(rule: int, fact: Fact, match: Match | None) -> Derivation | None:
        return None if match is None else Derivation(rule, fact, match.premises, match.binding)

    def _by_steps(self, rule: int, fact: Fact, round_: int) -> Derivation | None:
        """Derive a pair of a transitive closure: a first step, and the rest of a shortest way."""
        if rule >= len(self._rules):
            return None
        subject, predicate, object_ = fact
        distance = self._distances(predicate, object_, round_)
        steps = self._rows.partners(predicate, subject, round_, by_object=False)
        near = min(((distance[step], step) for step in steps if distance.get(step)), default=None)
        if near is None:
            return None
        rest = (near[1], predicate, object_)
        return self._derived(rule, fact, self._matcher.through(rule, fact, near[1], rest, round_))

    def _distances(self, predicate: int, target: int, round_: int) -> dict[int, int]:
        """Return how many steps it takes from each term to a target, over pairs older than a round."""
        key = (predicate, target, round_)
        if key not in self._steps:
            if len(self._steps) > 1024:
                self._steps.clear()
            found: dict[int, int] = {}
            queue = deque([(target, 0)])
            while queue:
                here, steps = queue.popleft()
                for before in self._rows.partners(predicate, here, round_, by_object=True):
                    if before not in found:
                        found[before] = steps + 1
                        queue.append((before, steps + 1))
            self._steps[key] = found
        return self._steps[key]

    # -- by equality

    def _by_replacement(self, fact: Fact) -> Derivation | None:
        """Derive a triple from the row of its class that needs the fewest and oldest equalities."""
        find, tagging = self._state.equality.find, self._state.tagging
        best: tuple[int, int, Fact] | None = None
        for source, tag in self._class_rows((find(fact[0]), find(fact[1]), find(fact[2]))):
            differing = sum(a != b for a, b in zip(source, fact, strict=True))
            if not differing:
                continue
            age = max(tagging.round(tag), *(self._age(a, b) for a, b in zip(source, fact, strict=True)))
            if best is None or (age, differing, source) < best:
                best = age, differing, source
        if best is None:
            return None
        s, p, o = best[2]
        # The last place that differs is replaced last.
        if o != fact[2]:
            before, same, rule = (fact[0], fact[1], o), (o, self._same, fact[2]), "eq-rep-o"
            binding = {"s": fact[0], "p": fact[1], "o": o, "o2": fact[2]}
        elif p != fact[1]:
            before, same, rule = (fact[0], p, o), (p, self._same, fact[1]), "eq-rep-p"
            binding = {"s": fact[0], "p": p, "o": o, "p2": fact[1]}
        else:
            before, same, rule = (s, p, o), (s, self._same, fact[0]), "eq-rep-s"
            binding = {"s": s, "p": p, "o": o, "s2": fact[0]}
        return Derivation(self._number[rule], fact, (same, before), binding)

    def _class_rows(self, key: Fact) -> list[tuple[Fact, int]]:
        """Return the rows that rules concluded, or that were asserted, of a class of triples."""
        if self._sources is None:
            self._sources = {}
            find, tagging = self._state.equality.find, self._state.tagging
            for predicate in self._rows.predicates():
                for source in self._rows.find(None, predicate, None, LATEST):
                    tag = self._rows.tag(source)
                    assert tag is not None
                    if tagging.rule(tag) != self._state.replaced:
                        s, p, o = source
                        self._sources.setdefault((find(s), find(p), find(o)), []).append((source, tag))
        return self._sources.get(key, []) + self._value_rows(key) + self._same_rows(key)

    def _value_rows(self, key: Fact) -> list[tuple[Fact, int]]:
        """Return what holds of the literals of a class by their values alone, which is in no row."""
        if key[1] not in (self._state.equality.find(self._state.type), self._id(OWL.differentFrom)):
            return []
        members, kinds = self._state.equality.members, self._dictionary.kinds()
        facts = ((m, key[1], o) for m in members(key[0]) if kinds[m] == LITERAL for o in members(key[2]))
        return [(fact, 0) for fact in facts if self._of_literals(fact) is not None]

    def _same_rows(self, key: Fact) -> list[tuple[Fact, int]]:
        """Return what a class says of a property that is the same as owl:sameAs."""
        equality = self._state.equality
        if key[1] != equality.find(self._same):
            return []
        members = equality.members
        return [
            ((s, self._same, o), 0)
            for s in members(key[0])
            for o in members(key[2])
            if equality.find(s) == equality.find(o)
        ]

    def _age(self, one: int, other: int) -> int:
        if one == other:
            return 0
        return max(self._state.tagging.round(link.tag) for link, _ in self._state.equality.path(one, other))

    def _of_same(self, one: int, other: int) -> Derivation | None:
        equality, same = self._state.equality, self._same
        if one == other:
            known = self._mention(one)
            if known is None:
                return None
            binding = {"s": known[0], "p": known[1], "o": known[2]}
            return Derivation(self._number["eq-ref"], (one, same, one), (known,), binding)
        if equality.find(one) != equality.find(other):
            return None
        path = equality.path(one, other)
        link, forward = path[0]
        if len(path) > 1:
            middle = link.other if forward else link.one
            premises = ((one, same, middle), (middle, same, other))
            return Derivation(
                self._number["eq-trans"], (one, same, other), premises, {"x": one, "y": middle, "z": other}
            )
        if not forward:
            premise = (other, same, one)
            return Derivation(self._number["eq-sym"], (one, same, other), (premise,), {"x": other, "y": one})
        return self._of_link(link)

    def _of_link(self, link: Link) -> Derivation | None:
        fact = (link.one, self._same, link.other)
        tagging = self._state.tagging
        if link.tag == 0:
            return None
        rule, round_ = tagging.rule(link.tag), tagging.round(link.tag)
        if rule != self._state.replaced:
            return self._by_rule(rule, fact, max(round_, 1))
        for name in self._state.equality.members(self._same):
            source = (link.one, name, link.other)
            if name != self._same and self._rows.tag(source) is not None:
                binding = {"s": link.one, "p": name, "o": link.other, "p2": self._same}
                premises = ((name, self._same, self._same), source)
                return Derivation(self._number["eq-rep-p"], fact, premises, binding)
        return None

    # -- by value

    def _of_literals(self, fact: Fact) -> Derivation | None:
        """Derive what holds of literals by their values alone, which is not stored (dt-type2, dt-diff)."""
        if self._dictionary.kinds()[fact[0]] != LITERAL or self._mention(fact[0]) is None:
            return None
        for name in _BY_VALUE:
            found = self._by_rule(self._number[name], fact, 0)
            if found is not None:
                return found
        return None

    def conditions(self, part: Builtin, given: Sequence[int | None]) -> Iterator[Sequence[int]]:
        """Yield the values of the arguments for which a condition holds."""
        if None not in given:
            values = [value for value in given if value is not None]
            if BUILTINS[part.name].holds(*(self._dictionary.term(value) for value in values)):
                yield values
            return
        names = list(dict.fromkeys(a for a in part.arguments if isinstance(a, Var)))
        for row in self._literals.rows(part, DATATYPES).tolist():
            found = dict(zip(names, row, strict=True))
            yield [
                found[a] if isinstance(a, Var) else value or 0 for a, value in zip(part.arguments, given, strict=True)
            ]

    # -- terms

    def mentions(self, term: int | None) -> Iterator[int]:
        """Yield the terms that occur in a triple; of one term, itself if it does."""
        for one in range(len(self._dictionary)) if term is None else (term,):
            if self._mention(one) is not None:
                yield one

    def _mention(self, term: int) -> Fact | None:
        """Return the oldest triple that a term occurs in, an asserted one if there is any."""
        for one, other in self._state.asserted_same:
            if term in (one, other):
                return one, self._same, other
        best: tuple[int, Fact] | None = None
        for predicate in sorted({*self._rows.predicates()} - {self._same}):
            patterns = [(term, None), (None, term)] if predicate != term else [(None, None)]
            for subject, object_ in patterns:
                for fact in self._rows.find(subject, predicate, object_, LATEST if best is None else best[0]):
                    round_ = self._state.tagging.round(self._rows.tag(fact) or 0)
                    if round_ == 0:
                        return fact
                    if best is None or round_ < best[0]:
                        best = round_, fact
        if term == self._same:
            # Every eq-ref triple mentions owl:sameAs; the axiomatic ones are there first.
            thing = self._id(OWL.Thing)
            return thing, self._same, thing
        if best is None and term == self._id(OWL.differentFrom):
            values = self._literals.values()
            one, value = next(iter(values.items()), (0, None))
            different = next((at for at, v in values.items() if v != value), None)
            return None if different is None else (one, term, different)
        return None if best is None else best[1]

    def _id(self, term: Term) -> int:
        if term not in self._ids:
            self._ids[term] = self._state.equality.find(self._dictionary.intern_term(term))
        return self._ids[term]
