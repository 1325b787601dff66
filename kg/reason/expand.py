"""From relations over representatives to the triples they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.dictionary import Dictionary
from kg.reason.pairs import EMPTY, Ids, Pairs, Tags, contains, distinct, high, low, pack, swap
from kg.reason.relation import Relation
from kg.reason.state import State
from kg.reason.trivial import trivial_rows

__all__ = ["Block", "asserted_pairs", "blocks", "same_pairs"]


class Block(NamedTuple):
    """The triples of one property.

    Args:
        predicate: its id.
        subjects: uint64[n].
        objects: uint64[n].
        tags: the tag of each; of those that equality alone gives, that of the rule eq-rep-s.
        asserted: which of them were given; bool[n].
        trivial: which of them hold in every closure or are no RDF; bool[n].
    """

    predicate: int
    subjects: Ids
    objects: Ids
    tags: Tags
    asserted: NDArray[np.bool_]
    trivial: NDArray[np.bool_]

    @property
    def inferred(self) -> NDArray[np.bool_]:
        """Which of them were concluded and are not trivial."""
        return ~(self.asserted | self.trivial)


def blocks(state: State, dictionary: Dictionary) -> Iterator[Block]:
    """Yield the triples of every property, owl:sameAs last.

    Args:
        state: a state that does not change any more.
        dictionary: its terms.
    """
    equality = state.equality
    for predicate in sorted(state.relations.keys() - {state.same_as}):
        relation = state.relations[predicate]
        for name in equality.members(predicate) if len(relation) else ():
            pairs, tags = _expanded(state, relation, named=name == predicate)
            subjects, objects = (low(pairs), high(pairs)) if relation.by_object_first else (high(pairs), low(pairs))
            asserted = tags == 0
            if equality:
                asserted = contains(asserted_pairs(state, name), pack(subjects, objects))
            yield Block(name, subjects, objects, tags, asserted, trivial_rows(dictionary, name, subjects, objects))
    for name in equality.members(state.same_as):
        pairs = same_pairs(state, name)
        if len(pairs):
            subjects, objects = high(pairs), low(pairs)
            asserted = contains(asserted_pairs(state, name), pairs)
            tags = np.full(len(pairs), state.tagging.tag(state.replaced, state.round), state.tagging.dtype)
            yield Block(name, subjects, objects, tags, asserted, trivial_rows(dictionary, name, subjects, objects))


def asserted_pairs(state: State, predicate: int) -> Pairs:
    """Return the asserted pairs of one property, sorted by subject."""
    if predicate == state.same_as:
        return np.array(sorted(s << 32 | o for s, o in state.asserted_same), np.uint64)
    relation = state.relations.get(predicate)
    if relation is None:
        return EMPTY
    parts = [relation.pairs[relation.tags == 0], *(pairs[tags == 0] for pairs, tags in relation.archive)]
    pairs = np.concatenate(parts)
    return np.sort(swap(pairs) if relation.by_object_first else pairs)


def same_pairs(state: State, name: int) -> Pairs:
    """Return the pairs of owl:sameAs, or of a property that is the same, sorted: not x with x, unless it was asserted.

    For another name it is no trivial matter that x has it to x, so those pairs are there, too.
    """
    parts = [np.array([s << 32 | o for s, o in state.asserted_same], np.uint64)]
    for members in state.equality.classes.values():
        ids = np.array(members, np.uint64)
        pairs = pack(np.repeat(ids, len(ids)), np.tile(ids, len(ids)))
        parts.append(pairs[high(pairs) != low(pairs)])
    if name != state.same_as and state.same_as in state.relations:
        heads = low(state.relations[state.same_as].pairs).tolist()
        ids = np.array([member for head in heads for member in state.equality.members(head)], np.uint64)
        parts.append(pack(ids, ids))
    return distinct(np.sort(np.concatenate(parts)))


def _expanded(state: State, relation: Relation, *, named: bool) -> tuple[Pairs, Tags]:
    """Return the pairs of a relation with every term in the place of its representative."""
    if not state.equality:
        return relation.pairs, relation.tags
    replaced = state.tagging.tag(state.replaced, state.round)
    members, starts, counts = _members(state)
    one, other = high(relation.pairs).astype(np.intp), low(relation.pairs).astype(np.intp)
    size = counts[one] * counts[other]
    row = np.repeat(np.arange(len(one)), size)
    place = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    width = counts[other][row]
    left = members[starts[one][row] + place // width]
    right = members[starts[other][row] + place % width]
    tags = relation.tags[row]
    exact = (left == one[row]) & (right == other[row]) & named
    tags = np.where(exact, tags, np.asarray(replaced, tags.dtype))
    return pack(left.astype(np.uint64), right.astype(np.uint64)), tags


def _members(state: State) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the members of all classes side by side, and where those of each representative begin, and how many."""
    representative = state.equality.representative
    members = np.argsort(representative, kind="stable")
    counts = np.bincount(representative.astype(np.intp), minlength=len(representative))
    return members, np.cumsum(counts) - counts, counts
