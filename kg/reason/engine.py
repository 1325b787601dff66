"""The native reasoner: a columnar, semi-naive fixpoint of the OWL 2 RL/RDF rules.

Work goes in rounds. What a round concludes becomes recent; a plan is run again only when something in its body is
recent, and then with the recent rows in that place (pending, recent, stable). The schema is closed first, so that most
plans are made once; when rounds over the data grow the schema, plans are made again and the run goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg.columns import Columns
from kg.datatypes import datatypes_of
from kg.dictionary import LITERAL, Dictionary
from kg.reason.equality import Equality
from kg.reason.joins import EVERYTHING, solve
from kg.reason.literals import Literals
from kg.reason.pairs import EMPTY, Ids, Pairs, contains, high, low, pack
from kg.reason.program import Kind, Plan, Program, half
from kg.reason.relation import Tagging
from kg.reason.specialise import ANY_PREDICATE, Change, Rows
from kg.reason.state import State
from kg.reason.transitive import transitive_closure
from kg.rules.builtins import ANNOTATION_PROPERTIES
from kg.rules.model import Atom, Builtin, Each, Rule, Var, constants
from kg.rules.owl2rl import RULE_IDS
from kg.terms import Term
from kg.vocabulary import DATATYPES, OWL, RDF, RDFS

__all__ = ["Engine"]

_REPLACED: Final = "eq-rep-s"
_DIFFERENT: Final = Builtin("different-value", (Var("one"), Var("other")))
_SPARSE: Final = 8
"""A transitive relation is closed again from all its pairs unless the recent ones are fewer than one in so many."""


class Engine:
    """A run of some rules.

    Args:
        dictionary: the terms; the constants of the rules are added to it.
        rules: the rules, whose places are their numbers.
    """

    def __init__(self, dictionary: Dictionary, rules: Sequence[Rule]) -> None:
        self.dictionary, self.rules = dictionary, tuple(rules)
        self.number = {rule.id: at for at, rule in enumerate(self.rules)}
        self._ids: dict[Term, int] = {}
        for term in _names(self.rules):
            self._ids[term] = dictionary.intern_term(term)
        self._same = self._ids[OWL.sameAs]
        self._differs = False
        self._news: tuple[tuple[int, frozenset[int], int], Pairs] = ((-1, frozenset(), -1), EMPTY)
        self.state: State
        self.literals: Literals

    # -- beginnings

    def start(self, triples: Columns, *, explainable: bool = True) -> None:
        """Begin with asserted triples; unless explainable, what follows from them cannot be proved."""
        terms = len(self.dictionary)
        favoured = np.zeros(terms, np.bool_)
        favoured[list(self._ids.values())] = True
        self._present = self._marks(triples)
        self.literals = self._literals_of(self._present)
        self.state = State(
            {},
            Equality(terms, favoured),
            self._ids[RDF.type],
            self._same,
            terms,
            Tagging(wide=len(self.rules) > 254),
            self.number[_REPLACED],
            self.literals,
            explainable,
        )
        self.state.given = triples
        same = triples.predicates == self._same
        if same.any():
            ones, others = triples.subjects[same].astype(np.uint64), triples.objects[same].astype(np.uint64)
            self.state.same.append((ones, others, 0))
            self.state.asserted_same = frozenset(zip(ones.tolist(), others.tolist(), strict=True))
            triples = triples.where(~same)
        self.state.fill(triples)

    def _marks(self, triples: Columns) -> NDArray[np.bool_]:
        """Return which terms are the subject or the object of a triple."""
        marks = np.zeros(len(self.dictionary), np.bool_)
        marks[triples.subjects] = True
        marks[triples.objects] = True
        return marks

    def _literals_of(self, marks: NDArray[np.bool_]) -> Literals:
        """Return the literals that triples hold, or rules can conclude."""
        here = marks.copy()
        heads = {node for rule in self.rules for atom in rule.head for node in atom.nodes}
        here[[at for term, at in self._ids.items() if term in heads]] = True
        return Literals(self.dictionary, here, self._ids.values())

    # -- the fixpoint

    def run(self) -> None:
        """Apply the rules until nothing new follows."""
        state = self.state
        self._equal_literals()
        if state.unite():
            self._mixed_classes()
        self._virtual()
        schema = Program(self.rules, self.name, self.builtin, self._ids[RDF.type], _is_schema_rule)
        schema.refresh(state.relations, state.terms)
        self._rounds(schema)
        program = Program(self.rules, self.name, self.builtin, self._ids[RDF.type], lambda rule: bool(rule.head))
        program.refresh(state.relations, state.terms)
        self._rounds(program)

    def overlay(self, base: State, added: Columns) -> bool:
        """Go on from a state in which no terms are the same, with some more asserted triples.

        The base is shared, not changed. Rounds count on, so what follows from the new triples is younger than they.

        Returns:
            whether that could be done; not if any terms turn out to be the same.
        """
        terms = len(self.dictionary)
        self.state = base.copy(terms)
        state = self.state
        self._present = _present(state)
        self.literals = base.literals
        marks = self._marks(added)
        if base.literals.here is not None:
            marks[: len(base.literals.here)] |= base.literals.here
        literals = self._literals_of(marks)
        if (added.predicates == self._same).any() or len(literals.equal()[0]):
            return False
        program = Program(self.rules, self.name, self.builtin, self._ids[RDF.type], lambda rule: bool(rule.head))
        program.refresh(base.relations, terms)
        for plan in program.plans:
            plan.settle()
        self.literals = state.literals = literals
        state.round += 1
        state.given = None if base.given is None else Columns.concatenate([base.given, added])
        state.add(added)
        self._virtual()
        program.refresh(state.relations, terms)
        self._rounds(program)
        return not state.equality

    def name(self, term: Term) -> int:
        """Return the representative of a constant of the rules."""
        return self.state.equality.find(self._ids[term])

    def _rounds(self, program: Program) -> None:
        state = self.state
        while True:
            for plan, first in self._awake(program):
                self._run(plan, first)
            known = set(state.relations)
            if not state.pending and not state.same:
                break
            state.commit()
            united = state.unite()
            if united:
                self._mixed_classes()
            self._virtual()
            changed = self._changes(known)
            if not changed and not united and not state.pending:
                break
            program.refresh(state.relations, state.terms, None if united else changed)

    def _awake(self, program: Program) -> list[tuple[Plan, int]]:
        """Return the plans to run, each with the place whose recent rows to use."""
        awake: list[tuple[Plan, int]] = []
        whole: set[int] = set()
        for plan in program.plans:
            if plan.fresh:
                awake.append((plan, EVERYTHING))
                whole.add(id(plan))
                plan.settle()
            elif plan.table is not None and len(plan.table.recent):
                awake.append((plan, len(plan.patterns)))
        for key in self._changes_by_key():
            for plan, at in program.triggers.get(key, ()):
                if id(plan) in whole:
                    continue
                if plan.kind is not Kind.JOIN and not self._is_sparse(plan):
                    awake.append((plan, EVERYTHING))
                    whole.add(id(plan))
                else:
                    awake.append((plan, at))
        return awake

    def _changes_by_key(self) -> Iterator[Change]:
        """Yield what has recent pairs: each property, and each class."""
        for predicate, relation in self.state.recents():
            yield predicate, -1
            if relation.by_object_first:
                yield from ((predicate, key) for key in relation.recent_keys())

    def _is_sparse(self, plan: Plan) -> bool:
        """Return whether so little of a transitive relation is recent that joins beat closing it again."""
        if plan.kind is not Kind.TRANSITIVE:
            return False
        relation = self.state.relations[plan.patterns[0].predicate]
        return len(relation.recent) * _SPARSE < len(relation)

    def _run(self, plan: Plan, first: int) -> None:
        if plan.kind is Kind.TRANSITIVE and first == EVERYTHING:
            self._close(plan)
        elif plan.kind is Kind.SAME:
            self._join_same(plan)
        else:
            recent = None
            if plan.deaf and self.state.explainable and first != EVERYTHING and first < len(plan.patterns):
                recent = self._news_to(plan.patterns[first].predicate, plan.deaf)
            found = solve(
                self.state.relations, self.state.terms, plan.patterns, plan.wanted, first, plan.tables, recent
            )
            if first == len(plan.patterns):
                plan.settle()
            if found is None:
                return
            for head in plan.heads:
                subject = np.uint64(head.subject) if head.subject >= 0 else found[head.subject]
                object_ = np.uint64(head.object) if head.object >= 0 else found[head.object]
                self._conclude(head.predicate, subject, object_, plan.rule)

    def _news_to(self, predicate: int, deaf: frozenset[int]) -> Pairs:
        """Return the recent pairs of a relation that none of some rules concluded."""
        key = (predicate, deaf, self.state.round)
        if self._news[0] != key:
            self._news = key, self.state.relations[predicate].recent_but(deaf, self.state.tagging)
        return self._news[1]

    def _conclude(self, predicate: int, subjects: Ids | np.uint64, objects: Ids | np.uint64, rule: int) -> None:
        state = self.state
        if predicate == self._same:
            subjects, objects = np.broadcast_arrays(np.atleast_1d(subjects), np.atleast_1d(objects))
            open_ = np.flatnonzero(subjects != objects)
            if len(open_):
                tag = state.tagging.tag(rule, state.round + 1)
                state.same.append((subjects[open_], objects[open_], tag))
        else:
            state.conclude(predicate, subjects, objects, rule)

    def _close(self, plan: Plan) -> None:
        """Run a transitive plan over all pairs of its relation."""
        predicate = plan.patterns[0].predicate
        relation = self.state.relations.get(predicate)
        if relation is None or len(relation) == plan.closed:
            return
        news = transitive_closure(relation.by_subject)
        plan.closed = len(relation) + len(news)
        if len(news):
            self.state.conclude(predicate, high(news), low(news), plan.rule)

    def _join_same(self, plan: Plan) -> None:
        """Run a plan that makes the same all that agree in the rest of its body: one link from each to the next."""
        plan.settle()
        mine, one, shared = half(plan)
        order = [*sorted(shared), one]
        found = solve(self.state.relations, self.state.terms, mine, frozenset(order), EVERYTHING, plan.tables)
        if found is None:
            return
        rows = np.lexsort([found[v] for v in reversed(order)])
        next_, here = rows[1:], rows[:-1]
        agree = np.ones(len(next_), np.bool_)
        for variable in shared:
            agree &= found[variable][here] == found[variable][next_]
        self._conclude(self._same, found[one][here[agree]], found[one][next_[agree]], plan.rule)

    def _changes(self, known: set[int]) -> frozenset[Change]:
        """Return what has recent pairs."""
        changes = set(self._changes_by_key())
        if any(predicate not in known for predicate, _ in changes if predicate >= 0):
            changes.add(ANY_PREDICATE)
        return frozenset(changes)

    # -- what is not stored

    def _virtual(self) -> None:
        """Store what eq-ref and dt-diff conclude, if an axiom or a rule reads owl:sameAs or owl:differentFrom as data.

        Otherwise it is known, but not stored: it says something of every term, and of every two literals.
        """
        state = self.state
        for _, relation in state.recents():
            self._present[high(relation.recent).astype(np.intp)] = True
            self._present[low(relation.recent).astype(np.intp)] = True
        if self._is_read(OWL.sameAs):
            here = self._present.copy()
            here[[p for p, relation in state.relations.items() if len(relation)]] = True
            here[self._same] = True
            moved = np.flatnonzero(state.equality.representative != np.arange(state.terms, dtype=np.uint64))
            here[moved] = True
            here[state.equality.representative[moved].astype(np.intp)] = True
            here[self.name(OWL.differentFrom)] |= len(set(self.literals.values().values())) > 1
            ids = np.flatnonzero(here).astype(np.uint64)
            ids = state.equality.representative[ids.astype(np.intp)]
            old = state.relations.get(self._same)
            if old is None or not contains(old.pairs, pack(ids, ids)).all():
                state.conclude(self._same, ids, ids, self.number["eq-ref"])
        if self._is_read(OWL.differentFrom) and not self._differs:
            self._differs = True
            rows = self.builtin(_DIFFERENT)
            if len(rows):
                state.conclude(self.name(OWL.differentFrom), rows[:, 0], rows[:, 1], self.number["dt-diff"])

    def _is_read(self, predicate: NamedNode) -> bool:
        """Return whether a triple is about a property of equality, or a rule of a person's reads it."""
        if self._present[self.name(predicate)]:
            return True
        atoms = [p for rule in self.rules[len(RULE_IDS) :] for p in rule.body if isinstance(p, Atom)]
        atoms += [a for rule in self.rules[len(RULE_IDS) :] for p in rule.body if isinstance(p, Each) for a in p.atoms]
        return any(atom.predicate == predicate or isinstance(atom.predicate, Var) for atom in atoms)

    # -- literals

    def _equal_literals(self) -> None:
        ones, others = self.literals.equal()
        if len(ones):
            self.state.same.append((ones, others, self.state.tagging.tag(self.number["dt-eq"], 0)))

    def _mixed_classes(self) -> None:
        """Conclude what follows for other terms from being the same as a literal: its datatypes, and what it is not."""
        state, kinds = self.state, self.dictionary.kinds()
        mixed: dict[int, list[int]] = {}
        for head, members in state.equality.classes.items():
            literals = [member for member in members if kinds[member] == LITERAL]
            if literals and len(literals) < len(members):
                mixed[head] = literals
        if not mixed:
            return
        values = self.literals.values()
        for head, literals in mixed.items():
            for literal in literals:
                value = self.literals.value(literal)
                if value is None:
                    continue
                types = [self.name(NamedNode(iri)) for iri in datatypes_of(value)]
                state.conclude(
                    self.name(RDF.type), np.uint64(head), np.array(types, np.uint64), self.number["dt-type2"]
                )
                others = np.array([other for other, v in values.items() if v != value], np.uint64)
                others = state.equality.representative[others.astype(np.intp)]
                different = self.name(OWL.differentFrom)
                state.conclude(different, np.uint64(head), others, self.number["dt-diff"])
                state.conclude(different, others, np.uint64(head), self.number["dt-diff"])

    def builtin(self, condition: Builtin) -> Rows:
        """Return the rows of representatives for which a condition of a rule holds."""
        rows = self.literals.rows(condition, self._datatypes())
        return self.state.equality.representative[rows.astype(np.intp)].reshape(rows.shape)

    def _datatypes(self) -> frozenset[str]:
        """Return the datatypes whose members matter.

        A datatype that is but the range of a property or the type of a literal concludes nothing from its members, so
        they are not stored; they are when it takes part in other axioms, or a person's rules may ask for them.
        """
        if self._any_type_matters():
            return frozenset(DATATYPES)
        state, find = self.state, self.dictionary.find
        quiet = {state.type, self.name(RDFS.range)}
        found: set[str] = set()
        for iri in DATATYPES:
            at = find(NamedNode(iri))
            if at is None or not self._present[at]:
                continue
            id_ = state.equality.find(at)
            for predicate, relation in state.relations.items():
                as_subject = len(relation.slice(id_, by_object=False)) and predicate != state.type
                as_object = predicate not in quiet and len(relation.slice(id_, by_object=True))
                if as_subject or as_object:
                    found.add(iri)
        return frozenset(found)

    def _any_type_matters(self) -> bool:
        """Return whether rdf:type itself is reasoned about, or a rule beyond the tables reads types or literals."""
        if self._present[self._ids[RDF.type]]:
            return True
        return any(
            isinstance(part, Builtin)
            or (isinstance(part, Atom) and (isinstance(part.predicate, Var) or part.predicate == RDF.type))
            for rule in self.rules[len(RULE_IDS) :]
            for part in rule.body
        )


def _present(state: State) -> NDArray[np.bool_]:
    """Return which terms are the subject or the object of a stored row."""
    present = np.zeros(state.terms, np.bool_)
    for relation in state.relations.values():
        present[high(relation.pairs).astype(np.intp)] = True
        present[low(relation.pairs).astype(np.intp)] = True
    return present


def _names(rules: Sequence[Rule]) -> Iterator[Term]:
    """Yield the terms that rules name, and those that the engine names itself."""
    yield from (RDF.type, RDF.first, RDF.rest, RDF.nil, RDFS.range, OWL.sameAs, OWL.Thing, OWL.Nothing)
    yield from ANNOTATION_PROPERTIES
    yield from (NamedNode(iri) for iri in DATATYPES)
    yield from constants(rules)


def _is_schema_rule(rule: Rule) -> bool:
    """Return whether a rule concludes nothing but schema: it is run before all others."""
    return bool(rule.head) and rule.id.startswith("scm-")
