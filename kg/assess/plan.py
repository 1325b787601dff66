"""What may help, and what to avoid and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background, Harm
from kg.assess.case import THIS, Case, Place
from kg.assess.conclusions import Conclusions
from kg.assess.model import Avoided, Cause, Option, Reason, Target
from kg.claims import STRENGTHS
from kg.explain.model import Sign
from kg.lexicon import Ref
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["avoided", "options"]

_RELATIONS: Final = (BS.mustNotUse, BS.shouldAvoid, BS.shouldWeigh, BS.shouldTakeCareWith, BS.mayInteractWith)
"""What a case entails against an intervention, strongest first."""
_EXCLUDING: Final = frozenset({"contraindicated", "avoid", "relative"})
"""The strengths that keep an intervention from being an option."""
_ORDER: Final = ("contraindicated", "avoid", "relative", "interaction", "aggravates", "caution")


def avoided(background: Background, case: Case, entailed: Conclusions) -> tuple[Avoided, ...]:
    """Return the interventions that something speaks against, each with every reason.

    What is considered or taken stands first, then the strongest.

    Args:
        background: the knowledge base.
        case: the case.
        entailed: what it entails.
    """
    reasons = _reasons(background, case, entailed)
    triples: dict[NamedNode, Triple] = {}
    for relation in _RELATIONS:
        for node in entailed[relation]:
            triples.setdefault(node, Triple(THIS, relation, node))
    found = [_avoided(background, case, node, against, triples.get(node)) for node, against in reasons.items()]
    return tuple(sorted(found, key=lambda one: (not one.standing, _ORDER.index(one.strength), one.term.label)))


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
            cautions=harm.reasons if harm else (),
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


def _reasons(background: Background, case: Case, entailed: Conclusions) -> dict[NamedNode, list[Reason]]:
    """Return every reason against each intervention.

    Of what the case has, the claims may speak of it or of something broader, and so they may of the intervention.
    """
    found: dict[NamedNode, list[Reason]] = defaultdict(list)
    for node, reason in _all_reasons(background, case, entailed):
        _note(found[node], reason)
    told = {node for relation in _RELATIONS for node in entailed[relation]}
    told |= {node for node, _ in _substances(case)}  # of two that are considered, the kinds of either are left out
    kept = {node: reasons for node, reasons in found.items() if node in told}
    return {
        node: sorted(
            _most_specific(background, reasons),
            key=lambda reason: (_ORDER.index(reason.strength), reason.feature.label, reason.claims),
        )
        for node, reasons in kept.items()
    }


def _all_reasons(background: Background, case: Case, entailed: Conclusions) -> Iterator[tuple[NamedNode, Reason]]:
    for feature, role in _bearing(background, case, entailed):
        for broad in background.broader.get(feature, frozenset((feature,))):
            for harm in background.harms.get(broad, ()):
                for node in (harm.intervention, *background.narrower.get(harm.intervention, ())):
                    yield node, _reason(background, harm, node, feature, role)
    for feature, role in _substances(case):
        for harm in _harms_of(background, feature):
            for node in (harm.feature, *background.narrower.get(harm.feature, ())):
                if BS.Intervention in background.kinds(node) and node != feature:
                    yield node, _reason(background, harm, node, feature, role, turned=True)


def _most_specific(background: Background, reasons: Sequence[Reason]) -> list[Reason]:
    """Leave out a reason that another one gives by the same claim for something narrower."""
    if len(reasons) < 2:
        return list(reasons)
    node = {reason.feature: background.nodes[reason.feature.id] for reason in reasons}
    return [
        one
        for one in reasons
        if not any(
            other.claims == one.claims
            and other.strength == one.strength
            and other.feature != one.feature
            and node[one.feature] in background.broader.get(node[other.feature], ())
            for other in reasons
        )
    ]


def _note(reasons: list[Reason], reason: Reason) -> None:
    same = (reason.feature, reason.strength, reason.claims)
    if all((other.feature, other.strength, other.claims) != same for other in reasons):
        reasons.append(reason)


def _bearing(background: Background, case: Case, entailed: Conclusions) -> Iterator[tuple[NamedNode, str]]:
    """Yield what of a case can speak against an intervention, and what it is there."""
    taken, considered = case.nodes(Place.MEDICATIONS), case.nodes(Place.CONSIDERING)
    conditions = case.nodes(Place.CONDITIONS)
    for node in dict.fromkeys((*case.features, *_made(background, case, entailed))):
        yield node, "medicine" if node in taken else "condition" if node in conditions else "finding"
    for node in considered:
        yield node, "considered"
    for node in entailed[BS.suspects]:
        if not any(node in background.broader.get(feature, ()) for feature in case.features):
            yield node, "suspected"


def _made(background: Background, case: Case, entailed: Conclusions) -> list[NamedNode]:
    """Return the findings that several features make up, and nothing narrower says."""
    have = background.closed_over(case.features)
    return [node for node in entailed[BS.hasFeature] if node not in have]


def _substances(case: Case) -> Iterator[tuple[NamedNode, str]]:
    for node in case.nodes(Place.MEDICATIONS):
        yield node, "medicine"
    for node in case.nodes(Place.CONSIDERING):
        yield node, "considered"


def _harms_of(background: Background, node: NamedNode) -> Iterator[Harm]:
    """Yield what speaks against an intervention, its broader ones included."""
    broader = background.broader.get(node, frozenset((node,)))
    for harms in background.harms.values():
        for harm in harms:
            if harm.intervention in broader:
                yield harm


def _reason(
    background: Background, harm: Harm, node: NamedNode, feature: NamedNode, role: str, *, turned: bool = False
) -> Reason:
    claim, terms = harm.claim, background.knowledge.terms
    strength = STRENGTHS.get(harm.relation, "aggravates")
    one, other = (feature, node) if turned else (node, feature)
    about = harm.feature if turned else harm.intervention
    status = claim.mechanism_status or ""
    return Reason(
        feature=terms.ref(feature),
        role=role,
        strength=strength,
        claims=(claim.id,),
        about=None if about == node else terms.ref(about),
        mechanism=claim.mechanism,
        unverified=status.startswith("unverified"),
        alternative=claim.alternative,
        triple=Triple(one, harm.relation, other),
    )


def _avoided(
    background: Background, case: Case, node: NamedNode, reasons: Iterable[Reason], triple: Triple | None
) -> Avoided:
    listed = tuple(reasons)
    strongest = min((reason.strength for reason in listed), key=_ORDER.index)
    standing = ""
    for word, place in (("considered", Place.CONSIDERING), ("taken", Place.MEDICATIONS)):
        if any(
            node in background.broader.get(n, ()) or n in background.broader.get(node, ()) for n in case.nodes(place)
        ):
            standing = word
    return Avoided(background.knowledge.terms.ref(node), strongest, standing, listed, triple)
