"""How each row on red flags is used, as rows of a table and as the axioms that say it.

A *pattern* is a class of cases: those that have all of its findings. Whatever is in the class has its urgency. A
*weak* flag gives routine urgency on its own, and its fact; two weak flags of different facts are urgent. All of it
is positive, so that a further finding never lowers urgency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.claim_tables import Names, identifier, one_of
from kg.claims import Claim
from kg.evidence import Composite
from kg.tables import read_table, split_list
from kg.terms import Triple
from kg.vocabulary import BS, BSCLAIM, OWL, RDF, RDFS

__all__ = ["LEVELS", "Use", "composite_axioms", "condition_axioms", "policy_axioms", "read_policy"]

LEVELS: Final[dict[str, NamedNode]] = {
    "emergency": BS.MedicalEmergency,
    "urgent": BS.UrgentCare,
    "routine": BS.RoutineCare,
}
"""The levels of urgency that a pattern can have, most urgent first."""
_POINTING: Final = frozenset({"emergency", "urgent"})
"""The levels at which a red flag makes the condition that it points to as urgent as itself."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a row on red flags is used.

    Args:
        id: the name of the line: the row, with a number behind it when the row has several lines.
        row: the row.
        use: ``pattern``, ``weak``, ``evidence`` or ``text``.
        level: the level of urgency; empty for evidence and text.
        findings: what has to hold, all of it.
        facts: the facts that a weak flag rests on; flags of one fact count once.
        reason: why the row is used so.
    """

    id: str
    row: str
    use: str
    level: str
    findings: tuple[NamedNode, ...]
    fact: str
    reason: str


def read_policy(path: Path, names: Names) -> Iterator[Use]:
    """Yield the lines of the triage policy.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    seen: dict[str, int] = {}
    for row in read_table(path, ("id", "use", "level", "findings", "fact", "reason")):
        name = identifier(row)
        use = one_of(row, "use", ("pattern", "weak", "evidence", "text"))
        findings = tuple(names.concept_called(row, label) for label in split_list(row["findings"]))
        level = one_of(row, "level", ("", *LEVELS))
        if not row["reason"]:
            raise row.error("a line of the policy needs a reason", "say why the row is used so")
        if (use in {"pattern", "weak"}) != bool(level) or bool(level) != bool(findings):
            raise row.error("use, level and findings do not fit", "a pattern or weak flag has both, the others none")
        if (use == "weak") != bool(row["fact"]) or (use == "weak" and level != "routine"):
            raise row.error("a weak flag has a fact and the level routine", "fill both; other uses have no fact")
        if len(set(findings)) != len(findings):
            raise row.error("a finding is named twice", "name it once")
        seen[name] = seen.get(name, 0) + 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        yield Use(name + number, name, use, level, findings, row["fact"], row["reason"])


def policy_axioms(uses: Sequence[Use], repeated: Mapping[str, Sequence[str]]) -> Iterator[Triple]:
    """Yield the defined classes of a triage policy.

    Args:
        uses: the lines of the policy.
        repeated: the claims that say already what a row says, for rows that are no claims themselves.
    """
    facts: dict[str, NamedNode] = {}
    for use in uses:
        if use.level:
            named = BS[f"pattern/{use.id}"]
            yield from _defined(named, f"pattern {use.id}", use.reason, [(BS.hasFeature, f) for f in use.findings])
            yield from _consequence(named, BS.hasUrgency, LEVELS[use.level])
            for claim in repeated.get(use.row) or (use.row,):
                yield Triple(named, BS.restsOn, BSCLAIM[claim])
        if use.fact:
            fact = facts.setdefault(use.fact, BS["WeakFact" + "".join(w.capitalize() for w in use.fact.split())])
            yield from _consequence(BS[f"pattern/{use.id}"], BS.hasWeakFact, fact)
    for name, fact in facts.items():
        yield Triple(fact, RDF.type, BS.WeakFact)
        yield Triple(fact, RDFS.label, Literal(f"weak flag: {name}", language="en"))
    for (one, first), (other, second) in combinations(sorted(facts.items()), 2):
        named = BS["pattern/weak-" + "-".join(word for name in (one, other) for word in name.split())]
        text = f"Two weak flags that rest on different facts: {one}, and {other}."
        yield from _defined(
            named, f"weak flags {one} and {other}", text, [(BS.hasWeakFact, first), (BS.hasWeakFact, second)]
        )
        yield from _consequence(named, BS.hasUrgency, LEVELS["urgent"])


def condition_axioms(uses: Sequence[Use], claims: Mapping[str, Claim]) -> Iterator[Triple]:
    """Yield that a condition to which red flags point is as urgent as the most urgent of them, where it is known.

    Args:
        uses: the lines of the policy.
        claims: the claims by id.
    """
    found: dict[NamedNode, dict[str, set[str]]] = {}
    for use in uses:
        claim = claims.get(use.row)
        for triple in claim.triples if claim and use.level in _POINTING else ():
            if triple.predicate == BS.suggests and isinstance(triple.object, NamedNode):
                found.setdefault(triple.object, {}).setdefault(use.level, set()).add(use.row)
    for condition, levels in sorted(found.items(), key=lambda item: item[0].value):
        level = next(level for level in LEVELS if level in levels)
        named = BS[f"pattern/condition-{_key(condition)}"]
        reason = "Red flags of this level point to the condition; who has it is treated as no less urgent."
        yield from _defined(named, f"known {_key(condition)}", reason, [(BS.hasFeature, condition)])
        yield from _consequence(named, BS.hasUrgency, LEVELS[level])
        for row in sorted(levels[level]):
            yield Triple(named, BS.restsOn, BSCLAIM[row])


def composite_axioms(composites: Sequence[Composite], ages: Container[NamedNode]) -> Iterator[Triple]:
    """Yield the classes that say which findings make up another.

    Who has the whole has its parts. The order of terms says so, but for ages: a finding is no kind of an age, and what
    an age suggests is no sign of anything in those who only have the finding. An age is background to a case.

    Args:
        composites: the findings that others make up.
        ages: the concepts that are ages.
    """
    defined = Counter(composite.concept for composite in composites)
    for composite in composites:
        named = BS[f"composite/{composite.id}"]
        parts = [(BS.hasFeature, part) for part in composite.parts]
        yield from _defined(named, f"composite {composite.id}", "Cases that have all parts of a finding.", parts)
        yield from _consequence(named, BS.hasFinding, composite.concept)
        background = [part for part in composite.parts if part in ages]
        if background and defined[composite.concept] == 1:
            named = BS[f"composite/{composite.id}-age"]
            text = "Cases that have a finding which speaks of an age."
            yield from _defined(named, f"age of {composite.id}", text, [(BS.hasFeature, composite.concept)])
            for part in background:
                yield from _consequence(named, BS.hasBackground, part)


def _defined(named: NamedNode, label: str, text: str, parts: Sequence[tuple[NamedNode, NamedNode]]) -> Iterator[Triple]:
    """Yield that a class holds the cases that have all parts."""
    yield Triple(named, RDF.type, OWL.Class)
    yield Triple(named, RDFS.label, Literal(label, language="en"))
    yield Triple(named, BS.reason, Literal(text, language="en"))
    members = [restriction(predicate, value) for predicate, value in parts]
    for _, triples in members:
        yield from triples
    if len(members) == 1:
        yield Triple(members[0][0], RDFS.subClassOf, named)
        return
    whole = BlankNode(f"all-{_key(named)}")
    yield Triple(whole, RDF.type, OWL.Class)
    yield Triple(whole, RDFS.subClassOf, named)
    cells = [BlankNode(f"cell-{_key(named)}-{number}") for number in range(len(members))]
    yield Triple(whole, OWL.intersectionOf, cells[0])
    for number, (node, _) in enumerate(members):
        yield Triple(cells[number], RDF.first, node)
        yield Triple(cells[number], RDF.rest, cells[number + 1] if number + 1 < len(cells) else RDF.nil)


def _consequence(named: NamedNode, predicate: NamedNode, value: NamedNode) -> Iterator[Triple]:
    node, triples = restriction(predicate, value)
    yield from triples
    yield Triple(named, RDFS.subClassOf, node)


def restriction(predicate: NamedNode, value: NamedNode) -> tuple[BlankNode, list[Triple]]:
    """Return the class of what has a value, and the triples that describe it; the same every time."""
    node = BlankNode(f"has-{_key(predicate)}-{_key(value)}")
    return node, [
        Triple(node, RDF.type, OWL.Restriction),
        Triple(node, OWL.onProperty, predicate),
        Triple(node, OWL.hasValue, value),
    ]


def _key(node: NamedNode) -> str:
    return node.value.removeprefix(BS.iri).replace("/", "-")
