"""A strict reader of case files in JSON: what is doubtful is refused, with the field named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn, TypeVar, cast

from kg.assess.case import Place, Severity, Sex
from kg.assess.raw import Raw
from kg.errors import CaseError
from kg.language import parse_duration

__all__ = ["CASE_SCHEMA", "age_of", "duration_of", "read_json", "weeks_of"]

CASE_SCHEMA: Final = "https://w3id.org/backstory/schema/case/1"
"""Names the version of the JSON of a case."""
_LARGEST: Final = 262_144
_DEEPEST: Final = 8
_KEYS: Final = (
    *("schema", "name", "findings", "conditions", "medications", "considering", "age", "sex", "pregnancy"),
    *("duration", "onset", "date", "severity"),
)
_FINDINGS: Final = ("present", "absent", "unknown")
_CALLED: Final = {
    "findings.present": ("present", "symptoms", "signs", "complaints", "complaint"),
    "findings.absent": ("absent", "negative", "negatives", "denies", "denied", "no"),
    "findings.unknown": ("unknown", "unsure"),
    "conditions": ("has", "history", "diagnoses", "diagnosis", "comorbidities", "problems", "background"),
    "medications": ("takes", "taking", "medicines", "medicine", "drugs", "drug", "meds"),
    "considering": ("interventions", "treatments", "treatment", "considered", "plan", "remedies"),
    "sex": ("gender",),
    "pregnancy": ("pregnant",),
    "pregnancy.weeks": ("weeks", "gestation"),
    "duration": ("since", "lasting", "for"),
}
"""What else people, options and other systems call the fields of a case."""
_OLDEST: Final = 120
_Word = TypeVar("_Word", Sex, Severity)
_LAST_WEEK: Final = 44


def read_json(text: str | bytes, today: date | None = None) -> Raw:
    """Return what a case file says, with its words as they stand.

    Args:
        text: the file.
        today: the day that no date may lie behind; by default the day it is.

    Raises:
        CaseError: BS701 to BS705, naming the field.
    """
    values = _parse(text)
    _keys(values, _KEYS, "the case", _CALLED)
    if values.get("schema", CASE_SCHEMA) != CASE_SCHEMA:
        raise CaseError("BS704", f"schema: '{values['schema']}' is not known", f"leave it out, or write {CASE_SCHEMA}")
    raw = Raw()
    findings = values.get("findings", {})
    if isinstance(findings, dict):
        findings = cast("dict[str, Any]", findings)
        _keys(findings, _FINDINGS, "findings")
        for key in _FINDINGS:
            raw.add(Place(key), _texts(findings.get(key, []), f"findings.{key}"), f"findings.{key}")
    else:
        raw.add(Place.PRESENT, _texts(findings, "findings"), "findings")
    for place in (Place.CONDITIONS, Place.MEDICATIONS, Place.CONSIDERING):
        raw.add(place, _texts(values.get(place.value, []), place.value), place.value)
    if "name" in values:
        raw.name = _text(values["name"], "name")
    raw.age = _age(values.get("age"))
    raw.sex = _one_of(Sex, values.get("sex"), "sex")
    raw.severity = _one_of(Severity, values.get("severity"), "severity")
    raw.pregnant, raw.weeks = _pregnancy(values.get("pregnancy"))
    raw.duration = _duration(values, today or date.today())  # noqa: DTZ011 - a date of a person's calendar
    return raw


def age_of(number: int) -> int:
    """Return an age, if a person can have it.

    Raises:
        CaseError: BS704, when nobody is that old.
    """
    if not 0 <= number <= _OLDEST:
        raise CaseError("BS704", f"age: nobody is {number} years old", f"give completed years, from 0 to {_OLDEST}")
    return number


def weeks_of(number: int) -> int:
    """Return the weeks of a pregnancy, if one can last that long.

    Raises:
        CaseError: BS704, when none does.
    """
    if not 0 <= number <= _LAST_WEEK:
        raise CaseError("BS704", f"pregnancy: there is no week {number}", f"give weeks from 0 to {_LAST_WEEK}")
    return number


def duration_of(text: str, field: str = "duration") -> int:
    """Return a duration in days.

    Raises:
        CaseError: BS704, when the text is none.
    """
    days = parse_duration(text)
    if days is None:
        raise CaseError("BS704", f"{field}: '{text}' is no duration", "write it like '3 weeks', '3w' or '10 days'")
    return days


def _parse(text: str | bytes) -> dict[str, Any]:
    hint = "write a JSON object; `backstory schema case` shows which"
    data = text.encode() if isinstance(text, str) else text
    if len(data) > _LARGEST:
        raise CaseError("BS701", f"the case is larger than {_LARGEST // 1024} kB", "a case is a page at the most")
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CaseError("BS701", f"the case is not UTF-8: {error}", hint) from error
    if max(_depths(decoded), default=0) > _DEEPEST:
        raise CaseError("BS701", "the case is nested too deeply", hint)
    try:
        values = json.loads(decoded, object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise CaseError("BS701", f"the case is no JSON: {error}", hint) from error
    if not isinstance(values, dict):
        raise CaseError("BS701", "the case is no JSON object", hint)
    return cast("dict[str, Any]", values)


def _depths(text: str) -> list[int]:
    depths, depth = list[int](), 0
    for char in text:
        if char in "[{":
            depth += 1
            depths.append(depth)
        elif char in "]}":
            depth -= 1
    return depths


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise CaseError("BS703", f"the key '{key}' is given twice", "keep one of the two")
        values[key] = value
    return values


def _constant(name: str) -> NoReturn:
    raise CaseError("BS704", f"'{name}' is no number of a case", "leave the field out if it is not known")


def _keys(
    values: Mapping[str, Any], known: tuple[str, ...], where: str, called: Mapping[str, tuple[str, ...]] | None = None
) -> None:
    from rapidfuzz import process

    for key in values:
        if key not in known:
            plain = key.casefold().strip()
            near = process.extractOne(plain, known, score_cutoff=70)
            other = next((field for field, names in (called or {}).items() if plain in names), None)
            meant = other or (near[0] if near else None)
            hint = f"did you mean '{meant}'?" if meant else f"the keys are {', '.join(known)}"
            raise CaseError("BS702", f"{where} has no key '{key}'", hint, [meant] if meant else known)


def _wrong(field: str, value: object, hint: str) -> CaseError:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return CaseError("BS704", f"{field}: {shown} will not do", hint)


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(field, value, "write a text in quotation marks")
    if not value.isprintable():
        raise CaseError("BS704", f"{field}: the text holds characters that nobody sees", "write it anew")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise CaseError("BS704", f"{field}: half of a surrogate pair is no character", "write the character itself")
    return value


def _texts(value: object, field: str) -> list[str]:
    if not isinstance(value, list):
        raise _wrong(field, value, 'write a list of texts, such as ["back spasm"]')
    items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
    return [_text(item, f"{field}[{at}]") for at, item in enumerate(items)]


def _whole(value: object, field: str, hint: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(field, value, hint)
    return value


def _age(value: object) -> int | None:
    return None if value is None else age_of(_whole(value, "age", "write completed years as a number, such as 45"))


def _one_of(words: type[_Word], value: object, field: str) -> _Word | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in list(words):
        raise _wrong(field, value, f"use one of: {', '.join(words)}")
    return words(value)


def _pregnancy(value: object) -> tuple[bool | None, int | None]:
    if value is None or isinstance(value, bool):
        return value, None
    hint = 'write true, false, or {"weeks": 24}'
    if not isinstance(value, dict):
        raise _wrong("pregnancy", value, hint)
    values = cast("dict[str, Any]", value)
    _keys(values, ("weeks",), "pregnancy")
    if "weeks" not in values:
        raise _wrong("pregnancy", values, hint)
    return True, weeks_of(_whole(values["weeks"], "pregnancy.weeks", hint))


def _duration(values: Mapping[str, Any], today: date) -> int | None:
    """Return the duration that a case gives, or the days from its onset to its date."""
    day = _date(values.get("date"), "date", today) or today
    onset = _date(values.get("onset"), "onset", day)
    given = None if values.get("duration") is None else duration_of(_text(values["duration"], "duration"))
    if onset is None:
        return given
    if given is not None:
        raise CaseError("BS705", "duration and onset are both given", "keep one of the two")
    return (day - onset).days


def _date(value: object, field: str, last: date) -> date | None:
    if value is None:
        return None
    hint = "write a day that is past, such as 2026-01-31"
    text = _text(value, field)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(field, value, hint) from error
    if day.isoformat() != text:
        raise _wrong(field, value, hint)
    if day > last:
        raise CaseError("BS704", f"{field}: {day} lies in the future", hint)
    return day
