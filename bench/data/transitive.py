"""Chains, grids and cycles of one transitive property."""

from collections.abc import Iterator

from bench.data.writing import BASE

NAMESPACE = f"{BASE}order#"
SCHEMA = """
before a owl:ObjectProperty owl:TransitiveProperty
before rdfs:domain Node
before rdfs:range Node
Node a owl:Class
"""
_BEFORE = f"<{NAMESPACE}before>"


def _node(*at: int) -> str:
    return f"<http://order.example.org/node{'-'.join(map(str, at))}>"


def chain(length: int) -> Iterator[str]:
    """Yield a chain of so many links: its closure has length * (length + 1) / 2 pairs."""
    return (f"{_node(at)} {_BEFORE} {_node(at + 1)} ." for at in range(length))


def cycle(length: int) -> Iterator[str]:
    """Yield a ring of so many nodes: its closure has length² pairs."""
    return (f"{_node(at)} {_BEFORE} {_node((at + 1) % length)} ." for at in range(length))


def grid(width: int, height: int) -> Iterator[str]:
    """Yield a grid whose links lead right and down, so that most pairs follow in many ways."""
    for row in range(height):
        for column in range(width):
            if column + 1 < width:
                yield f"{_node(row, column)} {_BEFORE} {_node(row, column + 1)} ."
            if row + 1 < height:
                yield f"{_node(row, column)} {_BEFORE} {_node(row + 1, column)} ."
