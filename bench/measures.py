"""What is asked of our reasoner, and what it measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bench.datasets import DATASETS, Dataset
from bench.results import Run, Series
from bench.runner import RunError, Settings, run, task

OURS = "backstory"
Results = Mapping[str, Mapping[str, Series]]
"""Series by name of data set and of reasoner."""


@dataclass(frozen=True)
class Measure:
    """One row of the page.

    Args:
        name: what is measured.
        value: what came out, or why nothing did.
        target: what is asked, in words; empty where nothing is.
        met: whether it is met; None when nothing is asked, or nothing came out.
    """

    name: str
    value: str
    target: str = ""
    met: bool | None = None


def ratios(results: Results) -> Iterator[Measure]:
    """Yield how much faster ours is than each peer, to load and reason."""
    for dataset, peer, least in (
        ("lubm10", "reasonable", 15.0),
        ("lubm10", "nemo-python", 2.5),
        ("lubm10", "sparq-rdf", 1.5),
        ("lubm1", "owlrl", 400.0),
    ):
        name, target = f"{dataset}: load + reason, times faster than {peer}", f"≥ {least:g}"
        series = results.get(dataset, {})
        missing = [who for who in (OURS, peer) if who not in series or not series[who].runs]
        if missing:
            yield Measure(name, f"no runs of {' and '.join(missing)}", target)
        else:
            ratio = series[peer].total / series[OURS].total
            yield Measure(name, f"{ratio:.1f}", target, ratio >= least)


def memory(results: Results) -> Iterator[Measure]:
    """Yield the bytes of memory for each closed triple."""
    series = results.get("lubm10", {}).get(OURS, Series())
    name, target = "lubm10: peak memory, bytes per closed triple", "≤ 150"
    if series.runs and series.size:
        whole = series.peak / series.size
        more = (series.peak - min(one.base for one in series.runs)) / series.size
        yield Measure(name, f"{whole:.0f} ({more:.0f} without what imports take)", target, whole <= 150)
    else:
        yield Measure(name, "no runs", target)


def growth(results: Results) -> Iterator[Measure]:
    """Yield how time and memory for each closed triple change from 1 university over 10 to 50."""
    name, target = "growth from 1 over 10 to 50 universities, times linear", "≤ 1.3"
    series = [results.get(f"campus{size}", {}).get(OURS, Series()) for size in (1, 10, 50)]
    sizes = [one.size for one in series if one.runs]
    if len(sizes) < 3 or not all(sizes):
        yield Measure(name, "no runs of all three", target)
        return
    base = min(run.base for one in series for run in one.runs)
    parts: dict[str, Callable[[Series], float]] = {
        "load + reason": lambda one: one.total,
        "load": lambda one: one.load,
        "reason": lambda one: one.reason,
        "peak memory": lambda one: float(one.peak),
        "peak memory without what imports take": lambda one: float(one.peak - base),
    }
    for part, figure in parts.items():
        each = [figure(one) / (one.size or 1) for one in series]
        steps = {"10 to 1": each[1] / each[0], "50 to 1": each[2] / each[0], "50 to 10": each[2] / each[1]}
        asked = part not in {"load", "reason"}
        met = max(steps.values()) <= 1.3 if asked else None
        yield Measure(
            f"{name}: {part}",
            ", ".join(f"{step:.2f} ({which})" for which, step in steps.items()),
            target if asked else "",
            met,
        )


def _extra(
    name: str,
    measure: str,
    settings: Settings,
    read: Callable[[Run], Iterator[Measure]],
    *,
    title: str,
    asked: str,
    repeat: int = 1,
) -> Iterator[Measure]:
    """Run a further measure of ours on a data set, and yield what `read` makes of it."""
    dataset: Dataset = next(one for one in DATASETS if one.name == name)
    try:
        found = run(replace(task(dataset, OURS, settings), measure=measure, repeat=repeat), settings)
    except RunError as error:
        settings.say(f"{title}: {error}")
        yield Measure(title, str(error), asked)
    else:
        yield from read(found)


def _sort(found: Run) -> Iterator[Measure]:
    title = "lubm10: reason step, times sorting and de-duplicating the closure's pairs with NumPy"
    stored, mixed = (found.extra["reason"] / found.extra[f"sort {order}"] for order in ("stored", "shuffled"))
    value = f"{mixed:.1f} (pairs shuffled; {stored:.1f} with pairs in the order in which they are stored)"
    yield Measure(title, value, "≤ 5", max(stored, mixed) <= 5)


def _repeated(name: str, most: float) -> Callable[[Run], Iterator[Measure]]:
    def read(found: Run) -> Iterator[Measure]:
        first = (found.load[0] + found.reason[0]) * 1000
        value = f"{found.total * 1000:.1f} (median of {len(found.load)} in one process; the first {first:.1f})"
        yield Measure(f"{name}: load + reason, ms in process", value, f"≤ {most:g}", found.total * 1000 <= most)

    return read


def _one_proof(found: Run) -> Iterator[Measure]:
    step, one = found.extra["one derivation"] * 1e6, found.extra["one proof"] * 1e6
    yield Measure("lubm10: one derivation (a rule and its premises), median in µs", f"{step:.0f}")
    yield Measure("lubm10: one whole proof, down to asserted triples, median in µs", f"{one:.0f}", "≤ 50", one <= 50)


def _all_proofs(name: str) -> Callable[[Run], Iterator[Measure]]:
    def read(found: Run) -> Iterator[Measure]:
        every, asked = found.extra["all proofs"], name == "lubm10"
        title = f"{name}: all {found.extra['proofs']:,.0f} proofs made and checked, s"
        yield Measure(title, f"{every:.1f}", "≤ 60" if asked else "", every <= 60 if asked else None)
        refused = found.extra["refused"]
        yield Measure(f"{name}: proofs that the checker refused", f"{refused:.0f}", "0", refused == 0)

    return read


def _explanations(found: Run) -> Iterator[Measure]:
    why, every = found.extra["bundled why"] * 1000, found.extra["all"]
    yield Measure("bundled knowledge: explaining an inferred triple, median in ms", f"{why:.2f}", "≤ 2", why <= 2)
    for name, title in (
        ("bundled justifications", "bundled knowledge: all justifications of an inferred triple, median in ms"),
        ("bundled why-not", "bundled knowledge: why a net influence does not follow, verified additions included, ms"),
        ("why", "lubm1: explaining an inferred triple by its shortest proof, median in ms"),
    ):
        yield Measure(title, f"{found.extra[name] * 1000:.2f}")
    title = f"lubm1: a checked proof of each of {found.extra['lines']:,.0f} inferred triples as JSON, s"
    yield Measure(title, f"{every:.1f}", "≤ 30", every <= 30)


def _assessments(found: Run) -> Iterator[Measure]:
    for name, most in (("assessment", 20.0), ("assessment with proofs", 250.0)):
        value = found.extra[name] * 1000
        title = f"bundled knowledge: one {name}, in process once it is loaded, median in ms"
        yield Measure(title, f"{value:.1f}", f"≤ {most:g}", value <= most)
    batch, cases, differing = (found.extra[name] for name in ("batch", "cases", "differing"))
    text = f"{batch:.1f} ({found.extra['batch in one process']:.1f} in one)"
    yield Measure(f"bundled knowledge: {cases:,.0f} assessments in two processes, s", text, "≤ 20", batch <= 20)
    title = "bundled knowledge: assessments that differ from those one by one"
    yield Measure(title, f"{differing:.0f}", "0", not differing)


def _pictures(found: Run) -> Iterator[Measure]:
    for form in ("graphml", "gexf", "csv"):
        seconds = found.extra[form]
        yield Measure(f"10,000 nodes and 40,000 edges as {form}, s", f"{seconds:.1f}", "≤ 10", seconds <= 10)
    peak = found.extra["peak"] / 2**20
    yield Measure("the same: peak memory of the process, MiB", f"{peak:.0f}", "≤ 477", peak <= 477)


def _proof_data(found: Run) -> Iterator[Measure]:
    cost = found.extra["with proof data"] / found.extra["without proof data"] - 1
    yield Measure("lubm10: what data for proofs adds to the reason step", f"{cost:.0%}", "≤ 60 %", cost <= 0.6)
    less = found.extra["one triple less"] / found.extra["with proof data"]
    yield Measure("lubm10: a closure without one triple, times the reason step", f"{less:.2f}", "≤ 1.2", less <= 1.2)


def further(settings: Settings, names: frozenset[str]) -> Iterator[Measure]:
    """Run what needs processes of its own, on those data sets that are named."""
    if "tiny" in names:
        read = _repeated("tiny", 30)
        yield from _extra(
            "tiny", "", settings, read, title="tiny: load + reason, ms in process", asked="≤ 30", repeat=20
        )
        yield from _extra(
            "tiny", "assessments", settings, _assessments, title="assessments", asked="≤ 20 ms, ≤ 250 ms, ≤ 20 s"
        )
        yield from _extra("tiny", "pictures", settings, _pictures, title="large pictures", asked="≤ 10 s, ≤ 477 MiB")
    if "chain" in names:
        read = _repeated("chain", 60)
        yield from _extra(
            "chain", "", settings, read, title="chain: load + reason, ms in process", asked="≤ 60", repeat=10
        )
    if "lubm10" in names:
        yield from _extra(
            "lubm10", "sort", settings, _sort, title="lubm10: reason step against sorting", asked="≤ 5", repeat=5
        )
        yield from _extra(
            "lubm10", "proof-data", settings, _proof_data, title="lubm10: cost of data for proofs", asked="≤ 60 %"
        )
        yield from _extra(
            "lubm10", "one-proof", settings, _one_proof, title="lubm10: one proof, median in µs", asked="≤ 50"
        )
    if "lubm1" in names:
        yield from _extra(
            "lubm1", "explanations", settings, _explanations, title="explanations", asked="≤ 2 ms, ≤ 30 s"
        )
    for name in ("lubm10", "same-as", "chain", "grid", "cycle", "kin", "deriving"):
        if name in names:
            title = f"{name}: all proofs made and checked"
            yield from _extra(name, "all-proofs", settings, _all_proofs(name), title=title, asked="0 refused")
