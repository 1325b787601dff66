"""The documented thresholds: from which number to which a case has a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from kg.claim_tables import one_of
from kg.tables import read_table

__all__ = ["Threshold", "read_thresholds"]

_QUANTITIES: Final = ("age", "duration", "weeks")


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which number to which a case has a finding.

    Args:
        id: the row.
        quantity: ``age`` in completed years, ``duration`` in days, or ``weeks`` of pregnancy.
        low, high: the first and the last number, both included; None where there is no bound.
        beside: what has to be there as well, or None.
        node: the finding.
        complaint: whether it is a finding by itself, rather than background to others.
        reason: why the bounds are these.
    """

    id: str
    quantity: str
    low: int | None
    high: int | None
    beside: NamedNode | None
    node: NamedNode
    complaint: bool
    reason: str

    def holds(self, number: int) -> bool:
        """Return whether a number lies within the bounds."""
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


def read_thresholds(path: Path, find: Callable[[str], NamedNode | None]) -> Iterator[Threshold]:
    """Yield the thresholds of a table.

    Args:
        path: the table.
        find: gives the concept of a label.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    for row in read_table(path, ("id", "quantity", "from", "to", "with", "finding", "as", "reason")):
        low, high = row.number("from"), row.number("to")
        node, beside = find(row["finding"]), find(row["with"]) if row["with"] else None
        if row["quantity"] not in _QUANTITIES or (low is None and high is None) or not row["reason"]:
            raise row.error(
                "the threshold is incomplete", f"give one of {', '.join(_QUANTITIES)}, a bound and a reason"
            )
        if node is None or (row["with"] and beside is None):
            raise row.error("a concept is not there", "write the label of a concept in 'finding' and 'with'")
        complaint = one_of(row, "as", ("background", "finding")) == "finding"
        yield Threshold(row["id"], row["quantity"], low, high, beside, node, complaint, row["reason"])
