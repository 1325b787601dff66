"""What a run reports."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from statistics import median

from bench.counting import Count


@dataclass(frozen=True)
class Task:
    """What one child process is to do.

    Args:
        peer: name of the reasoner.
        data: the N-Triples file with all triples, those of the schema too.
        schema: the N-Triples file of the schema alone (for reasoners whose rules are compiled from it).
        namespace: of the vocabulary, for counting.
        same_as: whether the data asserts that things are the same.
        count: whether to count the closure once the clock has stopped.
        repeat: how often to load and reason in the same process.
        measure: a further measure, see `bench.child`.
    """

    peer: str
    data: str
    schema: str
    namespace: str
    same_as: bool = False
    count: bool = False
    repeat: int = 1
    measure: str = ""

    def to_json(self) -> str:
        """Return the task as one line of JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Run:
    """What one child process did.

    Args:
        load: seconds of each repetition, from files to the reasoner's own form.
        reason: seconds of each repetition.
        process: seconds of the whole process, seen from outside.
        peak: bytes of memory at most, when reasoning had ended.
        base: bytes of memory at most after imports, before the files.
        size: triples in the closure as the reasoner counts them; None when it cannot tell.
        count: the closure by the rule of `bench.counting`.
        extra: figures of a further measure.
    """

    load: list[float]
    reason: list[float]
    process: float
    peak: int
    base: int
    size: int | None = None
    count: Count | None = None
    extra: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def total(self) -> float:
        """Seconds to load and reason; the median where a process did so more than once."""
        return median(load + reason for load, reason in zip(self.load, self.reason, strict=True))

    @classmethod
    def from_json(cls, line: str, process: float) -> Run:
        """Read what a child process printed."""
        values = json.loads(line)
        if values["count"] is not None:
            values["count"] = Count(**values["count"])
        return cls(**values, process=process)


@dataclass
class Series:
    """The runs of one reasoner on one data set, or why there are none (or no more)."""

    runs: list[Run] = field(default_factory=list[Run])
    failure: str = ""

    @property
    def count(self) -> Count | None:
        """The counted closure, of the first run that counted."""
        return next((run.count for run in self.runs if run.count), None)

    @property
    def total(self) -> float:
        """Median seconds to load and reason."""
        return median(run.total for run in self.runs)

    @property
    def load(self) -> float:
        """Median seconds to load."""
        return median(median(run.load) for run in self.runs)

    @property
    def reason(self) -> float:
        """Median seconds to reason."""
        return median(median(run.reason) for run in self.runs)

    @property
    def peak(self) -> int:
        """The most memory that any run needed, in bytes."""
        return max(run.peak for run in self.runs)

    @property
    def size(self) -> int | None:
        """Triples in the closure as the reasoner counts them."""
        return self.runs[0].size
