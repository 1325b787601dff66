"""`Terms`: the terms of a text, each of a run of its words, with or without those within it that are none of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.language.sentence import TISSUES
from kg.language.spans import Role, Span
from kg.language.tokens import Token, form, idle, light, turned
from kg.language.vocabulary import Vocabulary

__all__ = ["Terms"]

_WIDEST: Final = 12
"""Over how many words of a text a term may extend."""
_UNIT: Final = 2
"""Up to how many letters a word among others may be a unit or a particle, unless it is in capitals: *10 mg*, *MG*."""
_SKIPPED: Final = 3
"""How many words that are none of it may stand within a term."""
_LEFT_OUT: Final = tuple(
    (*fillers, *others)
    for fillers in ((), (Role.FILLER,))
    for others in ((), (Role.LEFT,), (Role.MODIFIER,), (Role.LEFT, Role.MODIFIER), (Role.FIGURE,))
)
"""What may stand within a term and be none of it."""
_COURSES: Final = frozenset(
    form(word)
    for verb in ("worse", "better", "ease", "relieve", "improve", "aggravate", "trigger", "start", "help")
    for word in (verb, f"{verb}s", f"{verb.removesuffix('e')}ed")
)
"""Words that say how a pain changes, which a term may say of pain only."""


class Terms:
    """Finds the terms of a text.

    Args:
        vocabulary: the words that are terms.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def spans(self, text: str, tokens: Sequence[Token], others: Sequence[Span]) -> Iterator[Span]:
        """Yield the terms of a text; words that are ordinary, or qualify, may stand within one.

        Args:
            text: the text.
            tokens: its words and signs.
            others: what else these can be.
        """
        single = [span for span in others if span.end - span.start == 1]
        loose = {
            role: {span.start: span for span in single if span.role is role}
            for role in (Role.FILLER, Role.LEFT, Role.MODIFIER)
        }
        unused = (span for span in others if span.role is Role.FIGURE and span.means.notes and span.means.days is None)
        loose[Role.FIGURE] = {at: span for span in unused for at in range(span.start, span.end)}
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
            inner = dict.fromkeys(loose[role][at] for at in skipped for role in left_out if at in loose[role])
            if kept in tried or not kept or kept[0] != start or kept[-1] != end - 1 or len(inner) > _SKIPPED:
                continue
            tried.add(kept)
            forms = [form for at in kept for form in tokens[at].forms]
            if turned(forms) and any(light(tokens[at]) and not idle(tokens[at]) for at in skipped):
                continue
            for more in ((), ("pain",)) if forms[0] in _COURSES and len(forms) > 1 else ((),):
                if not self._vocabulary.holds((*more, *forms), apart=any(at not in fillers for at in skipped)):
                    continue
                words = " ".join((*more, *(text[tokens[at].start : tokens[at].end] for at in kept)))
                means = self._vocabulary.term(words)
                if means is not None and not self._is_felt_elsewhere(window, others):
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
                        inner=tuple(inner),
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
