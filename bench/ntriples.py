"""A small N-Triples reader for schemas and for counting, independent of the engine that is measured."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LINE = re.compile(r'(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?)\s*\.')

Triple = tuple[str, str, str]


def parse(lines: Iterable[str]) -> Iterator[Triple]:
    """Yield the triples of N-Triples lines, each term as it is written.

    Args:
        lines: lines of a well-formed N-Triples document; blank lines and comments are passed over.

    Example:
        >>> list(parse(["<urn:s> <urn:p> _:o .", "# a comment"]))
        [('<urn:s>', '<urn:p>', '_:o')]
    """
    for line in lines:
        if found := LINE.match(line):
            yield found[1], found[2], found[3]


def read(path: Path) -> Iterator[Triple]:
    """Yield the triples of an N-Triples file.

    Raises:
        OSError: when the file cannot be read.
    """
    with path.open(encoding="utf-8") as lines:
        yield from parse(lines)
