"""A cache of tokens before the dictionary, which looks up a whole chunk of tokens at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.columns import Ids

__all__ = ["WIDTH", "Places", "TokenCache", "repeats"]

WIDTH: Final = 80
"""The longest token, in bytes, that is cached; a multiple of eight."""

Places: TypeAlias = NDArray[np.int64]
Windows: TypeAlias = NDArray[np.void]

_WINDOW: Final = np.dtype(f"V{WIDTH}")
_TEXT: Final = np.dtype(f"S{WIDTH}")
_MASKS: Final = np.tril(np.full((WIDTH + 1, WIDTH), 255, np.uint8), -1).view(_WINDOW).ravel()
"""For each length, the window whose first bytes, so many of them, are ones."""
_FACTORS: Final = np.random.default_rng(0).integers(1 << 63, size=WIDTH // 8, dtype=np.uint64) | np.uint64(1)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_BITS: Final = 16
_SHIFT: Final = np.uint64(64 - _BITS)


class TokenCache:
    """A direct-mapped cache of the ids of tokens.

    To cut a token out of a chunk and to find it in a dictionary takes Python some 0.3 µs; most tokens of a document
    were met shortly before. So each token of up to `WIDTH` bytes is copied out as a window of 64-bit words with zeros
    after its end, is hashed to a slot, and is compared with the token last put there. The comparison is of whole
    tokens: a collision costs time, never a wrong id.

    Args:
        resolve: gives the ids of tokens that are not in the cache; called once for each chunk. When it raises, the
            cache must be dropped.
    """

    def __init__(self, resolve: Callable[[list[bytes]], Ids]) -> None:
        self._resolve = resolve
        self._windows = np.zeros(1 << _BITS, _WINDOW)
        self._ids = np.zeros(1 << _BITS, np.uint32)

    def ids(self, buffer: bytearray, starts: Places, stops: Places) -> Ids:
        """Return the ids of tokens.

        Args:
            buffer: what holds the tokens, and at least `WIDTH` bytes after the last.
            starts: int64[n], where in the buffer each token begins.
            stops: int64[n], where it ends; tokens are not empty, and those up to `WIDTH` bytes hold no zero byte.

        Returns:
            uint32[n].
        """
        windows = _windows(buffer, starts, stops)
        slots = _slots(windows)
        known = _equal(windows, self._windows[slots])
        known &= stops - starts <= WIDTH
        ids = self._ids[slots]
        rest = np.flatnonzero(~known)
        if len(rest):
            ids[rest] = self._fill(buffer, starts[rest], stops[rest], windows[rest], slots[rest])
        return ids

    def _fill(self, buffer: bytearray, starts: Places, stops: Places, windows: Windows, slots: Places) -> Ids:
        """Return the ids of tokens that are not in the cache, and put them there."""
        long = stops - starts > WIDTH
        places = np.arange(len(slots))
        short = np.flatnonzero(~long)
        self._windows[slots[short]] = windows[short]
        self._ids[slots[short]] = short  # of the tokens with one slot, the last is there now, by its place …
        leaders = self._ids[slots].astype(np.int64)
        follows = _equal(windows, self._windows[slots])
        follows &= (leaders != places) & ~long
        asked = np.flatnonzero(~follows)  # … and those equal to it need not be resolved again
        tokens: list[bytes] = windows[asked].view(_TEXT).tolist()
        if long.any():
            for place in np.flatnonzero(long[asked]).tolist():
                token = asked[place]
                tokens[place] = bytes(buffer[starts[token] : stops[token]])
        ids = np.empty(len(slots), np.uint32)
        ids[asked] = self._resolve(tokens)
        ids[follows] = ids[leaders[follows]]
        self._ids[slots[short]] = ids[leaders[short]]
        return ids


def repeats(buffer: bytearray, starts: Places, stops: Places) -> NDArray[np.bool_]:
    """Return which tokens are seen at once to equal the one before them: bool[n].

    Args:
        buffer: what holds the tokens, as for `TokenCache.ids`.
        starts: int64[n], where in the buffer each token begins.
        stops: int64[n], where it ends.
    """
    windows = _windows(buffer, starts, stops)
    equal = np.zeros(len(starts), np.bool_)
    equal[1:] = _equal(windows[1:], windows[:-1])
    equal &= stops - starts <= WIDTH
    return equal


def _windows(buffer: bytearray, starts: Places, stops: Places) -> Windows:
    """Return the first `WIDTH` bytes of each token, zeros after its end: V80[n]."""
    every: Windows = np.ndarray(len(buffer) - WIDTH + 1, _WINDOW, buffer, strides=(1,))
    windows = every[starts]
    words = windows.view(np.uint64)
    words &= _MASKS[np.minimum(stops - starts, WIDTH)].view(np.uint64)
    return windows


def _slots(windows: Windows) -> Places:
    """Return the slot that each token hashes to: int64[n]."""
    words = windows.view(np.uint64).reshape(-1, WIDTH // 8)
    total = words[:, 0] * _FACTORS[0]
    for place in range(1, len(_FACTORS)):
        total += words[:, place] * _FACTORS[place]
    total ^= total >> np.uint64(32)
    total *= _MIX
    slots: Places = (total >> _SHIFT).astype(np.int64)
    return slots


def _equal(left: Windows, right: Windows) -> NDArray[np.bool_]:
    """Return where windows are equal: bool[n]; several times faster than NumPy's own comparison of bytes."""
    a = left.view(np.uint64).reshape(-1, WIDTH // 8)
    b = right.view(np.uint64).reshape(-1, WIDTH // 8)
    equal: NDArray[np.bool_] = a[:, 0] == b[:, 0]
    for place in range(1, a.shape[1]):
        equal &= a[:, place] == b[:, place]
    return equal
