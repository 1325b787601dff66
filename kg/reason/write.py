"""Write a closure: sorted, so that the same triples give the same bytes, and whole or not at all.

N-Triples lines are put together in columns, a hundred thousand at once; the other syntaxes are made of them by
Oxigraph. Generalised triples (a literal as the subject, a predicate that is no IRI) are never written: they are no RDF.
"""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol, cast

import numpy as np
import pyoxigraph
from numpy.typing import NDArray
from pyoxigraph import NamedNode, RdfFormat

from kg.dictionary import LITERAL
from kg.errors import OutputError
from kg.files import replacing
from kg.reason.closure import Closure
from kg.reason.expand import Block
from kg.reason.pairs import Ids, distinct
from kg.vocabulary import OWL, PREFIXES

__all__ = ["FORMATS", "Selection", "format_of", "write", "write_file"]

FORMATS: Final[dict[str, RdfFormat]] = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""The formats there are, by the extension of a file."""

_CHUNK: Final = 100_000
_COMPRESSED: Final = frozenset({".gz", ".xz"})


class SupportsWrite(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which triples of a closure to write, and what beside them.

    Args:
        asserted: whether to write those that were given.
        trivial: whether to write those that hold in every closure, or of every term.
        rounds: whether to say in a comment which rule concluded a triple in which round; N-Triples only.
    """

    asserted: bool = True
    trivial: bool = False
    rounds: bool = False


def format_of(path: Path) -> str:
    """Return the format that the name of a file tells; N-Triples when it has no extension.

    Raises:
        OutputError: BS302, when the extension names no format.

    >>> format_of(Path("closure.ttl.gz"))
    'ttl'
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    extension = suffixes[-1].removeprefix(".") if suffixes else "nt"
    if extension not in FORMATS:
        raise OutputError(
            "BS302",
            f"the extension of '{path}' names no format",
            f"use one of: {', '.join(FORMATS)}, also with .gz or .xz behind it; or say -f FORMAT",
        )
    return extension


def write_file(closure: Closure, path: Path, selection: Selection | None = None, fmt: str | None = None) -> int:
    """Write a closure to a file, whole or not at all.

    Args:
        closure: the closure.
        path: the file; with ``.gz`` or ``.xz`` at its end it is compressed.
        selection: what to write of it; by default all but trivial triples.
        fmt: a name among `FORMATS`; by default what the file's name tells.

    Returns:
        the number of triples.

    Raises:
        OutputError: BS302 when the extension names no format; BS301 when the file cannot be written; BS304 when the
            format cannot say a triple.
    """
    syntax = fmt or format_of(path)
    try:
        with replacing(path) as file:
            match path.suffix.lower():
                case ".gz":
                    with gzip.GzipFile("", "wb", 6, file, mtime=0) as compressed:
                        return write(closure, compressed, selection, syntax)
                case ".xz":
                    with lzma.LZMAFile(file, "wb") as compressed:
                        return write(closure, compressed, selection, syntax)
                case _:
                    return write(closure, file, selection, syntax)
    except OSError as error:
        raise OutputError(
            "BS301", f"cannot write '{path}': {error.strerror}", "name a file in a folder that you may write to"
        ) from error


def write(closure: Closure, stream: SupportsWrite, selection: Selection | None = None, fmt: str = "nt") -> int:
    """Write a closure to a stream, as `write_file`."""
    rows = _rows(closure, selection or Selection())
    lines = _lines(closure, rows)
    syntax = FORMATS[fmt]
    if syntax in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        for chunk in lines:
            stream.write(chunk)
    else:
        triples = (quad.triple for chunk in lines for quad in pyoxigraph.parse(chunk, RdfFormat.N_TRIPLES))
        try:
            pyoxigraph.serialize(triples, cast("IO[bytes]", stream), format=syntax, prefixes=PREFIXES)
        except ValueError as error:
            raise OutputError("BS304", f"{syntax.name} cannot say it all: {error}", "use another format") from error
    return len(rows.subjects)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Triples in the order of their terms' tokens; the comment of each is named by its place in `comments`."""

    subjects: NDArray[np.intp]
    predicates: NDArray[np.intp]
    objects: NDArray[np.intp]
    endings: NDArray[np.intp]
    comments: list[bytes]


def _rows(closure: Closure, selection: Selection) -> _Rows:
    kinds = closure.dictionary.kinds()
    parts: list[tuple[Ids, Ids, Ids, Ids]] = []
    for block in closure.blocks():
        if not isinstance(closure.dictionary.term(block.predicate), NamedNode):
            continue
        kept = block.asserted | block.inferred if selection.asserted else block.inferred
        if selection.trivial:
            kept = kept | (block.trivial & ~block.asserted)
        kept = kept & (kinds[block.subjects.astype(np.intp)] != LITERAL)
        endings = np.where(block.asserted, 0, block.tags).astype(np.uint64)
        predicates = np.full(int(kept.sum()), block.predicate, np.uint64)
        parts.append((block.subjects[kept], predicates, block.objects[kept], endings[kept]))
    if selection.trivial:
        parts.append(_reflexive(closure))
    columns = [np.concatenate([part[at] for part in parts] or [np.zeros(0, np.uint64)]) for at in range(4)]
    subjects, predicates, objects, tags = columns
    order = _order(closure.dictionary.tokens, subjects, predicates, objects)
    subjects, predicates, objects, tags = (column[order] for column in columns)
    used = distinct(np.sort(tags))
    comments = [_comment(closure, tag) if selection.rounds else b"" for tag in used.tolist()]
    return _Rows(
        subjects.astype(np.intp),
        predicates.astype(np.intp),
        objects.astype(np.intp),
        used.searchsorted(tags),
        comments,
    )


def _reflexive(closure: Closure) -> tuple[Ids, Ids, Ids, Ids]:
    """Return the conclusions of eq-ref, which are not stored: every term that is met is the same as itself."""
    kinds = closure.dictionary.kinds()
    met = np.zeros(len(kinds), np.bool_)
    same = closure.dictionary.find(OWL.sameAs)
    assert same is not None, "the rules name it"
    stated = np.zeros(len(kinds), np.bool_)
    for block in closure.blocks():
        _mark(met, block)
        if block.predicate == same:
            stated[block.subjects[block.subjects == block.objects].astype(np.intp)] = True
    terms = np.flatnonzero(met & ~stated & (kinds != LITERAL)).astype(np.uint64)
    number = next(at for at, rule in enumerate(closure.rules) if rule.id == "eq-ref")
    tag = closure.state.tagging.tag(number, 0)
    return terms, np.full(len(terms), same, np.uint64), terms, np.full(len(terms), tag, np.uint64)


def _mark(met: NDArray[np.bool_], block: Block) -> None:
    met[block.predicate] = True
    met[block.subjects.astype(np.intp)] = True
    met[block.objects.astype(np.intp)] = True


def _order(tokens: list[bytes], subjects: Ids, predicates: Ids, objects: Ids) -> NDArray[np.intp]:
    """Return the order of triples by the tokens of their terms: the tokens are ranked once, then numbers are sorted."""
    rank = np.empty(len(tokens), np.uint64)
    rank[sorted(range(len(tokens)), key=tokens.__getitem__)] = np.arange(len(tokens), dtype=np.uint64)
    s, p, o = (rank[column.astype(np.intp)] for column in (subjects, predicates, objects))
    names = distinct(np.sort(p))
    p = names.searchsorted(p).astype(np.uint64)
    bits, few = np.uint64(len(tokens).bit_length()), np.uint64(len(names).bit_length())
    if 2 * int(bits) + int(few) <= 64:
        return np.argsort((s << (bits + few)) | (p << bits) | o)
    return np.lexsort((o, p, s))


def _comment(closure: Closure, tag: int) -> bytes:
    if tag == 0:
        return b""
    tagging = closure.state.tagging
    return f" # {closure.rules[tagging.rule(tag)].id} {tagging.round(tag)}".encode()


def _lines(closure: Closure, rows: _Rows) -> Iterator[bytes]:
    """Yield the triples as N-Triples, many lines at once."""
    tokens = np.array(closure.dictionary.tokens, np.object_)
    endings = np.array([b" .%b\n" % comment for comment in rows.comments], np.object_)
    for start in range(0, len(rows.subjects), _CHUNK):
        part = slice(start, start + _CHUNK)
        pieces = np.empty((len(rows.subjects[part]), 6), np.object_)
        pieces[:, 0] = tokens[rows.subjects[part]]
        pieces[:, 2] = tokens[rows.predicates[part]]
        pieces[:, 4] = tokens[rows.objects[part]]
        pieces[:, 1] = pieces[:, 3] = b" "
        pieces[:, 5] = endings[rows.endings[part]]
        yield b"".join(pieces.ravel().tolist())
