"""`Case`: what is known of one person at one time. What is not said is unknown, and unknown is never absent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.terms import Triple
from kg.vocabulary import BS, BSCASE, RDF, RDFS

__all__ = ["PLACES", "PLACE_WORDS", "THIS", "Beyond", "Case", "Derived", "Given", "Place", "Severity", "Sex"]

THIS: Final = BSCASE["this"]
"""What a single case is called, whatever it holds, so that its proofs do not depend on what is beside the point."""


class Sex(StrEnum):
    """The sex of a person."""

    FEMALE = "female"
    MALE = "male"


class Severity(StrEnum):
    """How bad a complaint is, in words: no source that was read gives a number of any scale."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Place(StrEnum):
    """Where in a case a concept stands."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    CONDITIONS = "conditions"
    MEDICATIONS = "medications"
    CONSIDERING = "considering"


PLACE_WORDS: Final = {
    Place.PRESENT: "present",
    Place.ABSENT: "absent",
    Place.UNKNOWN: "not known",
    Place.CONDITIONS: "conditions",
    Place.MEDICATIONS: "takes",
    Place.CONSIDERING: "considers",
}
"""What stands before the concepts of each place where a case is told."""
PLACES: Final = {
    Place.PRESENT: BS.hasFinding,
    Place.ABSENT: BS.lacksFinding,
    Place.CONDITIONS: BS.hasCondition,
    Place.MEDICATIONS: BS.takes,
    Place.CONSIDERING: BS.considers,
}
"""The relations of a case to what it names; what is explicitly unknown is stated of nobody."""


@dataclass(frozen=True, slots=True)
class Given:
    """A concept that a case names.

    Args:
        node: the concept.
        said: the words it was named by.
    """

    node: NamedNode
    said: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A finding that follows from a number of the case.

    Args:
        node: the finding.
        quantity: the number in words, such as ``age 72``.
        threshold: the row of the thresholds that says so.
        complaint: whether it is a finding by itself, rather than background to others.
    """

    node: NamedNode
    quantity: str
    threshold: str
    complaint: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Beyond:
    """Words for what the knowledge base does not cover, or that were not understood.

    Args:
        words: what was said.
        level: how soon it has to be assessed; empty when it does not matter here.
        place: where in the case it stands.
        understood: whether it was understood; if not it was left out, since whoever asked wanted that.
    """

    words: str
    level: str
    place: Place = Place.PRESENT
    understood: bool = True

    @property
    def because(self) -> str:
        """Why it is not used as a finding."""
        if not self.understood:
            return "not understood, and left out"
        return "beyond this knowledge base" if self.level else "noted"


@dataclass(frozen=True)
class Case:
    """What is known of one person at one time.

    Args:
        named: the concepts it names, by where they stand.
        age: in completed years.
        sex: female or male.
        pregnant: whether the person is pregnant; None when it is not known.
        weeks: completed weeks of the pregnancy.
        duration: how long the complaint has lasted, in days.
        severity: how bad it is.
        derived: what follows from the numbers.
        excluded: what the numbers and the sex rule out, with its kinds; it is not asked about any more.
        beyond: what it says that the knowledge base does not cover.
        notes: what of its words was not used, and what has to be said of it.
        name: what the person who wrote it calls it.
    """

    named: tuple[tuple[Place, tuple[Given, ...]], ...] = ()
    age: int | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    weeks: int | None = None
    duration: int | None = None
    severity: Severity | None = None
    derived: tuple[Derived, ...] = ()
    excluded: tuple[NamedNode, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    notes: tuple[str, ...] = ()
    name: str | None = None

    def beyond_at(self, level: str) -> list[Beyond]:
        """Return what is not covered and asks for an assessment of one level."""
        return [one for one in self.beyond if one.level == level]

    def given(self, place: Place) -> tuple[Given, ...]:
        """Return the concepts that stand at a place, by IRI."""
        return dict(self.named).get(place, ())

    @property
    def particulars(self) -> dict[str, str]:
        """What is said of the person and the complaint as such, by what it is called; what is not said is left out."""
        values = {
            "age": self.age,
            "sex": self.sex,
            "weeks pregnant": self.weeks,
            "days of the complaint": self.duration,
            "severity": self.severity,
        }
        return {word: str(value) for word, value in values.items() if value is not None}

    def nodes(self, *places: Place) -> tuple[NamedNode, ...]:
        """Return the concepts that stand at some places."""
        return tuple(given.node for place in places for given in self.given(place))

    @cached_property
    def present(self) -> tuple[NamedNode, ...]:
        """What is found: what is said to be, and what follows from the numbers by itself."""
        found = (derived.node for derived in self.derived if derived.complaint)
        return tuple(dict.fromkeys((*self.nodes(Place.PRESENT), *found)))

    @cached_property
    def features(self) -> tuple[NamedNode, ...]:
        """What is found, had or taken, and what follows from the numbers."""
        named = self.nodes(Place.PRESENT, Place.CONDITIONS, Place.MEDICATIONS)
        return tuple(dict.fromkeys((*named, *(derived.node for derived in self.derived))))

    def only(self, nodes: Collection[NamedNode]) -> Case:
        """Return a case that has nothing but some of the features of this one.

        Args:
            nodes: the features that are kept.
        """
        named = tuple((place, tuple(one for one in given if one.node in nodes)) for place, given in self.named)
        return replace(self, named=named, derived=tuple(one for one in self.derived if one.node in nodes))

    def triples(self, node: NamedNode = THIS) -> Iterator[Triple]:
        """Yield the case as triples.

        Args:
            node: what it is called.
        """
        yield Triple(node, RDF.type, BS.Case)
        yield Triple(node, RDFS.label, Literal("the case", language="en"))
        for place, predicate in PLACES.items():
            for concept in self.nodes(place):
                yield Triple(node, predicate, concept)
        for derived in self.derived:
            yield Triple(node, BS.hasFinding if derived.complaint else BS.hasBackground, derived.node)

    def with_named(self, place: Place, given: Iterable[Given]) -> Case:
        """Return the case with some concepts at a place, in the order of their IRIs, each once."""
        kept: dict[str, Given] = {}
        for one in sorted(given, key=lambda one: (one.node.value, one.said)):
            kept.setdefault(one.node.value, one)
        named = {**dict(self.named), place: tuple(kept.values())}
        return replace(self, named=tuple((p, named[p]) for p in Place if named.get(p)))
