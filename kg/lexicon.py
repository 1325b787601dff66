"""`Lexicon`: from the words people use to the concepts they mean."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import TermError
from kg.likeness import Likeness
from kg.reason import Closure
from kg.relations import Relations
from kg.terms import Term
from kg.vocabulary import BS, CODES, OWL, RDF, RDFS, SKOS, compact, expand

__all__ = ["Entry", "Lexicon", "Match", "Ref", "fold", "suggest"]

_GOOD_MATCH: Final = 82.0
"""Similarity in percent from which a word is worth suggesting."""
_LONGEST: Final = 100
"""How many characters of a text are compared; no term is nearly as long."""
_SPELT: Final = 6
"""From how many letters on a word has another spelling: "tumour" and "oedema", but not "hour" and "shoe"."""
_IZED: Final = re.compile(r"is(e|ed|es|ing|ation)$")
_COMPARISONS: Final = {
    ">=": "at least",
    "=>": "at least",
    "\u2265": "at least",
    "<=": "at most",
    "=<": "at most",
    "\u2264": "at most",
    ">": "over",
    "<": "under",
}
"""Without them "age < 60" and "age > 60" would say the same."""
_COMPARING: Final = re.compile(r"[<>\u2264\u2265]")
_BETWEEN: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A concept, kind or relation, by its CURIE and its label, which may be in the plural."""

    id: str
    label: str
    plural: bool = False

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word means.

    Args:
        term: the concept.
        definition: what the word means, stating nothing that a claim would have to state.
        kinds: the classes the concept is stated to belong to.
        lay, clinical: its synonyms.
        broader, narrower: the concepts it is a kind of, and the kinds of it, over any number of steps.
    """

    term: Ref
    definition: str
    kinds: tuple[Ref, ...]
    lay: tuple[str, ...]
    clinical: tuple[str, ...]
    broader: tuple[Ref, ...]
    narrower: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A concept found by one of its words.

    Args:
        id: the concept's CURIE.
        label: its preferred label.
        word: the label or synonym that was found.
        score: how well the word fits, from 0 to 100.
    """

    id: str
    label: str
    word: str
    score: float


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return a text in the form in which words are compared: case, accents, hyphens, plurals and spelling aside.

    >>> fold("Back  Spasms") == fold("back-spasm")
    True
    >>> fold("stress")
    'stress'
    >>> fold("saddle anaesthesia") == fold("saddle anesthesia")
    True
    """
    return " ".join(map(_folded, _plain(text)))


def suggest(nearest: Sequence[str]) -> str:
    """Return what to do about a word that is not known.

    Args:
        nearest: the words that may be meant; there may be none.

    >>> suggest(["back spasm", "back pain"])
    "did you mean 'back spasm' or 'back pain'?"
    """
    if not nearest:
        return "`backstory terms search WORD` looks for a word in all terms"
    return "did you mean " + " or ".join(f"'{word}'" for word in nearest) + "?"


@lru_cache(maxsize=32_768)
def _folded(word: str) -> str:
    return _spelling(_singular(word))


def _spelling(word: str) -> str:
    """Return a word in one spelling, whether it is written as in Britain or as in the United States."""
    word = word.replace("ae", "e")
    if len(word) >= _SPELT:
        word = word.replace("oe", "e")
    if len(word) >= _SPELT and word.endswith("our"):
        word = word[:-2] + "r"
    return _IZED.sub(r"iz\1", word)


def _plain(text: str) -> list[str]:
    """Return the words of a text without case, accents and punctuation; a sign of comparison counts as words."""
    if _COMPARING.search(text):
        for sign, words in _COMPARISONS.items():
            text = text.replace(sign, f" {words} ")
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return _BETWEEN.sub(" ", plain.replace("'", "").replace("\u2019", "")).split()


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class Lexicon:
    """The labels and synonyms of all concepts.

    Args:
        closure: what holds them.
        mappings: the codes of other vocabularies for them.
        lay: whether to call a concept by its plain word, where it has one.
    """

    def __init__(self, closure: Closure, mappings: Relations | None = None, *, lay: bool = False) -> None:
        self._closure = closure
        self._mappings = Relations() if mappings is None else mappings
        self._lay = lay
        self._refs: dict[Term, Ref] = {}
        labels = closure.texts(SKOS.prefLabel)
        nodes = (triple.subject for triple in closure.match(predicate=RDF.type, object=BS.Concept))
        self._labels = {n: labels[n] for n in nodes if isinstance(n, NamedNode) and n in labels}

    @cached_property
    def _by_label(self) -> dict[str, list[NamedNode]]:
        found: dict[str, list[NamedNode]] = defaultdict(list)
        for node, label in self._labels.items():
            found[fold(label)].append(node)
        return found

    @cached_property
    def _synonyms(self) -> dict[NamedNode, list[str]]:
        """The other words for each concept; they are not looked at while labels are asked for."""
        predicates = (BS.layTerm, BS.clinicalTerm)
        return {n: [word.value for p in predicates for word in self._closure.objects(n, p)] for n in self._labels}

    @cached_property
    def _by_synonym(self) -> dict[str, list[NamedNode]]:
        found: dict[str, list[NamedNode]] = defaultdict(list)
        for node, words in self._synonyms.items():
            for word in words:
                found[fold(word)].append(node)
        return found

    def concepts(self) -> dict[NamedNode, str]:
        """Return every concept with its label, sorted by label."""
        return dict(sorted(self._labels.items(), key=lambda item: item[1]))

    def words(self) -> list[str]:
        """Return every label and synonym, sorted."""
        synonyms = (word for words in self._synonyms.values() for word in words)
        return sorted({*self._labels.values(), *synonyms})

    def ref(self, node: Term) -> Ref:
        """Return a term by its CURIE and label; a term without a label is called by its local name."""
        known = self._refs.get(node)
        if known is None:
            known = self._refs[node] = self._ref(node)
        return known

    def _ref(self, node: Term) -> Ref:
        curie = compact(node.value)
        if node == RDF.type:
            return Ref(curie, "is a")
        plain = self._closure.text(node, BS.layLabel) if self._lay else None
        known = self._labels.get(node) if isinstance(node, NamedNode) else None
        label = plain or known or self._closure.text(node, SKOS.prefLabel) or self._closure.text(node, RDFS.label)
        plural = self._closure.text(node, BS.plural) is not None
        return Ref(curie, label or curie.partition(":")[2] or curie, plural)

    def refs(self, nodes: Iterable[Term]) -> tuple[Ref, ...]:
        """Return terms by CURIE and label, each once, sorted by label."""
        return tuple(sorted({self.ref(node) for node in nodes}, key=lambda ref: (ref.label, ref.id)))

    def kinds(self, node: Term) -> tuple[Ref, ...]:
        """Return the kinds that a concept is stated to be of."""
        return self.refs(k for k in self._closure.asserted.objects(node, RDF.type) if k != OWL.NamedIndividual)

    def entry(self, node: NamedNode) -> Entry:
        """Return what a concept's word means."""

        def words(predicate: NamedNode) -> tuple[str, ...]:
            return tuple(sorted(term.value for term in self._closure.objects(node, predicate)))

        return Entry(
            term=self.ref(node),
            definition=self._closure.text(node, SKOS.definition) or "",
            kinds=self.kinds(node),
            lay=words(BS.layTerm),
            clinical=words(BS.clinicalTerm),
            broader=self.refs(self._closure.objects(node, BS.kindOf)),
            narrower=self.refs(triple.subject for triple in self._closure.match(None, BS.kindOf, node)),
        )

    def find(self, text: str) -> NamedNode:
        """Return the concept that a CURIE, an IRI, a label or a synonym names.

        Raises:
            TermError: BS201 when it names nothing, with the nearest words; BS202 when it names several
                concepts, with their labels.
        """
        found = self.named(text)
        if len(found) == 1:
            return found[0]
        if found:
            labels = [self._labels[node] for node in found]
            raise TermError("BS202", f"'{text}' can mean {', '.join(labels)}", "say which one you mean", labels)
        nearest = [match.word for match in self.search(text, limit=3)]
        raise TermError("BS201", f"no term is called '{text}'", suggest(nearest), nearest)

    def named(self, text: str) -> list[NamedNode]:
        """Return what a CURIE, an IRI, a code, a label or a synonym names; a label comes before synonyms."""
        iri = expand(text.strip())
        code = self._coded(text.strip())
        if code:
            return code
        if iri is not None:
            return [node for node in self._labels if node.value == iri]
        key = fold(text)
        return self._by_label.get(key) or sorted(
            set(self._by_synonym.get(key, ())), key=lambda node: self._labels[node]
        )

    def meanings(self) -> Iterator[tuple[str, NamedNode]]:
        """Yield every label and synonym with the concept it means."""
        for node, label in self._labels.items():
            for word in (label, *self._synonyms[node]):
                yield word, node

    def _coded(self, text: str) -> list[NamedNode]:
        """Return the concepts that a code such as ``ICD10CM:M62.830`` names.

        A code that means the same comes before one that is close to a concept or narrower. A code that is broader than
        a concept does not name it.
        """
        prefix, colon, local = text.partition(":")
        if not colon or prefix.upper() not in CODES:
            return []
        node = NamedNode(CODES[prefix.upper()] + local.upper())
        for matches in (("exactMatch",), ("closeMatch", "narrowMatch")):
            found = {t.subject for match in matches for t in self._mappings.match(None, SKOS[match], node)}
            if named := [concept for concept in self._labels if concept in found]:
                return sorted(named, key=lambda concept: self._labels[concept])
        return []

    @cached_property
    def _spelt(self) -> tuple[list[tuple[NamedNode, str]], Likeness]:
        """The words of the concepts, each one's label first, and what compares texts with their plain forms."""
        words = [(node, word) for node, label in self._labels.items() for word in (label, *self._synonyms[node])]
        return words, Likeness([" ".join(_plain(word)) for _, word in words])

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """Return the concepts whose words resemble a text, best first; one match a concept.

        Args:
            text: what to look for.
            limit: how many to return at the most.
        """
        name = compact(expand(text.strip()) or text).removeprefix("bs:")
        key = " ".join(_plain(name[:_LONGEST]))
        words, likeness = self._spelt
        best: dict[NamedNode, tuple[float, bool, int, str]] = {}
        scores = likeness.scores(key).tolist()
        for (node, word), score in zip(words, scores, strict=True):
            if score < _GOOD_MATCH:
                continue
            rank = (score, word == self._labels[node], -len(word), word)
            if node not in best or rank[:3] > best[node][:3]:
                best[node] = rank
        found = [Match(compact(n.value), self._labels[n], word, round(s, 1)) for n, (s, _, _, word) in best.items()]
        return sorted(found, key=lambda match: (-match.score, len(match.word), match.label))[:limit]
