"""Alternating runs: every run is a fresh child of this process, and the reasoners take turns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from bench.datasets import Dataset
from bench.peers import installed
from bench.results import Run, Series, Task

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """How to run.

    Args:
        runs: of each reasoner on each data set.
        timeout: seconds that a process may take.
        cache: folder for data files.
        shared: folder of public files.
        say: is told what goes on.
    """

    runs: int
    timeout: float
    cache: Path
    shared: Path
    say: Callable[[str], None]


class RunError(Exception):
    """A child process failed; the message says why."""


def run(task: Task, settings: Settings) -> Run:
    """Do a task in a process of its own.

    Raises:
        RunError: when it fails, or takes longer than is allowed.
    """
    start = perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 -- this interpreter and a module of ours
            [sys.executable, "-m", "bench.child", task.to_json()],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=settings.timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RunError(f"takes more than {settings.timeout:.0f} s") from error
    process = perf_counter() - start
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"ended with exit code {done.returncode}"]
        raise RunError(said[-1].replace(str(settings.cache), "…")[:200])
    return Run.from_json(done.stdout.strip().splitlines()[-1], process)


def task(dataset: Dataset, peer: str, settings: Settings) -> Task:
    """Return the task of a reasoner on a data set.

    Raises:
        RunError: when there are no files.
    """
    try:
        data, schema = dataset.files(settings.cache, settings.shared)
    except OSError as error:
        raise RunError(f"no data: {error.strerror}: {Path(error.filename or '').name}") from error
    return Task(peer, str(data), str(schema), dataset.namespace, dataset.same_as)


def compare(dataset: Dataset, peers: Iterable[str], settings: Settings) -> dict[str, Series]:
    """Run reasoners on one data set, in turns.

    Each first run also counts the closure, once its clock has stopped. What fails is not run again.

    Returns:
        a series for each reasoner, with the reason where it has no runs.
    """
    found = {peer: Series() for peer in peers}
    for peer, series in found.items():
        if installed(peer) is None:
            series.failure = "is not installed"
        elif peer in dataset.spared:
            series.failure = dataset.spared[peer]
    for turn in range(settings.runs):
        for peer, series in found.items():
            if series.failure:
                continue
            try:
                one = run(replace(task(dataset, peer, settings), count=turn == 0), settings)
            except RunError as error:
                series.failure = str(error)
                settings.say(f"{dataset.name}: {peer}: {error}")
            else:
                series.runs.append(one)
                settings.say(f"{dataset.name}: {peer}: {one.total:.3f} s, run {turn + 1} of {settings.runs}")
    return found
