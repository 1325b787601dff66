"""The hand-edited tables of evidence: claims with numbers, taxonomy, composites, and rows that are no claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from kg.claim_tables import Names, identifier, one_of
from kg.claims import HEDGES, Claim, Numbers, Polarity, Stance
from kg.tables import Row, read_table, split_list
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = [
    "EVIDENCE_COLUMNS",
    "TAXONOMY",
    "Composite",
    "Other",
    "read_composites",
    "read_evidence",
    "read_rows",
    "read_taxonomy",
]

EVIDENCE_COLUMNS: Final = (
    *(
        "id",
        "source",
        "subject",
        "relation",
        "object",
        "hedge",
        "qualifier",
        "stance",
        "polarity",
        "disputes",
        "shares",
    ),
    *("scope", "population", "sensitivity", "specificity", "lr+", "lr-", "lr origin", "prevalence", "post-test"),
    *("other numbers", "mechanism", "mechanism status", "alternative", "statement"),
)
TAXONOMY: Final = "TAXONOMY"
"""The id of the source that stands for the order of concepts by the meaning of their words."""

_DECIMAL: Final = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Composite:
    """A finding that holds when several others do.

    Args:
        id: the name of its rule.
        concept: the finding.
        parts: what has to hold, all of it.
    """

    id: str
    concept: NamedNode
    parts: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A row of evidence that is no claim.

    Args:
        id: the row.
        source: where it was read.
        treatment: ``repeats`` (the claims named say it already), ``text`` or ``left out``.
        claims: the claims that say it already.
        reason: why it is no claim.
    """

    id: str
    source: str
    treatment: str
    claims: tuple[str, ...]
    reason: str


def read_evidence(path: Path, names: Names) -> Iterator[Claim]:
    """Yield the claims of a table of evidence.

    Subject, relation and object may be lists: the claim is about each combination, the first one first.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    for row in read_table(path, EVIDENCE_COLUMNS):
        triples = _triples(row, names)
        first = triples[0]
        assert isinstance(first.subject, NamedNode)
        assert isinstance(first.object, NamedNode)
        numbers = Numbers(
            sensitivity=_share(row, "sensitivity"),
            specificity=_share(row, "specificity"),
            lr_positive=_decimal(row, "lr+"),
            lr_negative=_decimal(row, "lr-"),
            lr_origin=row["lr origin"] or None,
            prevalence=row["prevalence"] or None,
            post_test=row["post-test"] or None,
            other=row["other numbers"] or None,
        )
        if bool(row["lr+"] or row["lr-"]) != bool(row["lr origin"]):
            raise row.error("a likelihood ratio and its origin belong together", "fill both, or neither")
        if bool(row["mechanism"]) != bool(row["mechanism status"]):
            raise row.error("a mechanism and its status belong together", "fill both, or neither")
        yield Claim(
            id=identifier(row),
            subject=first.subject,
            predicate=first.predicate,
            object=first.object,
            source=row["source"],
            hedge=one_of(row, "hedge", HEDGES),
            stance=Stance(one_of(row, "stance", Stance)),
            statement=row["statement"],
            polarity=Polarity(one_of(row, "polarity", Polarity)),
            qualifier=row["qualifier"] or None,
            disputes=tuple(sorted(split_list(row["disputes"]))),
            also=tuple(sorted(triples[1:], key=str)),
            population=row["population"] or None,
            scope=row["scope"] or None,
            numbers=None if numbers == Numbers() else numbers,
            mechanism=row["mechanism"] or None,
            mechanism_status=row["mechanism status"] or None,
            alternative=row["alternative"] or None,
            shares=tuple(sorted(split_list(row["shares"]))),
        )


def read_taxonomy(path: Path, names: Names) -> Iterator[Claim]:
    """Yield the steps to broader concepts that the editors add, each with its reason, as editorial claims."""
    for row in read_table(path, ("id", "concept", "broader", "reason")):
        narrow, broad = names.concept(row, "concept"), names.concept(row, "broader")
        if not row["reason"]:
            raise row.error("a step to a broader concept needs a reason", "say in the column 'reason' why it holds")
        yield Claim(
            id=identifier(row),
            subject=narrow,
            predicate=BS.kindOf,
            object=broad,
            source=TAXONOMY,
            hedge="asserted",
            stance=Stance.EDITORIAL,
            statement=f"In the order of terms used here, {row['concept']} counts as a kind of {row['broader']}.",
            reason=row["reason"],
        )


def read_composites(path: Path, names: Names) -> Iterator[Composite]:
    """Yield the findings that hold when all their parts do."""
    for row in read_table(path, ("id", "concept", "all of")):
        parts = tuple(names.concept_called(row, label) for label in split_list(row["all of"]))
        if len(set(parts)) < 2 or len(set(parts)) != len(parts):
            raise row.error("a composite needs two different parts", "list them in the column 'all of'")
        yield Composite(row["id"], names.concept(row, "concept"), parts)


def read_rows(path: Path) -> Iterator[Other]:
    """Yield the rows of evidence that are no claims, each with what became of it."""
    for row in read_table(path, ("id", "source", "treatment", "claims", "reason")):
        treatment = one_of(row, "treatment", ("repeats", "text", "left out"))
        claims = tuple(split_list(row["claims"]))
        if not row["reason"] or bool(claims) != (treatment == "repeats"):
            raise row.error(
                "the row is not accounted for", "give a reason, and the claims exactly where it repeats some"
            )
        yield Other(identifier(row), row["source"], treatment, claims, row["reason"])


def _triples(row: Row, names: Names) -> list[Triple]:
    triples: list[Triple] = []
    parts = [split_list(row[column]) for column in ("subject", "relation", "object")]
    for subject, relation, target in product(*parts):
        one = Row({**row.cells, "subject": subject, "relation": relation, "object": target}, row.origin)
        predicate, node = names.relation(one)
        triples.append(Triple(names.concept(one, "subject"), predicate, node))
    if not triples or len(set(triples)) != len(triples):
        raise row.error("the row states nothing, or something twice", "fill subject, relation and object")
    return triples


def _decimal(row: Row, column: str) -> str | None:
    text = row[column]
    if text and not _DECIMAL.fullmatch(text):
        raise row.error(f"column '{column}' holds '{text}'", "write a decimal number, or leave it empty")
    return text or None


def _share(row: Row, column: str) -> str | None:
    text = _decimal(row, column)
    if text is not None and float(text) > 1:
        raise row.error(f"column '{column}' holds '{text}'", "write a share of 1, such as 0.92")
    return text
