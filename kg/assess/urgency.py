"""How soon a case has to be seen: the patterns that fire, and where sources differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from pyoxigraph import NamedNode

from kg.assess.background import Background
from kg.assess.case import THIS, Case
from kg.assess.conclusions import Conclusions
from kg.assess.level import LEVEL_OF, Level
from kg.assess.model import Conflict, Flag
from kg.assess.patterns import Pattern
from kg.claims import Stance
from kg.terms import Triple
from kg.vocabulary import BS, RDF

__all__ = ["conflicts", "flags", "level_of"]

_TERM_OF = {level: term for term, level in LEVEL_OF.items()}


def flags(background: Background, case: Case, entailed: Conclusions) -> tuple[Flag, ...]:
    """Return the patterns that fire, most urgent first.

    Args:
        background: the knowledge base.
        case: the case.
        entailed: what it entails.
    """
    types = set(entailed[RDF.type])
    firing = [pattern for pattern in background.patterns.urgent if pattern.node in types]
    have = background.patterns.closed(case.features)
    found = [_flag(background, case, have, pattern) for pattern in firing]
    return tuple(sorted(found, key=lambda flag: (-flag.level.rank, flag.id)))


def level_of(flags: Sequence[Flag], case: Case) -> Level:
    """Return the highest level of what fires and of what is not covered; self-care if there is none.

    Args:
        flags: the patterns that fire.
        case: the case.
    """
    levels = [flag.level for flag in flags]
    levels += [Level(beyond.level) for beyond in case.beyond if beyond.level]
    return max(levels, key=lambda level: level.rank, default=Level.SELF_CARE)


def conflicts(background: Background, flags: Sequence[Flag]) -> tuple[Conflict, ...]:
    """Return the findings that alone fire patterns of different levels, each of them from a source.

    Args:
        background: the knowledge base.
        flags: the patterns that fire.
    """
    claims = background.knowledge.claims
    by_finding: dict[str, list[Flag]] = defaultdict(list)
    for flag in flags:
        of_source = any(name in claims and claims[name].stance is not Stance.EDITORIAL for name in flag.claims)
        if len(flag.findings) == 1 and of_source and not flag.id.startswith("weak-"):
            by_finding[flag.findings[0].id].append(flag)
    found = [
        Conflict(together[0].findings[0], tuple((flag.id, flag.level) for flag in together))
        for together in by_finding.values()
        if len({flag.level for flag in together}) > 1
    ]
    return tuple(sorted(found, key=lambda conflict: conflict.finding.label))


def _flag(background: Background, case: Case, have: Collection[NamedNode], pattern: Pattern) -> Flag:
    assert pattern.level is not None
    patterns, features = background.patterns, case.features
    findings = [node for part in pattern.parts for node in patterns.behind(features, have, part)]
    urgency = _TERM_OF[pattern.level]
    assert urgency is not None
    triples = (Triple(THIS, RDF.type, pattern.node), Triple(THIS, BS.hasUrgency, urgency))
    claims = pattern.rests or tuple(
        claim
        for part in pattern.parts
        for weak in patterns.makers.get(part, ())
        if all(patterns.behind(features, have, inner) for inner in weak.parts)
        for claim in weak.rests
    )
    refs = background.knowledge.terms.refs(findings)
    return Flag(pattern.id, pattern.level, refs, tuple(dict.fromkeys(claims)), pattern.reason, triples)
