"""Transitive closure of a relation: by joins while it is shallow, else by components and bitsets.

Doubling joins derive a pair once for each way it can be cut, which for a chain of a thousand takes seconds. The
strongly connected components of the graph (Tarjan 1972) form an acyclic graph, over which the set of what a
component reaches is the union of the sets of its successors: one row of bits each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.reason.pairs import EMPTY, Ids, Pairs, distinct, high, low, pack, rows_of, without

__all__ = ["transitive_closure"]

_JOINS: Final = 2
_BITS: Final = 1 << 24
"""How many bits are read at a time, a byte each."""
_BLOCK: Final = 1 << 15
"""How many targets are worked on at a time, which bounds the memory: a component needs 4 kB."""


def transitive_closure(pairs: Pairs) -> Pairs:
    """Return the pairs that follow from a relation by transitivity, sorted and distinct, those of it left out.

    Args:
        pairs: packed pairs, sorted and distinct.
    """
    whole, fresh = pairs, pairs
    for _ in range(_JOINS):
        mine, theirs = rows_of(whole, low(fresh))
        found = pack(high(fresh)[mine], low(whole[theirs]))
        found = distinct(np.sort(found))
        fresh = without(found, whole)
        if not len(fresh):
            return without(whole, pairs)
        whole = np.sort(np.concatenate((whole, fresh)))
    whole = _by_components(pairs)
    return without(whole, pairs)


def _by_components(pairs: Pairs) -> Pairs:
    nodes = distinct(np.sort(np.concatenate((high(pairs), low(pairs)))))
    sources = nodes.searchsorted(high(pairs))
    targets = nodes.searchsorted(low(pairs))
    component = _components(len(nodes), sources, targets)
    count = int(component.max()) + 1
    # Tarjan numbers components in reverse topological order: an edge leads to a lower number.
    inner = component[sources] == component[targets]
    cyclic = np.zeros(count, np.bool_)
    cyclic[component[sources[inner]]] = True
    edges = distinct(
        np.sort(pack(component[sources[~inner]].astype(np.uint64), component[targets[~inner]].astype(np.uint64)))
    )
    starts = high(edges).searchsorted(np.arange(count + 1, dtype=np.uint64))
    successors = low(edges).astype(np.intp)
    members = np.argsort(component, kind="stable")
    first = component[members].searchsorted(np.arange(count + 1))
    parts: list[Pairs] = []
    for block in range(0, count, _BLOCK):
        reached = _reach(count, starts, successors, cyclic, block, min(block + _BLOCK, count))
        if len(members) == count:
            parts.extend(_pairs(reached, nodes[members], block))
            continue
        for number in range(block, count):
            row = np.flatnonzero(np.unpackbits(reached[number].view(np.uint8), bitorder="little")) + block
            if not len(row):
                continue
            ids = np.concatenate([members[first[c] : first[c + 1]] for c in row.tolist()])
            goal = np.sort(nodes[ids])
            parts.extend(pack(nodes[source], goal) for source in members[first[number] : first[number + 1]].tolist())
    return np.sort(np.concatenate(parts)) if parts else EMPTY


def _pairs(reached: NDArray[np.uint64], nodes: Ids, block: int) -> Iterator[Pairs]:
    """Yield the pairs that rows of bits stand for, where every component is one node."""
    height = max(1, _BITS // (reached.shape[1] * 64))
    for top in range(block, len(nodes), height):
        bits = np.unpackbits(reached[top : top + height].view(np.uint8), axis=1, bitorder="little")
        rows, columns = np.nonzero(bits)
        yield pack(nodes[rows + top], nodes[columns + block])


def _reach(
    count: int, starts: NDArray[np.intp], successors: NDArray[np.intp], cyclic: NDArray[np.bool_], low_: int, high_: int
) -> NDArray[np.uint64]:
    """Return which components of a block each component reaches, as rows of bits."""
    words = (high_ - low_ + 63) // 64
    reached = np.zeros((count, words), np.uint64)
    bounds, flags = starts.tolist(), cyclic.tolist()
    for number in range(low_, count):
        row = reached[number]
        for successor in successors[bounds[number] : bounds[number + 1]].tolist():
            if successor >= low_:
                row |= reached[successor]
                if successor < high_:
                    row[(successor - low_) >> 6] |= np.uint64(1 << ((successor - low_) & 63))
        if flags[number] and low_ <= number < high_:
            row[(number - low_) >> 6] |= np.uint64(1 << ((number - low_) & 63))
    return reached


def _components(count: int, sources: NDArray[np.intp], targets: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of the strongly connected component of each node (Tarjan 1972, without recursion)."""
    bounds: list[int] = sources.searchsorted(np.arange(count + 1)).tolist()
    next_: list[int] = targets.tolist()
    index, lowest, component = [-1] * count, [0] * count, [-1] * count
    at = bounds[:-1]
    stack: list[int] = []
    counter = found = 0
    for root in range(count):
        work = [root] if index[root] < 0 else []
        while work:
            node = work[-1]
            if index[node] < 0:
                index[node] = lowest[node] = counter
                counter += 1
                stack.append(node)
            if at[node] < bounds[node + 1]:
                target = next_[at[node]]
                at[node] += 1
                if index[target] < 0:
                    work.append(target)
                elif component[target] < 0:
                    lowest[node] = min(lowest[node], index[target])
                continue
            work.pop()
            if work:
                lowest[work[-1]] = min(lowest[work[-1]], lowest[node])
            if lowest[node] == index[node]:
                size = _place(stack, node)
                for member in stack[size:]:
                    component[member] = found
                del stack[size:]
                found += 1
    return np.array(component, np.intp)


def _place(stack: list[int], node: int) -> int:
    """Return where a node stands in a stack, looking from its top."""
    at = len(stack) - 1
    while stack[at] != node:
        at -= 1
    return at
