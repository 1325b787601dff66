"""The hand-edited tables of claims, sources, accepted ambivalences and retired ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from kg.claims import EDITORIAL, HEDGES, Claim, Polarity, Source, Stance
from kg.tables import Row, read_table, split_list
from kg.vocabulary import BS, BSCLAIM, RDF

__all__ = [
    "Names",
    "identifier",
    "one_of",
    "read_ambivalences",
    "read_claims",
    "read_editorial",
    "read_retired",
    "read_sources",
]

_CLAIM_COLUMNS: Final = (
    *("id", "source", "paragraph", "sentence", "start", "end", "subject", "relation", "object"),
    *("hedge", "qualifier", "stance", "polarity", "disputes", "statement"),
)
_EDITORIAL_COLUMNS: Final = ("id", "subject", "relation", "object", "hedge", "statement", "reason")
_CLAIM_ID: Final = re.compile(r"[A-Z]+[0-9]+[a-z]?")


class Names:
    """What the words of a table stand for.

    Args:
        concepts: concept by label.
        kinds: class by label.
        properties: the properties that the schema declares.
    """

    def __init__(
        self,
        concepts: Mapping[str, NamedNode],
        kinds: Mapping[str, NamedNode],
        properties: frozenset[NamedNode],
    ) -> None:
        self.concepts = concepts
        self.kinds = kinds
        self.properties = properties

    def labels(self) -> dict[str, str]:
        """Return the label of each concept, by its IRI."""
        return {node.value: label for label, node in self.concepts.items()}

    def concept(self, row: Row, column: str) -> NamedNode:
        """Return the concept that a cell names by its label."""
        return self.concept_called(row, row[column])

    def concept_called(self, row: Row, label: str) -> NamedNode:
        """Return the concept of a label that a row names."""
        found = self.concepts.get(label)
        if found is None:
            raise row.error(f"no concept is labelled '{label}'", "add it to a table of concepts, or correct the label")
        return found

    def relation(self, row: Row) -> tuple[NamedNode, NamedNode]:
        """Return the property and the object that a row states.

        A relation is written in words joined by underscores (``causes_release_of``). ``is_a`` leads to a
        broader concept (``bs:kindOf``) or to a kind (``rdf:type``). The object may be the id of a claim.
        """
        text, target = row["relation"], row["object"]
        if text == "is_a":
            if target in self.concepts:
                return BS.kindOf, self.concepts[target]
            if target in self.kinds:
                return RDF.type, self.kinds[target]
            raise row.error(f"'{target}' is neither a concept nor a kind", "add it, or correct the label")
        first, *others = text.split("_")
        predicate = BS[first + "".join(word.capitalize() for word in others)]
        if predicate not in self.properties:
            raise row.error(f"the schema has no relation '{text}'", "add it to ontology/schema/relations.ttl")
        if _CLAIM_ID.fullmatch(target):
            return predicate, BSCLAIM[target]
        return predicate, self.concept(row, "object")


def read_claims(path: Path, names: Names) -> Iterator[Claim]:
    """Yield the claims of a table.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    for row in read_table(path, _CLAIM_COLUMNS):
        predicate, target = names.relation(row)
        yield Claim(
            id=identifier(row),
            subject=names.concept(row, "subject"),
            predicate=predicate,
            object=target,
            source=row["source"],
            hedge=one_of(row, "hedge", HEDGES),
            stance=Stance(one_of(row, "stance", Stance)),
            statement=row["statement"],
            polarity=Polarity(one_of(row, "polarity", Polarity)),
            paragraph=row.number("paragraph"),
            sentence=row.number("sentence"),
            start=row.number("start"),
            end=row.number("end"),
            qualifier=row["qualifier"] or None,
            disputes=tuple(split_list(row["disputes"])),
        )


def read_editorial(path: Path, names: Names) -> Iterator[Claim]:
    """Yield the bridging steps that the editors add, each with its reason.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    for row in read_table(path, _EDITORIAL_COLUMNS):
        predicate, target = names.relation(row)
        if not row["reason"]:
            raise row.error("an editorial step needs a reason", "say in the column 'reason' why it is added")
        yield Claim(
            id=identifier(row),
            subject=names.concept(row, "subject"),
            predicate=predicate,
            object=target,
            source=EDITORIAL,
            hedge=one_of(row, "hedge", HEDGES),
            stance=Stance.EDITORIAL,
            statement=row["statement"],
            reason=row["reason"],
        )


def read_sources(path: Path) -> Iterator[Source]:
    """Yield the sources of a table."""
    for row in read_table(path, ("id", "title", "url", "tier")):
        yield Source(row["id"], row["title"], row["url"] or None, row["tier"])


def read_ambivalences(path: Path, names: Names) -> Iterator[tuple[NamedNode, NamedNode, str]]:
    """Yield the accepted ambivalences: cause, effect, and the reason why both signs stand."""
    for row in read_table(path, ("cause", "effect", "reason")):
        if not row["reason"]:
            raise row.error("an accepted ambivalence needs a reason", "say why both signs stand")
        yield names.concept(row, "cause"), names.concept(row, "effect"), row["reason"]


def read_retired(path: Path) -> Iterator[str]:
    """Yield the ids of concepts and claims that are never to be used again."""
    for row in read_table(path, ("id", "replaced by", "reason")):
        yield row["id"]


def identifier(row: Row) -> str:
    """Return the id of a row, which is capital letters and a number."""
    if not _CLAIM_ID.fullmatch(row["id"]):
        raise row.error(f"'{row['id']}' is no claim id", "write capital letters and a number, like C006")
    return row["id"]


def one_of(row: Row, column: str, words: Iterable[str]) -> str:
    """Return a cell that has to hold one of some words."""
    allowed = [str(word) for word in words]
    if row[column] not in allowed:
        raise row.error(f"column '{column}' holds '{row[column]}'", f"use one of: {', '.join(allowed)}")
    return row[column]
