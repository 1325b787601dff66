"""The documented measurements: from which value to which a measurement is a finding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from kg.tables import Row, read_table, split_list

__all__ = ["Band", "Measurement", "read_measurements"]


@dataclass(frozen=True, slots=True)
class Band:
    """What a range of values means.

    Args:
        id: the row.
        low, high: the first and the last value, both included.
        means: the words of the findings, none where the values are no finding.
        source: the source of the bounds.
    """

    id: str
    low: float
    high: float
    means: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is measured.

    Args:
        names: what it is called; one with a capital only where it is written so.
        units: what may stand behind its value.
        bands: what its values mean; a value in none of them is none of this measurement.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    bands: tuple[Band, ...]

    def band(self, value: float, comparison: str = "") -> Band | None:
        """Return what a value means; None when that is not known.

        Args:
            value: the value.
            comparison: ``<`` or ``>`` where it is less or more than this; known where all such values mean the same.
        """
        within = [band for band in self.bands if band.low <= value <= band.high]
        if not within or not comparison:
            return within[0] if within else None
        beyond = [band for band in self.bands if (band.low < value if comparison == "<" else band.high > value)]
        return beyond[0] if len({band.means for band in beyond}) == 1 else None


def read_measurements(path: Path) -> tuple[Measurement, ...]:
    """Return the measurements of a table, which has a row for each range of values.

    Names and units stand in the first row of a measurement; the others repeat its first name.

    Raises:
        OntologyError: BS102 or BS105, naming file and line.
    """
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...], list[Band]]] = {}
    for row in read_table(path, ("id", "measure", "units", "from", "to", "means", "source", "reason")):
        names = tuple(split_list(row["measure"]))
        if not names or not row["source"] or not row["reason"]:
            raise row.error("the measurement is incomplete", "give its name, a source and a reason")
        band = Band(
            row["id"], _decimal(row, "from"), _decimal(row, "to"), tuple(split_list(row["means"])), row["source"]
        )
        _, _, bands = found.setdefault(names[0], (names, tuple(split_list(row["units"])), []))
        if band.low > band.high or any(band.low <= one.high and one.low <= band.high for one in bands):
            raise row.error("its values are none, or those of another row", "give ranges that do not overlap")
        bands.append(band)
    return tuple(Measurement(names, units, tuple(bands)) for names, units, bands in found.values())


def _decimal(row: Row, column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise row.error(f"column '{column}' holds '{row[column]}'", "write a number")
    return value
