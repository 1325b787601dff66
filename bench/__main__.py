"""The command: `python -m bench`."""

import argparse
import os
from datetime import datetime
from pathlib import Path

from bench import measures, report
from bench.datasets import DATASETS
from bench.peers import PEERS
from bench.results import Series
from bench.runner import ROOT, RunError, Settings, compare, task


def _options() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "backstory-bench"
    shared = Path(os.environ.get("BACKSTORY_SHARED", ROOT.parent / "shared"))
    names, peers = [one.name for one in DATASETS], list(PEERS)
    parser = argparse.ArgumentParser("python -m bench", description="Run ours and other reasoners on the same files.")
    parser.add_argument("--quick", action="store_true", help="one run each on the small data sets")
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"data sets: {', '.join(names)}")
    parser.add_argument("--peer", action="append", choices=peers, metavar="NAME", help=f"of {', '.join(peers)}")
    parser.add_argument("--runs", type=int, metavar="N", help="runs of each reasoner (5; quick: 1)")
    parser.add_argument("--timeout", type=float, default=300, metavar="S", help="seconds that one run may take (300)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md", help="the page that is written")
    parser.add_argument("--cache", type=Path, default=cache, help="folder for data files")
    parser.add_argument("--shared", type=Path, default=shared, help="folder of public files (BACKSTORY_SHARED)")
    return parser.parse_args()


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def main() -> None:
    """Run what the options name and write the page."""
    options = _options()
    runs = options.runs or (1 if options.quick else 5)
    settings = Settings(runs, options.timeout, options.cache, options.shared, lambda text: print(text, flush=True))
    chosen = [one for one in DATASETS if one.name in (options.only or [one.name]) and (one.quick or not options.quick)]
    peers = [peer for peer in PEERS if peer in (options.peer or PEERS)]
    results: dict[str, dict[str, Series]] = {}
    sizes: dict[str, int] = {}

    def write(*more: measures.Measure) -> None:
        found = [*measures.ratios(results), *measures.memory(results), *measures.growth(results), *more]
        page = report.write(results, found, sizes, runs=runs, date=datetime.now().astimezone())
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(page, "utf-8")

    for dataset in chosen:
        try:
            sizes[dataset.name] = _lines(Path(task(dataset, measures.OURS, settings).data))
        except RunError as error:
            settings.say(f"{dataset.name}: {error}")
        results[dataset.name] = compare(dataset, peers, settings)
        write()
    write(*measures.further(settings, frozenset(results)))
    settings.say(f"wrote {options.out}")


if __name__ == "__main__":
    main()
