"""From a rule to plans: the schema part of its body is answered, and each combination of predicates becomes a plan.

In most rules the predicates are variables that the schema binds (``?p rdfs:domain ?c, ?x ?p ?y``), or lists are
involved. The part of the body that speaks of the schema is answered first; grouped by the predicates, the answers are
the rows that the rest of the body, now with known predicates, is joined with. This is partial evaluation of the rules
over the schema, as in Bishop and Bojanov, *Implementing OWL 2 RL and OWL 2 QL Rule-Sets for OWLIM*, 2011.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg.reason.joins import EVERYTHING, Pattern, Store, Table, solve
from kg.reason.pairs import distinct, high, low, pack
from kg.reason.relation import Relation
from kg.rules.lists import list_variables, lists_from, substitute, unroll
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Node, Pair, Part, Path, Rule, Var, variables
from kg.terms import Term
from kg.vocabulary import OWL, RDF, RDFS

__all__ = ["ANY_PREDICATE", "CONDITIONS", "Change", "Rows", "Setting", "Special", "Specialiser", "specialiser"]

Rows: TypeAlias = NDArray[np.uint64]
Change: TypeAlias = tuple[int, int]
"""A predicate and -1, or rdf:type and a class: what has grown, or what a rule depends on."""
_Triple: TypeAlias = tuple[int, int, int]
ANY_PREDICATE: Final[Change] = (-1, -1)
"""That there is a property more."""
_NOTHING: Final[Rows] = np.empty((1, 0), np.uint64)
CONDITIONS: Final[Change] = (-2, -2)
"""That a condition of a rule may hold of more terms."""


class Special(NamedTuple):
    """A rule with known predicates.

    Args:
        key: what tells it from others of the same rule: the lengths of its lists, and its predicates.
        patterns: the rest of the body.
        heads: the conclusions.
        variables: the variables of each column of the rows.
        rows: what the schema says of them, uint64[m, k], distinct; one row of no columns when it says nothing.
        names: the variable of the rule that each number stands for.
        values: the predicates, by the variables of the rule.
    """

    key: tuple[int, ...]
    patterns: tuple[Pattern, ...]
    heads: tuple[Pattern, ...]
    variables: tuple[int, ...]
    rows: Rows
    names: Mapping[int, Var]
    values: dict[Var, int]


@dataclass(frozen=True, slots=True)
class Setting:
    """What rules are specialised to.

    Args:
        store: the relations.
        terms: how many terms there are.
        name: the representative of a term.
        builtin: the rows of ids for which a condition that generates holds.
        type: the id of rdf:type, whatever its representative.
    """

    store: Store
    terms: int
    name: Callable[[Term], int]
    builtin: Callable[[Builtin], Rows]
    type: int


@lru_cache(maxsize=1024)
def specialiser(rule: Rule) -> Specialiser:
    """Return what makes plans of a rule, which is the same for every setting."""
    return Specialiser(rule)


class Specialiser:
    """What makes plans of one rule.

    Args:
        rule: the rule.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = _without_equality(rule)
        atoms = [part for part in self.rule.body if isinstance(part, Atom)]
        others = [part for part in self.rule.body if not isinstance(part, Atom)]
        inner = [atom for part in others if isinstance(part, Each) for atom in part.atoms]
        predicates = {a.predicate for a in (*atoms, *inner, *self.rule.head) if isinstance(a.predicate, Var)}
        lists = any(not isinstance(part, Builtin) for part in others)
        schema = tuple(a for a in atoms if _is_schema(a) or _binds(a, predicates))
        # A rule that speaks of nothing but the schema is no different from one that speaks of data.
        self._plain = not predicates and not others and len(schema) in (0, len(atoms))
        self._schema = () if self._plain else schema
        bound = {v for part in self._schema for v in variables(part)}
        for part in others:
            bound |= {part.item, part.list} if isinstance(part, Each) else set(variables(part))
        self._any_predicate = bool(predicates - bound)
        self._lists = lists
        self._numbers = _numbered(self.rule)
        self._conditional = any(isinstance(part, Builtin) for part in others)

    def needs(self, setting: Setting) -> frozenset[Change]:
        """Return what of the schema the plans depend on."""
        needs = {_change(atom, setting) for atom in self._schema}
        if self._lists:
            needs |= {(setting.name(RDF.first), -1), (setting.name(RDF.rest), -1)}
        if self._any_predicate:
            needs.add(ANY_PREDICATE)
        if self._conditional:
            needs.add(CONDITIONS)
        return frozenset(needs)

    def specials(self, setting: Setting) -> Iterator[Special]:
        """Yield the rule for each combination of its predicates."""
        store, terms, name = setting.store, setting.terms, setting.name
        if self._plain:
            yield from self._grouped(self.rule, self._numbers, None, (), setting)
            return
        numbers = self._numbers
        patterns = [Pattern(p, s, o) for s, p, o in (_ids(atom, numbers, setting) for atom in self._schema)]
        columns = tuple(sorted({v for pattern in patterns for v in pattern.variables}))
        tables: list[Table] = []
        if patterns:
            found = solve(store, terms, patterns, frozenset(columns), EVERYTHING)
            if found is None:
                return
            if columns:
                tables.append(_table(columns, np.stack([found[v] for v in columns], axis=1)))
        reader = _Lists(store.get(name(RDF.first)), store.get(name(RDF.rest)), name(RDF.nil))
        measured = list_variables(self.rule)
        for lengths in reader.lengths([_column(tables, numbers[v]) for v in measured]):
            rule = unroll(self.rule, dict(zip(measured, lengths, strict=True)))
            names = _numbered(rule, numbers)
            more = [*tables, *_tables(rule, names, tables, reader, setting)]
            bound = {v for table in more for v in table.variables}
            if self._any_predicate:
                atoms = [*rule.head, *(part for part in rule.body if isinstance(part, Atom))]
                open_ = {names[a.predicate] for a in atoms if isinstance(a.predicate, Var)} - bound
                known = np.array(sorted(store), np.uint64).reshape(-1, 1)
                more += [_table((v,), known) for v in sorted(open_)]
            if not more:
                yield from self._grouped(rule, names, None, lengths, setting)
                continue
            order = tuple(sorted({v for table in more for v in table.variables}))
            matches = solve(store, terms, [], frozenset(order), EVERYTHING, more)
            if matches is not None:
                matrix = np.stack([matches[v] for v in order], axis=1) if order else _NOTHING
                yield from self._grouped(rule, names, (order, matrix), lengths, setting)

    def _grouped(
        self,
        rule: Rule,
        names: Mapping[Var, int],
        given: tuple[tuple[int, ...], Rows] | None,
        lengths: tuple[int, ...],
        setting: Setting,
    ) -> Iterator[Special]:
        """Divide the matches of the schema part by the variables that stand for predicates."""
        data = [_ids(p, names, setting) for p in rule.body if isinstance(p, Atom) and p not in self._schema]
        heads = [_ids(atom, names, setting) for atom in rule.head]
        variable_of = {number: variable for variable, number in names.items()}
        if given is None:
            if not heads or not set(heads) <= set(data):
                patterns, conclusions = ([_pattern(triple, {}) for triple in part] for part in (data, heads))
                yield Special(lengths, tuple(patterns), tuple(conclusions), (), _NOTHING, variable_of, {})
            return
        columns, matrix = given
        predicates = sorted({p for _, p, _ in (*data, *heads) if p < 0})
        needed = sorted({n for s, _, o in (*data, *heads) for n in (s, o) if n < 0 and n in columns} - set(predicates))
        at = [columns.index(v) for v in (*predicates, *needed)]
        matrix = _distinct_rows(matrix[:, at])
        idle = _idle(data, heads, (*predicates, *needed), matrix)
        if idle is not False:
            matrix = matrix[~idle] if isinstance(idle, np.ndarray) else matrix[:0]
        if not len(matrix):
            return
        width = len(predicates)
        edges: list[int] = np.flatnonzero((matrix[1:, :width] != matrix[:-1, :width]).any(axis=1)).tolist()
        starts = [0, *[edge + 1 for edge in edges]]
        for start, stop in zip(starts, [*starts[1:], len(matrix)], strict=True):
            values = dict(zip(predicates, matrix[start, :width].tolist(), strict=True))
            yield Special(
                (*lengths, *values.values()),
                tuple([_pattern(triple, values) for triple in data]),
                tuple([_pattern(triple, values) for triple in heads]),
                tuple(needed),
                np.ascontiguousarray(matrix[start:stop, width:]),
                variable_of,
                {variable_of[number]: value for number, value in values.items()},
            )


class _Lists:
    """The lists there are, as long as the schema stays as it is."""

    def __init__(self, first: Relation | None, rest: Relation | None, nil: int) -> None:
        self._first, self._rest, self._nil = first, rest, nil
        self._known: dict[int, list[tuple[int, ...]]] = {}

    def lengths(self, heads: Sequence[Rows | None]) -> Iterator[tuple[int, ...]]:
        """Yield the combinations of lengths that the lists of some columns have."""
        if not heads:
            yield ()
            return
        # LIST[h, e1, …, en] of the specification has at least one member.
        found = {len(items) for head in self._heads(heads[0]) for items in self.read(head)} - {0}
        for length in sorted(found):
            for others in self.lengths(heads[1:]):
                yield (length, *others)

    def read(self, head: int) -> list[tuple[int, ...]]:
        """Return the members of every list that begins with a cell; more than one only when it is malformed."""
        if head not in self._known:
            cells = lists_from(head, lambda c: _partners(self._first, c), lambda c: _partners(self._rest, c), self._nil)
            self._known[head] = sorted({tuple(item for _, item in found) for found in cells})
        return self._known[head]

    def table(self, part: Listing | Member | Pair, names: Mapping[Var, int], heads: Rows | None) -> Table:
        """Return what a part of a rule says of lists, as rows."""
        rows: list[tuple[int, ...]] = []
        for head in self._heads(heads):
            for items in self.read(head):
                if isinstance(part, Listing):
                    if len(items) == len(part.items):
                        rows.append((head, *items))
                elif isinstance(part, Member):
                    rows.extend((head, item) for item in items)
                else:
                    rows.extend((head, one, other) for at, one in enumerate(items) for other in items[at + 1 :])
        nodes: tuple[Node, ...]
        if isinstance(part, Listing):
            nodes = (part.list, *part.items)
        else:
            nodes = (part.list, part.item) if isinstance(part, Member) else (part.list, part.first, part.second)
        columns = [names[node] for node in nodes if isinstance(node, Var)]
        matrix = np.array(rows, np.uint64).reshape(len(rows), len(columns))
        for at, column in enumerate(columns):
            # Where one variable names two members, they have to be the same.
            matrix = matrix[matrix[:, columns.index(column)] == matrix[:, at]]
        keep = [at for at, column in enumerate(columns) if columns.index(column) == at]
        return _table(tuple(columns[at] for at in keep), matrix[:, keep])

    def _heads(self, given: Rows | None) -> list[int]:
        if given is not None:
            return distinct(np.sort(given)).tolist()  # type: ignore[no-any-return]
        cells: list[int] = [] if self._first is None else distinct(high(self._first.by_subject)).tolist()
        return [*cells, self._nil]


def _partners(relation: Relation | None, cell: int) -> list[int]:
    return [] if relation is None else relation.slice(cell, by_object=False).tolist()


def _column(tables: Sequence[Table], variable: int) -> Rows | None:
    for table in tables:
        if variable in table.variables:
            return table.rows[:, table.variables.index(variable)]
    return None


def _table(columns: tuple[int, ...], rows: Rows) -> Table:
    return Table(columns, rows, rows)


def _distinct_rows(matrix: Rows) -> Rows:
    if len(matrix) < 2:
        return matrix
    if matrix.shape[1] == 0:
        return matrix[:1]
    if matrix.shape[1] == 2:
        pairs = distinct(np.sort(pack(matrix[:, 0], matrix[:, 1])))
        return np.stack((high(pairs), low(pairs)), axis=1)
    matrix = matrix[np.lexsort(matrix.T[::-1])]
    keep = np.ones(len(matrix), np.bool_)
    keep[1:] = (matrix[1:] != matrix[:-1]).any(axis=1)
    return matrix[keep]


def _idle(
    data: Sequence[_Triple], heads: Sequence[_Triple], columns: tuple[int, ...], matrix: Rows
) -> NDArray[np.bool_] | bool:
    """Return which rows conclude nothing but what they premise, as x rdf:type c does from c rdfs:subClassOf c."""
    idle: NDArray[np.bool_] | bool = bool(heads)
    for head in heads:
        equal: NDArray[np.bool_] | bool = False
        for triple in data:
            same: NDArray[np.bool_] | bool = True
            for one, other in zip(head, triple, strict=True):
                if one == other:
                    continue
                left, right = (matrix[:, columns.index(node)] if node in columns else node for node in (one, other))
                if (isinstance(left, int) and left < 0) or (isinstance(right, int) and right < 0):
                    same = False
                else:
                    same = same & (left == right)
                if same is False:
                    break
            equal = equal | same
        idle = idle & equal
        if idle is False:
            break
    return idle


def _pattern(triple: _Triple, values: Mapping[int, int]) -> Pattern:
    """Return a triple as a pattern, with the values of some variables in their place."""
    s, p, o = triple
    get = values.get
    return Pattern(get(p, p), get(s, s), get(o, o))


def _ids(atom: Atom, names: Mapping[Var, int], setting: Setting) -> _Triple:
    s, p, o = (names[node] if isinstance(node, Var) else setting.name(node) for node in atom.nodes)
    return s, p, o


def _change(atom: Atom, setting: Setting) -> Change:
    """Return what has grown when there is more that fits an atom."""
    assert isinstance(atom.predicate, NamedNode)
    predicate = setting.name(atom.predicate)
    # Classes are told apart in rdf:type itself; not when it gave way to another property that is the same.
    if atom.predicate == RDF.type and predicate == setting.type and not isinstance(atom.object, Var):
        return predicate, setting.name(atom.object)
    return predicate, -1


def _tables(
    rule: Rule, names: Mapping[Var, int], given: Sequence[Table], reader: _Lists, setting: Setting
) -> Iterator[Table]:
    """Yield what the conditions of a rule, and what it says of lists, tell of its variables."""
    for part in rule.body:
        if isinstance(part, (Atom, Each, Path)):
            continue
        if isinstance(part, Builtin):
            columns = tuple(dict.fromkeys(names[a] for a in part.arguments if isinstance(a, Var)))
            yield _table(columns, setting.builtin(part))
        else:
            assert isinstance(part.list, Var)
            yield reader.table(part, names, _column(given, names[part.list]))


def _numbered(rule: Rule, known: Mapping[Var, int] | None = None) -> dict[Var, int]:
    """Give each variable of a rule a negative number."""
    numbers = dict(known or {})
    for part in (*rule.head, *rule.body):
        for variable in variables(part):
            numbers.setdefault(variable, -1 - len(numbers))
    return numbers


def _is_schema(atom: Atom) -> bool:
    predicate = atom.predicate
    if isinstance(predicate, Var) or predicate in {OWL.sameAs, OWL.differentFrom}:
        return False
    if predicate == RDF.type:
        return isinstance(atom.object, NamedNode) and atom.object.value.startswith(OWL.iri)
    return predicate in {RDF.first, RDF.rest} or predicate.value.startswith((OWL.iri, RDFS.iri))


def _binds(atom: Atom, predicates: set[Var]) -> bool:
    return not isinstance(atom.predicate, Var) and bool(predicates & {atom.subject, atom.object})


def _without_equality(rule: Rule) -> Rule:
    """Take owl:sameAs out of a body where it can be: among representatives, what is the same is identical.

    That is where it relates two variables of which the rest of the body binds one. Elsewhere it asks whether a term is
    mentioned at all, which the relation of owl:sameAs tells.
    """
    while True:
        for same in (p for p in rule.body if isinstance(p, Atom) and p.predicate == OWL.sameAs):
            one, other = same.subject, same.object
            rest = tuple(part for part in rule.body if part is not same)
            bound = {v for part in rest for v in variables(part)}
            if isinstance(one, Var) and isinstance(other, Var) and one != other and bound & {one, other}:
                names: dict[Var, Node] = {other: one}
                head = tuple(substitute(atom, names) for atom in rule.head)
                rule = replace(rule, head=head, body=tuple(_renamed(part, names) for part in rest))
                break
        else:
            return rule


def _renamed(part: Part, names: Mapping[Var, Node]) -> Part:
    if isinstance(part, Atom):
        return substitute(part, names)
    if isinstance(part, Builtin):
        return Builtin(part.name, tuple(names.get(a, a) if isinstance(a, Var) else a for a in part.arguments))
    if isinstance(part, Each):
        part = replace(part, atoms=tuple(substitute(atom, names) for atom in part.atoms))
    fields = {
        field: getattr(part, field)
        for field in ("item", "list", "first", "second", "start", "end")
        if hasattr(part, field)
    }
    return replace(part, **{field: names.get(node, node) for field, node in fields.items()})
