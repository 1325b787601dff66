"""The hand-edited tables of the words of cases: what is out of scope, and where, when and how something is felt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kg.claim_tables import one_of
from kg.tables import read_table, split_list

__all__ = [
    "LEVELS",
    "SENSATIONS",
    "Region",
    "Saying",
    "Speech",
    "read_activities",
    "read_episodes",
    "read_out_of_scope",
    "read_qualifiers",
    "read_regions",
    "read_speech",
    "read_words",
]

LEVELS: Final = ("routine", "urgent", "emergency")
"""How soon what is out of scope asks for an assessment."""
SENSATIONS: Final = (
    *("pain", "severe pain", "spasm", "tenderness", "stiffness", "tension", "numbness", "tingling", "weakness"),
    *("swelling", "bruising", "radiating pain", "tearing pain"),
)
"""What can be felt or seen at a part of the body: the columns of the table of regions."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of the body.

    Args:
        words: what it is called; the first is its name.
        means: the label of the finding that a sensation there is, or one of `LEVELS` where it is out of scope, by the
            sensation; none where the words are not understood.
    """

    words: tuple[str, ...]
    means: dict[str, str]


class Speech(StrEnum):
    """What words do that are no term of their own."""

    SENSATION = "sensation"
    """name one of `SENSATIONS`"""
    TOUCHING = "touching"
    """make a pain a tenderness"""
    MOVING = "moving"
    """make a pain one that radiates"""
    PLACING = "placing"
    """say where within a part of the body, or how much of it"""
    MODIFIER = "modifier"
    """qualify a finding"""
    JOINT = "joint"
    """stand between two findings"""
    KIN = "kin"
    """name another person, who may be the one that is meant"""
    PERSON = "person"
    """name a professional, who may be the one that is meant where they have something"""
    INTENDING = "intending"
    """say of a measure that it is wanted; of a finding or a medicine, that it may not be there"""
    TURNING = "turning"
    """say of a part of the body that it has become what follows, such as numb; what is gone is there no more"""
    DOUBTING = "doubting"
    """make of what is said something that may not be there, or not any more"""
    EXAMINED = "examined"
    """name what is examined or works, such as the reflexes"""
    NORMAL = "normal"
    """say of what is examined that it is as it should be"""
    SHORT = "short"
    """stand for other words, as in clinical notes; in capitals only where they are written so"""
    ORDINARY = "ordinary"
    """say nothing of health whatever they stand beside"""


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of ordinary speech.

    Args:
        kind: what they do.
        means: the sensation, with the qualifiers it implies, the qualifier, or what is abbreviated; others mean nothing
            by themselves.
        words: the words, each of one word or more.
    """

    kind: Speech
    means: tuple[str, ...]
    words: tuple[str, ...]


def read_out_of_scope(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield words for what the knowledge base does not cover, the urgency that each asks for, and what remains of it.

    Many ask for none; what is too vague to tell asks for ``ask``. An event that is named among the known conditions,
    such as a stroke, was an earlier one and asks for nothing: its column ``history`` gives the label of the condition
    that it leaves, or ``none``.
    """
    for row in read_table(path, ("words", "level", "history")):
        yield row["words"], one_of(row, "level", ("", "ask", "routine", "urgent", "emergency")), row["history"]


def read_qualifiers(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield findings with a qualifier, and the finding that they are together, all by label."""
    for row in read_table(path, ("id", "finding", "qualifier", "means")):
        yield row["finding"], row["qualifier"], row["means"]


def read_episodes(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield conditions that pass, after how long they are over, and what they leave then, by label, or ``none``."""
    for row in read_table(path, ("condition", "over after", "leaves", "reason")):
        if not row["reason"] or not row["leaves"]:
            raise row.error("the episode is incomplete", "give what it leaves, or none, and a reason")
        yield row["condition"], one_of(row, "over after", ("months", "years")), row["leaves"]


def read_regions(path: Path) -> Iterator[Region]:
    """Yield the parts of the body, with what each sensation there means."""
    for row in read_table(path, ("region", *SENSATIONS)):
        words = tuple(split_list(row["region"]))
        if not words:
            raise row.error("the region has no name", "fill the column 'region'")
        yield Region(words, {name: row[name] for name in SENSATIONS if row[name]})


def read_activities(path: Path) -> Iterator[str]:
    """Yield what people do or are exposed to when they feel something: no injury, and no sign of a disease."""
    for row in read_table(path, ("words",)):
        yield from split_list(row["words"])


def read_words(path: Path) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield words that people use, the labels of the concepts they mean, and whether these say less than the words.

    A word for a kind of a concept that has no concept of its own, such as a brand of two medicines, is taken as all of
    its concepts; its column ``sense`` says ``narrower``.
    """
    for row in read_table(path, ("words", "means", "sense")):
        means = tuple(split_list(row["means"]))
        if not means:
            raise row.error("the words mean nothing", "fill the column 'means'")
        yield row["words"], means, one_of(row, "sense", ("", "narrower")) == "narrower"


def read_speech(path: Path) -> Iterator[Saying]:
    """Yield the words of ordinary speech, by what they do."""
    for row in read_table(path, ("kind", "means", "words")):
        kind = Speech(one_of(row, "kind", tuple(Speech)))
        means = tuple(split_list(row["means"]))
        if kind is Speech.SENSATION and (not means or means[0] not in SENSATIONS):
            raise row.error(f"'{row['means']}' is no sensation", f"use one of: {', '.join(SENSATIONS)}")
        if kind is Speech.SHORT and len(means) != 1:
            raise row.error("an abbreviation stands for one thing", "write it out in the column 'means'")
        yield Saying(kind, means, tuple(split_list(row["words"])))
