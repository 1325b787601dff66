"""From the words that a case is written in to the concepts they mean.

A text is understood when it is a label, a synonym or a code; when it says the same in other order or form; or when all
of its words can be covered by terms, sensations at parts of the body, modifiers, figures, everyday occasions, and words
of which it is known that they say nothing of health. What is not understood is refused: a wrong understanding is worse
than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.figures import WEIGHT, figures
from kg.assess.phrases import PART_OF, Phrases
from kg.assess.sentence import TISSUES, Composer, covers
from kg.assess.spans import Role, Span
from kg.assess.tokens import DENIALS, Token, Understood, bags_of, form, light, tokens_of, unused, words_of
from kg.errors import CaseError, TermError
from kg.lexicon import Lexicon, fold, suggest
from kg.wordings import LEVELS

__all__ = ["UNHEARD", "Words"]

_LONGEST: Final = 200
"""How many characters a finding may have; nobody says one at more length."""
UNHEARD: Final = "nothing was assessed: if it may be urgent, do not wait for this program"
"""What a person has to know whose words were not understood."""
_NEAR: Final = 80.0
"""Similarity in percent from which a word is worth suggesting."""
_WIDEST: Final = 12
"""Over how many words of a text a term may extend."""
_SKIPPED: Final = 3
"""How many words that are none of it may stand within a term."""
_LEFT_OUT: Final = tuple(
    (*fillers, *others)
    for fillers in ((), (Role.FILLER,))
    for others in ((), (Role.LEFT,), (Role.MODIFIER,), (Role.LEFT, Role.MODIFIER))
)
"""What may stand within a term and be none of it."""
_CROSSED: Final = re.compile(
    r"\(\s*[-\u2010-\u2015\u2212]\s*\)|[\u00d7\u2212\u2715-\u2718\u274c\u274e]|[-\u2013]\s*$|^\s*!"
)
"""Signs that are used for *no*."""
_LOST: Final = re.compile(r"\b(?:los[ts]|lose|losing|loss|drop|dropped)\b", re.IGNORECASE)
"""What has to be said of an amount of weight."""
_COURSES: Final = frozenset(
    form(word)
    for verb in ("worse", "better", "ease", "relieve", "improve", "aggravate", "trigger", "start", "help")
    for word in (verb, f"{verb}s", f"{verb.removesuffix('e')}ed")
)
"""Words that say how a pain changes, which a term may say of pain only."""


class Words:
    """Understands the words of cases.

    Args:
        lexicon: the labels, synonyms and codes of the concepts.
        beyond: words for what is not covered, each with how soon it asks for an assessment.
        qualified: the concept that another one is with a qualifier.
        broader: each concept with itself and all that it is a kind of.
        medicines: the concepts of which a word that can mean several means each.
        phrases: what else a text can be made of.
        means: more words, with the concepts that each means, and whether these say less than the words.
        complaint: whether a concept is a complaint, which alone has a duration that counts.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        beyond: Mapping[str, str],
        qualified: Mapping[tuple[NamedNode, str], NamedNode],
        broader: Mapping[NamedNode, frozenset[NamedNode]],
        medicines: Collection[NamedNode] = (),
        phrases: Phrases | None = None,
        means: Mapping[str, tuple[tuple[NamedNode, ...], bool]] | None = None,
        complaint: Callable[[NamedNode], bool] = lambda _: True,
    ) -> None:
        self.phrases = phrases or Phrases()
        self._lexicon = lexicon
        self._broader = broader
        self._medicines = frozenset(medicines)
        self._beyond = {fold(words): (words, level) for words, level in beyond.items()}
        self._bags: defaultdict[tuple[str, ...], set[NamedNode]] = defaultdict(set)
        for word, node in lexicon.meanings():
            for bag in bags_of(word):
                self._bags[bag].add(node)
        self._loose: dict[tuple[str, ...], tuple[str, str]] = {}
        for one in sorted(self._beyond.values(), key=lambda one: LEVELS.index(one[1]) if one[1] in LEVELS else -1):
            self._loose |= dict.fromkeys(bags_of(one[0]), one)
        self._means = {
            fold(words): self._taken(words, nodes, narrower=narrower)
            for words, (nodes, narrower) in (means or {}).items()
        }
        taken: defaultdict[tuple[str, ...], list[Understood]] = defaultdict(list)
        for words, found in self._means.items():
            for bag in bags_of(words):
                taken[bag].append(found)
        self._taken_bags = {bag: found[0] for bag, found in taken.items() if len({one.nodes for one in found}) == 1}
        self._forms = {form for bags in (self._bags, self._loose, self._taken_bags) for bag in bags for form in bag}
        labelled = {label: node for node, label in lexicon.concepts().items()}
        self._composer = Composer(self.term, labelled, qualified, complaint)

    def _taken(self, words: str, nodes: tuple[NamedNode, ...], *, narrower: bool) -> Understood:
        taken = " and ".join(self._lexicon.ref(node).label for node in nodes)
        return Understood(nodes, notes=(f"'{words}' was taken as {taken}.",) if narrower else ())

    def understand(
        self,
        text: str,
        field: str,
        *,
        absent: bool = False,
        felt: bool = True,
        intending: bool = False,
        hints: bool = True,
    ) -> Understood:
        """Return what a text means.

        Args:
            text: the text.
            field: where in the case it stands, for messages.
            absent: whether it says what is not there; a word that can mean several things then denies each of them.
            felt: whether it may say when something is felt; what is done, such as a walk, is no occasion.
            intending: whether it says what somebody means to do.
            hints: whether a refusal has to name the nearest words, which takes a while.

        Raises:
            CaseError: BS706, when it is not understood, denies something, or can mean several things.
        """
        if not text.isprintable():
            raise CaseError("BS706", f"{field}: '{text}' holds characters that nobody sees", "write it anew")
        if len(text) > _LONGEST or not words_of(text):
            raise CaseError("BS706", f"{field}: '{text}' says nothing, or too much", "name one finding in a few words")
        if _CROSSED.search(text):
            raise CaseError("BS706", f"{field}: '{text}' holds a sign that may deny it", f"say it in words; {UNHEARD}")
        found = self.read(text, felt=felt, intending=intending)
        if found is not None:
            return found
        if absent and (denied := self._lexicon.named(text)):
            return Understood(tuple(denied))
        first = words_of(text)[0]
        if first in DENIALS and self.read(text.split(maxsplit=1)[-1]) is not None:
            raise CaseError(
                "BS706",
                f"{field}: '{text}' says that something is not there",
                "name it among the absent findings (`--no` on the command line)",
            )
        if not hints:
            raise CaseError("BS706", f"{field}: '{text}' is not understood", UNHEARD)
        try:
            self._lexicon.find(text)
        except TermError as error:
            near = tuple(w for w in dict.fromkeys(error.candidates or self._near(text)) if _denies(w) == _denies(text))
            raise CaseError("BS706", f"{field}: {error.message}", f"{suggest(near)}; {UNHEARD}", near) from error
        raise AssertionError(text)

    def _near(self, text: str) -> Iterable[str]:
        from rapidfuzz import fuzz, process

        words = [words for words, _ in self._beyond.values()]
        return [word for word, _, _ in process.extract(text, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)]

    def term(self, text: str) -> Understood | None:
        """Return what a text means that is one term, in these words or the same in another order."""
        named = self._lexicon.named(text)
        if len(named) == 1:
            return Understood((named[0],))
        if named:
            return self._in_common(named, text)
        if (means := self._means.get(fold(text))) is not None:
            return means
        if (beyond := self._beyond.get(fold(text))) is not None:
            return Understood(beyond=(beyond,))
        return next((found for bag in bags_of(text) if (found := self._by_bag(bag)) is not None), None)

    def _by_bag(self, bag: tuple[str, ...]) -> Understood | None:
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
        labels = ", ".join(self._lexicon.ref(node).label for node in nodes)
        if self._medicines.issuperset(nodes):
            return Understood(tuple(nodes), notes=(f"'{text}' can mean {labels}: each was taken.",))
        common: set[NamedNode] = set(self._broader.get(nodes[0], frozenset(nodes[:1])))
        for node in nodes[1:]:
            common &= self._broader.get(node, frozenset((node,)))
        nearest = [n for n in common if not any(n in self._broader.get(o, ()) for o in common if o != n)]
        if not nearest:
            return None
        nearest.sort(key=lambda node: node.value)
        taken = " and ".join(self._lexicon.ref(node).label for node in nearest)
        return Understood(tuple(nearest), notes=(f"'{text}' can mean {labels}: it was taken as {taken}.",))

    def read(self, text: str, *, felt: bool = True, intending: bool = False) -> Understood | None:
        """Return what a text means, None when that is not known.

        Args:
            text: the text.
            felt: whether it may say when something is felt.
            intending: whether it says what somebody means to do.
        """
        term = self.term(text)
        if term is not None:
            return term
        tokens = tokens_of(text)
        spans = (
            span
            for span in self._spans(text, tokens, doses=not felt, intending=intending)
            if felt or span.role is not Role.OCCASION
        )
        for way in covers(spans, len(tokens)):
            found = self._composer.meaning(way, text)
            if found is not None:
                return found
        amount = WEIGHT.search(text)
        if amount is None or _LOST.search(text) is None:
            return None
        found = self.read(f"{text[: amount.start()]} weight {WEIGHT.sub(' ', text[amount.end() :])}", felt=felt)
        return found + unused(amount.group().strip()) if found else None

    def _spans(
        self, text: str, tokens: Sequence[Token], *, doses: bool = False, intending: bool = False
    ) -> Iterator[Span]:
        """Yield what the words of a text can be."""
        others = [
            *self.phrases.spans(text, tokens, self._forms, intending=intending),
            *figures(text, tokens, doses=doses),
        ]
        sides = [span for span in others if span.word == PART_OF]
        for span in (*others, *self._terms(text, tokens, others)):
            if any(span.start <= side.start < span.end < side.end for side in sides):
                continue
            if span.role is Role.OCCASION:
                meant = self.term(span.said) or self.term(f"pain {span.said}")
                yield replace(span, means=meant or unused(span.said))
            else:
                yield span

    def _terms(self, text: str, tokens: Sequence[Token], others: Sequence[Span]) -> Iterator[Span]:
        """Yield the terms of a text; words that are ordinary, or qualify, may stand within one."""
        single = [span for span in others if span.end - span.start == 1]
        loose = {
            role: {span.start: span for span in single if span.role is role}
            for role in (Role.FILLER, Role.LEFT, Role.MODIFIER)
        }
        without = {roles: {at for role in roles for at in loose[role]} for roles in _LEFT_OUT}
        signs = {i for i, token in enumerate(tokens) if not token.words and text[token.start] in ",;:."}
        fillers = {at for at in loose[Role.FILLER] if not light(tokens[at])}
        for start, token in enumerate(tokens):
            if not token.words or start in fillers:
                continue
            for end in range(start + 1, min(len(tokens), start + _WIDEST) + 1):
                if end - 1 in signs:
                    break
                if not tokens[end - 1].words or end - 1 in fillers:
                    continue
                yield from self._window(text, tokens, (start, end), loose, without, others)

    @staticmethod
    def _is_felt_elsewhere(window: tuple[int, int], others: Sequence[Span]) -> bool:
        """Return whether words only name a sensation, and a part of the body stands beside them."""
        start, end = window
        parts = [span for span in others if span.region is not None and span.word not in TISSUES]
        within = [span for span in others if start <= span.start and span.end <= end]
        naming = {Role.SENSATION, Role.MODIFIER, Role.MOVING, Role.FILLER, Role.PART}
        named = {at for span in within if span.role in naming for at in range(span.start, span.end)}
        beside = [span for span in parts if span.end <= start or span.start >= end]
        return bool(beside) and len(beside) == len(parts) and named == set(range(start, end))

    def _window(
        self,
        text: str,
        tokens: Sequence[Token],
        window: tuple[int, int],
        loose: Mapping[Role, Mapping[int, Span]],
        without: Mapping[tuple[Role, ...], Collection[int]],
        others: Sequence[Span],
    ) -> Iterator[Span]:
        """Yield the term that the words of a window are, with all of them or without those that are none of it."""
        start, end = window
        fillers = loose[Role.FILLER]
        carrying = [at for at in range(start, end) if tokens[at].words and (at not in fillers or light(tokens[at]))]
        tried: set[tuple[int, ...]] = set()
        for left_out, beside in without.items():
            skipped = [at for at in carrying if at in beside]
            kept = tuple(at for at in carrying if at not in skipped)
            if kept in tried or not kept or kept[0] != start or kept[-1] != end - 1 or len(skipped) > _SKIPPED:
                continue
            tried.add(kept)
            forms = [form for at in kept for form in tokens[at].forms]
            for more in ((), ("pain",)) if forms[0] in _COURSES and len(forms) > 1 else ((),):
                bag = tuple(sorted((*forms, *more)))
                if bag not in self._bags and bag not in self._taken_bags and bag not in self._loose:
                    continue
                words = " ".join((*more, *(text[tokens[at].start : tokens[at].end] for at in kept)))
                means = self.term(words)
                if means is not None and not self._is_felt_elsewhere(window, others):
                    inner = tuple(loose[role][at] for at in skipped for role in left_out if at in loose[role])
                    every = [span for span in others if start <= span.start and span.end <= end]
                    within = _widest(every)
                    yield Span(
                        start,
                        end,
                        Role.TERM,
                        means,
                        felt=tuple(dict.fromkeys(s.word for s in within if s.role is Role.SENSATION)),
                        parts=tuple(dict.fromkeys(s.region for s in within if s.region is not None)),
                        moving=any(span.role is Role.MOVING for span in every),
                        qualities=tuple(dict.fromkeys(s.word for s in every if s.role is Role.MODIFIER)),
                        hands=tuple(
                            hand for hand in ("left", "right") if any(hand in t.words for t in tokens[start:end])
                        ),
                        inner=inner,
                    )


def _widest(spans: Iterable[Span]) -> list[Span]:
    """Return the parts and sensations among some spans that are within no other one of the same role."""
    named = [span for span in spans if span.role in (Role.PART, Role.SENSATION)]
    return [
        span
        for span in named
        if not any(
            other.role is span.role
            and other.start <= span.start
            and span.end <= other.end
            and other.end - other.start > span.end - span.start
            for other in named
        )
    ]


def _denies(text: str) -> bool:
    """Return whether a text says that something is not there: nothing is suggested that says the opposite."""
    return not DENIALS.isdisjoint(words_of(text))
