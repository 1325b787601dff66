"""What a page tells of the nodes and edges of a picture: definitions, claims with their sources, and proofs."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from kg.claims import Source
from kg.explain import Told
from kg.explain.items import locator
from kg.explain.triples import Explainer
from kg.export.model import Picture
from kg.export.page import Details
from kg.knowledge import Knowledge
from kg.proofs.model import Kind
from kg.terms import Triple
from kg.vocabulary import RDFS, SKOS, expand

__all__ = ["details_of", "details_of_terms"]

_PROOFS: Final = 200
"""How many edges of a page come with their proof; finding one takes some milliseconds."""


def details_of(knowledge: Knowledge, picture: Picture, proofs: int = _PROOFS) -> Details:
    """Return what the knowledge base knows of a picture.

    Args:
        knowledge: the knowledge base.
        picture: the picture.
        proofs: how many inferred edges to prove.

    >>> import kg
    >>> graph = kg.open()
    >>> details_of(graph, graph.picture("stress", "cortisol")).claims["C007"]["hedge"]
    'asserted'
    """
    cited = sorted({name for edge in picture.edges for name in edge.claims} & knowledge.claims.keys())
    claims: dict[str, dict[str, str]] = {}
    for name in cited:
        claim = knowledge.claims[name]
        source = knowledge.sources[claim.source]
        claims[name] = {
            "statement": claim.statement,
            "hedge": claim.hedge,
            "source": f"{source.title}{locator(claim).removeprefix(name)}{_tier(source)}",
            "limits": "; ".join(filter(None, (claim.qualifier, claim.population, claim.reason))),
        }
    told = details_of_terms(knowledge.explainer, picture, proofs)
    return Details(told.definitions, claims, told.proofs, knowledge.version)


def details_of_terms(explainer: Explainer, picture: Picture, proofs: int = _PROOFS) -> Details:
    """Return what an ontology says of the terms of a picture.

    Args:
        explainer: what explains the ontology.
        picture: the picture.
        proofs: how many inferred edges to prove.
    """
    closure = explainer.closure
    definitions: dict[str, str] = {}
    for node in picture.nodes:
        term = _term(node.id)
        text = term and (closure.text(term, SKOS.definition) or closure.text(term, RDFS.comment))
        if text:
            definitions[node.id] = text
    proved: dict[str, list[str]] = {}
    for number, edge in enumerate(picture.edges, 1):
        ends = (_term(edge.source), _term(edge.relation), _term(edge.target))
        if not edge.inferred or edge.step or len(proved) >= proofs or None in ends:
            continue
        subject, predicate, object_ = ends
        assert subject
        assert predicate
        assert object_
        triple = Triple(subject, predicate, object_)
        if triple in closure:
            proved[f"e{number}"] = _lines(explainer.why(triple).told[0])
    return Details(definitions, {}, proved)


def _tier(source: Source) -> str:
    return f", tier {source.tier}" if source.tier in {"A", "B", "C", "D"} else ""


def _term(name: str) -> NamedNode | None:
    iri = expand(name)
    return NamedNode(iri) if iri else None


def _lines(told: Told) -> list[str]:
    """Return a proof line by line, the conclusion first; each names those that it follows from. Lists are left out."""
    nodes = told.proof.nodes
    order = [0]
    for at in order:
        premises = [premise for premise in nodes[at].premises if nodes[premise].kind is not Kind.LIST]
        order += [premise for premise in premises if premise not in order]
    numbers = {at: number for number, at in enumerate(order, 1)}
    lines: list[str] = []
    for at in order:
        line = told.lines[at]
        cited = "".join(f" {origin.name}" for origin in line.origins[:3])
        follows = ", ".join(str(numbers[premise]) for premise in nodes[at].premises if premise in numbers)
        by = f" by {nodes[at].rule} from {follows}" if follows else ""
        lines.append(f"{numbers[at]}. {line.text} {line.tag}{cited}{by}")
    return lines
