"""An assessment as an outline: lines with lines below them, which every text rendering is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.assess.case import PLACE_WORDS, Case, Given
from kg.assess.level import Level
from kg.assess.model import Assessment, Avoided, Cause, Flag, Option, Question, Reason, Support
from kg.assess.reasons import Reasons
from kg.claims import Modality
from kg.explain.items import Item
from kg.explain.model import Told
from kg.explain.proof_outline import Detail, proof_item
from kg.explain.wording import join
from kg.lexicon import Ref

__all__ = ["STRENGTH_WORDS", "grouped", "heading", "hedge", "outline"]

STRENGTH_WORDS = {
    "contraindicated": "must not be used",
    "avoid": "should be avoided",
    "relative": "should be weighed against the risk",
    "interaction": "interacts",
    "aggravates": "makes it worse",
    "caution": "needs care",
    "no_benefit": "has no shown benefit",
}
"""How strongly something speaks against an intervention, in words."""
_SHOWN = 12
"""How many entries of a long list are shown."""


def heading(assessment: Assessment) -> str:
    """Return the urgency and what to do, in one line."""
    return f"{assessment.level.value.upper()}. {assessment.advice}"


def outline(assessment: Assessment, reasons: Reasons | None = None, detail: Detail = Detail.BRIEF) -> tuple[Item, ...]:
    """Return an assessment as an outline, without its heading.

    Args:
        assessment: the assessment.
        reasons: what proves its lines; without it no proof is shown.
        detail: how much of each proof to show.
    """
    return tuple(item for item in _Outliner(assessment, reasons, detail).parts() if item.items)


class _Outliner:
    def __init__(self, assessment: Assessment, reasons: Reasons | None, detail: Detail) -> None:
        self._assessment, self._reasons, self._detail = assessment, reasons, detail

    def parts(self) -> Iterator[Item]:
        found = self._assessment
        withheld = dict(found.withheld)
        yield Item("Why this urgency", tuple(self._urgency()))
        yield Item("Must not miss", tuple(self._cause(cause) for cause in found.must_not_miss))
        causes = [Item(withheld["causes"])] if "causes" in withheld else self._causes()
        yield Item("Plausible causes", tuple(causes))
        yield Item("Together", tuple(Item(" and ".join(ref.label for ref in cover)) for cover in found.covers[:_SHOWN]))
        yield Item("No cause accounts for", tuple(Item(ref.label) for ref in found.unexplained))
        options = [Item(withheld["interventions"])] if "interventions" in withheld else map(self._option, found.options)
        yield Item("What may help", tuple(options))
        yield Item("What to avoid", tuple(self._avoided(one) for one in grouped(found.avoided)))
        yield Item("What to ask next", tuple(self._question(question) for question in found.questions))
        yield Item("Not known", _short([ref.label for ref in found.unknown]))
        yield Item("Notes", tuple(Item(note) for note in found.notes))
        yield Item("The case as it was understood", tuple(_case(found.case)))

    def _causes(self) -> Iterator[Item]:
        """Yield the first causes with their reasons, those that stand above already and the others by name only."""
        above = {cause.term for cause in self._assessment.must_not_miss}
        for cause in self._assessment.causes[:_SHOWN]:
            yield Item(f"{cause.term} (as above)") if cause.term in above else self._cause(cause)
        rest = [cause.term.label for cause in self._assessment.causes[_SHOWN:]]
        if rest:
            yield Item(f"also {join(rest)}")

    def _urgency(self) -> Iterator[Item]:
        found = self._assessment
        for beyond in found.case.beyond:
            if beyond.level:
                yield Item(f"{beyond.level}: {beyond.words} ({beyond.because}, to be assessed)")
            else:
                yield Item(f"{beyond.words}: {beyond.because}, and not used")
        together: dict[tuple[Level, tuple[Ref, ...]], list[Flag]] = {}
        for flag in found.flags:
            together.setdefault((flag.level, flag.findings), []).append(flag)
        for (level, findings), flags in together.items():
            rows = ", ".join(flag.id for flag in flags)
            names = list(dict.fromkeys(name for flag in flags for name in flag.claims))
            why = [Item(text) for text in dict.fromkeys(flag.reason for flag in flags)]
            proofs = self._reasons.flag(flags[0]) if self._reasons else ()
            said = f"{level}: {join([ref.label for ref in findings])} ({rows})"
            yield Item(said, (*self._claims(names), *why, *self._proofs(proofs)))
        if found.level is Level.SELF_CARE:
            yield Item("no pattern fired; what was not asked stands under “Not known”")
        for conflict in found.conflicts:
            levels = join([f"{level} by {rule}" for rule, level in conflict.flags])
            yield Item(f"sources differ on {conflict.finding}: {levels}; the most urgent counts")

    def _cause(self, cause: Cause) -> Item:
        marks = hedge(cause.modality)
        marks += ["given"] if cause.given else []
        marks += [f"serious: {cause.serious}"] if cause.serious else []
        lines = [self._support(support) for support in cause.supports]
        for against in cause.against:
            bars = [Item(_weight(bar.value, bar.ratio, bar.claim, bar.population)) for bar in against.bars]
            lines.append(Item(f"against: {against.finding} is absent", (*bars, *self._claims(against.claims))))
        lines += [Item(f"before any finding: {p.text} of {p.population} ({p.claim})") for p in cause.priors]
        if cause.narrower:
            lines.append(Item(f"such as {join([ref.label for ref in cause.narrower])}"))
        proofs = self._reasons.cause(cause) if self._reasons else ()
        return Item(_marked(cause.term.label, marks), (*lines, *self._proofs(proofs)))

    def _support(self, support: Support) -> Item:
        bars = [Item(_weight(bar.value, bar.ratio, bar.claim, bar.population)) for bar in support.bars]
        how = "is a sign of it" if support.how == "suggests" else f"may come from it, {_steps(support.steps)}"
        notes = hedge(support.modality)
        notes += [] if bars or support.how != "suggests" else ["no source gives a likelihood ratio"]
        return Item(_marked(f"{support.finding} {how}", notes), (*bars, *self._claims(support.claims)))

    def _option(self, option: Option) -> Item:
        lines = [
            Item(
                _marked(f"{'is an option for' if t.how == 'option for' else 'lowers'} {t.term}", hedge(t.modality)),
                self._claims(t.claims),
            )
            for t in option.targets[:3]
        ]
        lines += [Item("doubted by", self._claims(option.against))] if option.against else []
        lines += [self._reason(reason) for reason in option.cautions]
        lines += [Item(f"not in the form of {join([ref.label for ref in option.forms], 'or')}")] if option.forms else []
        if option.narrower:
            lines.append(Item(f"such as {join([ref.label for ref in option.narrower])}"))
        proofs = self._reasons.option(option) if self._reasons else ()
        mark = " (considered)" if option.considered else ""
        return Item(f"{option.term}{mark}", (*lines, *self._proofs(proofs)))

    def _avoided(self, entry: tuple[Avoided, Sequence[Ref]]) -> Item:
        one, kinds = entry
        mark = f", {one.standing}" if one.standing else ""
        lines = [self._reason(reason) for reason in one.reasons]
        if one.standing == "taken":
            lines.append(Item("do not stop a medicine by yourself: ask whoever prescribed it"))
        lines += [Item(f"the same holds of {join([ref.label for ref in kinds])}")] if kinds else []
        proofs = self._reasons.avoided(one) if self._reasons else ()
        return Item(
            f"{one.term} {STRENGTH_WORDS[one.strength]} ({one.strength}{mark})", (*lines, *self._proofs(proofs))
        )

    def _reason(self, reason: Reason) -> Item:
        lines = list(self._claims(reason.claims))
        if reason.about:
            lines.append(Item(f"said of {reason.about}"))
        if reason.mechanism:
            mark = " (mechanism unverified: general knowledge, not read in the source)" if reason.unverified else ""
            lines.append(Item(f"how: {reason.mechanism}{mark}"))
        if reason.alternative:
            lines.append(Item(f"instead: {reason.alternative}"))
        if reason.role == "open":
            return Item(f"in case of {reason.feature} (not known): {reason.strength}", tuple(lines))
        return Item(f"because of {reason.feature} ({reason.role}): {reason.strength}", tuple(lines))

    def _question(self, question: Question) -> Item:
        examples = f" (such as {join([ref.label for ref in question.examples], 'or')})" if question.examples else ""
        return Item(f"{question.term}{examples}?", (Item(question.reason),))

    def _claims(self, names: Sequence[str]) -> tuple[Item, ...]:
        known = {claim.id: claim for claim in self._assessment.claims}
        lines: list[Item] = []
        for name in names:
            if claim := known.get(name):
                qualified = (Item(f"qualified: {claim.qualifier}"),) if claim.qualifier else ()
                lines.append(Item(f"{claim.statement} {name}, {claim.source}", qualified))
        return tuple(lines)

    def _proofs(self, proofs: Sequence[Told]) -> tuple[Item, ...]:
        return tuple(proof_item(told, self._detail) for told in proofs)


def grouped(avoided: Sequence[Avoided]) -> list[tuple[Avoided, list[Ref]]]:
    """Put interventions that the same claims speak against, about the same, under the broadest of them.

    Args:
        avoided: the interventions.
    """
    groups: dict[tuple[object, ...], list[Avoided]] = {}
    for one in avoided:
        key = (
            one.strength,
            one.standing == "taken",
            frozenset((reason.feature, reason.claims) for reason in one.reasons),
        )
        groups.setdefault(key, []).append(one)
    found: list[tuple[Avoided, list[Ref]]] = []
    for group in groups.values():
        heads = [one for one in group if all(reason.about is None for reason in one.reasons)] or group[:1]
        found.append((heads[0], [one.term for one in group if one is not heads[0]]))
    return found


def hedge(modality: Modality) -> list[str]:
    """Return the hedge of a statement as a mark; none where there is none, which says nothing of how sure it is."""
    return [] if modality is Modality.DEFINITE else [modality.value]


def _marked(text: str, marks: Sequence[str]) -> str:
    return f"{text} ({', '.join(marks)})" if marks else text


def _weight(value: float, ratio: str, claim: str, population: str | None) -> str:
    """Return a bar of a likelihood ratio in characters: eight to a factor of ten."""
    bar = ("█" * max(1, round(abs(value) * 8))) if value else "·"
    who = f", among {population}" if population else ""
    return f"{bar} {value:+.2f} (likelihood ratio {ratio}, {claim}{who})"


def _steps(number: int) -> str:
    return "directly" if number <= 1 else f"over {number} steps"


def _short(labels: Sequence[str]) -> tuple[Item, ...]:
    items = [Item(label) for label in labels[:_SHOWN]]
    if len(labels) > _SHOWN:
        items.append(Item(f"and {len(labels) - _SHOWN} more"))
    return tuple(items)


def _case(case: Case) -> Iterator[Item]:
    for place, word in PLACE_WORDS.items():
        given: tuple[Given, ...] = case.given(place)
        if given:
            yield Item(f"{word}: {', '.join(sorted({one.said for one in given}))}")
    known = [f"{word}: {value}" for word, value in case.particulars.items()]
    if known:
        yield Item("; ".join(known))
    missing = [word for word, value in (("age", case.age), ("sex", case.sex)) if value is None]
    if missing:
        yield Item(f"not given: {', '.join(missing)}")
