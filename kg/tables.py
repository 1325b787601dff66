"""A strict reader of the hand-edited tables (tab-separated, CSV quoting)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OntologyError

__all__ = ["Row", "read_table", "split_list"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and where it stands."""

    cells: dict[str, str]
    origin: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> int | None:
        """Return the cell as a whole number, or None when it is empty.

        Raises:
            OntologyError: BS105, when it is anything else.
        """
        text = self[column]
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise self.error(f"column '{column}' holds '{text}'", "write a whole number, or leave it empty")
        return int(text)

    def flag(self, column: str) -> bool:
        """Return whether the cell says ``yes``; an empty cell says no.

        Raises:
            OntologyError: BS105, when it is anything else.
        """
        if self[column] not in {"", "yes"}:
            raise self.error(f"column '{column}' holds '{self[column]}'", "write yes, or leave it empty")
        return self[column] == "yes"

    def error(self, message: str, hint: str) -> OntologyError:
        """Return the error BS105 that names this row."""
        return OntologyError("BS105", f"{self.origin}: {message}", hint)


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table whose header must be exactly `columns`.

    Raises:
        OntologyError: BS102 when the file cannot be read, BS105 (naming file and line) when the header, the
            number of cells, the quoting or the white space of a row is off.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(
            "BS102", f"cannot read {path}: {error}", "check that the file exists and is UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    try:
        header = next(reader, None) or list[str]()
        if header != list(columns):
            raise OntologyError(
                "BS105", f"{path}:1: the columns are {header}", f"they must be {list(columns)}, in this order"
            )
        for cells in reader:
            row = Row(dict(zip(columns, cells, strict=False)), f"{path}:{reader.line_num}")
            if len(cells) != len(columns):
                raise row.error(f"{len(cells)} cells", f"a row has {len(columns)} cells, separated by tabs")
            if any(cell != " ".join(cell.split()) for cell in cells):
                raise row.error("a cell has needless white space", "use single spaces, none at the ends")
            yield row
    except csv.Error as error:
        raise OntologyError(
            "BS105", f"{path}:{reader.line_num}: {error}", "quote a cell that holds quotation marks"
        ) from error


def split_list(cell: str) -> list[str]:
    """Return the parts of a cell that holds a list, separated by ``|``.

    >>> split_list("low potassium | hypokalemia")
    ['low potassium', 'hypokalemia']
    """
    return [part.strip() for part in cell.split("|") if part.strip()]
