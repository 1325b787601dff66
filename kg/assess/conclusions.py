"""`Conclusions`: what a case entails by the rules alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.case import THIS, Case
from kg.reason import Closure
from kg.terms import Term
from kg.vocabulary import BS, BSCASE, RDF

__all__ = ["Conclusions", "conclude", "conclude_all"]

_RELATIONS: Final = (
    BS.hasFeature,
    BS.hasFinding,
    BS.hasBackground,
    BS.lacksFinding,
    BS.takes,
    BS.considers,
    BS.hasUrgency,
    BS.hasWeakFact,
    BS.hasPossibleCause,
    BS.suspects,
    BS.mayBeHelpedBy,
    BS.shouldTakeCareWith,
    BS.shouldWeigh,
    BS.shouldAvoid,
    BS.mustNotUse,
    BS.mayInteractWith,
    RDF.type,
)
"""The relations of a case to what it entails."""


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What a case entails.

    Args:
        related: what it is related to, by relation, in the order of IRIs.
        consistent: whether nothing is both found and absent.
    """

    related: dict[NamedNode, tuple[NamedNode, ...]]
    consistent: bool

    def __getitem__(self, relation: NamedNode) -> tuple[NamedNode, ...]:
        return self.related.get(relation, ())


def conclude(closure: Closure, case: Case) -> Conclusions:
    """Return what a case entails.

    Args:
        closure: the knowledge base.
        case: the case.
    """
    extended = closure.extend(case.triples())
    related = {relation: _named(extended.objects(THIS, relation)) for relation in _RELATIONS}
    return Conclusions(related, not extended.violations)


def conclude_all(closure: Closure, cases: Sequence[Case]) -> Iterator[Conclusions]:
    """Yield what each of some cases entails; the rules run once for all of them.

    Args:
        closure: the knowledge base.
        cases: the cases; a case never has anything to do with another one.
    """
    nodes = [BSCASE[f"number-{at}"] for at in range(len(cases))]
    extended = closure.extend(triple for node, case in zip(nodes, cases, strict=True) for triple in case.triples(node))
    known = {node: at for at, node in enumerate(nodes)}
    found: list[dict[NamedNode, list[object]]] = [defaultdict(list) for _ in cases]
    for relation in _RELATIONS:
        matches: Iterable[tuple[Term, Term]] = (
            ((node, kind) for node in nodes for kind in extended.objects(node, relation))
            if relation == RDF.type
            else extended.related(relation)
        )
        for subject, related_to in matches:
            at = known.get(subject)  # type: ignore[arg-type]
            if at is not None:
                found[at][relation].append(related_to)
    for case, related in zip(cases, found, strict=True):
        consistent = not extended.violations or not closure.extend(case.triples()).violations
        yield Conclusions({relation: _named(nodes) for relation, nodes in related.items()}, consistent)


def _named(nodes: Sequence[object]) -> tuple[NamedNode, ...]:
    return tuple(sorted((node for node in nodes if isinstance(node, NamedNode)), key=lambda node: node.value))
