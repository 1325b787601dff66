"""The native reasoner: a columnar, semi-naive fixpoint of the OWL 2 RL/RDF rules.

Work goes in rounds. What a round concludes becomes recent; a plan is run again only when something in its body is
recent, and then with the recent rows in that place (pending, recent, stable). The schema is closed first, so that most
plans are made once; when rounds over the data grow the schema, plans are made again and the run goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Final

import numpy as np
from pyoxigraph import NamedNode

from kg.columns import Columns
from kg.dictionary import Dictionary
from kg.reason.derivation import Derivation
from kg.reason.equality import Equality
from kg.reason.joins import EVERYTHING, Matches, Pattern, solve
from kg.reason.literals import Literals
from kg.reason.pairs import Ids, Pairs, bounds, high, low
from kg.reason.program import LONG, Kind, Plan, Program, half
from kg.reason.relation import Tagging
from kg.reason.specialise import ANY_PREDICATE, CONDITIONS, Change, Setting
from kg.reason.state import State
from kg.reason.transitive import transitive_closure
from kg.reason.unstored import Unstored, literals_of, marks
from kg.rules.builtins import ANNOTATION_PROPERTIES
from kg.rules.model import Rule, constants
from kg.terms import Term
from kg.vocabulary import DATATYPES, OWL, RDF, RDFS

__all__ = ["Engine"]

_REPLACED: Final = "eq-rep-s"
_SPARSE: Final = 8
"""A transitive relation is closed again from all its pairs unless the recent ones are fewer than one in so many."""
_NONE: Final[frozenset[int]] = frozenset()


class Engine:
    """A run of some rules.

    Args:
        dictionary: the terms; the constants of the rules are added to it.
        rules: the rules, whose places are their numbers.

    Attributes:
        state: what the rules arrived at.
        program: the plans of the rules that conclude anything but *false*.
        checks: those of the others, when they have been run.
        violated: those of them that conclude *false*, and how.
        changed: what has grown since they were run.
    """

    state: State
    unstored: Unstored
    program: Program

    def __init__(self, dictionary: Dictionary, rules: Sequence[Rule]) -> None:
        self.dictionary, self.rules = dictionary, tuple(rules)
        self.number = {rule.id: at for at, rule in enumerate(self.rules)}
        self._ids: dict[Term, int] = {}
        for term in _names(self.rules):
            self._ids[term] = dictionary.intern_term(term)
        self._same = self._ids[OWL.sameAs]
        self.checks: Program | None = None
        self.violated: dict[Plan, Derivation] = {}
        self.changed: set[Change] = set()
        self._last: tuple[object, Matches | None] = None, None

    # -- beginnings

    def start(self, triples: Columns, *, explainable: bool = True) -> None:
        """Begin with asserted triples; unless explainable, what follows from them cannot be proved."""
        terms = len(self.dictionary)
        favoured = np.zeros(terms, np.bool_)
        favoured[list(self._ids.values())] = True
        self.state = State(
            {},
            Equality(terms, favoured),
            self._ids[RDF.type],
            self._same,
            terms,
            Tagging(wide=len(self.rules) > 254),
            self.number[_REPLACED],
            Literals(Dictionary()),  # which there are is known when the triples are in
            explainable,
        )
        self.state.given = (triples,)
        same = triples.predicates == self._same
        alike = triples.where(same) if same.any() else Columns.of([])
        if len(alike):
            ones, others = alike.subjects.astype(np.uint64), alike.objects.astype(np.uint64)
            self.state.same.append((ones, others, 0))
            self.state.asserted_same = frozenset(zip(ones.tolist(), others.tolist(), strict=True))
            triples = triples.where(~same)
        self.state.fill(triples)
        self._begin(alike)

    def resume(self, state: State) -> None:
        """Take up a state that another run arrived at; nothing more follows in it, and no terms are the same."""
        self.state = state.copy(len(self.dictionary))
        self._begin(Columns.of([]))
        self.program = Program(self.rules, self.setting(), _concludes)
        self.program.rest()

    def _begin(self, alike: Columns) -> None:
        """Note what the rows hold, and triples that are in no relation."""
        present = marks(alike, self.state.terms)
        for relation in self.state.relations.values():
            present[high(relation.pairs).view(np.intp)] = True
            present[low(relation.pairs).view(np.intp)] = True
        self.state.literals = literals_of(present, self.dictionary, self.rules, self._ids)
        self.unstored = Unstored(self.state, self.dictionary, self.rules, self._ids, present)
        self.unstored.look()

    # -- the fixpoint

    def run(self) -> None:
        """Apply the rules until nothing new follows."""
        state = self.state
        ones, others = state.literals.equal()
        if len(ones):
            state.same.append((ones, others, state.tagging.tag(self.number["dt-eq"], 0)))
        if state.unite():
            self.unstored.store_mixed()
        self.unstored.store(noted=True)
        self.program = Program(self.rules, self.setting(), _is_schema_rule)
        self._rounds()
        self.program = Program(self.rules, self.setting(), _concludes)
        self._rounds()
        state.rest()

    def overlay(self, dictionary: Dictionary, added: Columns) -> Engine | None:
        """Return an engine that went on from where this one has arrived, with some more asserted triples.

        What this one has is shared, not changed. Rounds count on, so what follows from the new triples is younger than
        they are.

        Args:
            dictionary: a dictionary with the terms of this one, and those of the triples.
            added: the triples.

        Returns:
            the engine, or None if any terms turn out to be the same.
        """
        if self.state.equality or (added.predicates == self._same).any():
            return None
        engine: Engine = copy(self)
        engine.dictionary, engine.state = dictionary, self.state.copy(len(dictionary))
        state = engine.state
        unstored = self.unstored.over(state, dictionary, added)
        if unstored is None:
            return None
        engine.unstored, engine.program = unstored, self.program.copy()
        engine.changed = set()
        state.round += 1
        state.given = None if state.given is None else (*state.given, added)
        known = set(state.relations)
        state.add(added)
        engine.unstored.store()
        engine.program.refresh(engine.setting(), engine._changes(known))
        engine._rounds()
        state.rest()
        return None if state.equality else engine

    def setting(self) -> Setting:
        """Return what the rules are specialised to, as it is now."""
        return Setting(self.state.relations, self.state.terms, self.name, self.unstored.rows, self._ids[RDF.type])

    def name(self, term: Term) -> int:
        """Return the representative of a constant of the rules."""
        return self.state.equality.find(self._ids[term])

    def _rounds(self) -> None:
        state = self.state
        while True:
            for plan, first in self.program.awake(self._changes_by_key(), self._is_whole):
                self._run(plan, first)
            self._last = None, None
            known = set(state.relations)
            if state.is_idle():
                break
            state.commit()
            united = state.unite()
            if united:
                self.unstored.store_mixed()
            self.unstored.store(noted=not united)
            changed = self._changes(known)
            if not changed and not united and state.is_idle():
                break
            self.program.refresh(self.setting(), None if united else changed)

    def _changes_by_key(self) -> Iterator[Change]:
        """Yield what has recent pairs: each property, and each class."""
        for predicate, relation in self.state.recents():
            yield predicate, -1
            if relation.by_object_first:
                yield from ((predicate, key) for key in relation.recent_keys())

    def _is_whole(self, plan: Plan, at: int) -> bool:
        """Return whether to run a plan on all there is is no more than to run it on the recent pairs of a place.

        A transitive relation is closed again, unless so little of it is recent that joins beat that. Where all that a
        pattern reads is recent, what the recent pairs of the others give is among what they give together.
        """
        if plan.kind is Kind.SAME:
            return True
        relation = self.state.relations[plan.patterns[at].predicate]
        if plan.kind is Kind.TRANSITIVE:
            return len(relation.recent) * _SPARSE >= len(relation)
        if len(plan.patterns) == 1:
            return False
        _, subject, object_ = plan.patterns[at]
        first = object_ if relation.by_object_first else subject
        if first < 0:
            return len(relation.recent) == len(relation)
        counts = [stop - start for start, stop in (bounds(relation.recent, first), bounds(relation.pairs, first))]
        return counts[0] == counts[1]

    def _run(self, plan: Plan, first: int) -> None:
        if plan.kind is Kind.TRANSITIVE and first == EVERYTHING:
            self._close(plan)
        elif plan.kind is Kind.SAME:
            self._join_same(plan)
        else:
            for head, found in self._matched(plan, first):
                subject = np.uint64(head.subject) if head.subject >= 0 else found[head.subject]
                object_ = np.uint64(head.object) if head.object >= 0 else found[head.object]
                self._conclude(head.predicate, subject, object_, plan.rule)
                for node, ids in ((head.subject, subject), (head.object, object_)):
                    if node not in plan.read:
                        self.unstored.mention(ids)

    def _matched(self, plan: Plan, first: int) -> Iterator[tuple[Pattern, Matches]]:
        """Yield the conclusions of a plan, each with the matches that it holds of."""
        apart = plan.table if plan.apart else None
        rows = None if apart is None else apart.rows
        if apart is not None and first == len(plan.patterns):
            first, rows = EVERYTHING, apart.recent
        found = self._solved(plan, first)
        if found is None:
            return
        if apart is None or rows is None:
            yield from ((head, found) for head in plan.heads)
            return
        size = len(next(iter(found.values())))
        if len(rows) * LONG <= size:
            for row in rows.tolist():
                values = dict(zip(apart.variables, row, strict=True))
                yield from ((head.put(values), found) for head in plan.heads)
            return
        product = {variable: np.repeat(column, len(rows)) for variable, column in found.items()}
        product |= {variable: np.tile(rows[:, at], size) for at, variable in enumerate(apart.variables)}
        yield from ((head, product) for head in plan.heads)

    def _solved(self, plan: Plan, first: int) -> Matches | None:
        """Return the matches of the body of a plan; the next plan often has the same, such as for another class."""
        delta = first != EVERYTHING and first < len(plan.patterns)
        deaf = self.program.deaf(plan) if delta and self.state.explainable else _NONE
        key = (plan.patterns, plan.wanted, deaf, first, self.state.round)
        tables = () if plan.apart else plan.tables
        if tables or self._last[0] != key:
            state = self.state
            recent = self._news_to(plan.patterns[first], deaf) if deaf else None
            found = solve(state.relations, state.terms, plan.patterns, plan.wanted, first, tables, recent)
            self._last = (None if tables else key), found
        return self._last[1]

    def _news_to(self, pattern: Pattern, deaf: frozenset[int]) -> Pairs:
        """Return the recent pairs for a pattern that none of some rules concluded."""
        relation = self.state.relations[pattern.predicate]
        first = pattern.object if relation.by_object_first else pattern.subject
        return relation.recent_but(deaf, self.state.tagging, first)

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
        if relation is None or self.program.is_closed(plan, len(relation)):
            return
        news = transitive_closure(relation.by_subject)
        self.program.close(plan, len(relation) + len(news))
        if len(news):
            self.state.conclude(predicate, high(news), low(news), plan.rule)

    def _join_same(self, plan: Plan) -> None:
        """Run a plan that makes the same all that agree in the rest of its body: one link from each to the next."""
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
        """Return what has recent pairs, or holds of more terms."""
        changes = set(self._changes_by_key())
        if any(predicate not in known for predicate, _ in changes):
            changes.add(ANY_PREDICATE)
        if not self.unstored.is_settled():
            changes.add(CONDITIONS)
        self.changed |= changes
        return frozenset(changes)


def _names(rules: Sequence[Rule]) -> Iterator[Term]:
    """Yield the terms that rules name, and those that the engine names itself."""
    yield from (RDF.type, RDF.first, RDF.rest, RDF.nil, RDFS.range, OWL.sameAs, OWL.Thing, OWL.Nothing)
    yield from ANNOTATION_PROPERTIES
    yield from (NamedNode(iri) for iri in DATATYPES)
    yield from constants(rules)


def _is_schema_rule(rule: Rule) -> bool:
    """Return whether a rule concludes nothing but schema: it is run before all others."""
    return bool(rule.head) and rule.id.startswith("scm-")


def _concludes(rule: Rule) -> bool:
    """Return whether a rule concludes anything but *false*."""
    return bool(rule.head)
