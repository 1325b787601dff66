"""The questions that can be asked: of a pair of concepts, of one concept, of one claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg.claims import Claim
from kg.explain.influences import InfluenceGraph, Link
from kg.explain.model import About, Explanation, Path, Sign, Status, Step
from kg.explain.nearest import nearest
from kg.explain.paths import SEARCH_LIMIT, Found, paths
from kg.explain.wording import NOT_STATED, cited, influence, join, pair_answer, term_answer
from kg.lexicon import Ref
from kg.proofs.checker import check
from kg.proofs.model import Proof
from kg.proofs.prover import Prover
from kg.rules import OWL2RL
from kg.terms import Triple
from kg.vocabulary import BS, BSCLAIM

__all__ = ["DEFAULT_MAX", "explain_claim", "explain_pair", "explain_term"]

DEFAULT_MAX: Final = 12
"""How many paths are shown unless more are asked for."""


def explain_pair(
    graph: InfluenceGraph,
    source: NamedNode,
    target: NamedNode,
    maximum: int = DEFAULT_MAX,
    limit: int = SEARCH_LIMIT,
) -> Explanation:
    """Answer how one concept acts on another.

    The closure tells whether and in which direction it does; the paths tell by what steps. Where no influence
    with a sign is held, influences of open direction are looked for, then any stated relation.

    Args:
        graph: the stated influences of a closure.
        source: the concept that acts.
        target: the concept acted on, another one than `source`.
        maximum: how many paths to show at the most.
        limit: how many chains to look at before giving up.
    """
    origin, goal = graph.lexicon.ref(source), graph.lexicon.ref(target)
    question = f"How {'do' if origin.plural else 'does'} {origin} act on {goal}?"
    signs = graph.net(source, target)
    found = Found((), exhausted=True)
    if signs:
        found = paths(graph, source, target, limit=limit)
    elif graph.influences(source, target):
        found = paths(graph, source, target, signed=False, limit=limit)
    else:
        found = Found(tuple(_relations(graph, source, goal)), exhausted=True)
    if not found.paths and not signs:
        return _not_stated(graph, source, target, question)
    shown = _shown(found.paths, signs, maximum)
    likelihood = _has_likelihood(graph, target)
    proofs = _proofs(graph, source, target, signs)
    return Explanation(
        question=question,
        answer=pair_answer(origin, goal, found.paths, likelihood=likelihood),
        status=Status.AMBIVALENT if len(signs) == 2 else Status.ENTAILED,
        signs=signs,
        paths=shown,
        found=len(found.paths),
        exhausted=found.exhausted,
        proofs=proofs,
        grounds=_grounds(graph, proofs),
    )


def _proofs(graph: InfluenceGraph, source: NamedNode, target: NamedNode, signs: tuple[Sign, ...]) -> tuple[Proof, ...]:
    """Return a proof of each net influence, after an independent checker accepted it."""
    predicates = [BS[sign.value] for sign in signs] or [BS.influences]
    prover = Prover(graph.closure)
    proofs = [prover.prove(Triple(source, predicate, target)) for predicate in predicates]
    found = tuple(proof for proof in proofs if proof is not None)
    for proof in found:
        faults = check(proof, OWL2RL, graph.closure.asserted)
        if faults:
            raise RuntimeError(f"a proof was not accepted: {faults[0]}")
    return found


def _grounds(graph: InfluenceGraph, proofs: tuple[Proof, ...]) -> dict[Triple, tuple[str, ...]]:
    leaves = {leaf for proof in proofs for leaf in proof.leaves()}
    return {
        leaf: tuple(claim.id for claim in graph.claims.values() if claim.asserts and leaf in claim.triples)
        for leaf in sorted(leaves, key=str)
    }


def explain_term(graph: InfluenceGraph, node: NamedNode) -> Explanation:
    """Answer what a concept is, what acts on it, and what it acts on.

    What it inherits from a broader concept is given as a path that begins with the step to that concept.
    """
    ref, closure = graph.lexicon.ref(node), graph.closure
    acted_on_by = [Path((link.step,), link.step.sign) for link in graph.links_to(node) if not link.broader]
    acts_on = [Path((link.step,), link.step.sign) for link in graph.links(node) if not link.broader]
    other = [Path((s,), None) for s in graph.steps if ref.id in _ends(s) and not s.influence]
    broader = list(_broader(graph, node))
    for chain in broader:
        steps = tuple(link.step for link in chain)
        acts_on += [
            Path((*steps, link.step), link.step.sign)
            for link in graph.links(chain[-1].target)
            if link.inherited and link.target != node
        ]
        other += [
            Path((*steps, step), None)
            for step in graph.steps
            if step.subject == steps[-1].object and step.counted and not step.influence
        ]
    refs = graph.lexicon.refs
    about = About(
        entry=graph.lexicon.entry(node),
        acted_on_by=_in_order(acted_on_by),
        acts_on=_in_order(acts_on),
        other=_in_order(other),
        raised_by=refs(t.subject for t in closure.match(None, BS.raises, node)),
        lowered_by=refs(t.subject for t in closure.match(None, BS.lowers, node)),
        raises=refs(closure.objects(node, BS.raises)),
        lowers=refs(closure.objects(node, BS.lowers)),
    )
    return Explanation(
        question=f"What is known of {ref}?",
        answer=term_answer(about),
        status=Status.ENTAILED,
        about=about,
    )


def _broader(graph: InfluenceGraph, node: NamedNode) -> Iterator[tuple[Link, ...]]:
    """Yield the chains of links from a concept to each broader one, nearest first."""
    waiting: list[tuple[Link, ...]] = [(link,) for link in graph.links(node) if link.broader]
    while waiting:
        chain = waiting.pop(0)
        yield chain
        waiting += [(*chain, link) for link in graph.links(chain[-1].target) if link.broader]


def explain_claim(graph: InfluenceGraph, claim: Claim) -> Explanation:
    """Answer what a claim states, and where and how firmly it does."""
    step = graph.step(claim.triple, claim)
    related = [
        graph.step(other.triple, other)
        for other in graph.claims.values()
        if other.object == BSCLAIM[claim.id] or claim.id in other.disputes
    ]
    return Explanation(
        question=f"What does claim {claim.id} state?",
        answer=claim.statement,
        status=Status.ENTAILED if claim.asserts else Status.NOT_ENTAILED,
        signs=(step.sign,) if step.sign else (),
        paths=(Path((step,), step.sign),),
        found=1,
        nearest=tuple(related),
        claim=claim,
    )


def _relations(graph: InfluenceGraph, source: NamedNode, goal: Ref) -> Iterator[Path]:
    """Yield the stated relations to another concept, a concept's own before those of its broader concepts."""
    origin = graph.lexicon.ref(source)
    for steps in [(), *(tuple(link.step for link in chain) for chain in _broader(graph, source))]:
        start = steps[-1].object if steps else origin
        for step in graph.steps:
            if _ends(step) == (start.id, goal.id):
                yield Path((*steps, step), step.sign)


def _not_stated(graph: InfluenceGraph, source: NamedNode, target: NamedNode, question: str) -> Explanation:
    origin, goal = graph.lexicon.ref(source), graph.lexicon.ref(target)
    answer = f"{NOT_STATED} that {origin} {'act' if origin.plural else 'acts'} on {goal}"
    back = graph.net(target, source)
    if back:
        likelihood = _has_likelihood(graph, source)
        firmest = paths(graph, target, source).paths
        modality = min((path.modality for path in firmest), key=lambda m: m.rank)
        answer += f"; what they say runs the other way: {goal} " + influence(
            back[0], origin.label, modality, likelihood=likelihood
        )
    beside = [*_between(graph, source, target)]
    if beside and not back:
        said = join([cited(step) for step in beside])
        answer += f"; what they say of the two is that {said}"
    near = dict.fromkeys([*beside, *nearest(graph, source, target)])
    return Explanation(question=question, answer=answer + ".", status=Status.NOT_STATED, nearest=tuple(near))


def _between(graph: InfluenceGraph, source: NamedNode, target: NamedNode) -> Iterator[Step]:
    """Yield what is stated of two concepts otherwise: from the other to the one, or of a claim about the other."""
    origin, goal = graph.lexicon.ref(source), graph.lexicon.ref(target)
    for step in graph.steps:
        about = graph.claims.get(step.claim.object.value.removeprefix(BSCLAIM.iri))
        if _ends(step) == (goal.id, origin.id):
            yield step
        elif about and step.subject == origin and about.object == target:
            yield step
            yield graph.step(about.triple, about)


def _shown(found: tuple[Path, ...], signs: tuple[Sign, ...], maximum: int) -> tuple[Path, ...]:
    """Return the first paths; of an ambivalent pair, one of each sign at the least."""
    shown = list(found[:maximum])
    for sign in signs:
        first = next((path for path in found if path.sign is sign), None)
        if first and first not in shown:
            shown[-1:] = [*shown[-1:], first] if len(shown) < len(signs) else [first]
    return tuple(shown)


def _has_likelihood(graph: InfluenceGraph, node: NamedNode) -> bool:
    """Return whether a concept is something that happens or not, rather than something of a degree."""
    return graph.is_a(node, BS.Occurrence) and not graph.is_a(node, BS.Sensation)


def _ends(step: Step) -> tuple[str, str]:
    return step.subject.id, step.object.id


def _in_order(found: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(found, key=lambda path: [step.claim.id for step in path.steps[::-1]]))
