"""`Intake`: from what a case says in its own words to a `Case`, or an error that names the field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background
from kg.assess.case import Beyond, Case, Derived, Given, Place, Sex
from kg.assess.consistency import new_again, refuse_absent_conclusions, refuse_contradictions
from kg.assess.raw import Raw
from kg.assess.thresholds import derived, excluded
from kg.catalog import Role
from kg.errors import CaseError
from kg.language import UNHEARD, Ago, Composer, Manner, Phrases, Understood, Vocabulary, Words
from kg.measurements import read_measurements
from kg.thresholds import read_thresholds
from kg.vocabulary import BS
from kg.wordings import (
    read_activities,
    read_episodes,
    read_out_of_scope,
    read_qualifiers,
    read_regions,
    read_speech,
    read_words,
)

__all__ = ["Intake"]

_PERSONAL: Final = (Place.PRESENT, Place.ABSENT, Place.UNKNOWN, Place.CONDITIONS)
_DONE: Final = (BS.Intervention, BS.CareAction, BS.Strategy)
"""What is done about a complaint."""
_NOBODY_HAS: Final = (*_DONE, BS.Grade, BS.Population, BS.AnatomicalEntity)
_HINTS: Final = {
    Place.MEDICATIONS: "only medicines are taken; name it among the findings, the conditions or what is considered",
    Place.CONSIDERING: "only interventions are considered; name it among the findings or the conditions",
}


_NOT: Final = {
    **dict.fromkeys(_PERSONAL, "nothing that a person has"),
    Place.MEDICATIONS: "no medicine",
    Place.CONSIDERING: "no intervention",
}
"""What a text names that stands where it cannot."""
_HELD: Final = frozenset((Place.CONDITIONS, Place.MEDICATIONS, Place.CONSIDERING))
"""Places of what a person has, takes or considers, rather than feels."""
_COUNTING: Final = (Place.PRESENT, Place.CONDITIONS, Place.MEDICATIONS)
"""Places where to understand a text in part can only make a case more urgent, and rule out more."""
_ADULT: Final = 18


@dataclass(slots=True)
class _Heard:
    """What the words of a case were understood to mean."""

    given: dict[Place, list[Given]] = field(default_factory=lambda: defaultdict(list))
    ages: list[Derived] = field(default_factory=list[Derived])
    beyond: list[Beyond] = field(default_factory=list[Beyond])
    notes: list[str] = field(default_factory=list[str])
    days: list[int] = field(default_factory=list[int])

    def miss(self, text: str, place: Place, words: Sequence[str] = (), *, asks: bool = True) -> None:
        """Note a text that is not understood, or not all of it; a finding or condition asks for an assessment then."""
        said = " ".join(text.split())
        level = "routine" if asks and place in (Place.PRESENT, Place.CONDITIONS) else ""
        self.beyond.append(Beyond(said, level, place, understood=False))
        if words and words != (said,):
            self.notes.append(f"'{said}' was understood in part, without '{' '.join(words)}'.")

    def take(self, other: _Heard) -> None:
        """Take all that others words mean."""
        for place, nodes in other.given.items():
            self.given[place] += nodes
        self.ages += other.ages
        self.beyond += other.beyond
        self.notes += other.notes
        self.days += other.days


class Intake:
    """Understands cases.

    Args:
        background: the knowledge base.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        knowledge = background.knowledge
        catalog, terms = knowledge.ontology.catalog, knowledge.terms
        labelled = {label: node for node, label in terms.concepts().items()}
        beyond = [row for path in catalog.paths(Role.OUT_OF_SCOPE) for row in read_out_of_scope(path)]
        self.beyond = {words: level for words, level, _ in beyond}
        self._events = {words: labelled.get(left) for words, _, left in beyond if left}
        """What the events that words name leave behind once they are over; most leave nothing that counts."""
        self._passed = {
            labelled[condition]: (Ago[after.upper()], labelled.get(leaves))
            for path in catalog.paths(Role.EPISODES)
            for condition, after, leaves in read_episodes(path)
        }
        """What conditions that pass leave behind once they are over, and after how long they are."""
        qualified = {
            (labelled[finding], qualifier): labelled[means]
            for path in catalog.paths(Role.QUALIFIERS)
            for finding, qualifier, means in read_qualifiers(path)
        }
        medicines = [node for node in background.broader if BS.Medication in background.kinds(node)]
        phrases = Phrases(
            (region for path in catalog.paths(Role.REGIONS) for region in read_regions(path)),
            (activity for path in catalog.paths(Role.ACTIVITIES) for activity in read_activities(path)),
            (saying for path in catalog.paths(Role.SPEECH) for saying in read_speech(path)),
        )
        kinds = {
            words: (tuple(labelled[label] for label in means), narrower)
            for path in catalog.paths(Role.WORDS)
            for words, means, narrower in read_words(path)
        }
        vocabulary = Vocabulary(terms, self.beyond, kinds, background.broader, medicines)
        composer = Composer(vocabulary.term, labelled, qualified, background.is_complaint)
        measurements = [one for path in catalog.paths(Role.MEASUREMENTS) for one in read_measurements(path)]
        self.words = Words(vocabulary, phrases, composer, measurements)
        self.thresholds = tuple(
            threshold for path in catalog.paths(Role.THRESHOLDS) for threshold in read_thresholds(path, labelled.get)
        )
        self._qualified = qualified

    def case(self, raw: Raw, *, partial: bool = False) -> Case:
        """Return the case that some words describe.

        A text that is understood in part is left out whole where it would contradict the others.

        Args:
            raw: the words.
            partial: whether to leave out what is not understood, and say so, rather than refuse it. Codes are never
                left out. A finding or a condition that is left out asks for an assessment.

        Raises:
            CaseError: BS705 when they contradict each other, BS706 when they are not understood, BS707 when something
                stands where it cannot, BS708 when they say nothing.
        """
        if partial:
            try:
                return self._case(raw, partial=True, in_part=True)
            except CaseError as error:
                if error.code != "BS705":
                    raise
        return self._case(raw, partial=partial, in_part=False)

    def _case(self, raw: Raw, *, partial: bool, in_part: bool) -> Case:
        heard = _Heard()
        refused: list[CaseError] = []
        for place, text, where in raw.said:
            try:
                manner = Manner(
                    absent=place is Place.ABSENT,
                    felt=place not in _HELD,
                    intending=place is Place.CONSIDERING,
                    denying=place is Place.PRESENT,
                    in_part=in_part and place in _COUNTING and not _coded(text),
                )
                understood = self.words.understand(text, where, manner, hints=not partial)
                alone = _Heard()
                self._hear(alone, understood, raw, (place, text, where))
                self._hear_denied(alone, understood, raw, (place, text, where))
                if understood.missed:
                    alone.miss(text, place, understood.missed)
                heard.take(alone)
            except CaseError as error:
                if not partial or error.code not in ("BS706", "BS707") or _coded(text):
                    refused.append(error)
                else:
                    heard.miss(text, place, asks=error.code == "BS706")
        if refused:
            raise _together(refused)
        given = heard.given
        if raw.pregnant:
            given[Place.CONDITIONS].append(Given(BS.Pregnancy, "pregnancy"))
        elif raw.pregnant is False:
            given[Place.ABSENT].append(Given(BS.Pregnancy, "pregnancy"))
        case = Case(
            age=raw.age,
            sex=raw.sex,
            pregnant=raw.pregnant,
            weeks=raw.weeks,
            duration=max(heard.days, default=None) if raw.duration is None else raw.duration,
            severity=raw.severity,
            beyond=tuple(sorted(set(heard.beyond))),
            derived=tuple(sorted(dict.fromkeys(heard.ages), key=lambda derived: derived.node.value)),
            notes=tuple(dict.fromkeys([*heard.notes, *self._cautions(raw), *_left_out(heard.beyond)])),
            name=raw.name,
        )
        for place, nodes in given.items():
            case = case.with_named(place, nodes)
        background = self._background
        said = self._said_something(case)
        refuse_contradictions(said, background.broader, background.implied, self.thresholds, heard.days)
        older = new_again(case, background.implied, self.thresholds)
        again = [
            f"'{words}' began before the duration, which was taken as that of the present bout." for words in older
        ]
        case = self._with_derived(replace(case, notes=(*case.notes, *again)))
        refuse_absent_conclusions(case, background.broader, background.patterns.closed(case.features))
        return case

    def _hear(self, heard: _Heard, found: Understood, raw: Raw, said: tuple[Place, str, str]) -> None:
        """Put what a text means where it belongs."""
        place, text, where = said
        if place in _HELD and not found.nodes and not found.beyond:
            raise CaseError("BS707", f"{where}: '{text}' names nothing that can stand there", "name it plainly")
        heard.notes += found.notes
        if place is Place.ABSENT and (found.notes or found.days is not None):
            heard.notes.append(
                f"'{' '.join(text.split())}' denies less than what it names: that was taken as not known."
            )
            return
        if found.days is not None:
            complaint = any(self._background.is_complaint(node) for node in found.nodes)
            if place is Place.PRESENT and (complaint or not found.nodes):
                heard.days.append(found.days)
            else:
                heard.notes.append(
                    f"the time in '{' '.join(text.split())}' was not used: it is not that of a complaint."
                )
        self._hear_beyond(heard, found, place)
        nodes = list(self._qualify(found, raw))
        if found.past and place in (Place.PRESENT, Place.CONDITIONS):
            nodes = list(self._over(nodes, found.past, text, heard))
        fitting = [(node, to) for node in nodes if (to := self._place(node, place)) is not None]
        if nodes and not fitting and place in _PERSONAL and self.words.vocabulary.term(text) is None:
            heard.notes.append(f"'{' '.join(text.split())}' was not used: it is nothing that a person has.")
            return
        if nodes and not fitting:
            raise self._nowhere(nodes[0], place, text, where)
        for node, to in fitting:
            if to is Place.PRESENT and BS.AgeGroup in self._background.kinds(node):
                heard.ages.append(Derived(node, self._said(text, node), "as it was said"))
            else:
                heard.given[to].append(Given(node, self._said(text, node)))

    def _over(self, nodes: Iterable[NamedNode], ago: Ago, text: str, heard: _Heard) -> Iterable[NamedNode]:
        """Yield what is left of conditions that were over months or years ago."""
        for node in nodes:
            after, left = self._passed.get(node, (Ago.NOT, node))
            if after > ago:
                left = node
            elif node in self._passed:
                said = " ".join(text.split())
                heard.notes.append(f"'{said}' was taken as over: name it without a time if it is now.")
            if left is not None:
                yield left

    def _hear_denied(self, heard: _Heard, found: Understood, raw: Raw, said: tuple[Place, str, str]) -> None:
        """Put what a text denies, beside what it says, among what is absent."""
        _, text, where = said
        for denied in found.denied:
            if not self._is_plain(denied):
                hint = f"name what is absent among the absent findings; {UNHEARD}"
                raise CaseError("BS706", f"{where}: it is doubtful what '{text}' denies", hint)
            self._hear(heard, denied, raw, (Place.ABSENT, text, where))

    def _is_plain(self, denied: Understood) -> bool:
        """Return whether what is denied is a finding or a condition, and all of it."""
        kinds = (self._background.kinds(node) for node in denied.nodes)
        plain = all(BS.Finding in of or BS.Condition in of for of in kinds)
        return plain and not denied.notes and denied.days is None

    def _hear_beyond(self, heard: _Heard, found: Understood, place: Place) -> None:
        """Note what is not covered; what happened earlier, and what is too vague, asks for nothing."""
        for words, level in found.beyond:
            if level == "ask" and place in (Place.PRESENT, Place.CONDITIONS):
                heard.notes.append(f"'{words}' can mean several things: say which.")
            earlier = words in self._events and (place is Place.CONDITIONS or (found.past and place is Place.PRESENT))
            if earlier:
                left = self._events[words]
                if left is not None:
                    heard.given[Place.CONDITIONS].append(Given(left, words))
                heard.notes.append(f"'{words}' was taken as an earlier one: name it among the findings if it is now.")
            counts = place in (Place.PRESENT, Place.CONDITIONS) and level != "ask" and not earlier
            heard.beyond.append(Beyond(words, level if counts else "", place))

    def _said(self, text: str, node: NamedNode) -> str:
        """Return the words of a concept: those of the case, or its label where that has an IRI or a code."""
        return self._background.knowledge.terms.ref(node).label if _coded(text) else " ".join(text.split())

    def _cautions(self, raw: Raw) -> Iterable[str]:
        """Yield what has to be said of a case whatever it holds."""
        if raw.age is not None and raw.age < _ADULT:
            yield "The case is of a child; the sources that were read speak of adults."

    def _with_derived(self, case: Case) -> Case:
        numbers = {"age": case.age, "duration": case.duration, "weeks": case.weeks}
        features = self._background.closed_over(case.features)
        found = (*case.derived, *derived(self.thresholds, numbers, features))
        # What another one is a kind of follows from that one, which the flags and the proofs then both cite.
        implied = {broad for one in found for broad in self._background.broader[one.node] if broad != one.node}
        told = tuple(one for one in found if one.node not in implied)
        ruled_out = (*excluded(self.thresholds, numbers), *((BS.Pregnancy,) if case.sex is Sex.MALE else ()))
        kinds = (kind for node in ruled_out for kind in (node, *self._background.narrower.get(node, ())))
        return replace(case, derived=told, excluded=tuple(dict.fromkeys(kinds)))

    def _said_something(self, case: Case) -> Case:
        """Return a case that tells of something; to call one of absences alone self-care would reassure."""
        places = {Place.PRESENT, Place.CONDITIONS, Place.MEDICATIONS, Place.CONSIDERING}
        if not case.nodes(*places) and not case.derived and not any(one.place in places for one in case.beyond):
            raise CaseError("BS708", "the case names no finding that is there", 'name one, such as "back spasm"')
        return case

    def _qualify(self, found: Understood, raw: Raw) -> Iterable[NamedNode]:
        """Give the severity of the case to the complaints that it makes another of; an illness has one of its own."""
        if raw.severity is None:
            return found.nodes
        complaint, severity = self._background.is_complaint, raw.severity.value
        return [self._qualified.get((node, severity), node) if complaint(node) else node for node in found.nodes]

    def _place(self, node: NamedNode, place: Place) -> Place | None:
        """Return where a concept belongs: a medicine among the medications, a symptom among the findings.

        None when it belongs nowhere near.
        """
        kinds = self._background.kinds(node)
        medicine = BS.Medication in kinds
        if place in (Place.PRESENT, Place.CONDITIONS) and medicine:
            return Place.MEDICATIONS
        if place in _PERSONAL and not medicine and any(kind in kinds for kind in _NOBODY_HAS):
            return None
        if place is Place.MEDICATIONS and not medicine:
            return None
        if place is Place.CONSIDERING and not any(kind in kinds for kind in _DONE):
            return None
        if place is Place.CONDITIONS and BS.Condition not in kinds:
            return Place.PRESENT
        return place

    def _nowhere(self, node: NamedNode, place: Place, text: str, field: str) -> CaseError:
        """Return what to say of a concept that stands where it cannot."""
        hint = self._where(self._background.kinds(node)) if place in _PERSONAL else _HINTS[place]
        return CaseError("BS707", f"{field}: '{text}' is {_NOT[place]}", hint)

    def _where(self, kinds: Iterable[NamedNode]) -> str:
        done = any(kind in kinds for kind in _DONE)
        return "name it among what is considered (`--considering`)" if done else "name a finding or a condition"


def _left_out(beyond: Iterable[Beyond]) -> Iterable[str]:
    """Yield what has to be said of a case of which something was left out."""
    if any(not one.understood for one in beyond):
        yield "What was not understood was left out: the case may be more urgent than this says."


def _coded(text: str) -> bool:
    """Return whether a text is meant as an IRI or a code."""
    return "://" in text or (":" in text and " " not in text)


def _together(refused: Sequence[CaseError]) -> CaseError:
    """Return one error for all that was refused, so that a case can be mended at once."""
    if len(refused) == 1:
        return refused[0]
    hints = dict.fromkeys(error.hint.removesuffix(f"; {UNHEARD}") for error in refused)
    return CaseError(
        refused[0].code,
        "; ".join(error.message for error in refused),
        "; ".join((*hints, UNHEARD)),
        [word for error in refused for word in error.candidates],
    )
