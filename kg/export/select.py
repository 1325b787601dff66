"""What a picture shows: an explanation, the surroundings of a concept, the answer to a query, or everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.answer import Graph
from kg.explain import Explanation, Step
from kg.export.model import Edge, Family, Node, Picture
from kg.export.reduce import nearest
from kg.knowledge import Knowledge
from kg.lexicon import Ref
from kg.terms import Triple
from kg.vocabulary import BS, BSCLAIM, compact

__all__ = ["DEFAULT_CAP", "picture_of_all", "picture_of_answer", "picture_of_explanation", "picture_of_term"]

DEFAULT_CAP: Final = 80
"""How many nodes a picture shows unless more are asked for."""

_EDITORS: Final = "EDITORIAL"

_FAMILIES: Final = (
    (Family.MEASURE, (BS.Intervention, BS.Strategy)),
    (Family.CARE, (BS.CareAction, BS.Grade)),
    (Family.BODY, (BS.AnatomicalEntity,)),
    (Family.HORMONE, (BS.Hormone,)),
    (Family.FINDING, (BS.Finding,)),
    (Family.CONDITION, (BS.Condition,)),
    (Family.MECHANISM, (BS.Process, BS.State)),
    (Family.CAUSE, (BS.Occurrence, BS.Activity, BS.Stimulus)),
)


def picture_of_explanation(
    knowledge: Knowledge, explanation: Explanation, ends: Iterable[NamedNode], cap: int = DEFAULT_CAP
) -> Picture:
    """Return the paths of an explanation as a graph; without paths, the nearest claims, and the title says so.

    Args:
        knowledge: what was asked.
        explanation: the answer.
        ends: the two concepts that were asked about.
        cap: how many nodes to show.
    """
    paths = [part for path in explanation.paths for part in (path, *path.alternatives)]
    steps = [step for path in paths for step in path.steps] or list(explanation.nearest)
    focus = {knowledge.terms.ref(end).id for end in ends}
    title = explanation.answer if paths else f"{explanation.answer} Shown are the nearest claims."
    return _picture(knowledge, title, _edges_of(steps), focus, cap)


def picture_of_term(
    knowledge: Knowledge, node: NamedNode, hops: int = 2, cap: int = DEFAULT_CAP, source: str | None = None
) -> Picture:
    """Return what is stated around a concept, up to so many relations away.

    Args:
        knowledge: what was asked.
        node: the concept.
        hops: how many relations away.
        cap: how many nodes to show.
        source: id of a source, to show only what it states, with the bridges that the editors added.
    """
    focus = compact(node.value)
    steps = _signed(knowledge, source)
    reached = {focus}
    for _ in range(hops):
        reached |= {
            end
            for step in steps
            for end in (step.subject.id, step.object.id)
            if reached & {step.subject.id, step.object.id}
        }
    chosen = [step for step in steps if {step.subject.id, step.object.id} <= reached]
    title = f"What is stated around {knowledge.terms.ref(node).label}, {hops} step{'s' if hops != 1 else ''} away"
    return _picture(knowledge, title, _edges_of(chosen), {focus}, cap)


def picture_of_answer(knowledge: Knowledge, title: str, answer: Graph, cap: int = DEFAULT_CAP) -> Picture:
    """Return the relations between concepts in the answer to a CONSTRUCT or DESCRIBE query.

    A relation that is stated carries its claims; one that follows is drawn as inferred.
    """
    stated: dict[Triple, list[Step]] = defaultdict(list)
    for step in _signed(knowledge):
        stated[step.claim.triple].append(step)
    steps: list[Step] = []
    inferred: list[Edge] = []
    for triple in answer.triples:
        if triple in stated:
            steps += stated[triple]
        elif _is_relation(knowledge, triple):
            relation = knowledge.terms.ref(triple.predicate)
            inferred.append(
                Edge(
                    source=knowledge.terms.ref(triple.subject).id,
                    target=knowledge.terms.ref(triple.object).id,
                    relation=relation.id,
                    label=relation.label,
                    sign=knowledge.influences.sign(triple.predicate),
                    inferred=True,
                )
            )
    return _picture(knowledge, title, [*_edges_of(steps), *inferred], set(), cap)


def picture_of_all(knowledge: Knowledge, cap: int | None = None, source: str | None = None) -> Picture:
    """Return every stated relation between concepts.

    Args:
        knowledge: what was asked.
        cap: how many nodes to show; None for all.
        source: as for `picture_of_term`.

    Raises:
        TermError: BS205, when there is no such source.

    >>> import kg
    >>> picture_of_all(kg.open(), source="article").title
    'All that “Does Stress Cause Back Spasms?” states of the concepts'
    """
    steps = _signed(knowledge, source)
    stated = "is stated" if source is None else f"“{knowledge.sources[source.upper()].title}” states"
    return _picture(knowledge, f"All that {stated} of the concepts", _edges_of(steps), set(), cap)


def _is_relation(knowledge: Knowledge, triple: Triple) -> bool:
    concepts = knowledge.terms.concepts()
    return triple in knowledge.closure and triple.subject in concepts and triple.object in concepts


def _signed(knowledge: Knowledge, source: str | None = None) -> list[Step]:
    """Return what is stated, or what a source states, from the end that gives it a sign: a quality has a low state.

    With what a source states stand the steps of the editors between two of its concepts.
    """
    graph = knowledge.influences
    ids = knowledge.claims.keys()
    if source is not None:
        own = knowledge.claims_from(source)
        spoken = {node for claim in own for triple in claim.triples for node in (triple.subject, triple.object)}
        between = [c for c in knowledge.claims_from(_EDITORS) if {c.subject, c.object} <= spoken]
        ids = {claim.id: claim for claim in (*own, *between)}.keys()
    steps: list[Step] = []
    for step in graph.steps:
        if step.claim.id not in ids:
            continue
        mirrors = [] if step.sign else [t for t in graph.mirrored(step.claim.triple) if graph.sign(t.predicate)]
        about = graph.claims.get(step.claim.object.value.removeprefix(BSCLAIM.iri))
        if about:  # a claim about a claim is drawn to what that claim acts on
            words = Ref(step.predicate.id, f"{step.predicate.label} {about.id} on")
            steps.append(replace(step, predicate=words, object=knowledge.terms.ref(about.object)))
        else:
            steps.append(graph.step(mirrors[0], step.claim) if mirrors else step)
    return steps


def _edges_of(steps: Iterable[Step]) -> list[Edge]:
    """Return one edge for all claims that state the same triple."""
    grouped: dict[tuple[str, str, str], dict[str, Step]] = defaultdict(dict)
    for step in steps:
        for part in (step, *step.also):
            grouped[part.subject.id, part.predicate.id, part.object.id][part.claim.id] = part
    edges: list[Edge] = []
    for (source, relation, target), parts in grouped.items():
        first = min(parts.values(), key=lambda part: (part.modality.rank, part.claim.id))
        edges.append(
            Edge(
                source=source,
                target=target,
                relation=relation,
                label=first.predicate.label,
                sign=first.sign,
                editorial=all(part.editorial for part in parts.values()),
                feedback=relation == "bs:feedsBackOn",
                modality=first.modality.value,
                claims=tuple(sorted(parts)),
            )
        )
    return edges


def _picture(knowledge: Knowledge, title: str, edges: Iterable[Edge], focus: set[str], cap: int | None) -> Picture:
    """Return the edges between concepts, with the nodes nearest to the focus, or the best connected, up to the cap."""
    known = {knowledge.terms.ref(node).id: node for node in knowledge.terms.concepts()}
    kept = sorted(
        (edge for edge in edges if edge.source in known and edge.target in known),
        key=lambda edge: (edge.source, edge.target, edge.relation),
    )
    names = {end for edge in kept for end in (edge.source, edge.target)} | (focus & known.keys())
    nodes = tuple(
        Node(name, knowledge.terms.ref(known[name]).label, _family(knowledge, known[name]), name in focus)
        for name in sorted(names)
    )
    return nearest(Picture(title, nodes, tuple(kept), len(nodes)), cap)


def _family(knowledge: Knowledge, node: NamedNode) -> Family:
    for family, kinds in _FAMILIES:
        if any(knowledge.influences.is_a(node, kind) for kind in kinds):
            return family
    return Family.OTHER
