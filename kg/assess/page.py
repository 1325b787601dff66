"""An assessment as one page of HTML that needs nothing else: no script, no connection, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Final

from kg.assess.case_markup import TITLE, case_section, summary, title
from kg.assess.chart import TIMES, Scale, sign, signs
from kg.assess.document import DISCLAIMER
from kg.assess.level import Level
from kg.assess.model import Against, Assessment, Avoided, Bar, Cause, Flag, Option, Question, Reason, Support
from kg.assess.outline import STRENGTH_WORDS, grouped, hedge
from kg.assess.reasons import Reasons
from kg.explain.markup import claims_section, document, escape, line, lines, sources_section, style, versions
from kg.explain.model import Told
from kg.explain.proof_outline import Detail, proof_item
from kg.explain.wording import counted, join
from kg.lexicon import Ref

__all__ = ["to_page"]

_SHOWN: Final = 12
"""How many causes are shown in full; the others are folded."""
_BARS: Final = (
    "A bar shows log10 of a likelihood ratio that a source gives: to the right it weighs for the cause, to the left "
    f"against it, and at {TIMES}1 it tells nothing. Ratios of different populations are not comparable and findings "
    "are not independent, so that bars stand side by side and are never multiplied. Where no source gives a ratio "
    "there is no bar."
)
_FIRMNESS: Final = "A word after a cause is the hedge of the sources that connect it: often, can, may or rare."

_NO_HELP: Final = "The sources name nothing that helps with what was said"
_NO_HARM: Final = (
    "The sources name nothing that speaks against an intervention with what was said, which does not make one safe"
)
_UNVERIFIED: Final = " <b>Mechanism unverified: general knowledge, not read in the source.</b>"


def to_page(assessment: Assessment, reasons: Reasons | None = None, detail: Detail = Detail.BRIEF) -> str:
    """Return an assessment as a page that opens without a connection and with scripts disabled.

    Args:
        assessment: the assessment.
        reasons: what proves its lines; without it no proof is shown.
        detail: how much of each proof to show.
    """
    sheet = resources.files("kg.assess").joinpath("assess.css").read_text("utf-8")
    return document(title(assessment.case), _Page(assessment, reasons, detail).body(), style() + sheet)


class _Page:
    def __init__(self, assessment: Assessment, reasons: Reasons | None, detail: Detail) -> None:
        self._found, self._reasons, self._detail = assessment, reasons, detail
        self._claims = {claim.id: claim for claim in assessment.claims}
        self._sources = {source.id: source for source in assessment.sources}
        causes = (*assessment.must_not_miss, *assessment.causes)
        bars = [bar for cause in causes for support in cause.supports for bar in support.bars]
        bars += [bar for cause in causes for against in cause.against for bar in against.bars]
        self._scale = Scale.of(bar.value for bar in bars)

    def body(self) -> str:
        found = self._found
        sections = "".join(
            (
                _section("why", "Why this urgency", _list(self._urgency(), "flags")),
                _section("must-not-miss", "Must not miss", _cards(self._cause(one) for one in found.must_not_miss)),
                _section("causes", "Plausible causes", "".join(self._causes())),
                f'<div class="plan {"both" if found.options else "one"}">{self._helping()}{self._avoiding()}</div>',
                _section("ask", "What to ask next", self._asking()),
                self._unknown(),
                _section("notes", "Notes", _list(f"<bdi>{escape(note)}</bdi>" for note in found.notes)),
                case_section(found, self._reasons),
                claims_section(self._claims.values()),
                sources_section([source for _, source in sorted(self._sources.items())]),
            )
        )
        kind = f'<p class="question">{TITLE}</p>' if title(found.case) != TITLE else ""
        return (
            f"{signs()}<header>{kind}<h1><bdi>{escape(title(found.case))}</bdi></h1><p>{summary(found.case)}</p></header>"
            f"<main>{self._banner()}{sections}</main>"
            f"<footer><p>{escape(DISCLAIMER)}</p><p>{versions(found.knowledge)}</p></footer>"
        )

    # -- urgency

    def _banner(self) -> str:
        level = self._found.level
        now = ' class="now" aria-current="true"'
        scale = "".join(
            f"<li{now if one is level else ''}><span>{sign(one)}{one}</span></li>" for one in reversed(Level)
        )
        return (
            f'<section class="banner {level}" aria-labelledby="urgency">{sign(level)}'
            f'<div><h2 id="urgency">{level.capitalize()}</h2><p>{escape(self._found.advice)}</p></div></section>'
            f'<ol class="scale" aria-label="Levels of urgency, from the least urgent">{scale}</ol>'
            f'<p class="note">{escape(DISCLAIMER)}</p>'
        )

    def _urgency(self) -> Iterator[str]:
        found = self._found
        for beyond in found.case.beyond:
            words = f"<b><bdi>{escape(beyond.words)}</bdi></b>"
            if beyond.level:
                yield f"<p>{_level(beyond.level)} {words}: {beyond.because}, to be assessed</p>"
            else:
                yield f"<p>{words}: {beyond.because}, and not used</p>"
        yield from map(self._flag, found.flags)
        if found.level is Level.SELF_CARE:
            yield '<p>No pattern fired; what was not asked stands under <a href="#unknown">Not known</a>.</p>'
        for conflict in found.conflicts:
            levels = join([f"{level} by {rule}" for rule, level in conflict.flags])
            differ = f"Sources differ on {conflict.finding}: {levels}; the most urgent counts."
            yield f"<p>{line(differ, self._claims)}</p>"

    def _flag(self, flag: Flag) -> str:
        proofs = self._reasons.flag(flag) if self._reasons else ()
        head = f"<p>{_level(flag.level)} <b>{_names(flag.findings)}</b> {self._reference(flag.id)}</p>"
        return f'{head}{self._statements(flag.claims)}<p class="note">{escape(flag.reason)}</p>{self._proofs(proofs)}'

    # -- causes

    def _causes(self) -> Iterator[str]:
        found, withheld = self._found, dict(self._found.withheld)
        if "causes" in withheld:
            yield f'<p class="withheld"><bdi>{escape(withheld["causes"])}</bdi></p>'
        if found.causes:
            yield f'<p class="note">{_FIRMNESS} {_BARS}</p>'
        above = {cause.term for cause in found.must_not_miss}
        short = [
            f'<a href="#cause-{_name(c.term)}">{escape(c.term.label)}</a>' for c in found.causes if c.term in above
        ]
        if short:
            yield f"<p>Among them, as above: {join(short)}.</p>"
        rest = [cause for cause in found.causes if cause.term not in above]
        yield _cards(self._cause(cause) for cause in rest[:_SHOWN])
        if rest[_SHOWN:]:
            names = escape(join([cause.term.label for cause in rest[_SHOWN:]]))
            cards = _cards(self._cause(cause) for cause in rest[_SHOWN:])
            yield f"<details><summary>{len(rest) - _SHOWN} more: {names}</summary>{cards}</details>"
        if found.covers:
            sets = _list(escape(join([ref.label for ref in cover])) for cover in found.covers)
            heading = "The smallest sets of causes that together account for all that any of them accounts for"
            yield f"<details><summary>{heading}</summary>{sets}</details>"
        if found.unexplained:
            yield f"<p><b>No cause accounts for</b> {_names(found.unexplained)}.</p>"

    def _cause(self, cause: Cause) -> str:
        marks = [_chip(word) for word in hedge(cause.modality)]
        marks += [_chip("given")] if cause.given else []
        marks += [_level(cause.serious, "serious: ")] if cause.serious else []
        accounts = [f"{self._support(one)}{self._folded(one.claims)}" for one in cause.supports]
        accounts += [f"{self._against(one)}{self._folded(one.claims)}" for one in cause.against]
        notes = [
            f"Before any finding: {escape(one.text)} of {escape(one.population)} ({self._reference(one.claim)})"
            for one in cause.priors
        ]
        notes += [f"Such as {_names(cause.narrower)}"] if cause.narrower else []
        proofs = self._proofs(self._reasons.cause(cause) if self._reasons else ())
        if len(accounts) == 1 and not notes:  # the proof is of that account
            accounts, proofs = [accounts[0] + proofs], ""
        return (
            f'<article id="cause-{_name(cause.term)}"><h3>{escape(cause.term.label)} {" ".join(marks)}</h3>'
            f"{_list(accounts, 'accounts')}"
            f"{''.join(map(_note, notes))}{proofs}</article>"
        )

    def _support(self, support: Support) -> str:
        none = [] if support.bars or support.how != "suggests" else ["no source gives a likelihood ratio"]
        sure = f'<span class="note">{" · ".join([*hedge(support.modality), *none])}</span>'
        over = "directly" if support.steps <= 1 else f"over {support.steps} steps"
        how = "is a sign of it" if support.how == "suggests" else f"may come from it, {over}"
        head = f"<p><b>{escape(support.finding.label)}</b> {how} {sure}</p>"
        return f"{head}{self._bars(support.bars)}"

    def _against(self, against: Against) -> str:
        word = "For" if any(bar.value > 0 for bar in against.bars) else "Against"  # some absences weigh for a cause
        head = f"<p><b>{word}:</b> {escape(against.finding.label)} is absent</p>"
        return f"{head}{self._bars(against.bars)}"

    def _bars(self, bars: Sequence[Bar]) -> str:
        if not bars:
            return ""
        rows: list[str] = []
        for bar in bars:
            who = f", among {escape(bar.population)}" if bar.population else ""
            said = f"likelihood ratio {escape(bar.ratio)}, {escape(bar.origin)}, {self._reference(bar.claim)}{who}"
            rows.append(f"<p>{self._scale.bar(bar.value)}<span><b>{_signed(bar.value)}</b> {said}</span></p>")
        return f'<div class="bars">{self._scale.axis()}{"".join(rows)}</div>'

    # -- plan

    def _helping(self) -> str:
        withheld = dict(self._found.withheld).get("interventions", "")
        inner = f'<p class="withheld"><bdi>{escape(withheld)}</bdi></p>' if withheld else ""
        inner += _list(map(self._option, self._found.options), "marked")
        return _section("help", "What may help", inner or _note(_NO_HELP))

    def _option(self, option: Option) -> str:
        mark = f" {_chip('considered')}" if option.considered else ""
        parts = [f"<h3>{sign('helps')}{escape(option.term.label)}{mark}</h3>"]
        for target in option.targets[:3]:
            how = "is an option for" if target.how == "option for" else "lowers"
            said = f'{how} {escape(target.term.label)} <span class="note">{"".join(hedge(target.modality))}</span>'
            parts.append(f"<p>{said}</p>{self._folded(target.claims)}")
        if option.against:
            parts.append(f"<p><b>Doubted by</b></p>{self._statements(option.against)}")
        parts += self._against_it(option.cautions)
        if option.forms:
            forms = join([ref.label for ref in option.forms], "or")
            parts.append(f"<p><b>Not in the form of</b> {escape(forms)}</p>")
        if option.narrower:
            parts.append(_note(f"Such as {_names(option.narrower)}"))
        return "".join(parts) + self._proofs(self._reasons.option(option) if self._reasons else ())

    def _avoiding(self) -> str:
        entries = (self._avoided(one, kinds) for one, kinds in grouped(self._found.avoided))
        return _section("avoid", "What to avoid", _list(entries, "marked") or _note(_NO_HARM))

    def _avoided(self, one: Avoided, kinds: Sequence[Ref]) -> str:
        mark = f" {_chip(one.standing)}" if one.standing else ""
        head = f"<h3>{sign(one.strength)}{escape(one.term.label)} <em>{STRENGTH_WORDS[one.strength]}</em>{mark}</h3>"
        standing = {other.term: other.standing for other in self._found.avoided}
        others = [f"{ref.label} ({standing[ref]})" if standing[ref] else ref.label for ref in kinds]
        same = _note(f"The same holds of {escape(join(others))}") if kinds else ""
        proofs = self._reasons.avoided(one) if self._reasons else ()
        return f"{head}{''.join(self._against_it(one.reasons))}{same}{self._proofs(proofs)}"

    def _against_it(self, reasons: Iterable[Reason]) -> Iterator[str]:
        """Yield what speaks against an intervention, a paragraph for each claim and all that it holds of."""
        same: dict[tuple[object, ...], list[Reason]] = {}
        for one in reasons:
            same.setdefault((one.strength, one.claims, one.about), []).append(one)
        yield from map(self._reason, same.values())

    def _reason(self, same: Sequence[Reason]) -> str:
        reason = same[0]
        said: list[str] = [self._statement(name) for name in reason.claims if name in self._claims]
        if reason.about:
            said.append(f"Said of {escape(reason.about.label)}.")
        if reason.mechanism:
            said.append(f"How: {escape(reason.mechanism)}.{_UNVERIFIED if reason.unverified else ''}")
        if reason.alternative:
            said.append(f"<b>Instead:</b> {escape(reason.alternative)}.")
        known = reason.role != "open"
        features = join([f"<b>{escape(one.feature.label)}</b> ({one.role if known else 'not known'})" for one in same])
        head = "Because of" if known else "In case of"
        return f"<p><b>{head}</b> {features}: {reason.strength}. {' '.join(said)}</p>"

    # -- what is open

    def _asking(self) -> str:
        return _list(map(self._question, self._found.questions), "asked", "ol")

    def _question(self, question: Question) -> str:
        near = join([ref.label for ref in question.examples], "or")
        examples = f" (such as {escape(near)})" if near else ""
        mark = f" {_level(question.level)}" if question.level else ""
        head = f"<p><b>{escape(question.term.label)}</b>{examples}?{mark}</p>"
        return f'{head}<p class="note">{line(question.reason, self._claims)}</p>{self._folded(question.claims)}'

    def _unknown(self) -> str:
        unknown = self._found.unknown
        if not unknown:
            return ""
        names = _list((escape(ref.label) for ref in unknown), "columns")
        said = (
            f"{counted(len(unknown), 'finding').capitalize()} that would bear on the urgency, neither found nor absent"
        )
        return _section("unknown", "Not known", f"<details><summary>{said}</summary>{names}</details>")

    # -- claims and proofs

    def _reference(self, name: str) -> str:
        known = name in self._claims
        return f'<a href="#claim-{escape(name)}">{escape(name)}</a>' if known else f"<span>{escape(name)}</span>"

    def _statement(self, name: str) -> str:
        claim = self._claims[name]
        source = escape(claim.source)
        where = f'<a href="#source-{source}">{source}</a>' if claim.source in self._sources else source
        within = f' <span class="note">Qualified: {escape(claim.qualifier)}.</span>' if claim.qualifier else ""
        return f"{escape(claim.statement)} {self._reference(name)}, {where}.{within}"

    def _statements(self, names: Iterable[str]) -> str:
        return _list((self._statement(name) for name in names if name in self._claims), "statements")

    def _folded(self, names: Sequence[str]) -> str:
        known = [name for name in names if name in self._claims]
        if not known:
            return ""
        cited = ", ".join(known)
        return f"<details><summary>stated by {escape(cited)}</summary>{self._statements(known)}</details>"

    def _proofs(self, proofs: Sequence[Told]) -> str:
        """Return proofs, each folded; the claims that they rest on come to stand on the page, too."""
        shown: list[str] = []
        for told in proofs:
            self._cite(told)
            item = proof_item(told, self._detail)
            below = lines(item.items, self._claims)
            shown.append(f'<details class="proof"><summary>{escape(item.text)}</summary>{below}</details>')
        return "".join(shown)

    def _cite(self, told: Told) -> None:
        if self._reasons is not None:
            for claim, source in self._reasons.cited(told):
                self._claims.setdefault(claim.id, claim)
                self._sources.setdefault(source.id, source)


def _section(name: str, heading: str, inner: str) -> str:
    return f'<section id="{name}"><h2>{heading}</h2>{inner}</section>' if inner else ""


def _list(entries: Iterable[str], name: str = "", tag: str = "ul") -> str:
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    kind = f' class="{name}"' if name else ""
    return f"<{tag}{kind}>{listed}</{tag}>" if listed else ""


def _cards(cards: Iterable[str]) -> str:
    inner = "".join(cards)
    return f'<div class="cards">{inner}</div>' if inner else ""


def _chip(text: str) -> str:
    return f'<span class="tag">{escape(text)}</span>'


def _level(level: str, before: str = "") -> str:
    return f'<span class="level {escape(level)}">{sign(level)}{before}{escape(level)}</span>'


def _note(inner: str) -> str:
    return f'<p class="note">{inner}.</p>'


def _names(refs: Iterable[Ref]) -> str:
    return escape(join([ref.label for ref in refs]))


def _name(ref: Ref) -> str:
    return escape(ref.id.rpartition(":")[2])


def _signed(value: float) -> str:
    """Return a number with its sign, the minus as wide as the plus."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
