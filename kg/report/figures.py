"""`Report`: the figures of the knowledge base."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.claims import Source
from kg.explain import Sign
from kg.knowledge import Knowledge
from kg.lexicon import Ref
from kg.vocabulary import BS, OWL, RDF

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Ambivalence", "Feedback", "Mechanism", "Report", "report_of"]

_LONGEST: Final = 8
"""How many steps a feedback that is looked for has at the most."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A concept that stands between others.

    Args:
        term: the concept.
        kinds: the kinds that it is stated to be of.
        betweenness: the share of the shortest chains of stated influences that lead through it, from 0 to 1.
        raises: how many concepts it raises, by what follows.
        lowers: how many it lowers.
        raised_by: how many raise it.
        lowered_by: how many lower it.
    """

    term: Ref
    kinds: tuple[Ref, ...]
    betweenness: float
    raises: int
    lowers: int
    raised_by: int
    lowered_by: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """A circle of stated influences.

    Args:
        terms: the concepts on it, from the one whose name comes first.
        claims: for each step, the ids of the claims that state it.
        signs: for each step, its sign.
    """

    terms: tuple[Ref, ...]
    claims: tuple[tuple[str, ...], ...]
    signs: tuple[Sign, ...]

    @property
    def reinforcing(self) -> bool:
        """Whether it drives itself on, rather than holding itself back."""
        return sum(sign is Sign.LOWERS for sign in self.signs) % 2 == 0


@dataclass(frozen=True, slots=True)
class Ambivalence:
    """Two concepts of which one both raises and lowers the other, by what follows."""

    source: Ref
    target: Ref


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a knowledge base. Lists that were cut come with how many there are.

    Args:
        sizes: what there is, and how many.
        mechanisms: the concepts that stand between the most others.
        between: how many concepts stand between others at all.
        feedbacks: circles of at most eight stated influences, each by a claim of its own, the shortest first.
        circles: how many there are.
        ambivalences: pairs of both signs.
        pairs: how many there are.
        evidence: how many claims there are, by tier and stance.
        sources: the sources, each with how many claims were read from it, most first.
        texts: how many sources there are.
        knowledge: version of the knowledge base.
    """

    sizes: tuple[tuple[str, int], ...]
    mechanisms: tuple[Mechanism, ...]
    between: int
    feedbacks: tuple[Feedback, ...]
    circles: int
    ambivalences: tuple[Ambivalence, ...]
    pairs: int
    evidence: tuple[tuple[str, str, int], ...]
    sources: tuple[tuple[Source, int], ...]
    texts: int
    knowledge: str


def report_of(knowledge: Knowledge, maximum: int = 10) -> Report:
    """Return the figures of a knowledge base.

    Args:
        knowledge: the knowledge base.
        maximum: how long each list is at the most.

    >>> import kg
    >>> report = report_of(kg.open(), maximum=3)
    >>> len(report.mechanisms), report.texts == len(kg.open().sources)
    (3, True)
    """
    reach = _reach(knowledge)
    mechanisms = _mechanisms(knowledge, reach)
    feedbacks = _feedbacks(knowledge)
    ambivalences = sorted(
        (
            Ambivalence(knowledge.terms.ref(one), knowledge.terms.ref(other))
            for one, other in reach[Sign.RAISES] & reach[Sign.LOWERS]
        ),
        key=lambda pair: (pair.source.label, pair.target.label, pair.source.id, pair.target.id),
    )
    counts = Counter(claim.source for claim in knowledge.claims.values())
    sources = sorted(knowledge.sources.values(), key=lambda source: (-counts[source.id], source.id))
    evidence = Counter(
        (knowledge.sources[claim.source].tier, claim.stance.value) for claim in knowledge.claims.values()
    )
    return Report(
        sizes=_sizes(knowledge, reach),
        mechanisms=tuple(mechanisms[:maximum]),
        between=len(mechanisms),
        feedbacks=tuple(feedbacks[:maximum]),
        circles=len(feedbacks),
        ambivalences=tuple(ambivalences[:maximum]),
        pairs=len(ambivalences),
        evidence=tuple((*key, count) for key, count in sorted(evidence.items())),
        sources=tuple((source, counts[source.id]) for source in sources[:maximum]),
        texts=len(sources),
        knowledge=knowledge.version,
    )


_Reach = dict[Sign, set[tuple[Any, Any]]]


def _reach(knowledge: Knowledge) -> _Reach:
    """Return the pairs of concepts between which the closure holds a net influence, by its sign."""
    concepts = knowledge.terms.concepts()
    return {
        sign: {
            (triple.subject, triple.object)
            for triple in knowledge.closure.match(predicate=predicate)
            if triple.subject in concepts and triple.object in concepts and triple.subject != triple.object
        }
        for sign, predicate in ((Sign.RAISES, BS.raises), (Sign.LOWERS, BS.lowers))
    }


def _sizes(knowledge: Knowledge, reach: _Reach) -> tuple[tuple[str, int], ...]:
    closure = knowledge.closure
    kinds = {triple.subject for triple in closure.match(None, RDF.type, OWL.Class)}
    relations = {triple.subject for triple in closure.match(None, RDF.type, OWL.ObjectProperty)}
    influences = {
        (step.subject.id, step.object.id, step.sign) for step in knowledge.influences.steps if step.sign is not None
    }
    return (
        ("concepts", len(knowledge.terms.concepts())),
        ("classes", len(kinds)),
        ("relations", len(relations)),
        ("sources", len(knowledge.sources)),
        ("claims", len(knowledge.claims)),
        ("steps added by the editors", sum(claim.source == "EDITORIAL" for claim in knowledge.claims.values())),
        ("stated influences with a sign", len(influences)),
        ("triples asserted", len(closure.asserted)),
        ("triples inferred", len(closure.inferred)),
        ("pairs of which one raises the other", len(reach[Sign.RAISES])),
        ("pairs of which one lowers the other", len(reach[Sign.LOWERS])),
    )


def _stated(knowledge: Knowledge) -> nx.DiGraph[str]:
    """Return the stated influences with a sign, as the links of the influence graph have them."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    claims: dict[tuple[str, str, Sign], set[str]] = defaultdict(set)
    for node in knowledge.influences.nodes():
        for link in knowledge.influences.links(node):
            if link.step.sign is not None:
                ends = knowledge.terms.ref(link.source).id, knowledge.terms.ref(link.target).id
                claims[(*ends, link.step.sign)] |= {part.claim.id for part in (link.step, *link.step.also)}
    for source, target, sign in sorted(claims, key=lambda key: (key[0], key[1], key[2].value)):
        if not graph.has_edge(source, target):
            graph.add_edge(source, target, signs=[], claims=[])
        graph[source][target]["signs"].append(sign)
        graph[source][target]["claims"].append(tuple(sorted(claims[source, target, sign])))
    return graph


def _mechanisms(knowledge: Knowledge, reach: _Reach) -> list[Mechanism]:
    import networkx as nx

    scores: Any = nx.betweenness_centrality(_stated(knowledge))
    nodes = {knowledge.terms.ref(node).id: node for node in knowledge.terms.concepts()}
    counts = {(sign, end): Counter(pair[end] for pair in pairs) for sign, pairs in reach.items() for end in (0, 1)}
    found = [
        Mechanism(
            term=knowledge.terms.ref(nodes[name]),
            kinds=knowledge.terms.kinds(nodes[name]),
            betweenness=round(float(score), 6),
            raises=counts[Sign.RAISES, 0][nodes[name]],
            lowers=counts[Sign.LOWERS, 0][nodes[name]],
            raised_by=counts[Sign.RAISES, 1][nodes[name]],
            lowered_by=counts[Sign.LOWERS, 1][nodes[name]],
        )
        for name, score in scores.items()
        if score > 0 and name in nodes
    ]
    return sorted(found, key=lambda one: (-one.betweenness, one.term.label, one.term.id))


def _feedbacks(knowledge: Knowledge) -> list[Feedback]:
    """Return the circles of stated influences; where a step is stated with both signs, there is one circle for each.

    What one claim states both ways, as "coincides with" does, is no circle.
    """
    import networkx as nx

    graph = _stated(knowledge)
    refs = {knowledge.terms.ref(node).id: knowledge.terms.ref(node) for node in knowledge.terms.concepts()}
    found: list[Feedback] = []
    for circle in nx.simple_cycles(graph, length_bound=_LONGEST):
        start = circle.index(min(circle))
        names = [*circle[start:], *circle[:start]]
        ways: list[list[tuple[Sign, tuple[str, ...]]]] = [[]]
        for one, other in zip(names, [*names[1:], names[0]], strict=True):
            step = graph[one][other]
            choices = list(zip(step["signs"], step["claims"], strict=True))
            ways = [[*way, choice] for way in ways for choice in choices]
        found += [
            Feedback(
                terms=tuple(refs[name] for name in names),
                claims=tuple(claims for _, claims in way),
                signs=tuple(sign for sign, _ in way),
            )
            for way in ways
            if len({claims for _, claims in way}) == len(way)
        ]
    return sorted(found, key=lambda one: (len(one.terms), [term.label for term in one.terms], one.claims))
