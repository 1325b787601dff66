"""Triples as three columns of ids, which is how they are loaded and reasoned over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "Ids"]

Ids: TypeAlias = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Triples, one row each, as ids of a `Dictionary`; rows keep their order, and doubles stay.

    Args:
        subjects: uint32[n], the id of each row's subject.
        predicates: uint32[n], the id of each row's predicate.
        objects: uint32[n], the id of each row's object.

    >>> one = Columns.of([(0, 1, 2)])
    >>> list(Columns.concatenate([one, one]))
    [(0, 1, 2), (0, 1, 2)]
    """

    subjects: Ids
    predicates: Ids
    objects: Ids

    def __post_init__(self) -> None:
        assert self.subjects.shape == self.predicates.shape == self.objects.shape
        assert self.subjects.dtype == self.predicates.dtype == self.objects.dtype == np.uint32

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int]]) -> Columns:
        """Return rows of ids (subject, predicate, object) as columns."""
        table = np.array(rows, dtype=np.uint32).reshape(-1, 3)
        return cls(*(np.ascontiguousarray(table[:, place]) for place in range(3)))

    @classmethod
    def concatenate(cls, parts: Sequence[Columns]) -> Columns:
        """Return the rows of all parts, one part after the other; of no parts, no rows."""
        if not parts:
            return cls.of([])
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.subjects for part in parts]),
            np.concatenate([part.predicates for part in parts]),
            np.concatenate([part.objects for part in parts]),
        )

    def where(self, rows: NDArray[np.bool_]) -> Columns:
        """Return some of the rows.

        Args:
            rows: bool[n], which ones.
        """
        return Columns(self.subjects[rows], self.predicates[rows], self.objects[rows])

    def __len__(self) -> int:
        return len(self.subjects)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.subjects.tolist(), self.predicates.tolist(), self.objects.tolist(), strict=True)

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> Columns:
        return Columns(self.subjects[rows], self.predicates[rows], self.objects[rows])
