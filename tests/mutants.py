"""Mutants of the red-flag patterns: each table row changed in one place, tried on a fixed suite of cases.

``python -m tests.mutants`` writes the suite (`tests/red_flags.tsv`) and the page `docs/safety.md`; tests hold both to
be current. The suite is recorded, so that a row that is changed in the tables disagrees with it until somebody looks at
the difference.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tests import triage
from tests.conftest import ROOT
from tests.triage import LEVELS, Line, Tables

SUITE = ROOT / "tests" / "red_flags.tsv"
PAGE = ROOT / "docs" / "safety.md"
_MOST_SWAPS = 3
"""How many siblings a condition is swapped for."""

KINDS = {
    "condition dropped": "a condition of a pattern is left out",
    "condition swapped": "a condition is swapped for a sibling: another concept of the same broader one",
    "condition broadened": "a condition is swapped for what it is a kind of",
    "condition narrowed": "a condition is swapped for a kind of it that does not follow from all of them",
    "level lowered": "the urgency is one level less",
    "level raised": "the urgency is one level more",
    "pattern removed": "the pattern is left out",
    "weak fact merged": "a weak flag is put down to the fact of another one",
}
"""What is done to a pattern, by the name of the mutation."""


@dataclass(frozen=True)
class Case:
    """A case of the suite, with what was recorded.

    Args:
        findings: what it has.
        level: its urgency.
        fired: the patterns that fire, with their levels.
    """

    findings: tuple[str, ...]
    level: str
    fired: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mutant:
    """The tables with one place changed."""

    kind: str
    name: str
    tables: Tables


@dataclass(frozen=True)
class Fate:
    """What became of a mutant.

    Args:
        mutant: the mutant.
        by_level: whether the urgency of some case is another one.
        by_pattern: whether another pattern, or one with another level, fires in some case.
    """

    mutant: Mutant
    by_level: bool
    by_pattern: bool


def mutants(tables: Tables) -> Iterator[Mutant]:
    """Yield the mutants of every pattern."""
    for at, line in enumerate(tables.lines):
        for kind, name, changed in changes(tables, line):
            lines = (*tables.lines[:at], *((changed,) if changed else ()), *tables.lines[at + 1 :])
            yield Mutant(kind, f"{line.id}: {name}", replace(tables, lines=lines))


def changes(tables: Tables, line: Line) -> Iterator[tuple[str, str, Line | None]]:
    """Yield what can be changed of one pattern; None takes it away."""
    yield "pattern removed", "removed", None
    have = tables.closed(line.parts)
    for part in sorted(line.parts):
        others = line.parts - {part}
        yield "condition dropped", f"without {part}", replace(line, parts=others)
        ways = {
            "condition swapped": swaps(tables, line, part)[:_MOST_SWAPS],
            "condition broadened": sorted(tables.steps.get(part, ())),
            "condition narrowed": [n for n in sorted(narrower(tables, part)) if n not in have][:_MOST_SWAPS],
        }
        for kind, instead in ways.items():
            for other in instead:
                if other not in line.parts:
                    yield kind, f"{other} for {part}", replace(line, parts=others | {other})
    rank = LEVELS.index(line.level)
    yield "level lowered", f"{line.level} lowered", replace(line, level=LEVELS[rank - 1] if rank > 1 else "")
    if rank + 1 < len(LEVELS):
        yield "level raised", f"{line.level} raised", replace(line, level=LEVELS[rank + 1])
    if line.fact:
        for fact in sorted({other.fact for other in tables.lines if other.fact} - {line.fact}):
            yield "weak fact merged", f"{fact} for {line.fact}", replace(line, fact=fact)


def narrower(tables: Tables, label: str) -> set[str]:
    """Return what a row puts directly below a concept."""
    return {narrow for narrow, broad in tables.steps.items() if label in broad}


def swaps(tables: Tables, line: Line, part: str) -> list[str]:
    """Return the siblings of a condition; where it has none, conditions of other patterns."""
    own = [other for other in tables.siblings(part) if other not in tables.above[part] | tables.below[part]]
    if own:
        return own
    parts = sorted({other for one in tables.lines for other in one.parts if one is not line} - line.parts)
    return [other for other in parts if other not in tables.above[part] | tables.below[part]][:1]


def suite(tables: Tables) -> list[tuple[str, ...]]:
    """Return the cases of the suite: each pattern whole, without each condition, and with something near it."""
    found: dict[tuple[str, ...], None] = {("back pain",): None, ("muscle tension",): None}
    by_fact: dict[str, list[Line]] = defaultdict(list)
    for line in tables.lines:
        by_fact[line.fact].append(line)
        found[tuple(sorted(line.parts))] = None
        for part in sorted(line.parts):
            others = line.parts - {part}
            near = [*sorted(tables.steps.get(part, ())), *tables.siblings(part)[:_MOST_SWAPS]]
            near += sorted(narrower(tables, part))[:_MOST_SWAPS]
            near += swaps(tables, line, part)[:_MOST_SWAPS]
            if others:
                found[tuple(sorted(others))] = None
            for other in near:
                found[tuple(sorted(others | {other}))] = None
    facts = sorted(fact for fact in by_fact if fact)
    for one in facts:
        for other in facts:
            for first in by_fact[one] if one < other else ():
                found[tuple(sorted(first.parts | by_fact[other][0].parts))] = None
                found[tuple(sorted(by_fact[one][0].parts | by_fact[other][-1].parts))] = None
        found[tuple(sorted({part for line in by_fact[one] for part in line.parts}))] = None
    return list(found)


def observe(tables: Tables, findings: Iterable[str]) -> Case:
    fired = tables.firing(findings)
    return Case(tuple(findings), triage.highest(fired.values()), tuple(sorted(fired.items())))


def fates(tables: Tables, cases: list[Case]) -> Iterator[Fate]:
    """Try every mutant on the cases that were recorded."""
    for mutant in mutants(tables):
        by_level = by_pattern = False
        for case in cases:
            seen = observe(mutant.tables, case.findings)
            by_level = by_level or seen.level != case.level
            by_pattern = by_pattern or seen.fired != case.fired
            if by_level:
                break
        yield Fate(mutant, by_level, by_level or by_pattern)


def read_suite() -> list[Case]:
    return [
        Case(
            tuple(row["findings"].split(" | ")),
            row["urgency"],
            tuple(
                (name, level) for name, _, level in (one.partition(" ") for one in row["patterns"].split(" | ") if one)
            ),
        )
        for row in triage.rows(SUITE)
    ]


def suite_text(tables: Tables) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(("findings", "urgency", "patterns"))
    for findings in suite(tables):
        case = observe(tables, findings)
        patterns = " | ".join(f"{name} {level}" for name, level in case.fired)
        writer.writerow((" | ".join(findings), case.level, patterns))
    return out.getvalue()


def page(found: list[Fate], cases: list[Case], tables: Tables) -> str:
    """Return the page that says what became of the mutants."""
    totals, killed, levels = Counter[str](), Counter[str](), Counter[str]()
    for fate in found:
        totals[fate.mutant.kind] += 1
        killed[fate.mutant.kind] += fate.by_pattern
        levels[fate.mutant.kind] += fate.by_level
    urgencies = Counter(case.level for case in cases)
    patterns = Counter(line.level for line in tables.lines)
    facts = len({line.fact for line in tables.lines if line.fact})
    rows = [f"| {kind} | {text} | {totals[kind]} | {killed[kind]} | {levels[kind]} |" for kind, text in KINDS.items()]
    lines = [
        "# Safety of the red flags",
        "",
        "Written by `python -m tests.mutants`; a test holds it to be current.",
        "",
        f"`ontology/triage_policy.tsv` makes {len(tables.lines)} patterns: "
        + ", ".join(f"{patterns[level]} {level}" for level in reversed(LEVELS[1:]))
        + f". Their weak flags rest on {facts} facts, any two of which are urgent. Each pattern has a test that fires "
        "it and near misses that do not, and rests on a claim with a source.",
        "",
        f"`tests/red_flags.tsv` records what {len(cases)} cases give: "
        + ", ".join(f"{urgencies[level]} {level}" for level in reversed(LEVELS))
        + ". A mutant is the policy with one place changed. It is killed when a case gives another urgency, fires "
        "another pattern, or one with another level. Where the urgency alone does not kill it, other patterns give the "
        "same cases the same urgency.",
        "",
        "| mutation | what is changed | mutants | killed | by the urgency alone |",
        "|---|---|---:|---:|---:|",
        *rows,
        f"| **all** | | {sum(totals.values())} | {sum(killed.values())} | {sum(levels.values())} |",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the suite and the page."""
    tables = triage.read()
    SUITE.write_text(suite_text(tables), "utf-8")
    cases = read_suite()
    found = list(fates(tables, cases))
    PAGE.write_text(page(found, cases, tables), "utf-8")
    for fate in found:
        if not fate.by_pattern:
            print("not killed:", fate.mutant.kind, fate.mutant.name)  # noqa: T201 - a command
    print(f"wrote {SUITE.name} and {PAGE.name}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
