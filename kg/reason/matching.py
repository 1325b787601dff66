"""Matching the body of a rule against rows of earlier rounds: the premises of one application of it.

A rule is compiled once, for each length of its lists, into numbers: a term is its id, a variable a place in a list of
values, written as a negative number. The search is first-fit: what is known filters first, then what has the fewest
candidates is tried in the order of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kg.reason.rows import Fact, Rows
from kg.rules.lists import list_variables, lists_from, unroll
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Pair, Part, Path, Rule, Var, variables
from kg.terms import Term

__all__ = ["LATEST", "ListFact", "Match", "Matcher", "Premise"]

LATEST: Final = 1 << 62
_UNKNOWN: Final = -1
_MANY: Final = 1 << 40
"""More candidates than any known pattern has."""
_Atom: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ListFact:
    """``LIST[head, items…]``, with the triples that spell the list."""

    head: int
    items: tuple[int, ...]
    cells: tuple[Fact, ...]


Premise: TypeAlias = Fact | ListFact


@dataclass(frozen=True, slots=True)
class Match:
    """Premises in the order of the body, and the value of each variable."""

    premises: tuple[Premise, ...]
    binding: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Body:
    """A rule in numbers.

    Args:
        places: the place of each variable.
        names: the variables by place.
        heads: the conclusions.
        parts: what is to be matched: an atom, or another part with the places of its variables.
        shown: the parts that have a premise, in order: all but conditions.
        lists: the places of the lists whose length is not known yet.
    """

    places: Mapping[Var, int]
    names: tuple[str, ...]
    heads: tuple[_Atom, ...]
    parts: tuple[_Atom | Part, ...]
    shown: tuple[int, ...]
    lists: tuple[int, ...]


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
        self._rows, self._rules, self._name = rows, rules, name
        self._same, self._cells = same, cells
        self._conditions, self._mentions = conditions, mentions
        self._bodies: dict[tuple[int, tuple[int, ...]], _Body] = {}

    def concluding(self, rule: int, fact: Fact, before: int) -> Match | None:
        """Return the premises by which a rule concludes a triple, all older than a round; None when there are none."""
        body = self._body(rule, ())
        for head in body.heads:
            values = [_UNKNOWN] * len(body.places)
            if _all_agree(head, fact, values):
                found = self._search(rule, values, before, None)
                if found is not None:
                    return found
        return None

    def through(self, rule: int, fact: Fact, middle: int, rest: Fact, before: int) -> Match | None:
        """Return the premises by which a transitive rule concludes a triple in two steps; the second is given."""
        body = self._body(rule, (2,) if list_variables(self._rules[rule]) else ())
        for head in body.heads:
            values = [_UNKNOWN] * len(body.places)
            if not _all_agree(head, fact, values):
                continue
            for atom in body.parts:
                if isinstance(atom, tuple) and atom[0] == head[0] and atom[2] < 0 and values[~atom[2]] == _UNKNOWN:
                    tried = [*values]
                    tried[~atom[2]] = middle
                    found = self._in_body(body, tried, before, rest)
                    if found is not None and rest in found.premises:
                        return found
        return None

    def false(self, rule: int, known: Mapping[Var, int]) -> Match | None:
        """Return the premises by which a rule concludes *false*, given some of its variables."""
        places = self._body(rule, ()).places
        values = [known.get(variable, _UNKNOWN) for variable in places]
        return self._search(rule, values, LATEST, None)

    # -- search

    def _search(self, rule: int, values: list[int], before: int, granted: Fact | None) -> Match | None:
        body = self._body(rule, ())
        if not body.lists:
            return self._in_body(body, values, before, granted)
        # What names the lists is matched first; then their lengths are known.
        atoms = [
            p
            for p in body.parts
            if isinstance(p, tuple) and any(~node in body.lists for node in (p[0], p[2]) if node < 0)
        ]
        for found in self._all(atoms, values, before):
            for lengths in self._lengths([found[place] for place in body.lists], before):
                longer = self._body(rule, lengths)
                more = [*found, *([_UNKNOWN] * (len(longer.places) - len(found)))]
                match = self._in_body(longer, more, before, granted)
                if match is not None:
                    return match
        return None

    def _in_body(self, body: _Body, values: list[int], before: int, granted: Fact | None) -> Match | None:
        premises: list[Premise | None] = [None] * len(body.parts)
        if not self._match(body, list(range(len(body.parts))), values, premises, before, granted):
            return None
        chosen = tuple(premises[at] for at in body.shown)
        return Match(chosen, {name: value for name, value in zip(body.names, values, strict=True) if value >= 0})  # type: ignore[arg-type]

    def _match(
        self,
        body: _Body,
        open_: list[int],
        values: list[int],
        premises: list[Premise | None],
        before: int,
        granted: Fact | None,
    ) -> bool:
        """Match the open parts of a body; on success values and premises are filled."""
        if not open_:
            return True
        at = open_[0] if len(open_) == 1 else self._choose(body, open_, values)
        rest = [other for other in open_ if other != at]
        part = body.parts[at]
        if isinstance(part, tuple):
            return self._match_atom(body, (at, part), rest, values, premises, before, granted)
        for found, premise in self._others(part, body.places, values, before):
            known = list(values)
            values[:] = found
            premises[at] = premise
            if self._match(body, rest, values, premises, before, granted):
                return True
            values[:] = known
        return False

    def _match_atom(
        self,
        body: _Body,
        placed: tuple[int, _Atom],
        rest: list[int],
        values: list[int],
        premises: list[Premise | None],
        before: int,
        granted: Fact | None,
    ) -> bool:
        at, (s, p, o) = placed
        subject = s if s >= 0 else values[~s]
        predicate = p if p >= 0 else values[~p]
        object_ = o if o >= 0 else values[~o]
        for fact in self._facts(subject, predicate, object_, before, granted):
            for node, value in ((s, fact[0]), (p, fact[1]), (o, fact[2])):
                if node < 0:
                    values[~node] = value
            if s == o and fact[0] != fact[2]:
                continue
            premises[at] = fact
            if not rest or self._match(body, rest, values, premises, before, granted):
                return True
        for node, old in ((s, subject), (p, predicate), (o, object_)):
            if node < 0:
                values[~node] = old
        return False

    def _choose(self, body: _Body, open_: list[int], values: list[int]) -> int:
        """Return the part to match next: what filters, else what has the fewest candidates."""
        best, best_cost = open_[0], LATEST
        halves: list[tuple[int, int, int, bool]] = []
        for at in open_:
            part = body.parts[at]
            if isinstance(part, tuple):
                s, p, o = part
                s, p, o = s if s >= 0 else values[~s], p if p >= 0 else values[~p], o if o >= 0 else values[~o]
                if s >= 0 and p >= 0 and o >= 0:
                    return at
                if p not in (_UNKNOWN, self._same) and (s >= 0 or o >= 0):
                    halves.append((at, p, max(s, o), o >= 0))
                    continue
                cost = self._open_cost(s, p, o)
            else:
                cost = _other_cost(part, body.places, values)
            if cost < best_cost:
                best, best_cost = at, cost
        if len(halves) == 1 and best_cost > _MANY:
            return halves[0][0]
        for at, p, key, by_object in halves:
            cost = 1 + self._rows.count(p, key, by_object=by_object)
            if cost < best_cost:
                best, best_cost = at, cost
        return best

    def _open_cost(self, s: int, p: int, o: int) -> int:
        if p == self._same:
            return 0 if max(s, o) != _UNKNOWN else _MANY << 4
        return _MANY << 2 if p == _UNKNOWN else _MANY + self._rows.size(p)

    def _facts(self, s: int, p: int, o: int, before: int, granted: Fact | None) -> Iterator[Fact]:
        if p == self._same:
            # Rows of one time hold representatives, among which the same is identical.
            if s == _UNKNOWN or o in (_UNKNOWN, s):
                for term in self._mentions(None if s == o == _UNKNOWN else max(s, o)):
                    yield term, p, term
            return
        if granted is not None and (s, p, o) == granted:
            yield granted
            return
        for predicate in (p,) if p != _UNKNOWN else tuple(self._rows.predicates()):
            yield from self._rows.find(None if s == _UNKNOWN else s, predicate, None if o == _UNKNOWN else o, before)

    def _all(self, atoms: Sequence[_Atom], values: list[int], before: int) -> Iterator[list[int]]:
        """Yield the values of all matches of a few atoms, in their order."""
        if not atoms:
            yield values
            return
        nodes = atoms[0]
        s, p, o = (node if node >= 0 else values[~node] for node in nodes)
        for fact in self._facts(s, p, o, before, None):
            found = [*values]
            if _all_agree(nodes, fact, found):
                yield from self._all(atoms[1:], found, before)

    def _others(
        self, part: Part, places: Mapping[Var, int], values: list[int], before: int
    ) -> Iterator[tuple[list[int], Premise | None]]:
        if isinstance(part, Builtin):
            given = [
                (values[places[a]] if values[places[a]] != _UNKNOWN else None) if isinstance(a, Var) else self._name(a)
                for a in part.arguments
            ]
            for row in self._conditions(part, given):
                found = [*values]
                if all(
                    _agrees(~places[a], v, found)
                    for a, v in zip(part.arguments, row, strict=True)
                    if isinstance(a, Var)
                ):
                    yield found, None
            return
        assert isinstance(part, (Listing, Member, Pair))
        assert isinstance(part.list, Var)
        for fact in self.lists(values[places[part.list]], before):
            for nodes, items in _choices(part, fact.items):
                found = [*values]
                if all(_agrees(~places[n], v, found) for n, v in zip(nodes, items, strict=True)):
                    yield found, fact

    # -- lists

    def lists(self, head: int, before: int) -> Iterator[ListFact]:
        """Yield the lists that begin with a cell, spelt by rows older than a round."""
        first, rest, nil = self._cells
        for cells in lists_from(
            head,
            lambda cell: [o for _, _, o in self._rows.find(cell, first, None, before)],
            lambda cell: [o for _, _, o in self._rows.find(cell, rest, None, before)],
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

    # -- rules in numbers

    def _body(self, rule: int, lengths: tuple[int, ...]) -> _Body:
        body = self._bodies.get((rule, lengths))
        if body is not None:
            return body
        known = self._rules[rule]
        places: dict[Var, int] = {}
        for part in (*known.head, *known.body):
            for variable in variables(part):
                places.setdefault(variable, len(places))
        measured = list_variables(known)
        if lengths:
            known = unroll(known, dict(zip(measured, lengths, strict=True)))
            for part in known.body:
                for variable in variables(part):
                    places.setdefault(variable, len(places))
        parts = tuple(self._numbers(part, places) if isinstance(part, Atom) else part for part in known.body)
        shown = tuple(at for at, part in enumerate(known.body) if not isinstance(part, (Builtin, Each, Path)))
        lists = () if lengths else tuple(places[variable] for variable in measured)
        heads = tuple(self._numbers(atom, places) for atom in known.head)
        names = tuple(variable.name for variable in places)
        body = self._bodies[rule, lengths] = _Body(places, names, heads, parts, shown, lists)
        return body

    def _numbers(self, atom: Atom, places: Mapping[Var, int]) -> _Atom:
        s, p, o = (~places[node] if isinstance(node, Var) else self._name(node) for node in atom.nodes)
        return s, p, o


def _all_agree(nodes: _Atom, fact: Fact, values: list[int]) -> bool:
    """Put a triple in the place of an atom; values are filled."""
    for node, value in zip(nodes, fact, strict=True):
        if node >= 0:
            if node != value:
                return False
        elif values[~node] == _UNKNOWN:
            values[~node] = value
        elif values[~node] != value:
            return False
    return True


def _other_cost(part: Part, places: Mapping[Var, int], values: Sequence[int]) -> int:
    if isinstance(part, Builtin):
        known = all(not isinstance(a, Var) or values[places[a]] != _UNKNOWN for a in part.arguments)
        return 0 if known else _MANY << 3
    assert isinstance(part, (Listing, Member, Pair))
    assert isinstance(part.list, Var)
    return 2 if values[places[part.list]] != _UNKNOWN else _MANY << 3


def _agrees(node: int, value: int, values: list[int]) -> bool:
    if node >= 0:
        return node == value
    if values[~node] == _UNKNOWN:
        values[~node] = value
        return True
    return values[~node] == value


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
