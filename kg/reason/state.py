"""`State`: what a run of the rules has so far, and how conclusions are taken into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kg.columns import Columns
from kg.reason.equality import Equality
from kg.reason.literals import Literals
from kg.reason.pairs import EMPTY, Ids, Pairs, Tags, contains, distinct, firsts, high, joined, low, pack, swap, uppers
from kg.reason.relation import Relation, Tagging

__all__ = ["State"]


_DENSE: Final = 64
"""A class is marked when it has at least one conclusion for so many terms."""


@dataclass(slots=True)
class State:
    """Relations over representatives, and which terms they stand for.

    Args:
        relations: the pairs of each property, by its id.
        equality: which terms are the same.
        type: the id of rdf:type, whose pairs are kept by class.
        same_as: the id of owl:sameAs, which has no relation.
        terms: how many terms there are.
        tagging: how rule and round make a tag.
        literals: what the literals denote.
        explainable: whether tags say which rule concluded what; else they say only that it was inferred.
        round: the number of the last round.
        replaced: the number of the rule that stands for eq-rep-s, eq-rep-p and eq-rep-o.
        pending: conclusions of this round, by property: packed pairs in the order of their relation, and the rule.
        members: likewise those about one class, by the class: its members.
        same: likewise pairs of terms that are the same, and the tag of their link.
        given: the asserted triples in the parts in which they were loaded, doubles included, so that they can be
            reasoned over again.
        asserted_same: the pairs that were asserted to be the same; they are in no relation.
    """

    relations: dict[int, Relation]
    equality: Equality
    type: int
    same_as: int
    terms: int
    tagging: Tagging
    replaced: int
    literals: Literals
    explainable: bool = True
    round: int = 0
    pending: dict[int, list[tuple[Pairs, int]]] = field(default_factory=dict)
    members: dict[int, list[tuple[Ids, int]]] = field(default_factory=dict)
    same: list[tuple[Ids, Ids, int]] = field(default_factory=list)
    given: tuple[Columns, ...] | None = None
    asserted_same: frozenset[tuple[int, int]] = frozenset()

    def relation(self, predicate: int) -> Relation:
        """Return the relation of a property, which is made when there is none."""
        if predicate not in self.relations:
            self.relations[predicate] = Relation(by_object=predicate == self.type, dtype=self.tagging.dtype)
        return self.relations[predicate]

    def copy(self, terms: int) -> State:
        """Return the same state over at least as many terms, to grow apart from this one; none of it is recent."""
        relations = {predicate: relation.copy() for predicate, relation in self.relations.items()}
        return replace(
            self, relations=relations, equality=self.equality.copy(terms), terms=terms, pending={}, members={}, same=[]
        )

    def add(self, triples: Columns) -> None:
        """Assert further triples, which become recent; those that were concluded before are asserted from now on."""
        for relation, pairs, _ in self._by_relation(triples):
            pairs.sort()
            asserted = distinct(pairs)
            known = contains(relation.pairs, asserted)
            relation.promote(asserted.compress(known))
            news = asserted.compress(~known)
            if len(news):
                relation.add(news, np.zeros(len(news), self.tagging.dtype))

    def fill(self, triples: Columns, tags: Tags | None = None) -> None:
        """Put triples into the relations, each with its tag; doubles count once.

        Args:
            triples: the triples, none of which is there already.
            tags: uint32[n] or uint64[n], one for each; None when all are asserted.
        """
        if tags is None:
            for predicate, asserted in _sorted(triples, self.terms):
                relation, pairs = self.relation(predicate), asserted
                if relation.by_object_first:
                    pairs = swap(pairs)
                    pairs.sort()
                relation.add(pairs, np.zeros(len(pairs), self.tagging.dtype))
            return
        for relation, pairs, rows in self._by_relation(triples):
            order = np.argsort(pairs)
            relation.add(pairs[order], tags[rows[order]])

    def _by_relation(self, triples: Columns) -> Iterator[tuple[Relation, Pairs, NDArray[np.intp]]]:
        """Yield the pairs of each property as its relation keeps them, not sorted, and the rows they come from."""
        if not len(triples):
            return
        order, names, ends = _by_predicate(triples.predicates, self.terms)
        pairs = joined(triples.subjects, triples.objects)[order]
        start = 0
        for name, stop in zip(names, ends, strict=True):
            relation, block = self.relation(name), pairs[start:stop]
            yield relation, swap(block) if relation.by_object_first else block, order[start:stop]
            start = stop

    def conclude(self, predicate: int, subjects: Ids | np.uint64, objects: Ids | np.uint64, rule: int) -> None:
        """Note conclusions of a rule: two columns of ids, either of which may be one id for all."""
        rule = rule if self.explainable else 0
        if predicate == self.type and not isinstance(objects, np.ndarray):
            self.members.setdefault(int(objects), []).append((np.atleast_1d(subjects), rule))
            return
        pairs = pack(objects, subjects) if predicate == self.type else pack(subjects, objects)
        self.pending.setdefault(predicate, []).append((np.atleast_1d(pairs), rule))

    def is_idle(self) -> bool:
        """Return whether all that was concluded has been taken in."""
        return not (self.pending or self.members or self.same)

    def commit(self) -> None:
        """Take in the conclusions of the round; those that are new become recent."""
        self.rest()
        self.round += 1
        if self.members:
            self.pending.setdefault(self.type, [])
        for predicate, parts in self.pending.items():
            relation = self.relation(predicate)
            take = self._news_by_class if relation.by_object_first else self._news
            news, tags = take(relation, parts)
            if len(news):
                relation.add(news, tags)
        self.pending, self.members = {}, {}

    def rest(self) -> None:
        """Call nothing recent."""
        for relation in self.relations.values():
            if len(relation.recent):
                relation.recent, relation.recent_tags = EMPTY, relation.tags[:0]

    def unite(self) -> bool:
        """Make the same what was concluded to be, and replace terms by their representatives.

        The links bear the round that concluded them; what is replaced because of them bears the next.

        Returns:
            whether any two classes became one.
        """
        parts, self.same = self.same, []
        if not parts:
            return False
        ones = np.concatenate([one for one, _, _ in parts])
        others = np.concatenate([other for _, other, _ in parts])
        tags = np.concatenate([np.full(len(one), tag, self.tagging.dtype) for one, _, tag in parts])
        if not self.equality.merge(ones, others, tags):
            return False
        self.round += 1
        representative = self.equality.representative
        moved = representative != np.arange(self.terms, dtype=np.uint64)
        for predicate in [p for p in self.relations if moved[p]]:
            self._move(predicate, int(representative[predicate]))
        tag = self.tagging.tag(self.replaced, self.round)
        for relation in self.relations.values():
            gone = moved[high(relation.pairs)] | moved[low(relation.pairs)]
            if not gone.any():
                continue
            old, recent = relation.pairs[gone], relation.recent
            kept = recent[~(moved[high(recent)] | moved[low(recent)])]
            relation.retire(gone)
            news = relation.news(distinct(np.sort(pack(representative[high(old)], representative[low(old)]))))
            relation.add(news, np.full(len(news), tag, self.tagging.dtype))
            self._recent(relation, np.concatenate((news, kept)), tag)
        return True

    def recents(self) -> Iterable[tuple[int, Relation]]:
        """Return the relations that have recent pairs."""
        return [(predicate, relation) for predicate, relation in self.relations.items() if len(relation.recent)]

    def _recent(self, relation: Relation, pairs: Pairs, tag: int) -> None:
        """Call pairs recent; as some of them were replaced, none counts as the conclusion of another rule."""
        relation.recent = np.sort(pairs)
        relation.recent_tags = np.full(len(pairs), tag, self.tagging.dtype)

    def _move(self, predicate: int, other: int) -> None:
        """Give the pairs of one property to another that is the same."""
        old = self.relations[predicate]
        pairs, tag = old.pairs, self.tagging.tag(self.replaced, self.round)
        old.retire(np.ones(len(pairs), np.bool_))
        if other == self.same_as:
            self.same.append((high(pairs), low(pairs), tag))
            return
        relation = self.relation(other)
        if old.by_object_first != relation.by_object_first:
            pairs = np.sort(swap(pairs))
        news, recent = relation.news(pairs), relation.recent
        relation.add(news, np.full(len(news), tag, self.tagging.dtype))
        self._recent(relation, np.concatenate((news, recent)), tag)

    def _news_by_class(self, relation: Relation, parts: Sequence[tuple[Pairs, int]]) -> tuple[Pairs, Tags]:
        """Do as `_news` for a relation that is kept by class.

        Where there are many conclusions about one class, its members are marked in an array of all terms, which needs
        no sorting.
        """
        members = self.members
        sizes = {class_: sum(len(ids) for ids, _ in found) for class_, found in members.items()}
        if sum(len(pairs) for pairs, _ in parts) * _DENSE >= self.terms:
            members = {class_: list(found) for class_, found in members.items()}
            for pairs, rule in parts:
                for block in _classes(pairs):
                    class_ = int(block[0]) >> 32
                    members.setdefault(class_, []).append((low(block), rule))
                    sizes[class_] = sizes.get(class_, 0) + len(block)
            parts = []
        marked = sorted(class_ for class_, size in sizes.items() if size * _DENSE >= self.terms)
        if marked and parts:
            # What is concluded of a marked class elsewhere is marked with the rest of it.
            members = {class_: list(found) for class_, found in members.items()}
            kept: list[tuple[Pairs, int]] = []
            for pairs, rule in parts:
                of_marked = contains(np.array(marked, np.uint64), high(pairs))
                for block in _classes(pairs.compress(of_marked)) if of_marked.any() else ():
                    members[int(block[0]) >> 32].append((low(block), rule))
                kept.append((pairs.compress(~of_marked), rule))
            parts = [(pairs, rule) for pairs, rule in kept if len(pairs)]
        found = self._marked(relation, {class_: members[class_] for class_ in marked})
        most = sum(len(ids) for class_ in marked for ids, _ in members[class_])
        others = [
            *parts,
            *((pack(np.uint64(c), ids), rule) for c in members.keys() - set(marked) for ids, rule in members[c]),
        ]
        if others:
            # What is new of the other classes goes in between.
            pairs, tags = self._news(relation, others)
            at = pairs.searchsorted(np.array(marked, np.uint64) << np.uint64(32)).tolist()
            between = zip(np.split(pairs, at), np.split(tags, at), strict=True)
            found = (block for two in zip_longest(between, found) for block in two if block is not None)
            most += len(pairs)
        return _side_by_side(found, most, self.tagging.dtype)

    def _marked(
        self, relation: Relation, members: Mapping[int, Sequence[tuple[Ids, int]]]
    ) -> Iterator[tuple[Pairs, Tags]]:
        """Yield the new members of each class, with their tags: those of the first rule that concludes them."""
        rules = sorted({rule for parts in members.values() for _, rule in parts})
        tags = np.array([0, *(self.tagging.tag(rule, self.round) for rule in rules)], self.tagging.dtype)
        number = {rule: at + 1 for at, rule in enumerate(rules)}
        marks: NDArray[np.unsignedinteger[Any]]
        marks = np.zeros(self.terms, np.uint8 if len(rules) < 256 else np.uint16)
        for class_, parts in members.items():
            for ids, rule in sorted(parts, key=lambda part: -part[1]):
                marks[ids.view(np.intp)] = number[rule]
            marks[relation.slice(class_, by_object=True).view(np.intp)] = 0
            new = np.flatnonzero(marks != 0)
            yield pack(np.uint64(class_), new.view(np.uint64)), tags.take(marks.take(new))
            marks.fill(0)

    def _news(self, relation: Relation, parts: Sequence[tuple[Pairs, int]]) -> tuple[Pairs, Tags]:
        """Return the conclusions that are new, sorted, with their tags; if several rules conclude one, the first's."""
        rules = {rule for _, rule in parts}
        if len(rules) == 1:
            pairs = np.concatenate([pairs for pairs, _ in parts]) if len(parts) > 1 else parts[0][0]
            pairs.sort()
            news = relation.news(distinct(pairs))
            return news, np.full(len(news), self.tagging.tag(rules.pop(), self.round), self.tagging.dtype)
        bits = max(self.terms.bit_length(), 1)
        order = {rule: at for at, rule in enumerate(sorted(rules))}
        width = len(order).bit_length()
        if 2 * bits + width <= 64:
            # The rule goes into the lowest bits, so that one sort orders pairs and rules.
            left, right = np.uint64(bits + width), np.uint64(width)
            keys = np.concatenate([(high(p) << left) | (low(p) << right) | np.uint64(order[rule]) for p, rule in parts])
            keys.sort()
            stripped = keys >> right
            keep = firsts(stripped)
            keys, stripped = keys.compress(keep), stripped.compress(keep)
            pairs = pack(stripped >> np.uint64(bits), stripped & np.uint64((1 << bits) - 1))
            numbers = (keys & np.uint64((1 << width) - 1)).astype(np.intp)
        else:
            every = np.concatenate([p for p, _ in parts])
            number = np.concatenate([np.full(len(p), order[rule]) for p, rule in parts])
            by_pair = np.lexsort((number, every))
            every, number = every[by_pair], number[by_pair]
            keep = firsts(every)
            pairs, numbers = every.compress(keep), number.compress(keep)
        new = ~contains(relation.pairs, pairs)
        tags = np.array([self.tagging.tag(rule, self.round) for rule in order], self.tagging.dtype)
        return pairs.compress(new), tags.take(numbers.compress(new))


def _side_by_side(
    blocks: Iterable[tuple[Pairs, Tags]], most: int, dtype: type[np.unsignedinteger[Any]]
) -> tuple[Pairs, Tags]:
    """Return blocks of pairs and tags one after another, each written where it stays: memory that is fresh costs time.

    Args:
        blocks: the blocks, which may be made one by one.
        most: how many pairs there may be.
        dtype: the type of tags.
    """
    pairs, tags = np.empty(most, np.uint64), np.empty(most, dtype)
    start = 0
    for some, their_tags in blocks:
        stop = start + len(some)
        pairs[start:stop], tags[start:stop] = some, their_tags
        start = stop
    return pairs[:start], tags[:start]


def _sorted(triples: Columns, terms: int) -> Iterator[tuple[int, Pairs]]:
    """Yield each property with its pairs (subject, object), sorted and distinct."""
    if not len(triples):
        return
    bits = terms.bit_length()
    if int(triples.predicates.max()).bit_length() + bits > 32:
        order, names, ends = _by_predicate(triples.predicates, terms)
        pairs = joined(triples.subjects, triples.objects)[order]
        yield from zip(names, map(distinct, map(np.sort, np.split(pairs, ends[:-1]))), strict=True)
        return
    # A triple is one number, so that one sort is enough; all in place, since memory that is fresh costs time.
    keys = joined(triples.predicates, triples.objects)
    upper = uppers(keys)
    upper <<= np.uint32(bits)
    upper |= triples.subjects
    keys.sort()
    blocks: list[tuple[int, int, int]] = []
    start = 0
    while start < len(keys):
        name = int(keys[start]) >> 32 + bits
        stop = start + int(keys[start:].searchsorted(np.uint64((name + 1 << 32 + bits) - 1), "right"))
        blocks.append((name, start, stop))
        start = stop
    keys &= np.uint64((1 << 32 + bits) - 1)
    yield from ((name, distinct(keys[start:stop])) for name, start, stop in blocks)


def _by_predicate(predicates: NDArray[np.uint32], terms: int) -> tuple[NDArray[np.intp], list[int], list[int]]:
    """Return the order of rows by predicate, the predicates, and where the rows of each end."""
    used = np.zeros(terms, np.bool_)
    used[predicates] = True
    names = np.flatnonzero(used)
    # Few predicates get short numbers, of which NumPy's stable sort is a radix sort.
    number = np.zeros(terms, np.uint16 if len(names) < 1 << 16 else np.uint32)
    number[names] = np.arange(len(names))
    numbers = number[predicates]
    ends = np.cumsum(np.bincount(numbers, minlength=len(names)))
    return np.argsort(numbers, kind="stable"), names.tolist(), ends.tolist()


def _classes(pairs: Pairs) -> list[Pairs]:
    """Return packed pairs divided by their first members."""
    if not len(pairs):
        return []
    classes = high(pairs)
    if (classes == classes[0]).all():
        return [pairs]
    pairs = np.sort(pairs)
    return np.split(pairs, np.flatnonzero(firsts(high(pairs)))[1:])
