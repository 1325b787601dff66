"""Random cases, as documents, and what can be compared of their assessments."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import kg
from kg.assess import Assessment, to_json
from kg.vocabulary import BS
from tests.conftest import LONG
from tests.triage import Tables

CASES = int(os.environ.get("BACKSTORY_CASES", "10000" if LONG else "1000"))
"""How many random cases each relation is tried on."""
PROVED = int(os.environ.get("BACKSTORY_PROVED", "1000" if LONG else "60"))
"""How many of them are tried with all proofs."""

Document = dict[str, Any]
_ECHO = ("case", "unexplained", "unknown", "out_of_scope", "notes")
"""Where an assessment repeats what was said, or says what it can do nothing with."""
_DONE = {BS.Intervention, BS.CareAction, BS.Strategy}
_NOBODY_HAS = {*_DONE, BS.Grade, BS.Population, BS.AnatomicalEntity}


@dataclass(frozen=True)
class Draw:
    """Draws random cases.

    Args:
        tables: what makes them consistent.
        findings, conditions, medicines, measures: labels, by where they may stand.
    """

    tables: Tables
    findings: tuple[str, ...]
    conditions: tuple[str, ...]
    medicines: tuple[str, ...]
    measures: tuple[str, ...]

    @classmethod
    def of(cls, graph: kg.KnowledgeGraph, tables: Tables) -> Draw:
        kinds = {label: graph.assessor.background.kinds(node) for node, label in graph.terms.concepts().items()}
        return cls(
            tables,
            tuple(sorted(label for label, kind in kinds.items() if BS.Finding in kind)),
            tuple(sorted(label for label, kind in kinds.items() if BS.Condition in kind)),
            tuple(sorted(label for label, kind in kinds.items() if BS.Medication in kind)),
            tuple(sorted(label for label, kind in kinds.items() if kind & _DONE)),
        )

    def case(self, random: Random) -> Document:
        """Return a consistent case."""
        while self.contradicts(document := self._any(random)):
            pass
        self.deny(document, random, random.choice((0, 0, 1, 2, 3)), random.choice((0, 0, 1, 2)))
        return document

    def _any(self, random: Random) -> Document:
        telling = [label for label in self.tables.vocabulary if label in self.findings]
        pool = self.findings if random.random() < 0.5 else telling
        document: Document = {
            "findings": {"present": random.sample(pool, random.randint(1, 4))},
            "conditions": random.sample(self.conditions, random.choice((0, 0, 1, 2))),
            "medications": random.sample(self.medicines, random.choice((0, 0, 1, 2))),
            "considering": random.sample(self.measures, random.choice((0, 0, 1, 2))),
        }
        if random.random() < 0.6:
            document["age"] = random.randint(0, 100)
        if random.random() < 0.3:
            document["duration"] = f"{random.randint(0, 200)} days"
        if random.random() < 0.3:
            document["sex"] = "female"
            document["pregnancy"] = random.choice((True, {"weeks": random.randint(0, 44)}))
        elif random.random() < 0.5:
            document["sex"] = random.choice(("female", "male"))
        if random.random() < 0.15:
            document["findings"]["present"].append(random.choice(sorted(self.tables.beyond)))
        return document

    def deny(self, document: Document, random: Random, absent: int, unknown: int) -> None:
        """Add absent and unknown findings that contradict nothing of a case."""
        have = self.have(document)
        open_ = [label for label in self.findings if label not in have and not label.startswith("no ")]
        chosen = random.sample(open_, absent + unknown)
        document["findings"]["absent"] = chosen[:absent]
        document["findings"]["unknown"] = chosen[absent:]

    def named(self, document: Document) -> list[str]:
        """The concepts that a case is said to have."""
        said = [*document["findings"]["present"], *document["conditions"], *document["medications"]]
        pregnant = ["pregnancy"] if document.get("pregnancy") else []
        return [label for label in (*said, *pregnant) if label in self.tables.labels]

    def features(self, document: Document) -> list[str]:
        """The concepts that a case has, those that follow from its numbers included."""
        named = self.named(document)
        return [*named, *self.tables.derived(numbers(document), named)]

    def contradicts(self, document: Document) -> bool:
        """Whether a case names something that its numbers or its sex exclude."""
        named = self.named(document)
        if document.get("sex") == "male" and any("pregnancy" in self.tables.above[label] for label in named):
            return True
        age, days = document.get("age"), numbers(document)["duration"]
        if age is not None and days is not None and days > (age + 1) * 365.25:
            return True
        return self.tables.clash(named, numbers(document))

    def have(self, document: Document) -> set[str]:
        """Everything that holds of a case, broader concepts included."""
        return self.tables.closed(self.features(document))

    def level(self, document: Document) -> str:
        """The urgency of a case by the tables."""
        from tests.triage import highest

        beyond = (self.tables.beyond.get(words, "") for words in document["findings"]["present"])
        levels = [level for level in beyond if level not in {"", "ask"}]
        return highest([self.tables.level(self.features(document)), *levels])

    def consistent(self, document: Document) -> bool:
        """Whether nothing of a case is absent or unknown and there."""
        findings = document["findings"]
        absent, unknown = set(findings.get("absent", ())), set(findings.get("unknown", ()))
        if absent & unknown or self.contradicts(document):
            return False
        return not (absent | unknown) & self.have(document)


def numbers(document: Document) -> dict[str, int | None]:
    """Return the numbers of a case, by quantity."""
    pregnancy = document.get("pregnancy")
    return {
        "age": document.get("age"),
        "duration": int(document["duration"].split()[0]) if "duration" in document else None,
        "weeks": pregnancy["weeks"] if isinstance(pregnancy, dict) else None,
    }


def assess(graph: kg.KnowledgeGraph, documents: Iterable[Document]) -> list[Assessment]:
    """Assess documents in one batch."""
    return list(graph.assess_all([graph.case(document) for document in documents]))


def pairs(
    graph: kg.KnowledgeGraph, documents: Sequence[tuple[Document, Document]]
) -> list[tuple[Document, Document, Assessment, Assessment]]:
    """Assess pairs of documents."""
    one = assess(graph, (first for first, _ in documents))
    other = assess(graph, (second for _, second in documents))
    return [(*both, a, b) for both, a, b in zip(documents, one, other, strict=True)]


def said(assessment: Assessment, *, without: Sequence[str] = _ECHO, graph: kg.KnowledgeGraph | None = None) -> Document:
    """Return an assessment as a document, without the echo of what was said.

    Args:
        assessment: the assessment.
        without: the parts to leave out.
        graph: where the proofs come from; none without it.
    """
    document = to_json(assessment, graph.reasons(assessment) if graph else None)
    return {part: value for part, value in document.items() if part not in without}


def differing(one: Document, other: Document) -> list[str]:
    """Return the parts in which two assessments differ."""
    return [part for part in one if one[part] != other[part]]


def told(*documents: Document) -> str:
    """Return cases as text that can be read and pasted."""
    return "\n".join(json.dumps(document) for document in documents)


def copy(document: Document) -> Document:
    """Return a case that can be changed without changing another."""
    found: Document = json.loads(json.dumps(document))
    return found
