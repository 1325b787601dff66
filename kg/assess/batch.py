"""Many cases at once, over several processes."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.assess.assessor import Assessor
from kg.assess.case import Case
from kg.assess.model import Assessment
from kg.uncollected import uncollected

__all__ = ["assess_all"]

_SHARE: Final = 500
"""How many cases a process gets at a time."""
_worker: Assessor | None = None


def assess_all(assessor: Assessor, cases: Iterable[Case], jobs: int = 1) -> Iterator[Assessment]:
    """Yield the assessments of cases in their order.

    Args:
        assessor: what assesses them.
        cases: the cases.
        jobs: how many processes to use; each opens the knowledge base for itself.
    """
    if jobs <= 1:
        yield from assessor.assess_all(cases)
        return
    folder = assessor.knowledge.ontology.catalog.folder
    with ProcessPoolExecutor(jobs, initializer=_open, initargs=(folder,)) as pool:
        for sent in pool.map(_assess, _shares(cases)):
            with uncollected():
                share: list[Assessment] = pickle.loads(sent)  # noqa: S301 - from a process of our own
            yield from map(assessor.cited, share)


def _shares(cases: Iterable[Case]) -> Iterator[list[Case]]:
    share: list[Case] = []
    for case in cases:
        share.append(case)
        if len(share) == _SHARE:
            yield share
            share = []
    if share:
        yield share


def _open(folder: Path) -> None:
    global _worker  # noqa: PLW0603 - a process of the pool keeps what it opened
    from kg.knowledge import Knowledge

    _worker = Assessor(Knowledge.open(folder))
    gc.freeze()  # the knowledge base stays as long as the process


def _assess(cases: list[Case]) -> bytes:
    assert _worker is not None
    # The claims and sources are known on the other side, and would be most of what is sent.
    return pickle.dumps([replace(assessment, claims=(), sources=()) for assessment in _worker.assess_all(cases)])
