"""What holds of every term, or of literals by their values: known, but stored only when an axiom or a rule reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg.columns import Columns
from kg.datatypes import datatypes_of
from kg.dictionary import LITERAL, Dictionary
from kg.reason.literals import Literals
from kg.reason.pairs import Ids, contains, high, low, pack
from kg.reason.specialise import Rows
from kg.reason.state import State
from kg.rules import RULE_IDS
from kg.rules.model import Atom, Builtin, Each, Rule, Var
from kg.terms import Term
from kg.vocabulary import DATATYPES, OWL, RDF, RDFS

__all__ = ["Unstored", "literals_of", "marks"]

_DIFFERENT: Final = Builtin("different-value", (Var("one"), Var("other")))
_EVERY: Final = frozenset(DATATYPES)


class Unstored:
    """What a state need not store.

    Args:
        state: the state.
        dictionary: its terms.
        rules: the rules, by their numbers.
        ids: the ids of the terms that they name, and of those that the engine names.
        present: which terms are the subject or the object of a triple; bool[terms].
    """

    def __init__(
        self,
        state: State,
        dictionary: Dictionary,
        rules: Sequence[Rule],
        ids: Mapping[Term, int],
        present: NDArray[np.bool_],
    ) -> None:
        self._state, self._dictionary, self._ids, self._present = state, dictionary, ids, present
        self._number = {rule.id: at for at, rule in enumerate(rules)}
        own = rules[len(RULE_IDS) :]
        self._own_atoms = [p for rule in own for p in rule.body if isinstance(p, Atom)]
        self._own_atoms += [a for rule in own for p in rule.body if isinstance(p, Each) for a in p.atoms]
        self._own_types = any(
            isinstance(part, Builtin)
            or (isinstance(part, Atom) and (isinstance(part.predicate, Var) or part.predicate == RDF.type))
            for rule in own
            for part in rule.body
        )
        self._datatypes = np.array([ids[NamedNode(iri)] for iri in DATATYPES], np.intp)
        self._differs = False
        self._asked: frozenset[str] | None = None
        self._looked: bytes | None = None
        self._found: set[int] = set()

    def over(self, state: State, dictionary: Dictionary, added: Columns) -> Unstored | None:
        """Return the same for a copy of the state to which triples are added; None if that makes literals the same."""
        other: Unstored = copy(self)
        other._state, other._dictionary = state, dictionary
        other._present = np.zeros(state.terms, np.bool_)
        other._present[: len(self._present)] = self._present
        literals = self._state.literals.extended(dictionary, marks(added, state.terms))
        if literals is None:
            return None
        if literals is not state.literals:
            state.literals, other._asked, other._differs = literals, None, False
        other._found = set(self._found)
        return other

    # -- equality

    def mention(self, ids: Ids | np.uint64) -> None:
        """Note that terms are the subjects or objects of triples: those that rules do not find in other triples."""
        self._present[ids.view(np.intp)] = True

    def store(self, *, noted: bool = False) -> None:
        """Store what eq-ref and dt-diff conclude, if an axiom or a rule reads owl:sameAs or owl:differentFrom as data.

        Otherwise it is known, but not stored: it says something of every term, and of every two literals.

        Args:
            noted: whether it is noted already that the terms of the recent rows are present, see `mention`.
        """
        state = self._state
        if not noted:
            for _, relation in state.recents():
                self._present[high(relation.recent).view(np.intp)] = True
                self._present[low(relation.recent).view(np.intp)] = True
        self.look()
        if self._is_read(OWL.sameAs):
            here = self._present.copy()
            here[[p for p, relation in state.relations.items() if len(relation)]] = True
            here[state.same_as] = True
            moved = np.flatnonzero(state.equality.representative != np.arange(state.terms, dtype=np.uint64))
            here[moved] = True
            here[state.equality.representative[moved].astype(np.intp)] = True
            here[self._name(OWL.differentFrom)] |= len(set(state.literals.values().values())) > 1
            ids = np.flatnonzero(here).astype(np.uint64)
            ids = state.equality.representative[ids.astype(np.intp)]
            old = state.relations.get(state.same_as)
            if old is None or not contains(old.pairs, pack(ids, ids)).all():
                self._conclude(state.same_as, ids, ids, "eq-ref")
        if self._is_read(OWL.differentFrom) and not self._differs:
            self._differs = True
            rows = self._rows(_DIFFERENT, frozenset())
            if len(rows):
                self._conclude(self._name(OWL.differentFrom), rows[:, 0], rows[:, 1], "dt-diff")

    def store_mixed(self) -> None:
        """Conclude what follows for other terms from being the same as a literal: its datatypes, and what it is not."""
        state, kinds = self._state, self._dictionary.kinds()
        mixed: dict[int, list[int]] = {}
        for head, members in state.equality.classes.items():
            literals = [member for member in members if kinds[member] == LITERAL]
            if literals and len(literals) < len(members):
                mixed[head] = literals
        if not mixed:
            return
        values = state.literals.values()
        for head, literals in mixed.items():
            for literal in literals:
                value = state.literals.value(literal)
                if value is None:
                    continue
                types = np.array([self._name(NamedNode(iri)) for iri in datatypes_of(value)], np.uint64)
                self._conclude(self._name(RDF.type), np.uint64(head), types, "dt-type2")
                others = np.array([other for other, v in values.items() if v != value], np.uint64)
                others = state.equality.representative[others.astype(np.intp)]
                different = self._name(OWL.differentFrom)
                self._conclude(different, np.uint64(head), others, "dt-diff")
                self._conclude(different, others, np.uint64(head), "dt-diff")

    def _conclude(self, predicate: int, subjects: Ids | np.uint64, objects: Ids | np.uint64, rule: str) -> None:
        self.mention(subjects)
        self.mention(objects)
        self._state.conclude(predicate, subjects, objects, self._number[rule])

    def _is_read(self, predicate: NamedNode) -> bool:
        """Return whether a triple is about a property of equality, or a rule of a person's reads it."""
        if self._present[self._name(predicate)]:
            return True
        return any(atom.predicate == predicate or isinstance(atom.predicate, Var) for atom in self._own_atoms)

    def _name(self, term: Term) -> int:
        return self._state.equality.find(self._ids[term])

    # -- conditions

    def rows(self, condition: Builtin) -> Rows:
        """Return the rows of representatives for which a condition of a rule holds."""
        self._asked = self._mattering()
        return self._rows(condition, self._asked)

    def _rows(self, condition: Builtin, datatypes: frozenset[str]) -> Rows:
        rows = self._state.literals.rows(condition, datatypes)
        return self._state.equality.representative[rows.astype(np.intp)].reshape(rows.shape)

    def is_settled(self) -> bool:
        """Return whether conditions hold of the same terms as when they were asked about last."""
        return self._asked is not None and self._asked == self._mattering()

    def _mattering(self) -> frozenset[str]:
        """Return the datatypes whose members matter.

        A datatype that is but the range of a property or the type of a literal concludes nothing from its members, so
        they are not stored; they are when it takes part in other axioms, or a person's rules may ask for them.
        """
        if self._own_types or self._present[self._ids[RDF.type]]:
            return _EVERY
        ids = self._state.equality.representative[self._datatypes].tolist()
        return frozenset(iri for iri, id_ in zip(DATATYPES, ids, strict=True) if id_ in self._found)

    def look(self) -> None:
        """Find the datatypes that take part in further axioms, in what is recent, or in all if they were replaced."""
        state = self._state
        ids = state.equality.representative[self._datatypes]
        anew = self._looked != ids.tobytes()
        self._looked = ids.tobytes()
        if not self._present[self._datatypes].any():
            return
        watched = np.zeros(state.terms, np.bool_)
        watched[ids.view(np.intp)] = True
        for predicate, relation in state.relations.items() if anew else state.recents():
            if predicate == state.type:
                continue
            pairs = relation.pairs if anew else relation.recent
            columns = (high(pairs),) if predicate == self._name(RDFS.range) else (high(pairs), low(pairs))
            for column in columns:
                self._found.update(column[watched[column.view(np.intp)]].tolist())


def marks(triples: Columns, terms: int) -> NDArray[np.bool_]:
    """Return which terms are the subject or the object of a triple: bool[terms]."""
    found = np.zeros(terms, np.bool_)
    found[triples.subjects] = True
    found[triples.objects] = True
    return found


def literals_of(
    present: NDArray[np.bool_], dictionary: Dictionary, rules: Sequence[Rule], ids: Mapping[Term, int]
) -> Literals:
    """Return the literals that triples hold, or rules can conclude.

    Args:
        present: which terms the triples hold; bool[terms].
        dictionary: the terms.
        rules: the rules.
        ids: the ids of the terms that they name.
    """
    here = present.copy()
    heads = {node for rule in rules for atom in rule.head for node in atom.nodes}
    here[[at for term, at in ids.items() if term in heads]] = True
    return Literals(dictionary, here, ids.values())
