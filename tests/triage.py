"""The triage tables, read and applied naively: what the engine entails is compared with this.

Nothing here is the engine's: concepts are labels, the tables are read as text, and patterns are tried one by one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from pathlib import Path

from tests.conftest import ROOT

LEVELS = ("self-care", "routine", "urgent", "emergency")
"""The least urgent first."""
ONTOLOGY = ROOT / "ontology"


@dataclass(frozen=True)
class Line:
    """A line of the policy, or two weak facts put together.

    Args:
        id: what the pattern is called.
        level: the urgency that it gives.
        parts: what a case has to have.
        fact: the weak fact that it gives; empty for other lines.
    """

    id: str
    level: str
    parts: frozenset[str]
    fact: str = ""


@dataclass(frozen=True)
class Threshold:
    """A row of the thresholds."""

    id: str
    quantity: str
    low: int | None
    high: int | None
    beside: str
    finding: str

    def holds(self, number: int) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


@dataclass(frozen=True)
class Tables:
    """The tables that triage rests on.

    Args:
        labels: of all concepts.
        steps: from a concept to the broader ones that a row names.
        composites: what several findings make up, with these.
        lines: the patterns of the policy.
        thresholds: from numbers to findings.
        beyond: words that are out of scope, with their level.
        stated: every concept that a claim is about, whatever the claim says.
    """

    labels: frozenset[str]
    steps: Mapping[str, frozenset[str]]
    composites: tuple[tuple[str, frozenset[str]], ...]
    lines: tuple[Line, ...]
    thresholds: tuple[Threshold, ...]
    beyond: Mapping[str, str]
    stated: frozenset[str]

    @cached_property
    def above(self) -> dict[str, frozenset[str]]:
        """Each concept with itself and everything broader."""
        found: dict[str, frozenset[str]] = {}
        for label in self.labels:
            seen, waiting = {label}, [label]
            while waiting:
                for broad in self.steps.get(waiting.pop(), frozenset()) - seen:
                    seen.add(broad)
                    waiting.append(broad)
            found[label] = frozenset(seen)
        return found

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Each concept with itself and everything narrower."""
        found: dict[str, set[str]] = defaultdict(set)
        for label, above in self.above.items():
            for broad in above:
                found[broad].add(label)
        return {label: frozenset(narrow) for label, narrow in found.items()}

    def siblings(self, label: str) -> list[str]:
        """Other concepts that a row puts below the same broader one, by label."""
        own = self.steps.get(label, frozenset())
        return sorted(other for other, broads in self.steps.items() if other != label and own & broads)

    def closed(self, features: Iterable[str]) -> set[str]:
        """Features with broader ones and what they make up."""
        have = {broad for feature in features for broad in self.above[feature]}
        while True:
            more = {
                broad for concept, parts in self.composites if parts <= have for broad in self.above[concept]
            } - have
            if not more:
                return have
            have |= more

    def firing(self, features: Iterable[str]) -> dict[str, str]:
        """The patterns that fire, with their levels."""
        have = self.closed(features)
        fired = [line for line in self.lines if line.parts <= have]
        found = {line.id: line.level for line in fired if line.level}
        for one, other in combinations(sorted({line.fact for line in fired if line.fact}), 2):
            found[weak_pair(one, other)] = "urgent"
        return found

    def level(self, features: Iterable[str]) -> str:
        return highest(self.firing(features).values())

    def derived(self, numbers: Mapping[str, int | None], features: Iterable[str]) -> list[str]:
        """The findings that numbers give."""
        have = {broad for feature in features for broad in self.above[feature]}
        found = []
        for row in self.thresholds:
            number = numbers.get(row.quantity)
            if number is not None and row.holds(number) and (not row.beside or row.beside in have):
                found.append(row.finding)
        return found

    def clash(self, labels: Iterable[str], numbers: Mapping[str, int | None]) -> bool:
        """Whether concepts stand for numbers that exclude each other, or those that are given."""
        once = [row for row in self.thresholds if [r.finding for r in self.thresholds].count(row.finding) == 1]
        said = {broad for label in labels for broad in self.above[label]}
        found = [row for row in once if row.finding in said]
        for row in found:
            number = numbers.get(row.quantity)
            if number is not None and not row.holds(number):
                return True
        return any(
            one.quantity == other.quantity
            and not any(one.holds(number) and other.holds(number) for number in range(50_000))
            for one, other in combinations(found, 2)
        )

    @cached_property
    def vocabulary(self) -> list[str]:
        """What patterns and composites ask for, with narrower concepts."""
        parts = {part for line in self.lines for part in line.parts} | {p for _, ps in self.composites for p in ps}
        return sorted({narrow for part in parts for narrow in self.below[part]})

    @cached_property
    def irrelevant(self) -> list[str]:
        """Concepts that no claim, pattern, composite or threshold speaks of, not even by something broader."""
        spoken = set(self.stated)
        spoken |= {part for line in self.lines for part in line.parts}
        spoken |= {part for concept, parts in self.composites for part in (concept, *parts)}
        spoken |= {row.beside for row in self.thresholds} | {row.finding for row in self.thresholds}
        return sorted(label for label in self.labels if not self.above[label] & spoken)


def highest(levels: Iterable[str]) -> str:
    return max(levels, key=LEVELS.index, default="self-care")


def weak_pair(one: str, other: str) -> str:
    return "weak-" + "-".join(f"{one} {other}".split())


def read() -> Tables:
    """Read the tables as they stand."""
    labels = {row["label"] for path in sorted((ONTOLOGY / "concepts").glob("*.tsv")) for row in rows(path)}
    concepts = [row for path in sorted((ONTOLOGY / "concepts").glob("*.tsv")) for row in rows(path)]
    ids = {row["label"]: row["id"] for row in concepts}
    steps: dict[str, set[str]] = defaultdict(set)
    for row in rows(ONTOLOGY / "taxonomy.tsv"):
        steps[row["concept"]].add(row["broader"])
    stated: set[str] = set()
    for row in all_claims():
        asserts = row.get("stance") != "contradicts" and row.get("polarity") != "negative"
        subject, target = row["subject"], row["object"]
        if row["relation"] != "is_a":
            stated |= {subject, target}
        elif asserts and target in labels:
            steps[subject].add(target)
    composites = tuple((row["concept"], parts_of(row["all of"])) for row in rows(ONTOLOGY / "composites.tsv"))
    ages = {row["label"] for row in concepts if row["kinds"] == "AgeGroup"}
    for concept, parts in composites:
        if [one for one, _ in composites].count(concept) == 1:
            steps[concept] |= parts & ages
    return Tables(
        labels=frozenset(labels),
        steps={narrow: frozenset(broad) for narrow, broad in steps.items()},
        composites=composites,
        lines=(*policy(ONTOLOGY / "triage_policy.tsv"), *conditions(ids)),
        thresholds=tuple(
            Threshold(row["id"], row["quantity"], bound(row["from"]), bound(row["to"]), row["with"], row["finding"])
            for row in rows(ONTOLOGY / "thresholds.tsv")
        ),
        beyond={row["words"]: row["level"] for row in rows(ONTOLOGY / "out_of_scope.tsv")},
        stated=frozenset(stated),
    )


def all_claims() -> Iterator[dict[str, str]]:
    """Yield the rows of claims; one that lists several subjects, relations or objects once for each combination."""
    for path in sorted((ONTOLOGY / "claims").glob("*.tsv")):
        for row in rows(path):
            for subject, relation, target in product(*(row[c].split(" | ") for c in ("subject", "relation", "object"))):
                yield {**row, "subject": subject, "relation": relation, "object": target}


def policy(path: Path) -> Iterator[Line]:
    """Yield the lines that are patterns; the second line of a row is called by it with a number."""
    seen: dict[str, int] = defaultdict(int)
    for row in rows(path):
        seen[row["id"]] += 1
        name = row["id"] + (f"-{seen[row['id']]}" if seen[row["id"]] > 1 else "")
        if row["use"] in {"pattern", "weak"}:
            yield Line(name, row["level"], parts_of(row["findings"]), row["fact"])


def conditions(ids: Mapping[str, str]) -> Iterator[Line]:
    """Yield that a condition is as urgent as the most urgent red flags that suggest it."""
    levels = {line.id.partition("-")[0]: line.level for line in policy(ONTOLOGY / "triage_policy.tsv")}
    found: dict[str, set[str]] = defaultdict(set)
    for row in all_claims():
        if row["relation"] == "suggests" and levels.get(row["id"]) in {"urgent", "emergency"}:
            found[row["object"]] |= {
                line.level for line in policy(ONTOLOGY / "triage_policy.tsv") if line.id.partition("-")[0] == row["id"]
            }
    for label, own in found.items():
        yield Line(f"condition-{ids[label]}", highest(own), frozenset({label}))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(lines, delimiter="\t")]


def parts_of(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split("|"))


def bound(text: str) -> int | None:
    return int(text) if text else None
