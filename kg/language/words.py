"""From the words that a case is written in to the concepts they mean.

A text is understood when it is a label, a synonym or a code; when it says the same in other order or form; or when all
of its words can be covered by terms, sensations at parts of the body, modifiers, figures, everyday occasions, and words
of which it is known that they say nothing of health. What is not understood is refused: a wrong understanding is worse
than none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.errors import CaseError, TermError
from kg.language.figures import WEIGHT, figures
from kg.language.phrases import PART_OF, Phrases
from kg.language.sentence import TISSUES, Composer, covers
from kg.language.shorthand import signs_written_out
from kg.language.spans import Role, Span
from kg.language.tokens import (
    DENIALS,
    PLAIN,
    Manner,
    Token,
    Understood,
    form,
    light,
    tokens_of,
    unused,
    words_of,
)
from kg.language.vocabulary import Vocabulary
from kg.lexicon import suggest

__all__ = ["UNHEARD", "Words"]

_LONGEST: Final = 200
"""How many characters a finding may have; nobody says one at more length."""
UNHEARD: Final = "nothing was assessed: if it may be urgent, do not wait for this program"
"""What a person has to know whose words were not understood."""
_SUGGESTED: Final = 3
"""How many words are suggested for one that is not understood."""
_NEAR: Final = 80.0
"""Similarity in percent from which a word is worth suggesting."""
_TAKEN: Final = 0.5
"""From which share of what it says on a text that may be understood in part is taken as the nearest words."""
_WIDEST: Final = 12
"""Over how many words of a text a term may extend."""
_UNIT: Final = 2
"""Up to how many letters a word among others may be a unit or a particle, unless it is in capitals: *10 mg*, *MG*."""
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
        vocabulary: the words that are terms.
        phrases: what else a text can be made of.
        composer: what puts together what its parts mean.
    """

    def __init__(self, vocabulary: Vocabulary, phrases: Phrases, composer: Composer) -> None:
        self.vocabulary = vocabulary
        self.phrases = phrases
        self._composer = composer

    def understand(
        self,
        text: str,
        field: str,
        manner: Manner = PLAIN,
        *,
        hints: bool = True,
    ) -> Understood:
        """Return what a text means.

        Args:
            text: the text.
            field: where in the case it stands, for messages.
            manner: how it is meant.
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
        found = self.read(text, manner)
        if found is not None:
            return found
        if manner.absent and (denied := self.vocabulary.lexicon.named(text)):
            return Understood(tuple(denied))
        first = words_of(text)[0]
        if first in DENIALS and self.read(text.split(maxsplit=1)[-1]) is not None:
            raise CaseError(
                "BS706",
                f"{field}: '{text}' says that something is not there",
                "name it among the absent findings (`--no` on the command line)",
            )
        try:
            if hints:
                self.vocabulary.lexicon.find(text)
        except TermError as error:
            said = dict.fromkeys((*self._near(text), *error.candidates))
            near = tuple(word for word in said if _denies(word) == _denies(text))[:_SUGGESTED]
            raise CaseError("BS706", f"{field}: {error.message}", f"{suggest(near)}; {UNHEARD}", near) from error
        raise CaseError("BS706", f"{field}: '{text}' is not understood", UNHEARD)

    def _near(self, text: str) -> Iterable[str]:
        """Return what to say instead of a text: what means nearly the same, or else what is spelt nearly so."""
        from rapidfuzz import fuzz, process

        alike = [word for _, word in self.vocabulary.nearest.to(text) if self.read(word) is not None]
        if alike:
            return alike
        words = self.vocabulary.uncovered
        return [word for word, _, _ in process.extract(text, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)]

    def read(self, text: str, manner: Manner = PLAIN) -> Understood | None:
        """Return what a text means, None when that is not known.

        Args:
            text: the text.
            manner: how it is meant.
        """
        whole = replace(manner, in_part=False)
        long = self.phrases.shorthand.written_out(text)
        found = self.vocabulary.term(signs_written_out(text)) or self._read(long, whole)
        if found is not None:
            return found
        return self._in_part(long, manner) if manner.in_part else None

    def _in_part(self, text: str, manner: Manner) -> Understood | None:
        """Return what a text means without the words in it that no table knows, or else what the nearest words mean."""
        found = self._read(text, manner)
        if found and (found.nodes or found.beyond):
            return found
        tokens = tokens_of(text)
        if not all(map(self.phrases.may_be_left, tokens)) or self.phrases.of_another(text):
            return None
        for share, words in self.vocabulary.nearest.to(text, limit=1):
            found = self.read(words) if share >= _TAKEN else None
            if found is not None:
                return replace(found, missed=(text,), notes=(*found.notes, f"'{text}' was taken as '{words}'."))
        return None

    def _read(self, text: str, manner: Manner) -> Understood | None:
        term = self.vocabulary.term(text)
        if term is not None:
            return term
        tokens = tokens_of(text)
        spans = (span for span in self._spans(text, tokens, manner) if manner.felt or span.role is not Role.OCCASION)
        for way in covers(spans, len(tokens)):
            found = self._composer.meaning(way, text, absent=manner.absent)
            if found is not None:
                return found
        amount = WEIGHT.search(text)
        if amount is None or _LOST.search(text) is None:
            return None
        found = self._read(f"{text[: amount.start()]} weight {WEIGHT.sub(' ', text[amount.end() :])}", manner)
        return found + unused(amount.group().strip()) if found else None

    def _spans(self, text: str, tokens: Sequence[Token], manner: Manner) -> Iterator[Span]:
        """Yield what the words of a text can be."""
        others = [
            *self.phrases.spans(text, tokens, self.vocabulary.forms, intending=manner.intending),
            *figures(text, tokens, doses=not manner.felt),
        ]
        if manner.in_part and not self.phrases.of_another(text):
            for index, token in enumerate(tokens):
                if token.words and self.phrases.may_be_left(token):
                    yield Span(index, index + 1, Role.UNKNOWN, said=text[token.start : token.end])
        sides = [span for span in others if span.word == PART_OF]
        for span in (*others, *self._terms(text, tokens, others)):
            if any(span.start <= side.start < span.end < side.end for side in sides):
                continue
            if span.role is Role.OCCASION:
                meant = self.vocabulary.term(span.said) or self.vocabulary.term(f"pain {span.said}")
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
            unit = len(tokens) > 1 and token.end - token.start <= _UNIT and text[token.start : token.end].islower()
            for end in range(start + 1, min(len(tokens), start + _WIDEST) + 1):
                if end - 1 in signs:
                    break
                if not tokens[end - 1].words or end - 1 in fillers or (unit and end == start + 1):
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
                if not self.vocabulary.holds((*more, *forms), apart=any(at not in fillers for at in skipped)):
                    continue
                words = " ".join((*more, *(text[tokens[at].start : tokens[at].end] for at in kept)))
                means = self.vocabulary.term(words)
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
