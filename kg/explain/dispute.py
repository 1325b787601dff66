"""Disputes: claims that stand against each other, both sides with their sources."""

from __future__ import annotations

from collections.abc import Iterator

from kg.claims import Claim
from kg.explain.influences import InfluenceGraph
from kg.explain.model import Explanation, Status, Step
from kg.explain.wording import capital, join
from kg.terms import Term

__all__ = ["explain_disputes"]


def explain_disputes(graph: InfluenceGraph, claim: Claim | None = None, node: Term | None = None) -> Explanation:
    """Return what is disputed: of one claim, of one concept, or at all.

    Args:
        graph: the stated relations, with their claims.
        claim: the claim that was asked about.
        node: the concept that was asked about.
    """
    found = tuple(_disputes(graph, claim, node))
    about = claim.id if claim else str(graph.lexicon.ref(node)) if node is not None else "anything"
    return Explanation(
        question=f"What is disputed about {about}?" if about != "anything" else "What is disputed?",
        answer=_answer(about, found),
        status=Status.ENTAILED if found else Status.NOT_STATED,
        disputes=found,
        found=len(found),
    )


def _disputes(graph: InfluenceGraph, claim: Claim | None, node: Term | None) -> Iterator[tuple[Step, tuple[Step, ...]]]:
    """Yield each disputed claim with those against it; a claim that stands against others leads to these."""
    for disputed in graph.claims.values():
        against = graph.disputed(disputed)
        if not against:
            continue
        sides = (disputed, *against)
        if claim is not None and claim not in sides:
            continue
        if node is not None and all(node not in (side.subject, side.object) for side in sides):
            continue
        yield graph.step(disputed.triple, disputed), tuple(graph.step(other.triple, other) for other in against)


def _answer(about: str, found: tuple[tuple[Step, tuple[Step, ...]], ...]) -> str:
    if not found:
        subject = "it" if about == "anything" else about
        return f"No source that was read stands against what is said of {subject}."
    step, against = found[0]
    sources = join(sorted({other.claim.source for other in against}))
    verb = "stand" if len(against) > 1 else "stands"
    first = f"{step.claim.source} says that {step.sentence}; {sources} {verb} against it"
    more = len(found) - 1
    return capital(first) + (
        f", and {more} further claim{'' if more == 1 else 's'} about it {'is' if more == 1 else 'are'} disputed."
        if more
        else "."
    )
