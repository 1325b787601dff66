"""From the hand-edited files of the ontology to the built ones.

`write` (``backstory build``, ``make ontology``) writes four files: the compiled graph `backstory.ttl`, its closure
`build/closure.nt.gz`, its claims `build/claims.json.gz`, and the manifest. Their bytes depend on the edited files
alone, so `Built.stale` can tell by comparing.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.catalog import MANIFEST, Catalog, Role, digest
from kg.claim_tables import Names, read_ambivalences, read_claims, read_editorial, read_retired, read_sources
from kg.claims import Claim
from kg.concepts import Concept, concept_triples, read_concepts
from kg.errors import OntologyError
from kg.evidence import (
    TAXONOMY,
    read_composites,
    read_evidence,
    read_rows,
    read_taxonomy,
)
from kg.mappings import mapping_triples, read_mappings
from kg.measurements import read_measurements
from kg.ontology import Ontology
from kg.provenance import claim_triples, source_triples
from kg.reason import Closure, closure_bytes, materialise
from kg.stated import Stated, stated_bytes
from kg.terms import Term, Triple, canonical, read, to_turtle
from kg.thresholds import read_thresholds
from kg.triage import composite_axioms, condition_axioms, policy_axioms, read_policy
from kg.vocabulary import BS, OWL, RDF, RDFS
from kg.wordings import (
    LEVELS,
    read_activities,
    read_episodes,
    read_out_of_scope,
    read_qualifiers,
    read_regions,
    read_speech,
    read_words,
)

__all__ = ["Built", "build", "compile_ontology", "table_names", "write"]


CAUSES: Final = (BS.Cause, BS.Stressor, BS.RiskFactor, BS.Behaviour, BS.Deficiency, BS.Condition, BS.Event)
"""The kinds of what can be a cause; a mechanism, an intervention or a symptom cannot."""


def compile_ontology(catalog: Catalog) -> list[Triple]:
    """Return everything that the edited files state, as one canonical list of triples.

    Raises:
        OntologyError: BS102, BS104 or BS105 for a file that cannot be used; BS105 also when an id or a label
            is given twice, was retired, or names nothing.
    """
    schema, concepts = _schema(catalog), _concepts(catalog)
    names = _names(schema, concepts)
    claims = [c for path in catalog.paths(Role.CLAIMS) for c in read_claims(path, names)]
    claims += [c for path in catalog.paths(Role.EDITORIAL) for c in read_editorial(path, names)]
    claims += [c for path in catalog.paths(Role.EVIDENCE) for c in read_evidence(path, names)]
    claims += [c for path in catalog.paths(Role.TAXONOMY) for c in read_taxonomy(path, names)]
    composites = [c for path in catalog.paths(Role.COMPOSITES) for c in read_composites(path, names)]
    uses = [use for path in catalog.paths(Role.POLICY) for use in read_policy(path, names)]
    others = [row for path in catalog.paths(Role.ROWS) for row in read_rows(path)]
    sources = [s for path in catalog.paths(Role.SOURCES) for s in read_sources(path)]
    retired = {name for path in catalog.paths(Role.RETIRED) for name in read_retired(path)}

    local = [concept.iri.value.rpartition("/")[2] for concept in concepts]
    _unique("concept id", local)
    _unique("label", [concept.label for concept in concepts])
    _unique("source id", [source.id for source in sources])
    _unique("claim id", [claim.id for claim in claims])
    for name in sorted(retired & {*local, *(claim.id for claim in claims)}):
        raise OntologyError("BS105", f"the id '{name}' was retired", "give the row a new id")
    _unique("id", [*(claim.id for claim in claims), *(row.id for row in others), *(c.id for c in composites)])
    rows = [claim.id for claim in claims] + [row.id for row in others]
    _known("row", set(rows), ((use.id, use.row) for use in uses))
    _known("source", {source.id for source in sources}, ((claim.id, claim.source) for claim in claims))
    _known("claim", {c.id for c in claims}, ((c.id, other) for c in claims for other in _mentioned(c)))

    ambivalences = [
        triple
        for path in catalog.paths(Role.AMBIVALENCES)
        for cause, effect, reason in read_ambivalences(path, names)
        for triple in _ambivalence(cause, effect, reason)
    ]
    _check_words(catalog, names, {source.id for source in sources})
    mappings = [m for path in catalog.paths(Role.MAPPINGS) for m in read_mappings(path)]
    terms = {*(concept.iri.value for concept in concepts), *(node.value for node in names.properties)}
    _known("term", terms, ((f"mapping to {m.code.value}", m.subject.value) for m in mappings))
    return canonical(
        [
            *schema,
            *(triple for concept in concepts for triple in concept_triples(concept)),
            *(triple for claim in claims if claim.asserts for triple in claim.triples),
            *composite_axioms(composites, {concept.iri for concept in concepts if BS.AgeGroup in concept.kinds}),
            *policy_axioms(uses, {row.id: row.claims for row in others}),
            *condition_axioms(uses, {claim.id: claim for claim in claims}),
            *_candidates(schema, concepts, claims),
            *(triple for claim in claims for triple in claim_triples(claim)),
            *(triple for source in sources for triple in source_triples(source)),
            *ambivalences,
            *(triple for mapping in mappings for triple in mapping_triples(mapping)),
        ]
    )


def _check_words(catalog: Catalog, names: Names, sources: set[str]) -> None:
    """Check the tables of the words of cases: each word is said once, and what it means is there.

    Args:
        catalog: the edited files.
        names: the concepts by their labels.
        sources: the ids of the sources.
    """
    thresholds = [t for path in catalog.paths(Role.THRESHOLDS) for t in read_thresholds(path, names.concepts.get)]
    _unique("id", [threshold.id for threshold in thresholds])
    qualified = [q for path in catalog.paths(Role.QUALIFIERS) for q in read_qualifiers(path)]
    _unique("finding with a qualifier", [f"{finding}, {qualifier}" for finding, qualifier, _ in qualified])
    _known("concept", set(names.concepts), ((f"qualifier {q[1]}", label) for q in qualified for label in (q[0], q[2])))
    beyond = [row for path in catalog.paths(Role.OUT_OF_SCOPE) for row in read_out_of_scope(path)]
    _unique("words out of scope", [words for words, *_ in beyond])
    left = [(f"history of '{words}'", condition) for words, _, condition in beyond if condition not in ("", "none")]
    _known("concept", set(names.concepts), left)
    episodes = [one for path in catalog.paths(Role.EPISODES) for one in read_episodes(path)]
    _unique("episode", [condition for condition, *_ in episodes])
    passing = [("episode", label) for condition, _, left in episodes for label in (condition, left) if label != "none"]
    _known("concept", set(names.concepts), passing)
    bands = [band for path in catalog.paths(Role.MEASUREMENTS) for one in read_measurements(path) for band in one.bands]
    _unique("id", [band.id for band in bands])
    _known("source", sources, [(band.id, band.source) for band in bands])
    regions = [region for path in catalog.paths(Role.REGIONS) for region in read_regions(path)]
    _unique("region", [words for region in regions for words in region.words])
    meant = [(f"region {r.words[0]}", means) for r in regions for means in r.means.values() if means not in LEVELS]
    _known("concept", set(names.concepts), meant)
    _unique("activity", [words for path in catalog.paths(Role.ACTIVITIES) for words in read_activities(path)])
    words = [row for path in catalog.paths(Role.WORDS) for row in read_words(path)]
    _unique("words", [text.casefold() for text, _, _ in words])
    _known("concept", set(names.concepts), [(f"words '{text}'", label) for text, means, _ in words for label in means])
    for path in catalog.paths(Role.SPEECH):
        _unique("saying", [f"{one.kind} {saying}" for one in read_speech(path) for saying in one.words])


@dataclass(frozen=True, slots=True)
class Built:
    """What the built files of an ontology folder have to hold.

    Args:
        files: their content, by path.
        closure: the closure of the compiled graph.
    """

    files: dict[Path, bytes]
    closure: Closure

    def stale(self) -> list[Path]:
        """Return the built files that do not hold what they have to hold, the manifest apart."""
        return [path for path, data in self.files.items() if not path.is_file() or not _same(path, data)]


def build(path: Path) -> Built:
    """Compile an ontology folder and reason over it; nothing is written.

    Raises:
        OntologyError: as `compile_ontology`.
    """
    catalog = Catalog.read(path)
    triples = compile_ontology(catalog)
    compiled = to_turtle(triples)
    version = digest(compiled)
    ontology = Ontology.of(triples, version, catalog)
    closure = materialise(ontology)
    files = {
        catalog.path(Role.COMPILED): compiled,
        catalog.path(Role.CLOSURE): closure_bytes(closure, version),
        catalog.path(Role.STATED): stated_bytes(Stated.of(ontology.provenance), version),
    }
    return Built(files, closure)


def write(path: Path) -> Built:
    """Build an ontology folder and write the built files and the manifest; nothing when it is inconsistent."""
    built = build(path)
    if built.closure.inconsistencies:
        return built
    for file, data in built.files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or not _same(file, data):
            file.write_bytes(data)
    (path / MANIFEST).write_bytes(Catalog.read(path).manifest())
    return built


def _same(path: Path, data: bytes) -> bool:
    """Compare content; two versions of zlib may compress the same content to different bytes."""
    old = path.read_bytes()
    if path.suffix != ".gz":
        return old == data
    try:
        return gzip.decompress(old) == gzip.decompress(data)
    except (OSError, EOFError):
        return False


def table_names(catalog: Catalog) -> Names:
    """Return what the words of the tables stand for."""
    return _names(_schema(catalog), _concepts(catalog))


def _schema(catalog: Catalog) -> list[Triple]:
    return [
        triple
        for role in (Role.SCHEMA, Role.RL_ONLY)
        for path in catalog.paths(role)
        for triple in _own_blank_nodes(read(path), path.stem)
    ]


def _concepts(catalog: Catalog) -> list[Concept]:
    return [c for path in catalog.paths(Role.CONCEPTS) for c in read_concepts(path)]


def _names(schema: Iterable[Triple], concepts: Iterable[Concept]) -> Names:
    labels = {t.subject: t.object.value for t in schema if t.predicate == RDFS.label}
    typed = {(t.subject, t.object) for t in schema if t.predicate == RDF.type}
    kinds = {
        labels[node]: node
        for node, kind in typed
        if kind == OWL.Class and node in labels and isinstance(node, NamedNode)
    }
    properties = frozenset(node for node, kind in typed if kind == OWL.ObjectProperty and isinstance(node, NamedNode))
    return Names({concept.label: concept.iri for concept in concepts}, kinds, properties)


def _own_blank_nodes(triples: Iterable[Triple], prefix: str) -> Iterator[Triple]:
    """Keep the blank nodes of one file apart from those of another."""
    for triple in triples:
        subject, target = (
            BlankNode(f"{prefix}-{term.value}") if isinstance(term, BlankNode) else term
            for term in (triple.subject, triple.object)
        )
        yield Triple(subject, triple.predicate, target)


def _mentioned(claim: Claim) -> Iterator[str]:
    """Yield the ids of the claims that a claim speaks of."""
    yield from claim.disputes
    yield from claim.shares
    base, _, name = claim.object.value.rpartition("/")
    if base.endswith("/claim"):
        yield name


def _candidates(schema: Sequence[Triple], concepts: Iterable[Concept], claims: Iterable[Claim]) -> Iterator[Triple]:
    """Yield that what can be a cause is a candidate cause, and an intervention a candidate remedy, each of itself.

    OWL 2 RL cannot say that of a class. What is a kind of a cause only by the order of terms is none: the broader
    cause is named, no more is known.
    """
    kinds = _below(schema, RDFS.subClassOf, CAUSES)
    remedies = _below(schema, RDFS.subClassOf, (BS.Intervention,))
    influences = _below(schema, RDFS.subPropertyOf, (BS.influences, BS.kindOf))
    stated = {
        triple.subject
        for claim in claims
        if claim.asserts and claim.source != TAXONOMY
        for triple in claim.triples
        if triple.predicate in influences
    }
    for concept in concepts:
        if kinds & set(concept.kinds) and concept.iri in stated:
            yield Triple(concept.iri, BS.candidateCause, concept.iri)
        if remedies & set(concept.kinds):
            yield Triple(concept.iri, BS.candidateRemedy, concept.iri)


def _below(schema: Sequence[Triple], relation: NamedNode, tops: Iterable[NamedNode]) -> set[Term]:
    """Return some classes or properties with all that the schema puts below them."""
    found: set[Term] = set(tops)
    steps = [triple for triple in schema if triple.predicate == relation and isinstance(triple.subject, NamedNode)]
    while more := {triple.subject for triple in steps if triple.object in found} - found:
        found |= more
    return found


def _ambivalence(cause: NamedNode, effect: NamedNode, reason: str) -> Iterator[Triple]:
    node = BlankNode(f"ambivalence-{digest(str(cause).encode() + str(effect).encode())[:16]}")
    yield Triple(node, RDF.type, BS.AcceptedAmbivalence)
    yield Triple(node, BS.ambivalentCause, cause)
    yield Triple(node, BS.ambivalentEffect, effect)
    yield Triple(node, BS.reason, Literal(reason, language="en"))


def _unique(what: str, values: list[str]) -> None:
    for value in sorted({value for value in values if values.count(value) > 1}):
        raise OntologyError("BS105", f"the {what} '{value}' is given twice", "keep one of the two rows")


def _known(what: str, known: set[str], mentions: Iterable[tuple[str, str]]) -> None:
    for claim, name in mentions:
        if name not in known:
            raise OntologyError("BS105", f"{claim} names the {what} '{name}', which is not there", "correct the id")
