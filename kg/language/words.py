"""From the words that a case is written in to the concepts they mean.

A text is understood when it is a label, a synonym or a code; when it says the same in other order or form; or when all
of its words can be covered by terms, sensations at parts of the body, modifiers, figures, everyday occasions, and words
of which it is known that they say nothing of health. What is not understood is refused: a wrong understanding is worse
than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.errors import CaseError, TermError
from kg.language.denials import doubtful, parted
from kg.language.examined import normal_findings
from kg.language.figures import WEIGHT, figures
from kg.language.measured import Measured, is_amount
from kg.language.phrases import PART_OF, Phrases
from kg.language.sentence import Composer, covers
from kg.language.shorthand import signs_written_out
from kg.language.spans import Role, Span
from kg.language.terms import Terms
from kg.language.tokens import (
    DENIALS,
    PLAIN,
    Manner,
    Token,
    Understood,
    tokens_of,
    unused,
    words_of,
)
from kg.language.vocabulary import Vocabulary
from kg.lexicon import suggest
from kg.measurements import Measurement

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
_OR: Final = re.compile(r"\s*(?:,\s*or|,\s*nor|,|\bor\b|\bnor\b)\s*", re.IGNORECASE)
"""What parts the items of a list of which none is there."""
_PARTS: Final = (Role.EXAMINED, Role.NORMAL)
"""Roles of words that only say something together."""
_CROSSED: Final = re.compile(
    r"\(\s*[-\u2010-\u2015\u2212]\s*\)|[\u00d7\u2212\u2715-\u2718\u274c\u274e]|[-\u2013]\s*$|^\s*!"
)
"""Signs that are used for *no*."""
_LOST: Final = re.compile(r"\b(?:los[ts]|lose|losing|loss|drop|dropped)\b", re.IGNORECASE)
"""What has to be said of an amount of weight."""


class Words:
    """Understands the words of cases.

    Args:
        vocabulary: the words that are terms.
        phrases: what else a text can be made of.
        composer: what puts together what its parts mean.
        measurements: what can be measured.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        phrases: Phrases,
        composer: Composer,
        measurements: Iterable[Measurement] = (),
    ) -> None:
        self.vocabulary = vocabulary
        self.phrases = phrases
        self._terms = Terms(vocabulary)
        self._measured = Measured(measurements, vocabulary.term)
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
        if self.phrases.unsure(long) and not manner.intending:
            return self.vocabulary.exact(text)
        several = self.vocabulary.lexicon.named(text) if manner.absent else []
        if len(several) > 1:
            return Understood(tuple(several))
        found = self.vocabulary.term(signs_written_out(text))
        if found is not None or self.phrases.of_another(long):
            return found
        found = self._absent(long, whole) if manner.absent else self._read(long, whole)
        if found is None and (manner.absent or manner.denying):
            found = self._with_denials(long, whole)
        if found is not None:
            return found
        return self._in_part(long, manner) if manner.in_part else None

    def _absent(self, text: str, manner: Manner) -> Understood | None:
        """Return what is denied by words, None when that is not known."""
        return self._read(text, manner) or self._listed(text, manner)

    def _listed(self, text: str, manner: Manner) -> Understood | None:
        """Return what is denied by words that can mean several things: each of them; of a list, each of its items."""
        items = _OR.split(text)
        if len(items) == 1:
            named = self.vocabulary.lexicon.named(text)
            return Understood(tuple(named)) if named else None
        known = [found for item in items if (found := self._absent(item, manner)) is not None]
        return sum(known, Understood()) if len(known) == len(items) else None

    def _with_denials(self, text: str, manner: Manner) -> Understood | None:
        """Return what a text means of which a clause denies something.

        Among what is absent a denial denies it once, and what else is said has to count for nothing. Who denies what is
        normal says that something is wrong: that is not understood.
        """
        parts = parted(text)
        if parts is None or any(self._read(clause, manner) for clause in parts.denied):
            return None
        if any(doubtful(rest) and not self.vocabulary.is_term(rest) for rest in parts.rest):
            return None
        absent = replace(manner, absent=True)
        denied = tuple(found for rest in parts.rest if (found := self._absent(rest, absent)) is not None)
        said = self._read(parts.said, manner) if parts.said else Understood()
        if said is None or len(denied) < len(parts.rest) or any(not level for one in denied for _, level in one.beyond):
            return None
        if not manner.absent:
            return replace(said, denied=denied) if parts.said else None
        telling = said.nodes or said.notes or any(level for _, level in said.beyond)
        return None if telling else sum(denied, said)

    def _in_part(self, text: str, manner: Manner) -> Understood | None:
        """Return what a text means without the words in it that no table knows, or else what the nearest words mean."""
        found = self._read(text, manner)
        if found and (found.nodes or found.beyond):
            return found
        tokens = tokens_of(text)
        if not all(map(self.phrases.may_be_left, tokens)):
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
        measured = list(self._measured.spans(text, tokens))
        others = [
            *self.phrases.spans(text, tokens, self.vocabulary.touches, intending=manner.intending),
            *(span for span in figures(text, tokens, doses=not manner.felt) if not (measured and is_amount(span))),
            *measured,
        ]
        others = [*others, *normal_findings(text, tokens, others)]
        if manner.in_part:
            for index, token in enumerate(tokens):
                if token.words and self.phrases.may_be_left(token):
                    yield Span(index, index + 1, Role.UNKNOWN, said=text[token.start : token.end])
        sides = [span for span in others if span.word == PART_OF]
        for span in (*others, *self._terms.spans(text, tokens, others)):
            if span.role in _PARTS or any(span.start <= side.start < span.end < side.end for side in sides):
                continue
            if span.role is Role.OCCASION:
                meant = self.vocabulary.term(span.said) or self.vocabulary.term(f"pain {span.said}")
                yield replace(span, means=meant or unused(span.said))
            else:
                yield span


def _denies(text: str) -> bool:
    """Return whether a text says that something is not there: nothing is suggested that says the opposite."""
    return not DENIALS.isdisjoint(words_of(text))
