"""What may help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background
from kg.assess.case import THIS, Case, Place
from kg.assess.conclusions import Conclusions
from kg.assess.harms import open_reasons
from kg.assess.model import Avoided, Cause, Option, Reason, Target
from kg.explain.model import Sign
from kg.lexicon import Ref
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["options"]

_EXCLUDING: Final = frozenset({"contraindicated", "avoid", "relative"})
"""The strengths that keep an intervention from being an option."""


def options(
    background: Background, case: Case, entailed: Conclusions, causes: Sequence[Cause], against: Sequence[Avoided]
) -> tuple[Option, ...]:
    """Return the interventions that may help, best first; those that something speaks strongly against are left out.

    Args:
        background: the knowledge base.
        case: the case.
        entailed: what it entails.
        causes: the possible causes.
        against: what something speaks against.
    """
    by_term = {one.term.id: one for one in against}
    terms = background.knowledge.terms
    considered = background.closed_over(case.nodes(Place.CONSIDERING))
    found: dict[NamedNode, Option] = {}
    open_: dict[NamedNode, list[Reason]] = defaultdict(list)
    for node, reason in open_reasons(background, case, entailed[BS.mayBeHelpedBy]):
        open_[node].append(reason)
    for node in entailed[BS.mayBeHelpedBy]:
        term = terms.ref(node)
        harm = by_term.get(term.id)
        if harm is not None and harm.strength in _EXCLUDING:
            continue
        if node not in background.helping and node not in considered:
            continue  # no claim says that this form of it helps, only that a broader one does
        targets = tuple(_targets(background, case, causes, node))
        narrower = background.narrower.get(node, set())
        forms = [
            other for other in narrower if (bad := by_term.get(terms.ref(other).id)) and bad.strength in _EXCLUDING
        ]
        found[node] = Option(
            term=term,
            targets=targets,
            against=_doubts(background, case, node, targets),
            cautions=tuple(dict.fromkeys((*(harm.reasons if harm else ()), *open_[node]))),
            forms=terms.refs(forms),
            narrower=(),
            considered=node in considered,
            triple=Triple(THIS, BS.mayBeHelpedBy, node),
        )
    return tuple(sorted(_nested(background, found), key=_rank))


def _rank(option: Option) -> tuple[object, ...]:
    nearest = option.targets[0] if option.targets else None
    doubtful = bool(option.against)
    if nearest is None:
        return not option.considered, doubtful, True, 99, 9, option.term.label
    return (
        not option.considered,
        doubtful,
        nearest.how == "lowers",
        nearest.steps,
        nearest.modality.rank,
        option.term.label,
    )


def _nested(background: Background, found: Mapping[NamedNode, Option]) -> Iterator[Option]:
    """Put kinds of an intervention that may help only as such under the broader one."""
    under: dict[NamedNode, list[Ref]] = defaultdict(list)
    kept: list[NamedNode] = []
    for node, option in found.items():
        broader = [o for o in background.broader.get(node, ()) if o != node and o in found]
        same = [o for o in broader if {t.term for t in found[o].targets} >= {t.term for t in option.targets}]
        if same and not option.considered and not option.cautions:
            for other in same:
                under[other].append(option.term)
        else:
            kept.append(node)
    for node in kept:
        yield replace(found[node], narrower=tuple(sorted(under[node], key=lambda ref: ref.label)))


def _targets(background: Background, case: Case, causes: Sequence[Cause], node: NamedNode) -> Iterator[Target]:
    """Yield what an intervention acts on: findings first, then causes, nearest first."""
    terms = background.knowledge.terms
    chosen = background.broader.get(node, frozenset((node,)))
    indicated = background.about(BS.indicatedFor)
    by_term = {cause.term.id: cause.triple.object for cause in causes if cause.serious is None or cause.given}
    goals = [*((n, background.broader.get(n, frozenset((n,)))) for n in case.present)]
    goals += [(c, frozenset((c,))) for c in by_term.values() if isinstance(c, NamedNode)]
    found: list[Target] = []
    for goal, broader in goals:
        claims = [c for other in sorted(broader, key=str) for who, c in indicated.get(other, ()) if who in chosen]
        if claims:
            firm = min((c.modality for c in claims), key=lambda m: m.rank)
            found.append(Target(terms.ref(goal), "option for", tuple(sorted({c.id for c in claims})), firm, 1))
            continue
        routes = [r for other in broader if (r := background.routes.to(other).get((node, Sign.LOWERS))) is not None]
        if routes:
            best = min(routes, key=lambda r: (r.length, r.modality.rank, r.claims))
            found.append(Target(terms.ref(goal), "lowers", best.claims, best.modality, best.length))
    own = {terms.ref(node) for node in case.present}
    yield from sorted(
        dict.fromkeys(found),
        key=lambda t: (t.how == "lowers", t.term not in own, t.steps, t.modality.rank, t.term.label),
    )


def _doubts(background: Background, case: Case, node: NamedNode, targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the claims that find no benefit of an intervention for a finding, or stand against what it rests on."""
    broader = background.broader.get(node, frozenset((node,)))
    have = background.closed_over(case.features)
    found = {
        claim.id
        for feature, pairs in background.about(BS.noBenefitFor).items()
        if feature in have
        for who, claim in pairs
        if who in broader
    }
    influences, claims = background.knowledge.influences, background.knowledge.claims
    for target in targets[:1]:
        found |= {other.id for name in target.claims for other in influences.disputed(claims[name])}
    return tuple(sorted(found))
