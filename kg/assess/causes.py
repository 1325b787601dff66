"""The possible causes of a case: what each accounts for, what speaks against it, and in which order they stand.

A finding weighs by log10 of its likelihood ratio where a source gives one, as in a likelihood-ratio differential
(LIRICAL, Robinson et al. 2020). Ratios of different populations are not comparable and findings are not independent, so
bars are shown side by side and never multiplied; where no source gives a ratio there is no bar. The order is by what a
cause accounts for, less what is absent; then by its strongest bar; then by how firm and how direct the account is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import isclose
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.assess.background import Background, logarithm
from kg.assess.case import THIS, Case
from kg.assess.conclusions import Conclusions
from kg.assess.model import Against, Bar, Cause, Flag, Prior, Support
from kg.claims import Claim, Modality
from kg.explain.model import Sign
from kg.lexicon import Ref
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["causes", "covers", "unexplained"]

Telling: TypeAlias = tuple[NamedNode, frozenset[NamedNode]]
"""A feature of a case, with itself and what it is a kind of."""
_EXPECTED: Final = frozenset({Modality.DEFINITE, Modality.OFTEN})
"""How firmly a cause has to lead to a finding for its absence to count."""
_LARGEST_COVER: Final = 4
_MOST_COVERS: Final = 12
_SAME: Final = 0.01
"""By how much the logarithms of one ratio differ at most after rounding; 2 % of the ratio."""


def causes(background: Background, case: Case, entailed: Conclusions, flags: Sequence[Flag]) -> tuple[Cause, ...]:
    """Return the possible causes, best first; kinds that are causes only as such stand under the broader cause.

    Args:
        background: the knowledge base.
        case: the case.
        entailed: what it entails.
        flags: the patterns that fire; what they point to stands first.
    """
    pointed = {
        triple.object: flag.level.rank
        for flag in reversed(flags)
        for name in flag.claims
        if name in background.knowledge.claims
        for triple in background.knowledge.claims[name].triples
    }
    possible = entailed[BS.hasPossibleCause]
    absent = set(entailed[BS.lacksFinding])
    telling = _telling(background, case)
    found = {node: _cause(background, case, telling, node, absent) for node in possible}
    kept: dict[NamedNode, Cause] = {}
    under: dict[NamedNode, list[Ref]] = {}
    for node, cause in found.items():
        broader = [o for o in background.broader.get(node, ()) if o != node and o in found]
        if broader and not cause.given and all(support.inherited for support in cause.supports):
            for other in broader:
                under.setdefault(other, []).append(cause.term)
        else:
            kept[node] = cause
    listed = (
        replace(cause, narrower=tuple(sorted(under.get(node, ()), key=lambda ref: ref.label)))
        for node, cause in kept.items()
    )
    return tuple(sorted(listed, key=lambda cause: (-max(0, pointed.get(cause.triple.object, 0) - 1), *_order(cause))))


def unexplained(background: Background, case: Case, causes: Sequence[Cause]) -> tuple[Ref, ...]:
    """Return the symptoms and signs of a case that none of the causes accounts for.

    Args:
        background: the knowledge base.
        case: the case.
        causes: the causes.
    """
    explained = {ref for cause in causes for support in cause.supports for ref in (support.finding, *support.parts)}
    complaints = [node for node in case.present if background.is_complaint(node)]
    return tuple(ref for ref in background.knowledge.terms.refs(complaints) if ref not in explained)


def covers(background: Background, case: Case, causes: Sequence[Cause]) -> tuple[tuple[Ref, ...], ...]:
    """Return the smallest sets of causes that account for every complaint that any cause accounts for.

    Args:
        background: the knowledge base.
        case: the case.
        causes: the causes, best first.
    """
    complaints = {background.knowledge.terms.ref(node) for node in case.present if background.is_complaint(node)}
    if len(complaints) < 2:
        return ()  # any one cause of it would do
    bits = {ref: 1 << at for at, ref in enumerate(sorted(complaints))}
    masks = [
        (
            sum(bits[ref] for ref in {r for s in cause.supports for r in (s.finding, *s.parts)} if ref in bits),
            cause.term,
        )
        for cause in causes
    ]
    masks = [(mask, term) for mask, term in masks if mask]
    whole = 0
    for mask, _ in masks:
        whole |= mask
    if not whole:
        return ()
    for size in range(1, _LARGEST_COVER + 1):
        sets = [
            tuple(term for _, term in chosen)
            for chosen in combinations(masks, size)
            if _union(mask for mask, _ in chosen) == whole
        ]
        if sets:
            return tuple(sets[:_MOST_COVERS])
        if len(masks) > 40 and size == 2:
            break  # three of so many would be more than anyone reads
    return ()


def _union(masks: Iterator[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _order(cause: Cause) -> tuple[object, ...]:
    best = max((bar.value for support in cause.supports for bar in support.bars), default=0.0)
    accounts = len(cause.supports) + cause.given - len(cause.against)
    steps = min((support.steps for support in cause.supports), default=0)
    said = sum(len(support.claims) for support in cause.supports if support.steps <= 1)
    return -accounts, -best, steps, cause.modality.rank, -said, cause.term.label


def _cause(
    background: Background, case: Case, telling: Iterable[Telling], node: NamedNode, absent: Collection[NamedNode]
) -> Cause:
    supports = tuple(_supports(background, case, telling, node))
    priors = tuple(
        Prior(
            claim.numbers.prevalence if claim.numbers and claim.numbers.prevalence else claim.statement,
            background.knowledge.terms.ref(claim.object).label,
            claim.id,
        )
        for claim in background.prevalence.get(node, ())
    )
    return Cause(
        term=background.knowledge.terms.ref(node),
        given=any(node in background.broader.get(feature, ()) for feature in case.features),
        serious=background.serious.get(node),
        modality=min((support.modality for support in supports), key=lambda m: m.rank, default=Modality.MAY),
        supports=supports,
        against=tuple(_against(background, node, absent)),
        priors=priors,
        narrower=(),
        triple=Triple(THIS, BS.hasPossibleCause, node),
    )


def _supports(background: Background, case: Case, telling: Iterable[Telling], node: NamedNode) -> Iterator[Support]:
    """Yield for each feature of the case how the cause accounts for it."""
    for feature, broader in telling:
        term = background.knowledge.terms.ref(feature)
        signs = [(finding, claim) for finding, claim in background.suggesting.get(node, ()) if finding in broader]
        if signs:
            firm = min((claim.modality for _, claim in signs), key=lambda m: m.rank)
            ids = _ids([claim for _, claim in signs])
            bars = _bars(background, node, broader, positive=True)
            parts = () if feature in case.features else _parts(background, case, feature)
            yield Support(term, "suggests", ids, firm, 0, bars, parts=parts)
            continue
        routes = [r for other in broader if (r := background.routes.to(other).get((node, Sign.RAISES))) is not None]
        if routes and feature in case.present and node not in broader:
            best = min(routes, key=lambda r: (r.length, r.modality.rank, len(r.links), r.claims))
            inherited = best.inherited_from is not None
            claims = best.all_claims if best.length == 1 else best.claims
            yield Support(term, "raises", claims, best.modality, best.length, inherited=inherited)


def _parts(background: Background, case: Case, feature: NamedNode) -> tuple[Ref, ...]:
    """Return the features of a case that make up a finding together."""
    patterns = background.patterns
    return background.knowledge.terms.refs(patterns.behind(case.features, patterns.closed(case.features), feature))


def _telling(background: Background, case: Case) -> list[Telling]:
    """Return the features of a case that tell most, each with itself and all that it is a kind of.

    What another one is a kind of counts once, with that one; what one feature tells by itself stands with that feature,
    and not with what several make up.
    """
    found: list[NamedNode] = []
    for features in (case.features, _composed(background, case)):
        broad = {other for one in features for other in background.broader.get(one, ()) if other != one}
        found += [one for one in dict.fromkeys(features) if one not in broad]
    single = background.closed_over(case.features)
    return [
        (one, broader if one in case.features else broader - single)
        for one in sorted(found, key=lambda one: one.value)
        for broader in (background.broader.get(one, frozenset((one,))),)
    ]


def _composed(background: Background, case: Case) -> list[NamedNode]:
    """Return the findings that several features of a case make up, where they suggest something by themselves."""
    have = background.patterns.closed(case.features)
    return [
        given
        for pattern in background.patterns.all
        if pattern.level is None
        for given in pattern.gives
        if given in have and given not in case.features and all(part in have for part in pattern.parts)
    ]


def _against(background: Background, node: NamedNode, absent: Collection[NamedNode]) -> Iterator[Against]:
    """Yield what would be expected of a cause and is absent."""
    if not absent:
        return
    expected: dict[NamedNode, list[Claim]] = {}
    for finding, claim in background.measured.get(node, ()):
        if finding in absent and claim.numbers and claim.numbers.lr_negative:
            expected.setdefault(finding, []).append(claim)
    for finding in absent:
        route = background.routes.to(finding).get((node, Sign.RAISES))
        if route is not None and route.length == 1 and route.modality in _EXPECTED:
            expected.setdefault(finding, []).extend(link.step.claim for link in route.links)
    for finding in sorted(expected, key=lambda finding: finding.value):
        bars = _bars(background, node, {finding}, positive=False)
        yield Against(background.knowledge.terms.ref(finding), _ids(expected[finding]), bars)


def _bars(
    background: Background, node: NamedNode, findings: Collection[NamedNode], *, positive: bool
) -> tuple[Bar, ...]:
    """Return what findings weigh for a condition: a bar for each figure, strongest first.

    Two rows that tell of the same evidence (``shares``) and give the same ratio, but for rounding, are one figure.
    """
    found: dict[str, Bar] = {}
    for finding, claim in background.measured.get(node, ()):
        numbers = claim.numbers
        ratio = (numbers.lr_positive if positive else numbers.lr_negative) if numbers else None
        if finding in findings and ratio and float(ratio) > 0 and numbers and numbers.lr_origin:
            found[claim.id] = Bar(logarithm(ratio), ratio, claim.id, numbers.lr_origin, claim.population)
    again: set[str] = set()
    for name, bar in found.items():
        same = (other for other in background.knowledge.claims[name].shares if other in found and other not in again)
        if any(isclose(found[other].value, bar.value, abs_tol=_SAME) for other in same):
            again.add(name)
    kept = (bar for name, bar in found.items() if name not in again)
    return tuple(sorted(kept, key=lambda bar: (-abs(bar.value), bar.claim)))


def _ids(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(sorted({claim.id for claim in claims}))
