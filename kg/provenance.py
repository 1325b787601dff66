"""Claims and sources as triples of the provenance graph, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.claims import HEDGES, Claim, Numbers, Polarity, Source, Stance
from kg.errors import OntologyError
from kg.relations import Relations
from kg.terms import Term, Triple
from kg.vocabulary import BS, BSCLAIM, BSSOURCE, DCTERMS, OWL, RDF, XSD

__all__ = ["PROVENANCE_KINDS", "claim_triples", "claims_of", "source_triples", "sources_of"]

PROVENANCE_KINDS: Final = frozenset({BS.Claim, BS.Source, BS.AcceptedAmbivalence, OWL.Axiom})
"""What is described in the provenance graph; everything else is asserted knowledge."""


_NUMBERS: Final = (
    (BS.sensitivity, "sensitivity"),
    (BS.specificity, "specificity"),
    (BS.positiveLikelihoodRatio, "lr_positive"),
    (BS.negativeLikelihoodRatio, "lr_negative"),
    (BS.likelihoodRatioOrigin, "lr_origin"),
    (BS.prevalence, "prevalence"),
    (BS.postTestProbability, "post_test"),
    (BS.otherNumbers, "other"),
)
"""The properties that hold a claim's numbers, and the fields of `Numbers` they hold."""


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """Yield a claim as triples: its description and, when it asserts its triple, the OWL axiom annotation."""
    node = BSCLAIM[claim.id]
    nodes = [
        (RDF.type, BS.Claim),
        (DCTERMS.source, BSSOURCE[claim.source]),
        (BS.aboutSubject, claim.subject),
        (BS.aboutProperty, claim.predicate),
        (BS.aboutObject, claim.object),
        *((BS.disputes, BSCLAIM[other]) for other in claim.disputes),
        *((BS.sharesEvidenceWith, BSCLAIM[other]) for other in claim.shares),
    ]
    also = dict.fromkeys(part for triple in claim.also for part in (triple.subject, triple.object))
    nodes += [(BS.alsoAbout, part) for part in also if isinstance(part, NamedNode)]
    numbers = claim.numbers or Numbers()
    values = [
        (BS.claimId, claim.id),
        (BS.hedge, claim.hedge),
        (BS.modality, claim.modality.value),
        (BS.stance, claim.stance.value),
        (BS.polarity, claim.polarity.value),
        (BS.statement, claim.statement),
        (BS.qualifier, claim.qualifier),
        (BS.reason, claim.reason),
        (BS.paragraph, claim.paragraph),
        (BS.sentenceNumber, claim.sentence),
        (BS.startOffset, claim.start),
        (BS.endOffset, claim.end),
        (BS.population, claim.population),
        (BS.scope, claim.scope),
        (BS.strength, claim.strength),
        (BS.mechanism, claim.mechanism),
        (BS.mechanismStatus, claim.mechanism_status),
        (BS.alternative, claim.alternative),
        *((predicate, getattr(numbers, field)) for predicate, field in _NUMBERS),
    ]
    for predicate, other in nodes:
        yield Triple(node, predicate, other)
    for predicate, value in values:
        if value is not None:
            yield Triple(node, predicate, Literal(value))
    for number, (subject, predicate, target) in enumerate(claim.triples if claim.asserts else ()):
        axiom = BlankNode(f"axiom-{claim.id}-{number}")
        yield Triple(axiom, RDF.type, OWL.Axiom)
        yield Triple(axiom, OWL.annotatedSource, subject)
        yield Triple(axiom, OWL.annotatedProperty, predicate)
        yield Triple(axiom, OWL.annotatedTarget, target)
        yield Triple(axiom, BS.assertedBy, node)


def claims_of(provenance: Relations) -> dict[str, Claim]:
    """Return the claims of a provenance graph by id, sorted; the inverse of `claim_triples`.

    Raises:
        OntologyError: BS108, when the graph describes a claim incompletely or with an unknown word.
    """
    claims: list[Claim] = []
    axioms: dict[Term, list[Triple]] = defaultdict(list)
    for asserted in provenance.match(None, BS.assertedBy):
        axioms[asserted.object].append(asserted)
    for node in (triple.subject for triple in provenance.match(None, RDF.type, BS.Claim)):
        try:
            claims.append(_claim(provenance, node, axioms[node]))
        except (AssertionError, IndexError, ValueError) as error:
            raise OntologyError(
                "BS108", f"the compiled graph describes {node} wrongly: {error}", "build it again from the tables"
            ) from error
    return {claim.id: claim for claim in sorted(claims, key=lambda claim: claim.id)}


def _claim(provenance: Relations, node: Term, axioms: list[Triple]) -> Claim:
    def iri(predicate: NamedNode) -> NamedNode:
        value = provenance.objects(node, predicate)[0]
        assert isinstance(value, NamedNode)
        return value

    def text(predicate: NamedNode) -> str:
        return provenance.text(node, predicate) or ""

    def number(predicate: NamedNode) -> int | None:
        value = provenance.text(node, predicate)
        return None if value is None else int(value)

    if text(BS.hedge) not in HEDGES:
        raise ValueError(f"'{text(BS.hedge)}' is no hedge")
    first = (iri(BS.aboutSubject), iri(BS.aboutProperty), iri(BS.aboutObject))
    about = [_annotated(provenance, axiom.subject) for axiom in axioms] if len(axioms) > 1 else []
    numbers = Numbers(**{field: provenance.text(node, predicate) for predicate, field in _NUMBERS})
    return Claim(
        id=text(BS.claimId),
        subject=first[0],
        predicate=first[1],
        object=first[2],
        source=_local(iri(DCTERMS.source)),
        hedge=text(BS.hedge),
        stance=Stance(text(BS.stance)),
        statement=text(BS.statement),
        polarity=Polarity(text(BS.polarity)),
        paragraph=number(BS.paragraph),
        sentence=number(BS.sentenceNumber),
        start=number(BS.startOffset),
        end=number(BS.endOffset),
        qualifier=provenance.text(node, BS.qualifier),
        reason=provenance.text(node, BS.reason),
        disputes=tuple(sorted(_local(other) for other in provenance.objects(node, BS.disputes))),
        also=tuple(sorted((triple for triple in about if tuple(triple) != first), key=str)),
        population=provenance.text(node, BS.population),
        scope=provenance.text(node, BS.scope),
        numbers=None if numbers == Numbers() else numbers,
        mechanism=provenance.text(node, BS.mechanism),
        mechanism_status=provenance.text(node, BS.mechanismStatus),
        alternative=provenance.text(node, BS.alternative),
        shares=tuple(sorted(_local(other) for other in provenance.objects(node, BS.sharesEvidenceWith))),
    )


def _annotated(provenance: Relations, axiom: Term) -> Triple:
    """Return the triple that an axiom annotation is about."""
    parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    subject, predicate, target = (provenance.objects(axiom, part)[0] for part in parts)
    assert isinstance(predicate, NamedNode)
    return Triple(subject, predicate, target)


def source_triples(source: Source) -> Iterator[Triple]:
    """Yield a source as triples."""
    node = BSSOURCE[source.id]
    yield Triple(node, RDF.type, BS.Source)
    yield Triple(node, DCTERMS.title, Literal(source.title, language="en"))
    yield Triple(node, BS.tier, Literal(source.tier))
    if source.url:
        yield Triple(node, BS.url, Literal(source.url, datatype=XSD.anyURI))


def sources_of(provenance: Relations) -> dict[str, Source]:
    """Return the sources of a provenance graph by id, sorted; the inverse of `source_triples`."""
    nodes = [triple.subject for triple in provenance.match(None, RDF.type, BS.Source)]
    sources = (
        Source(
            id=_local(node),
            title=provenance.text(node, DCTERMS.title) or "",
            url=provenance.text(node, BS.url),
            tier=provenance.text(node, BS.tier) or "",
        )
        for node in nodes
    )
    return {source.id: source for source in sorted(sources, key=lambda source: source.id)}


def _local(node: Term) -> str:
    return node.value.rpartition("/")[2]
