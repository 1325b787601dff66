"""Cases in Turtle: the terms of the ontology in the place of words."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.assess.case import PLACES, THIS, Case, Place, Severity, Sex
from kg.assess.raw import Raw
from kg.assess.reading import age_of, duration_of, weeks_of
from kg.errors import CaseError, OntologyError
from kg.terms import Term, Triple, parse, to_turtle
from kg.vocabulary import BS, RDF, RDFS, XSD, compact

__all__ = ["case_turtle", "read_turtle"]

_LARGEST: Final = 262_144
_PLACE_OF: Final = {predicate: place for place, predicate in PLACES.items()} | {BS.notKnown: Place.UNKNOWN}
_HINT: Final = "use the relations of bs:Case: " + ", ".join(compact(node.value) for node in _PLACE_OF)


def read_turtle(data: bytes) -> Raw:
    """Return what a case in Turtle says: one resource of the class bs:Case.

    Args:
        data: the document.

    Raises:
        CaseError: BS701 to BS704, naming the property.
    """
    if len(data) > _LARGEST:
        raise CaseError("BS701", f"the case is larger than {_LARGEST // 1024} kB", "a case is a page at the most")
    try:
        triples = [*parse(data, RdfFormat.TURTLE, "the case")]
    except OntologyError as error:
        raise CaseError("BS701", error.message, error.hint) from error
    subjects = {triple.subject for triple in triples if triple.predicate == RDF.type and triple.object == BS.Case}
    if len(subjects) != 1:
        raise CaseError("BS701", f"the document describes {len(subjects)} cases", "describe one resource of bs:Case")
    raw = Raw()
    counts: dict[Place, int] = {}
    single: set[NamedNode] = set()
    for triple in triples:
        if triple.subject not in subjects:
            raise CaseError("BS702", f"{triple.subject} is no part of the case", "describe the case alone")
        if triple.predicate in (RDF.type, BS.hasFeature) and triple.object == BS.Case:
            continue
        place = _PLACE_OF.get(triple.predicate)
        if place is not None:
            at = counts[place] = counts.get(place, -1) + 1
            raw.said.append((place, _words(triple), f"{compact(triple.predicate.value)}[{at}]"))
            continue
        if triple.predicate in single:
            raise CaseError("BS703", f"{compact(triple.predicate.value)} is given twice", "keep one of the two")
        single.add(triple.predicate)
        _value(raw, triple)
    return raw


def case_turtle(case: Case) -> bytes:
    """Return a case in Turtle; `read_turtle` reads it again."""
    numbers = {BS.age: case.age, BS.pregnancyWeeks: case.weeks}
    words = {
        BS.sex: case.sex,
        BS.complaintSeverity: case.severity,
        BS.complaintDuration: None if case.duration is None else f"{case.duration} days",
        RDFS.label: case.name,
    }
    triples = [Triple(THIS, RDF.type, BS.Case)]
    triples += [Triple(THIS, predicate, node) for predicate, place in _PLACE_OF.items() for node in case.nodes(place)]
    predicates = {place: predicate for predicate, place in _PLACE_OF.items()}
    triples += [Triple(THIS, predicates[one.place], Literal(one.words)) for one in case.beyond]
    triples += [Triple(THIS, BS.hasFinding, one.node) for one in case.derived if one.threshold == "as it was said"]
    triples += [Triple(THIS, node, Literal(value)) for node, value in numbers.items() if value is not None]
    triples += [Triple(THIS, node, Literal(str(value))) for node, value in words.items() if value is not None]
    return to_turtle(triples)


def _words(triple: Triple) -> str:
    if isinstance(triple.object, NamedNode):
        return triple.object.value
    if isinstance(triple.object, Literal):
        return triple.object.value
    raise CaseError(
        "BS704", f"{compact(triple.predicate.value)}: {triple.object} is no term", "give a term or its words"
    )


def _value(raw: Raw, triple: Triple) -> None:
    name, value = compact(triple.predicate.value), triple.object
    if triple.predicate == RDFS.label:
        raw.name = value.value
    elif triple.predicate == BS.age:
        raw.age = age_of(_whole(name, value))
    elif triple.predicate == BS.pregnancyWeeks:
        raw.pregnant, raw.weeks = True, weeks_of(_whole(name, value))
    elif triple.predicate == BS.complaintDuration:
        raw.duration = duration_of(value.value, name)
    elif triple.predicate == BS.sex and value.value in list(Sex):
        raw.sex = Sex(value.value)
    elif triple.predicate == BS.complaintSeverity and value.value in list(Severity):
        raw.severity = Severity(value.value)
    elif triple.predicate in (BS.sex, BS.complaintSeverity):
        raise CaseError("BS704", f"{name}: '{value.value}' will not do", "use a word of the schema of cases")
    else:
        raise CaseError("BS702", f"a case has no {name}", _HINT)


def _whole(name: str, value: Term) -> int:
    if not isinstance(value, Literal) or value.datatype != XSD.integer:
        raise CaseError("BS704", f"{name}: {value} is no whole number", "write a number without quotation marks")
    return int(value.value)
