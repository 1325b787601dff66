"""Concepts: the things the knowledge base speaks of, as rows of a table and as triples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.tables import read_table, split_list
from kg.terms import Triple
from kg.vocabulary import BS, OWL, RDF, SKOS

__all__ = ["Concept", "concept_triples", "read_concepts"]

_COLUMNS: Final = ("id", "label", "kinds", "definition", "lay terms", "clinical terms", "plural")
_ID: Final = re.compile(r"[A-Z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the knowledge base speaks of.

    Args:
        iri: its name for good, such as ``bs:BackSpasm``.
        label: its preferred label.
        kinds: the classes it belongs to, such as ``bs:Symptom``.
        definition: what the word means; it states nothing that a claim would have to state.
        lay: words for it that people without medical training use.
        clinical: words for it that health professionals use, and other spellings.
        plural: whether its label is in the plural.
    """

    iri: NamedNode
    label: str
    kinds: tuple[NamedNode, ...]
    definition: str
    lay: tuple[str, ...] = ()
    clinical: tuple[str, ...] = ()
    plural: bool = False


def read_concepts(path: Path) -> Iterator[Concept]:
    """Yield the concepts of a table.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    for row in read_table(path, _COLUMNS):
        if not _ID.fullmatch(row["id"]):
            raise row.error(f"'{row['id']}' is no concept id", "write it like BackSpasm")
        yield Concept(
            BS[row["id"]],
            row["label"],
            tuple(BS[kind] for kind in split_list(row["kinds"])),
            row["definition"],
            tuple(split_list(row["lay terms"])),
            tuple(split_list(row["clinical terms"])),
            row.flag("plural"),
        )


def concept_triples(concept: Concept) -> Iterator[Triple]:
    """Yield what a concept's row states, as triples."""
    yield Triple(concept.iri, RDF.type, OWL.NamedIndividual)
    for kind in concept.kinds:
        yield Triple(concept.iri, RDF.type, kind)
    texts = [
        (SKOS.prefLabel, concept.label),
        (SKOS.definition, concept.definition),
        *((BS.layTerm, word) for word in concept.lay),
        *((BS.clinicalTerm, word) for word in concept.clinical),
    ]
    for predicate, text in texts:
        yield Triple(concept.iri, predicate, Literal(text, language="en"))
    if concept.plural:
        yield Triple(concept.iri, BS.plural, Literal(True))
