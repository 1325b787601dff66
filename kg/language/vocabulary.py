"""`Vocabulary`: the words that are terms, in any order and form, and what each means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from pyoxigraph import NamedNode

from kg.language.nearest import Nearest
from kg.language.tokens import Understood, bags_of, orders_of
from kg.lexicon import Lexicon, fold
from kg.wordings import LEVELS

__all__ = ["Vocabulary"]

Bag: TypeAlias = tuple[str, ...]
"""The words of a term in one form each, in alphabetical order."""


class Vocabulary:
    """The words that mean a concept, or what is out of scope.

    Args:
        lexicon: the labels, synonyms and codes of the concepts.
        uncovered: words for what is not covered, each with how soon it asks for an assessment.
        means: more words, with the concepts that each means, and whether these say less than the words.
        broader: each concept with itself and all that it is a kind of.
        medicines: the concepts of which a word that can mean several means each.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        uncovered: Mapping[str, str],
        means: Mapping[str, tuple[tuple[NamedNode, ...], bool]],
        broader: Mapping[NamedNode, frozenset[NamedNode]],
        medicines: Collection[NamedNode],
    ) -> None:
        self.lexicon = lexicon
        self._broader = broader
        self._medicines = frozenset(medicines)
        self._beyond = {fold(words): (words, level) for words, level in uncovered.items()}
        self._means = {
            fold(words): self._taken(words, nodes, narrower=narrower) for words, (nodes, narrower) in means.items()
        }

    # Terms in any order are looked up only where a text is none as it stands; their index takes a while to make.

    @cached_property
    def _bags(self) -> Mapping[Bag, set[NamedNode]]:
        """What the labels and synonyms mean in whatever order; some mean several things."""
        bags: defaultdict[Bag, set[NamedNode]] = defaultdict(set)
        for word, node in self.lexicon.meanings():
            for bag in bags_of(word):
                bags[bag].add(node)
        return dict(bags)

    @cached_property
    def _taken_bags(self) -> Mapping[Bag, Understood]:
        """What more words mean in whatever order."""
        taken: defaultdict[Bag, list[Understood]] = defaultdict(list)
        for words, found in self._means.items():
            for bag in bags_of(words):
                taken[bag].append(found)
        return {bag: found[0] for bag, found in taken.items() if len({one.nodes for one in found}) == 1}

    @cached_property
    def _loose(self) -> Mapping[Bag, tuple[str, str]]:
        """What is out of scope in whatever order, where it can be several things the one that asks for most."""
        by_level = sorted(self._beyond.values(), key=lambda one: LEVELS.index(one[1]) if one[1] in LEVELS else -1)
        return {bag: one for one in by_level for bag in bags_of(one[0])}

    @cached_property
    def _orders(self) -> Collection[tuple[str, ...]]:
        """The terms as their words follow each other."""
        return {order for words in self._known() for order in orders_of(words)}

    @property
    def uncovered(self) -> list[str]:
        """The words for what is not covered."""
        return [words for words, _ in self._beyond.values()]

    def holds(self, forms: Sequence[str], *, apart: bool = False) -> bool:
        """Return whether some words may be a term, in whatever order where they stand together.

        Args:
            forms: the words in one form each, as they follow each other.
            apart: whether others stand between them; only in the order of the term they may be one then.
        """
        bag = tuple(sorted(forms))
        known = bag in self._bags or bag in self._taken_bags or bag in self._loose
        return known and (not apart or tuple(forms) in self._orders)

    def exact(self, text: str) -> Understood | None:
        """Return what a text means that is one term as it stands."""
        named = self.lexicon.named(text)
        if len(named) == 1:
            return Understood((named[0],))
        if named:
            return self._in_common(named, text)
        if (means := self._means.get(fold(text))) is not None:
            return means
        beyond = self._beyond.get(fold(text))
        return None if beyond is None else Understood(beyond=(beyond,))

    @cached_property
    def _naming(self) -> Collection[str]:
        """The forms of words of which the names of concepts are made."""
        return {form for bag in self._bags for form in bag}

    def touches(self, forms: Sequence[str]) -> bool:
        """Return whether words are a term, or one of them is part of the name of a concept."""
        return self.holds(forms) or any(form in self._naming for form in forms)

    def is_term(self, text: str) -> bool:
        """Return whether a text is one term as it stands, or several with the same words."""
        return bool(self.lexicon.named(text)) or self.exact(text) is not None

    def term(self, text: str) -> Understood | None:
        """Return what a text means that is one term, in these words or the same in another order."""
        found = self.exact(text)
        if found is not None or self.lexicon.named(text):
            return found
        return next((found for bag in bags_of(text) if (found := self._by_bag(bag)) is not None), None)

    def _by_bag(self, bag: Bag) -> Understood | None:
        """Return what words mean in whatever order; words that can mean several things mean nothing here."""
        nodes = self._bags.get(bag, set())
        if len(nodes) == 1:
            return Understood(tuple(nodes))
        if nodes:
            return None
        if bag in self._taken_bags:
            return self._taken_bags[bag]
        return Understood(beyond=(self._loose[bag],)) if bag in self._loose else None

    def _in_common(self, nodes: Sequence[NamedNode], text: str) -> Understood | None:
        """Return what a word means that can mean several things: all that holds of each, and nothing more.

        Of medicines that a word can mean, each is taken, since each can speak against something.
        """
        labels = ", ".join(self.lexicon.ref(node).label for node in nodes)
        if self._medicines.issuperset(nodes):
            return Understood(tuple(nodes), notes=(f"'{text}' can mean {labels}: each was taken.",))
        common: set[NamedNode] = set(self._broader.get(nodes[0], frozenset(nodes[:1])))
        for node in nodes[1:]:
            common &= self._broader.get(node, frozenset((node,)))
        nearest = [n for n in common if not any(n in self._broader.get(o, ()) for o in common if o != n)]
        if not nearest:
            return None
        nearest.sort(key=lambda node: node.value)
        taken = " and ".join(self.lexicon.ref(node).label for node in nearest)
        return Understood(tuple(nearest), notes=(f"'{text}' can mean {labels}: it was taken as {taken}.",))

    @cached_property
    def nearest(self) -> Nearest:
        """What finds the terms nearest to a text."""
        return Nearest(self._known())

    def _known(self) -> Iterator[str]:
        """Yield all terms."""
        return chain((word for word, _ in self.lexicon.meanings()), self._means, self.uncovered)

    def _taken(self, words: str, nodes: tuple[NamedNode, ...], *, narrower: bool) -> Understood:
        taken = " and ".join(self.lexicon.ref(node).label for node in nodes)
        return Understood(nodes, notes=(f"'{words}' was taken as {taken}.",) if narrower else ())
