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
        lay_label: that of them which it is called by in plain words, where its label is none; marked with a star.
        clinical: words for it that health professionals use, and other spellings.
        plural: whether its label is in the plural.
    """

    iri: NamedNode
    label: str
    kinds: tuple[NamedNode, ...]
    definition: str
    lay: tuple[str, ...] = ()
    lay_label: str | None = None
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
        lay = split_list(row["lay terms"])
        starred = [word[1:] for word in lay if word.startswith("*")]
        if len(starred) > 1:
            raise row.error("two lay terms are marked with a star", "mark the one that plain words use")
        yield Concept(
            iri=BS[row["id"]],
            label=row["label"],
            kinds=tuple(BS[kind] for kind in split_list(row["kinds"])),
            definition=row["definition"],
            lay=tuple(word.removeprefix("*") for word in lay),
            lay_label=starred[0] if starred else None,
            clinical=tuple(split_list(row["clinical terms"])),
            plural=row.flag("plural"),
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
        *([(BS.layLabel, concept.lay_label)] if concept.lay_label else []),
    ]
    for predicate, text in texts:
        yield Triple(concept.iri, predicate, Literal(text, language="en"))
    if concept.plural:
        yield Triple(concept.iri, BS.plural, Literal(True))
