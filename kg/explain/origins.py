"""Where the triples of the knowledge base come from, down to the sentence or the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from pyoxigraph import BlankNode

from kg.catalog import Catalog, Role
from kg.claims import Claim
from kg.concepts import Concept, concept_triples, read_concepts
from kg.explain.items import locator
from kg.explain.model import Origin
from kg.terms import Term, Triple, read
from kg.vocabulary import BS

__all__ = ["ClaimOrigins"]


class ClaimOrigins:
    """Where the triples of the knowledge base come from: claims, rows of concepts, files of the schema.

    Args:
        claims: the claims by id.
        catalog: the files.
    """

    def __init__(self, claims: Mapping[str, Claim], catalog: Catalog) -> None:
        self._catalog = catalog
        self._claims: defaultdict[Triple, list[Claim]] = defaultdict(list)
        self._against: defaultdict[str, list[str]] = defaultdict(list)
        for claim in claims.values():
            for triple in claim.triples if claim.asserts else ():
                self._claims[triple].append(claim)
            for disputed in claim.disputes:
                self._against[disputed].append(f"{claim.statement} [CONTRADICTING] {locator(claim)}")

    def __call__(self, triple: Triple) -> tuple[Origin, ...]:
        """Return where a triple comes from."""
        claims = self._claims.get(triple)
        if claims:
            return tuple(
                Origin(
                    claim.id,
                    locator(claim),
                    claim.modality,
                    claim.stance.value == "editorial",
                    claim.qualifier,
                    tuple(self._against.get(claim.id, ())),
                )
                for claim in claims
            )
        rows = [place for place, concept in self._rows.get(triple.subject, ()) if triple in concept_triples(concept)]
        places = {*self._schema.get(_erased(triple), ()), *rows} or self._tables(triple)
        return tuple(Origin(place, place) for place in sorted(places))

    def _tables(self, triple: Triple) -> set[str]:
        """Return the tables, and rows where they show, from which the compiler wrote an axiom."""
        if triple.predicate in (BS.candidateCause, BS.candidateRemedy):  # by the kind that the row gives
            return {place for place, _ in self._rows.get(triple.subject, ())}
        policy, composites = (
            {path.relative_to(self._catalog.folder).as_posix() for path in self._catalog.paths(role)}
            for role in (Role.POLICY, Role.COMPOSITES)
        )
        named = [term.value.removeprefix(BS.iri) for term in (triple.subject, triple.object)]
        for kind, tables in (("pattern/", policy), ("composite/", composites)):
            for name in named:
                row = name.removeprefix(kind).partition("-")[0]
                if name.startswith(kind):
                    return {
                        f"{table}, row {row}" if row[-1:].isalnum() and row[:1].isupper() else table for table in tables
                    }
        described = isinstance(triple.subject, BlankNode) or named[0].startswith("WeakFact")
        return policy | composites if described else set()

    @cached_property
    def _schema(self) -> Mapping[tuple[str, ...], set[str]]:
        """The files that state each triple; blank nodes have other labels there, and are left open."""
        found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for path in (*self._catalog.paths(Role.SCHEMA), *self._catalog.paths(Role.RL_ONLY)):
            name = path.relative_to(self._catalog.folder).as_posix()
            for triple in read(path):
                found[_erased(triple)].add(name)
        return found

    @cached_property
    def _rows(self) -> Mapping[Term, list[tuple[str, Concept]]]:
        """The rows that describe each concept."""
        found: defaultdict[Term, list[tuple[str, Concept]]] = defaultdict(list)
        for path in self._catalog.paths(Role.CONCEPTS):
            name = path.relative_to(self._catalog.folder).as_posix()
            for concept in read_concepts(path):
                found[concept.iri].append((f"{name}, row {concept.iri.value.rpartition('/')[2]}", concept))
        return found


def _erased(triple: Triple) -> tuple[str, ...]:
    return tuple("" if isinstance(term, BlankNode) else str(term) for term in triple)
