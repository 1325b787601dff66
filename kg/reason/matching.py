"""Matching the body of a rule against rows of earlier rounds: the premises of one application of it.

The search is first-fit: what is known filters first, then what has the fewest candidates is tried in the order of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from kg.reason.bodies import UNKNOWN, Bodies, Body, Places, agree, agrees
from kg.reason.rows import Fact, Rows
from kg.rules.lists import lists_from
from kg.rules.model import Builtin, Listing, Member, Pair, Part, Rule, Var
from kg.terms import Term

__all__ = ["LATEST", "ListFact", "Match", "Matcher", "Premise"]

LATEST: Final = 1 << 62
_MANY: Final = 1 << 40
"""More candidates than any known pattern has."""
_KEPT: Final = 1 << 14
"""How many lists are remembered."""


@dataclass(frozen=True, slots=True)
class ListFact:
    """``LIST[head, items…]``, with the triples that spell the list."""

    head: int
    items: tuple[int, ...]
    cells: tuple[Fact, ...]

    def __hash__(self) -> int:
        return hash((self.head, self.items))


Premise: TypeAlias = Fact | ListFact


class Match(NamedTuple):
    """Premises in the order of the body, and the value of each variable."""

    premises: tuple[Premise, ...]
    binding: dict[str, int]


class Matcher:
    """Finds premises.

    Args:
        rows: the rows to match.
        rules: the rules, by their numbers.
        name: the id of a term.
        same: the id of owl:sameAs.
        cells: the ids of rdf:first, rdf:rest and rdf:nil.
        conditions: yields the values, in the order of the variables of a condition, for which it holds, given some.
        mentions: yields the terms that occur in a triple; of one term, itself if it does.
    """

    def __init__(
        self,
        rows: Rows,
        rules: Sequence[Rule],
        name: Callable[[Term], int],
        same: int,
        cells: tuple[int, int, int],
        conditions: Callable[[Builtin, Sequence[int | None]], Iterator[Sequence[int]]],
        mentions: Callable[[int | None], Iterator[int]],
    ) -> None:
        self.rows, self.same, self.name, self.conditions = rows, same, name, conditions
        self._cells, self._mentions = cells, mentions
        self._bodies = Bodies(rules, name)
        self._lists: dict[tuple[int, int], tuple[ListFact, ...]] = {}

    def concluding(self, rule: int, fact: Fact, before: int) -> Match | None:
        """Return the premises by which a rule concludes a triple, all older than a round; None when there are none."""
        body = self._bodies.body(rule)
        for head in body.heads:
            values = [*body.values]
            if agree(head, fact, values):
                found = self._search(body, rule, values, before, head)
                if found is not None:
                    return found
        return None

    def through(self, rule: int, fact: Fact, middle: int, rest: Fact, before: int) -> Match | None:
        """Return the premises by which a transitive rule concludes a triple in two steps; the second is given."""
        body = self._bodies.of_two(rule)
        for head in body.heads:
            values = [*body.values]
            if not agree(head, fact, values):
                continue
            for atom in body.parts:
                if isinstance(atom, tuple) and atom[0] == head[0] and values[atom[2]] == UNKNOWN:
                    tried = [*values]
                    tried[atom[2]] = middle
                    found = _Search(self, body, tried, before, (head, atom), rest).match()
                    if found is not None and rest in found.premises:
                        return found
        return None

    def false(self, rule: int, known: Mapping[Var, int]) -> Match | None:
        """Return the premises by which a rule concludes *false*, given some of its variables."""
        body = self._bodies.body(rule)
        values = [*body.values]
        for variable, value in known.items():
            values[body.places[variable]] = value
        return self._search(body, rule, values, LATEST, frozenset(known))

    def _search(self, body: Body, rule: int, values: list[int], before: int, known: Hashable) -> Match | None:
        if not body.lists:
            return _Search(self, body, values, before, known).match()
        # What names the lists is matched first; then their lengths are known.
        atoms = [p for p in body.parts if isinstance(p, tuple) and (p[0] in body.lists or p[2] in body.lists)]
        count = len(body.names)
        for found in self._all(atoms, values, before):
            for lengths in self._lengths([found[place] for place in body.lists], before):
                longer = self._bodies.body(rule, lengths)
                more = [*found[:count], *longer.values[count:]]
                match = _Search(self, longer, more, before, known).match()
                if match is not None:
                    return match
        return None

    def _all(self, atoms: Sequence[Places], values: list[int], before: int) -> Iterator[list[int]]:
        """Yield the values of all matches of a few atoms, in their order."""
        if not atoms:
            yield values
            return
        s, p, o = atoms[0]
        for fact in self.facts(values[s], values[p], values[o], before):
            found = [*values]
            if agree(atoms[0], fact, found):
                yield from self._all(atoms[1:], found, before)

    def facts(self, s: int, p: int, o: int, before: int) -> Iterator[Fact]:
        """Yield the rows older than a round that fit a triple, any of whose terms may not be known."""
        if p == self.same:
            # Rows of one time hold representatives, among which the same is identical.
            if s == UNKNOWN or o in (UNKNOWN, s):
                for term in self._mentions(None if s == o == UNKNOWN else max(s, o)):
                    yield term, p, term
            return
        for predicate in (p,) if p != UNKNOWN else tuple(self.rows.predicates()):
            yield from self.rows.find(None if s == UNKNOWN else s, predicate, None if o == UNKNOWN else o, before)

    # -- lists

    def lists(self, head: int, before: int) -> tuple[ListFact, ...]:
        """Return the lists that begin with a cell, spelt by rows older than a round."""
        found = self._lists.get((head, before))
        if found is None:
            if len(self._lists) > _KEPT:
                self._lists.clear()
            found = self._lists[head, before] = tuple(self._spelt(head, before))
        return found

    def _spelt(self, head: int, before: int) -> Iterator[ListFact]:
        first, rest, nil = self._cells
        for cells in lists_from(
            head,
            lambda cell: [*self.rows.partners(first, cell, before, by_object=False)],
            lambda cell: [*self.rows.partners(rest, cell, before, by_object=False)],
            nil,
        ):
            facts: list[Fact] = []
            for at, (cell, item) in enumerate(cells):
                facts += [(cell, first, item), (cell, rest, cells[at + 1][0] if at + 1 < len(cells) else nil)]
            yield ListFact(head, tuple(item for _, item in cells), tuple(facts))

    def _lengths(self, heads: Sequence[int], before: int) -> Iterator[tuple[int, ...]]:
        if not heads:
            yield ()
            return
        for length in dict.fromkeys(len(fact.items) for fact in self.lists(heads[0], before) if fact.items):
            for others in self._lengths(heads[1:], before):
                yield (length, *others)


class _Search:
    """One search for the premises of a body.

    Args:
        matcher: what it is part of.
        body: the body.
        values: what is known of the values.
        before: the round that the premises are older than.
        known: tells which of the values are known.
        granted: a triple that is a premise whatever its round.
    """

    __slots__ = ("_before", "_body", "_granted", "_mask", "_matcher", "_order", "_premises", "_rows", "_values")

    def __init__(
        self,
        matcher: Matcher,
        body: Body,
        values: list[int],
        before: int,
        known: Hashable,
        granted: Fact | None = None,
    ) -> None:
        self._matcher, self._body, self._values, self._before = matcher, body, values, before
        self._granted, self._order = granted, body.orders[known]
        self._rows, self._mask = matcher.rows, matcher.rows.mask
        self._premises: list[Premise | None] = [None] * len(body.parts)

    def match(self) -> Match | None:
        """Return the first match."""
        body, premises = self._body, self._premises
        if body.every and not self._match(body.every):
            return None
        chosen = tuple([premises[at] for at in body.shown])
        binding = {name: value for name, value in zip(body.names, self._values, strict=False) if value >= 0}
        return Match(chosen, binding)  # type: ignore[arg-type]

    def _match(self, open_: tuple[int, ...]) -> bool:
        """Match the open parts of the body; on success values and premises are filled."""
        at, rest = self._order.get(open_) or self._next(open_)
        part = self._body.parts[at]
        if isinstance(part, tuple):
            return self._match_atom(at, part, rest)
        values = self._values
        for found, premise in self._others(part):
            known = list(values)
            values[:] = found
            self._premises[at] = premise
            if not rest or self._match(rest):
                return True
            values[:] = known
        return False

    def _match_atom(self, at: int, atom: Places, rest: tuple[int, ...]) -> bool:
        values, premises, before = self._values, self._premises, self._before
        s, p, o = atom
        subject, predicate, object_ = values[s], values[p], values[o]
        if predicate not in (UNKNOWN, self._matcher.same):
            if subject >= 0 and object_ >= 0:
                fact = (subject, predicate, object_)
                if fact != self._granted and not self._rows.is_older(fact, before):
                    return False
                premises[at] = fact
                return not rest or self._match(rest)
            by_object = object_ >= 0
            key = object_ if by_object else subject
            known = self._rows.known(predicate, key, by_object) if key >= 0 else None
            if known is not None:
                return self._match_half(at, s if by_object else o, (predicate, key, by_object), known, rest)
        for fact in self._matcher.facts(subject, predicate, object_, before):
            if s == o and fact[0] != fact[2]:
                continue
            values[s], values[p], values[o] = fact
            premises[at] = fact
            if not rest or self._match(rest):
                return True
        values[s], values[p], values[o] = subject, predicate, object_
        return False

    def _match_half(
        self, at: int, place: int, half: tuple[int, int, bool], known: Mapping[int, int], rest: tuple[int, ...]
    ) -> bool:
        """Match an atom of which all is known but one term, given the partners that are possible."""
        predicate, key, by_object = half
        values, premises, mask, before = self._values, self._premises, self._mask, self._before
        for partner, tag in known.items():
            if tag & mask < before:
                values[place] = partner
                premises[at] = (partner, predicate, key) if by_object else (key, predicate, partner)
                if not rest or self._match(rest):
                    return True
        values[place] = UNKNOWN
        return False

    def _next(self, open_: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        """Return the part to match next, and those that are left then."""
        at, is_fixed = self._choose(open_)
        chosen = at, tuple([other for other in open_ if other != at])
        if is_fixed:
            self._order[open_] = chosen
        return chosen

    def _choose(self, open_: tuple[int, ...]) -> tuple[int, bool]:
        """Return the part to match next: what filters, else what has the fewest candidates.

        Returns:
            the part, and whether that is so whatever the values are.
        """
        values, best, best_cost = self._values, open_[0], LATEST
        if len(open_) == 1:
            return best, True
        halves: list[tuple[int, int, int, bool]] = []
        fixed = True
        for at in open_:
            part = self._body.parts[at]
            if isinstance(part, tuple):
                s, p, o = values[part[0]], values[part[1]], values[part[2]]
                if s >= 0 and p >= 0 and o >= 0:
                    return at, True
                fixed &= p == UNKNOWN or part[1] >= len(self._body.names)
                if p not in (UNKNOWN, self._matcher.same) and (s >= 0 or o >= 0):
                    halves.append((at, p, max(s, o), o >= 0))
                    continue
                cost = self._open_cost(s, p, o)
            else:
                cost = self._other_cost(part)
            if cost < best_cost:
                best, best_cost = at, cost
        if len(halves) == 1 and best_cost > _MANY:
            return halves[0][0], fixed
        for at, p, key, by_object in halves:
            cost = 1 + self._rows.count(p, key, by_object=by_object)
            if cost < best_cost:
                best, best_cost = at, cost
        return best, False

    def _open_cost(self, s: int, p: int, o: int) -> int:
        if p == self._matcher.same:
            return 0 if max(s, o) != UNKNOWN else _MANY << 4
        return _MANY << 2 if p == UNKNOWN else _MANY + self._rows.size(p)

    def _other_cost(self, part: Part) -> int:
        places, values = self._body.places, self._values
        if isinstance(part, Builtin):
            known = all(not isinstance(a, Var) or values[places[a]] != UNKNOWN for a in part.arguments)
            return 0 if known else _MANY << 3
        assert isinstance(part, (Listing, Member, Pair))
        assert isinstance(part.list, Var)
        return 2 if values[places[part.list]] != UNKNOWN else _MANY << 3

    def _others(self, part: Part) -> Iterator[tuple[list[int], Premise | None]]:
        """Yield the values with which a condition holds, or a list is spelt, and the list."""
        places, values, matcher = self._body.places, self._values, self._matcher
        if isinstance(part, Builtin):
            given = [values[places[a]] if isinstance(a, Var) else matcher.name(a) for a in part.arguments]
            for row in matcher.conditions(part, [None if value == UNKNOWN else value for value in given]):
                found = [*values]
                if all(
                    agrees(places[a], v, found) for a, v in zip(part.arguments, row, strict=True) if isinstance(a, Var)
                ):
                    yield found, None
            return
        assert isinstance(part, (Listing, Member, Pair))
        assert isinstance(part.list, Var)
        for fact in matcher.lists(values[places[part.list]], self._before):
            for nodes, items in _choices(part, fact.items):
                found = [*values]
                if all(agrees(places[n], v, found) for n, v in zip(nodes, items, strict=True)):
                    yield found, fact


def _choices(
    part: Listing | Member | Pair, items: tuple[int, ...]
) -> Iterator[tuple[tuple[Var, ...], tuple[int, ...]]]:
    if isinstance(part, Listing):
        if len(items) == len(part.items):
            yield part.items, items  # type: ignore[misc]
    elif isinstance(part, Member):
        yield from (((part.item,), (item,)) for item in dict.fromkeys(items))
    else:
        yield from (((part.first, part.second), (a, b)) for at, a in enumerate(items) for b in items[at + 1 :])
