"""Sorted arrays of packed pairs: the few operations that everything else is made of.

A pair of term ids ``(a, b)`` is packed into one uint64, ``a << 32 | b``, so that a sorted array of them is sorted by
``a`` and then by ``b``, and the partners of one ``a`` lie side by side. `numpy.unique`, `isin` and their kin are not
used: on arrays such as these, sorting and comparing neighbours is far faster. Nor is a mask used as an index where
`compress` takes a fraction of the time.
"""

from __future__ import annotations

import sys
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "EMPTY",
    "Ids",
    "Pairs",
    "Tags",
    "bounds",
    "contains",
    "distinct",
    "firsts",
    "high",
    "inserted",
    "joined",
    "low",
    "pack",
    "places",
    "rows_of",
    "runs",
    "swap",
    "unpacked",
    "uppers",
    "without",
]

Pairs: TypeAlias = NDArray[np.uint64]
Ids: TypeAlias = NDArray[np.uint64]
"""Term ids in 64 bits, so that they are packed without a conversion."""
Tags: TypeAlias = NDArray[np.unsignedinteger[Any]]

_LOW: Final = np.uint64(0xFFFFFFFF)
_SHIFT: Final = np.uint64(32)
_UPPER: Final = 1 if sys.byteorder == "little" else 0
"""Which half of a number of 64 bits in memory is the upper one."""
_RARE: Final = 32
_RUN: Final = 1024
"""How many pairs have one first member, on average, where they are worth looking at apart."""
_STEP: Final = 256
"""How many pairs have one first member, on average, where it is quicker to look for the end of each than at all."""
EMPTY: Final[Pairs] = np.empty(0, np.uint64)


def pack(a: Ids | np.uint64, b: Ids | np.uint64) -> Pairs:
    """Return the packed pairs of two columns of ids; either may be one id for all."""
    return (a << _SHIFT) | b  # type: ignore[return-value]


def joined(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> Pairs:
    """Return the packed pairs of two columns of 32 bits, which are written side by side."""
    halves = np.empty((len(a), 2), np.uint32)
    halves[:, _UPPER], halves[:, 1 - _UPPER] = a, b
    return halves.view(np.uint64)[:, 0]


def uppers(pairs: Pairs) -> NDArray[np.uint32]:
    """Return the first members of packed pairs as they are in memory, to be changed there."""
    return pairs.view(np.uint32)[_UPPER::2]


def runs(pairs: Pairs) -> list[tuple[int, int, int]]:
    """Return the first members of sorted pairs, each with the bounds of its pairs."""
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(pairs):
        if len(found) * _STEP > at + _RUN:
            # They are short: all are looked for at once.
            starts = np.flatnonzero(firsts(high(pairs[at:]))) + at
            keys, begins = high(pairs[starts]).tolist(), starts.tolist()
            return [*found, *zip(keys, begins, [*begins[1:], len(pairs)], strict=True)]
        key = int(pairs[at]) >> 32
        stop = at + int(pairs[at:].searchsorted(np.uint64(key << 32 | 0xFFFFFFFF), "right"))
        found.append((key, at, stop))
        at = stop
    return found


def high(pairs: Pairs) -> Ids:
    """Return the first members of packed pairs."""
    return pairs >> _SHIFT


def low(pairs: Pairs) -> Ids:
    """Return the second members of packed pairs."""
    return pairs & _LOW


def swap(pairs: Pairs) -> Pairs:
    """Return the packed pairs turned round, not sorted."""
    return (pairs << _SHIFT) | (pairs >> _SHIFT)


def unpacked(pairs: Pairs) -> list[tuple[int, int]]:
    """Return packed pairs as pairs of numbers."""
    return [(pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist()]


def firsts(values: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Return which values of an array differ from the one before them; the first does."""
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def distinct(values: Pairs) -> Pairs:
    """Return the values of a sorted array, each once."""
    first = firsts(values)
    return values if first.all() else values.compress(first)


def bounds(pairs: Pairs, key: int) -> tuple[int, int]:
    """Return where in a sorted array the pairs with a first member begin and end."""
    start, stop = pairs.searchsorted(np.array((key << 32, (key + 1) << 32), np.uint64)).tolist()
    return start, stop


def places(pairs: Pairs, wanted: Pairs) -> NDArray[np.intp]:
    """Return where each wanted pair stands in a sorted array, -1 where it does not."""
    if not len(pairs):
        return np.full(len(wanted), -1, np.intp)
    at = pairs.searchsorted(wanted)
    np.minimum(at, len(pairs) - 1, out=at)
    at[pairs[at] != wanted] = -1
    return at


def contains(pairs: Pairs, wanted: Pairs) -> NDArray[np.bool_]:
    """Return which of the wanted pairs stand in a sorted array."""
    return places(pairs, wanted) >= 0


def without(values: Pairs, gone: Pairs) -> Pairs:
    """Return the values of a sorted, distinct array that are not in another; the shorter is looked up in the longer."""
    if not len(gone) or not len(values):
        return values
    if len(gone) >= len(values):
        return values.compress(~contains(gone, values))
    at = places(values, gone)
    keep = np.ones(len(values), np.bool_)
    keep[at[at >= 0]] = False
    return values.compress(keep)


def inserted(old: Pairs, old_tags: Tags, new: Pairs, new_tags: Tags) -> tuple[Pairs, Tags]:
    """Return two sorted, disjoint arrays merged, with the tags that belong to them."""
    if not len(old) or not len(new):
        return (old, old_tags) if len(old) else (new, new_tags)
    groups = runs(new)
    if len(groups) * _RUN > len(new):
        return _merged(old, old_tags, new, new_tags)
    # Pairs of one first member go together, and most often where there are no others.
    pieces: list[tuple[Pairs, Tags]] = []
    at = 0
    for key, start, stop in groups:
        low_, high_ = bounds(old, key)
        pieces.append((old[at:low_], old_tags[at:low_]))
        pieces.append(_merged(old[low_:high_], old_tags[low_:high_], new[start:stop], new_tags[start:stop]))
        at = high_
    pieces.append((old[at:], old_tags[at:]))
    return np.concatenate([pairs for pairs, _ in pieces]), np.concatenate([tags for _, tags in pieces])


def _merged(old: Pairs, old_tags: Tags, new: Pairs, new_tags: Tags) -> tuple[Pairs, Tags]:
    """Do as `inserted`, one pair at a time."""
    if not len(old):
        return new, new_tags
    if len(old) < len(new):
        # It does not matter which is put into which: the shorter is looked up in the longer.
        old, old_tags, new, new_tags = new, new_tags, old, old_tags
    total = len(old) + len(new)
    at = old.searchsorted(new)
    at += np.arange(len(new))
    kept = np.ones(total, np.bool_)
    kept[at] = False
    # A mask is the faster the less it changes; else its places are.
    rest = kept if len(new) * _RARE < len(old) else np.flatnonzero(kept)
    pairs, tags = np.empty(total, np.uint64), np.empty(total, new_tags.dtype)
    pairs[at], tags[at] = new, new_tags
    pairs[rest], tags[rest] = old, old_tags
    return pairs, tags


def rows_of(pairs: Pairs, keys: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the join of a column of keys with the first members of a sorted array of pairs.

    Returns:
        for every match the row of the key and the row of the pair, ordered by key row.
    """
    runs: NDArray[np.intp] | None = None
    if len(keys) > 64 and bool((keys[1:] >= keys[:-1]).all()):
        # Sorted keys come in runs; each distinct key is looked up once.
        starts = np.flatnonzero(firsts(keys))
        runs = np.diff(np.append(starts, len(keys)))
        keys = keys[starts]
    first = keys << _SHIFT
    start = pairs.searchsorted(first)
    stop = pairs.searchsorted(first | _LOW, "right")
    if runs is not None:
        start, stop = np.repeat(start, runs), np.repeat(stop, runs)
    counts = stop - start
    total = int(counts.sum())
    key_rows = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    pair_rows = np.arange(total) + np.repeat(start - (ends - counts), counts)
    return key_rows, pair_rows
