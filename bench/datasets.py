"""What is reasoned over: LUBM where it is at hand, and what our own generators make."""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from bench.data import campus, chains, deriving, same_as, tiny, transitive
from bench.data.writing import expand, save

UNIV_BENCH = "http://swat.cse.lehigh.edu/onto/univ-bench.owl#"
_LONG = "takes more than the time allowed"
_SLICE = "is run on a slice only"
_GROWTH = "is not run where growth of our reasoner is measured"
_LUBM_SLICE = 2_600
"""Triples of LUBM(1) that HermiT is given: the beginning of its first department."""

Lines = Iterator[str]


@dataclass(frozen=True)
class Dataset:
    """One thing to reason over.

    Args:
        name: how it is called on the command line.
        title: how the page calls it.
        namespace: what the IRIs of its vocabulary begin with.
        lines: makes the N-Triples lines of the schema and those of the data; takes the folder of public files.
        expected: how many triples count in its closure, where that is known from elsewhere.
        same_as: whether the data asserts `owl:sameAs`.
        quick: whether it is part of a quick run.
        spared: reasoners that are not run on it, each with the reason.
    """

    name: str
    title: str
    namespace: str
    lines: Callable[[Path], tuple[Lines, Lines]]
    expected: int | None = None
    same_as: bool = False
    quick: bool = False
    spared: dict[str, str] = field(default_factory=dict[str, str])

    def files(self, cache: Path, shared: Path) -> tuple[Path, Path]:
        """Return the file of all triples and that of the schema, which are made unless they are there.

        Raises:
            OSError: when public files are not at hand, or the cache cannot be written.
        """
        data, schema = cache / f"{self.name}.nt", cache / f"{self.name}.schema.nt"
        made = max(path.stat().st_mtime for path in Path(__file__).parent.glob("data/*.py"))
        if not data.exists() or data.stat().st_mtime < made:
            cache.mkdir(parents=True, exist_ok=True)
            schema_lines, data_lines = self.lines(shared)
            kept = list(schema_lines)
            save(schema, kept)
            save(data, chain(data_lines, kept))
        return data, schema


def _lubm(size: int, first: int | None = None) -> Callable[[Path], tuple[Lines, Lines]]:
    def lines(shared: Path) -> tuple[Lines, Lines]:
        folder = shared / "bench"
        schema = (folder / "univ-bench.nt").read_text("utf-8").splitlines()
        file = lzma.open(folder / f"lubm{size}.nt.xz", "rt", encoding="utf-8")  # noqa: SIM115 -- read as it is written
        return iter(schema), (line.rstrip("\n") for line in islice(file, first))

    return lines


def _own(schema: str, namespace: str, data: Callable[[], Lines]) -> Callable[[Path], tuple[Lines, Lines]]:
    return lambda _shared: (expand(schema, namespace), data())


def _campus(size: int, **spared: str) -> Dataset:
    return Dataset(
        f"campus{size}",
        f"LUBM-shaped, {size} {'university' if size == 1 else 'universities'}",
        campus.NAMESPACE,
        _own(campus.SCHEMA, campus.NAMESPACE, lambda: campus.universities(size)),
        spared={"HermiT": _SLICE, "owlrl": _LONG, **{name.replace("_", "-"): why for name, why in spared.items()}},
    )


def _order(name: str, title: str, data: Callable[[], Lines], *, quick: bool = False) -> Dataset:
    return Dataset(
        name,
        title,
        transitive.NAMESPACE,
        _own(transitive.SCHEMA, transitive.NAMESPACE, data),
        quick=quick,
        spared={"HermiT": _SLICE, "owlrl": _LONG},
    )


_GROWING = {"sparq_rdf": _GROWTH, "nemo_python": _GROWTH, "reasonable": _GROWTH}

DATASETS = (
    Dataset(
        "lubm10",
        "LUBM(10)",
        UNIV_BENCH,
        _lubm(10),
        expected=1_322_755,
        spared={"HermiT": _SLICE, "owlrl": _LONG},
    ),
    Dataset("lubm1", "LUBM(1)", UNIV_BENCH, _lubm(1), expected=105_399, quick=True, spared={"HermiT": _SLICE}),
    Dataset("lubm-slice", f"{_LUBM_SLICE:,} triples of LUBM(1)", UNIV_BENCH, _lubm(1, _LUBM_SLICE), quick=True),
    _campus(1),
    _campus(10, **_GROWING),
    _campus(50, **_GROWING),
    Dataset(
        "tiny",
        "a tiny knowledge base",
        tiny.NAMESPACE,
        _own(tiny.SCHEMA, tiny.NAMESPACE, tiny.garden),
        quick=True,
        spared={"HermiT": _SLICE},
    ),
    Dataset(
        "same-as",
        "things of many names",
        same_as.NAMESPACE,
        _own(same_as.SCHEMA, same_as.NAMESPACE, lambda: same_as.groups(1_000)),
        same_as=True,
        quick=True,
        spared={"HermiT": _SLICE, "owlrl": _LONG},
    ),
    _order("chain", "a transitive chain of 1,000", lambda: transitive.chain(1_000), quick=True),
    _order("grid", "a transitive grid of 30 by 30", lambda: transitive.grid(30, 30)),
    _order("cycle", "a transitive cycle of 500", lambda: transitive.cycle(500)),
    Dataset(
        "kin",
        "property chains",
        chains.NAMESPACE,
        _own(chains.SCHEMA, chains.NAMESPACE, lambda: chains.families(200)),
        spared={"HermiT": _SLICE, "owlrl": _LONG},
    ),
    Dataset(
        "deriving",
        "data that makes schema",
        deriving.NAMESPACE,
        _own(deriving.SCHEMA, deriving.NAMESPACE, lambda: deriving.levels(8, 60)),
        quick=True,
        spared={
            "HermiT": "is outside OWL 2 DL",
            "nemo-python": "its rules are compiled from the asserted schema",
        },
    ),
)
"""All data sets, in the order of the page."""
