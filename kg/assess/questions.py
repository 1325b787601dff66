"""What to ask next: the unknown whose answer would most change the urgency, then the causes, then the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background, logarithm, named
from kg.assess.case import Case, Place
from kg.assess.conclusions import Conclusions
from kg.assess.level import Level
from kg.assess.model import Cause, Option, Question
from kg.assess.patterns import Pattern
from kg.lexicon import Ref
from kg.vocabulary import BS

__all__ = ["questions"]

_MOST_URGENT: Final = 3
"""How many questions about the urgency are asked before others."""
_MOST_OTHERS: Final = 2
_MOST_EXAMPLES: Final = 6


def questions(
    background: Background,
    case: Case,
    entailed: Conclusions,
    level: Level,
    causes: Sequence[Cause],
    options: Sequence[Option],
) -> tuple[tuple[Question, ...], tuple[NamedNode, ...]]:
    """Return what to ask, the most telling question first, and what bears on the urgency and was not said.

    Args:
        background: the knowledge base.
        case: the case.
        entailed: what it entails.
        level: its urgency.
        causes: its possible causes, the serious ones included.
        options: what may help.
    """
    asker = _Asker(background, case, entailed)
    ranked = asker.ranked(level)
    asked = (*asker.about_urgency(ranked, level), *asker.about_causes(causes), *asker.about_plan(options))
    kept: list[NamedNode] = []
    for node, _, _ in ranked:
        if node not in background.patterns.composed and not any(o in background.broader.get(node, ()) for o in kept):
            kept.append(node)
    return asked, tuple(dict.fromkeys((*case.nodes(Place.UNKNOWN), *kept)))


class _Asker:
    def __init__(self, background: Background, case: Case, entailed: Conclusions) -> None:
        self._background = background
        self._case = case
        self._have = background.patterns.closed(case.features)
        self._absent = {*entailed[BS.lacksFinding], *case.excluded}

    def _open(self, node: NamedNode) -> bool:
        return node not in self._have and node not in self._absent

    def _candidates(self, level: Level) -> dict[NamedNode, list[Pattern]]:
        """Return what a single yes makes more urgent, with the patterns that would fire."""
        found: dict[NamedNode, list[Pattern]] = defaultdict(list)
        patterns = self._background.patterns
        for pattern in patterns.urgent:
            if pattern.level is None or pattern.level.rank <= level.rank or pattern.of_condition:
                continue  # nobody is asked whether they have what the red flags are there to find
            missing = [part for part in pattern.parts if part not in self._have]
            if len(missing) != 1:
                continue
            if missing[0] in patterns.facts:
                for weak in patterns.makers.get(missing[0], ()):
                    rest = [part for part in weak.parts if part not in self._have]
                    if len(rest) == 1 and self._open(rest[0]):
                        found[rest[0]].append(pattern)
            elif self._open(missing[0]):
                found[missing[0]].append(pattern)
        return found

    def ranked(self, level: Level) -> list[tuple[NamedNode, Level, list[Pattern]]]:
        """Return what a single yes makes more urgent: the most urgent first, then what settles the most patterns.

        An answer settles the patterns that a yes makes fire and those that a no rules out.
        """
        patterns = self._background.patterns
        masks = patterns.masks
        known = self._settled
        found: list[tuple[NamedNode, Level, list[Pattern]]] = []
        for node, firing in self._candidates(level).items():
            highest = max((p.level for p in firing if p.level), key=lambda one: one.rank)
            found.append((node, highest, firing))
        label = self._background.knowledge.terms.ref

        def order(item: tuple[NamedNode, Level, list[Pattern]]) -> tuple[object, ...]:
            node, highest, _ = item
            return -highest.rank, -(masks.get(node, 0) & ~known).bit_count(), label(node).label

        return sorted(found, key=order)

    @cached_property
    def _settled(self) -> int:
        """Return the patterns that fire or cannot fire any more, as bits."""
        masks, settled = self._background.patterns.masks, 0
        for at, pattern in enumerate(self._background.patterns.urgent):
            if all(part in self._have for part in pattern.parts):
                settled |= 1 << at
        for node in self._absent:
            settled |= masks.get(node, 0)
        return settled

    def about_urgency(
        self, ranked: Sequence[tuple[NamedNode, Level, list[Pattern]]], level: Level
    ) -> Iterator[Question]:
        """Yield the questions whose answer would change the urgency most, each given the answers before."""
        masks, terms = self._background.patterns.masks, self._background.knowledge.terms
        waiting = [item for item in ranked if item[0] not in self._background.patterns.composed]
        settled = self._settled
        for turn in range(_MOST_URGENT):
            if not waiting:
                return
            nearer = [item for item in waiting if self._is_near(item[2])] if turn == _MOST_URGENT - 1 else []
            best = min(
                nearer or waiting,
                key=lambda item: (
                    -item[1].rank,
                    -(masks.get(item[0], 0) & ~settled).bit_count(),
                    terms.ref(item[0]).label,
                ),
            )
            node, highest, firing = best
            waiting.remove(best)
            settled |= masks.get(node, 0)
            claims = tuple(dict.fromkeys(name for pattern in firing for name in pattern.rests))
            rows = ", ".join(sorted({pattern.row or "two weak flags" for pattern in firing}))
            reason = f"A yes would make it {_in_words(highest)} instead of {_in_words(level)} ({rows})."
            yield Question(terms.ref(node), "urgency", reason, highest, claims, self._examples(node))

    def _is_near(self, firing: Sequence[Pattern]) -> bool:
        """Return whether what was said makes half of a pattern, beside there being a complaint at all."""
        common = {BS.BackOrLegComplaint, BS.AbdominalBackOrFlankComplaint, BS.AbdominalOrBackComplaint}
        return any(part in self._have and part not in common for pattern in firing for part in pattern.parts)

    def _examples(self, node: NamedNode) -> tuple[Ref, ...]:
        """Return kinds of a finding, the nearest first, to ask about it in other words."""
        narrower = self._background.narrower.get(node, set()) - self._background.patterns.composed
        narrower = {one for one in narrower if self._open(one)}
        near = [n for n in narrower if not any(n in self._background.narrower.get(o, ()) for o in narrower if o != n)]
        return self._background.knowledge.terms.refs(near)[:_MOST_EXAMPLES]

    def about_causes(self, causes: Sequence[Cause]) -> Iterator[Question]:
        """Yield the questions that would tell most about the possible causes, by the likelihood ratios of sources."""
        found: dict[NamedNode, tuple[float, Cause, str, str]] = {}
        for cause in causes:
            for finding, claim in self._background.measured.get(named(cause.triple.object), ()):
                ratio = claim.numbers.lr_positive if claim.numbers else None
                if ratio and float(ratio) > 0 and self._open(finding) and not self._is_diagnosis(finding):
                    weight = abs(logarithm(ratio))
                    if finding not in found or weight > found[finding][0]:
                        found[finding] = (weight, cause, ratio, claim.id)
        ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0].value))
        for node, (_, cause, ratio, name) in ranked[:_MOST_OTHERS]:
            side = "for" if float(ratio) >= 1 else "against"
            reason = f"A yes would weigh {side} {cause.term} with a likelihood ratio of {ratio} ({name})."
            yield Question(self._background.knowledge.terms.ref(node), "causes", reason, None, (name,))

    def _is_diagnosis(self, node: NamedNode) -> bool:
        kinds = self._background.kinds(node)
        return BS.Condition in kinds and BS.HistoryItem not in kinds and not self._background.is_complaint(node)

    def about_plan(self, options: Sequence[Option]) -> Iterator[Question]:
        """Yield the questions whose yes would speak against most of what is considered, taken or may help."""
        terms, broader, features = self._background.knowledge.terms, self._background.broader, self._case.features
        chosen = self._case.nodes(Place.CONSIDERING, Place.MEDICATIONS)
        offered = {named(option.triple.object): option.term for option in options}
        offered |= {node: terms.ref(node) for node in chosen}
        found: dict[NamedNode, dict[NamedNode, str]] = defaultdict(dict)
        for node in offered:
            for harm in self._background.against(node):
                if self._open(harm.feature) and BS.Intervention not in self._background.kinds(harm.feature):
                    found[harm.feature].setdefault(node, harm.claim.id)

        def weight(feature: NamedNode) -> tuple[object, ...]:
            """A finer grade of what is known comes first, then what is considered, then what speaks against most."""
            finer = any(one in broader.get(feature, ()) for one in features)
            against = found[feature]
            own = sum(node in chosen for node in against)
            return -finer, -own, -len(against), -len(self._background.harms[feature]), terms.ref(feature).label

        # What speaks against what nobody considers or takes is asked only where it speaks against several things.
        told = [node for node, against in found.items() if len(against) > 1 or any(one in chosen for one in against)]
        for node in sorted(told, key=weight)[:_MOST_OTHERS]:
            names = sorted(offered[one].label for one in found[node])
            shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
            claims = tuple(sorted(set(found[node].values())))
            yield Question(terms.ref(node), "plan", f"A yes would speak against {shown}.", None, claims)


def _in_words(level: Level) -> str:
    return {Level.EMERGENCY: "an emergency", Level.SELF_CARE: "self-care"}.get(level, level.value)
