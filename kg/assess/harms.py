"""What to avoid, with every reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.background import Background, Harm
from kg.assess.case import THIS, Case, Place
from kg.assess.conclusions import Conclusions
from kg.assess.model import Avoided, Reason
from kg.claims import STRENGTHS
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["avoided", "open_reasons"]

_RELATIONS: Final = (BS.mustNotUse, BS.shouldAvoid, BS.shouldWeigh, BS.shouldTakeCareWith, BS.mayInteractWith)
"""What a case entails against an intervention, strongest first."""
_OPEN: Final = frozenset({BS.Condition, BS.HistoryItem, BS.Sign})
"""The kinds of facts whose own kinds can matter for what is used, and are not complaints by themselves."""
_ORDER: Final = ("contraindicated", "avoid", "relative", "interaction", "aggravates", "caution", "no_benefit")


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


def _reasons(background: Background, case: Case, entailed: Conclusions) -> dict[NamedNode, list[Reason]]:
    """Return every reason against each intervention.

    Of what the case has, the claims may speak of it or of something broader, and so they may of the intervention.
    """
    chosen = _chosen(background, case)
    found: dict[NamedNode, list[Reason]] = defaultdict(list)
    for node, reason in _all_reasons(background, case, entailed, chosen):
        _note(found[node], reason)
    told = {node for relation in _RELATIONS for node in entailed[relation]}
    told |= {node for node, _ in _substances(case)}  # of two that are considered, the kinds of either are left out
    for node, reason in open_reasons(background, case, chosen):
        told.add(node)
        _note(found[node], reason)
    for node, reason in _useless(background, case, entailed):
        told.add(node)
        _note(found[node], reason)
    kept = {node: reasons for node, reasons in found.items() if node in told}
    return {
        node: sorted(
            _most_specific(background, reasons),
            key=lambda reason: (_ORDER.index(reason.strength), reason.feature.label, reason.claims),
        )
        for node, reasons in kept.items()
    }


def _all_reasons(
    background: Background, case: Case, entailed: Conclusions, chosen: Collection[NamedNode]
) -> Iterator[tuple[NamedNode, Reason]]:
    alike = _alike(background, case)

    def told(node: NamedNode, feature: NamedNode, role: str) -> bool:
        """What is only considered speaks against nothing that nobody considers or takes."""
        return (role != "considered" or node in chosen) and node not in alike.get(feature, ())

    for feature, role in _bearing(background, case, entailed):
        for broad in background.broader.get(feature, frozenset((feature,))):
            for node, harm in _against(background, broad):
                if told(node, feature, role):
                    yield node, _reason(background, harm, node, feature, role)
    for feature, role in _substances(case):
        for harm in background.against(feature):
            for node in (harm.feature, *background.narrower.get(harm.feature, ())):
                if BS.Intervention in background.kinds(node) and node != feature and told(node, feature, role):
                    yield node, _reason(background, harm, node, feature, role, turned=True)


def _against(background: Background, feature: NamedNode) -> Iterator[tuple[NamedNode, Harm]]:
    """Yield the interventions that a claim sets against just this feature, with their kinds."""
    for harm in background.harms.get(feature, ()):
        for node in (harm.intervention, *background.narrower.get(harm.intervention, ())):
            yield node, harm


def open_reasons(
    background: Background, case: Case, meant: Collection[NamedNode]
) -> Iterator[tuple[NamedNode, Reason]]:
    """Yield what would speak against an intervention if a fact of the case were of a kind that nobody has told.

    A kidney disease may be a severe one, and a pregnancy a late one: until that is known, what must not be used with
    the one is taken with care. Complaints are left out; their kinds are asked for.

    Args:
        background: the knowledge base.
        case: the case.
        meant: the interventions that are looked at.
    """
    have = background.closed_over(case.features)
    absent = {*case.nodes(Place.ABSENT), *case.excluded}
    facts = (feature for feature in case.features if _OPEN & background.kinds(feature))
    for narrow in dict.fromkeys(kind for fact in facts for kind in sorted(background.narrower.get(fact, ()), key=str)):
        if narrow in have or absent & background.broader.get(narrow, frozenset()):
            continue
        for node, harm in _against(background, narrow):
            if node in meant:
                yield node, replace(_reason(background, harm, node, narrow, "open"), strength="caution")


def _useless(background: Background, case: Case, entailed: Conclusions) -> Iterator[tuple[NamedNode, Reason]]:
    """Yield the claims that find no benefit of what is considered, where nothing says that it may help here."""
    have = background.closed_over(case.features)
    claims = [(feature, *pair) for feature, pairs in background.about(BS.noBenefitFor).items() for pair in pairs]
    for node in case.nodes(Place.CONSIDERING):
        if node in entailed[BS.mayBeHelpedBy]:
            continue
        for feature, who, claim in claims:
            if feature in have and who in background.broader.get(node, (node,)):
                harm = Harm(who, BS.noBenefitFor, feature, claim)
                # What has no benefit is stated of the broader one; no rule hands it down.
                stated = Triple(who, BS.noBenefitFor, feature)
                yield node, replace(_reason(background, harm, node, feature, "finding"), triple=stated)


def _chosen(background: Background, case: Case) -> set[NamedNode]:
    """Return what is considered or taken, with its kinds and what it is a kind of."""
    named = case.nodes(Place.MEDICATIONS, Place.CONSIDERING)
    return {other for node in named for other in (*background.broader[node], *background.narrower.get(node, ()))}


def _alike(background: Background, case: Case) -> dict[NamedNode, set[NamedNode]]:
    """Return for each thing that is considered or taken what else the same word can mean, which is not beside it."""
    words: dict[tuple[Place, str], set[NamedNode]] = defaultdict(set)
    for place in (Place.MEDICATIONS, Place.CONSIDERING):
        for given in case.given(place):
            words[place, given.said].add(given.node)
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for nodes in words.values():
        for node in nodes:
            others = nodes - {node}
            found[node] |= {kind for other in others for kind in (other, *background.narrower.get(other, ()))}
    return found


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
