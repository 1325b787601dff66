"""Where documents come from: files and standard input, compressed or not, and which syntax they are in."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from pyoxigraph import RdfFormat

from kg.errors import OntologyError

__all__ = ["FORMATS", "STDIN", "Source", "open_source"]

STDIN: Final = "-"
"""The path that means standard input."""

FORMATS: Final[Mapping[str, RdfFormat]] = MappingProxyType(
    {
        "nt": RdfFormat.N_TRIPLES,
        "ttl": RdfFormat.TURTLE,
        "trig": RdfFormat.TRIG,
        "nq": RdfFormat.N_QUADS,
        "jsonld": RdfFormat.JSON_LD,
        "json": RdfFormat.JSON_LD,
        "rdf": RdfFormat.RDF_XML,
        "owl": RdfFormat.RDF_XML,
        "xml": RdfFormat.RDF_XML,
    }
)
"""The syntaxes, by the extension of the file or the name that is given."""

FREE_BYTES: Final = 64 << 20
"""So much may a compressed file hold, however small it is; beyond it …"""
MOST_EXPANSION: Final = 500
"""… so many bytes for each compressed one."""

_COMPRESSIONS: Final = (".gz", ".xz", ".zst")
_MAGIC: Final = ((b"\x1f\x8b", ".gz"), (b"\xfd7zXZ\x00", ".xz"), (b"\x28\xb5\x2f\xfd", ".zst"))
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!|[A-Za-z_][\w.:-]*\s)|\xff\xfe|\xfe\xff")
_JSON: Final = re.compile(rb'\s*(?:\{\s*["}]|\[\s*\{)')


@dataclass(frozen=True, slots=True)
class Source:
    """An opened document.

    Attributes:
        name: what it is called in an error.
        rdf_format: its syntax.
        stream: its bytes, decompressed.
        base_iri: what relative IRIs are resolved against; None for standard input.
        size: how many bytes are stored; 0 for standard input.
        position: gives how many of them have been read.
    """

    name: str
    rdf_format: RdfFormat
    stream: io.BufferedReader[Any]
    base_iri: str | None
    size: int
    position: Callable[[], int]


@contextmanager
def open_source(path: str | Path, rdf_format: str | None = None) -> Generator[Source]:
    """Open a document.

    Args:
        path: a file, or ``-`` for standard input.
        rdf_format: a name in `FORMATS`; by default the extension tells, and for RDF/XML and standard input also the
            first bytes, since files of other syntaxes are often called ``.owl``.

    Raises:
        OntologyError: BS102 when it cannot be read, BS115 when its syntax is not known, BS113 when it expands too
            much; all but BS115 also while it is read inside the `with` block.
    """
    name = "standard input" if str(path) == STDIN else str(path)
    syntax = _named(path, rdf_format)
    try:
        with ExitStack() as stack:
            if str(path) == STDIN:
                raw: io.BufferedReader[Any] = io.BufferedReader(_Counted(sys.stdin.buffer))
                size, base_iri = 0, None
                compression = next((suffix for magic, suffix in _MAGIC if raw.peek(8).startswith(magic)), "")
            else:
                raw = stack.enter_context(_opened(Path(path)))
                size, base_iri = Path(path).stat().st_size, Path(path).resolve().as_uri()
                compression = Path(path).suffix.lower()
            stream = raw
            if compression in _COMPRESSIONS:
                unpacked, fault = _decompressed(raw, compression)
                counted = _Counted(unpacked, lambda written: _bound(name, raw.tell(), written), fault)
                stream = io.BufferedReader(counted, 1 << 16)
            if rdf_format is None and (syntax is None or syntax == RdfFormat.RDF_XML):
                syntax = _sniff(stream.peek(512))
            assert syntax is not None
            yield Source(name, syntax, stream, base_iri, size, raw.tell)
    except (OSError, EOFError) as error:
        raise OntologyError(
            "BS102", f"cannot read {name}: {error}", "check that the file exists and is whole"
        ) from error


def _opened(path: Path) -> io.BufferedReader[Any]:
    try:
        return path.open("rb")
    except ValueError as error:  # a name that the system cannot take
        raise OSError(error) from error


def _named(path: str | Path, rdf_format: str | None) -> RdfFormat | None:
    """Return the syntax that a name tells; None for standard input, which tells none."""
    if rdf_format is None and str(path) == STDIN:
        return None
    suffixes = Path(path).suffixes
    if suffixes and suffixes[-1].lower() in _COMPRESSIONS:
        suffixes.pop()
    name = rdf_format if rdf_format is not None else suffixes[-1].lower()[1:] if suffixes else ""
    if name not in FORMATS:
        what = f"'{rdf_format}' is no syntax" if rdf_format is not None else f"the name of {path} tells no syntax"
        raise OntologyError("BS115", f"{what} that can be read", f"one of: {', '.join(FORMATS)}", FORMATS)
    return FORMATS[name]


def _sniff(head: bytes) -> RdfFormat:
    """Return the syntax that the first bytes of a document look like; Turtle, which contains N-Triples, by default."""
    if _XML.match(head):
        return RdfFormat.RDF_XML
    return RdfFormat.JSON_LD if _JSON.match(head) else RdfFormat.TURTLE


def _decompressed(raw: IO[bytes], compression: str) -> tuple[Any, type[Exception]]:
    """Return what is in a compressed stream, and the error that says that it is broken."""
    if compression == ".gz":
        return gzip.GzipFile(fileobj=raw), zlib.error
    if compression == ".xz":
        return lzma.LZMAFile(raw), lzma.LZMAError
    try:
        if sys.version_info >= (3, 14):
            zstd = import_module("compression.zstd")
            return zstd.ZstdFile(raw), zstd.ZstdError
        zstd = import_module("zstandard")
        return _Frames(raw, zstd.ZstdDecompressor().decompressobj), zstd.ZstdError
    except ImportError as error:
        raise OntologyError(
            "BS102",
            "cannot read Zstandard files with this Python",
            "install the extra: pip install 'backstory[zst]'; or decompress the file",
        ) from error


def _bound(name: str, stored: int, written: int) -> None:
    if written > FREE_BYTES and written > MOST_EXPANSION * stored:
        raise OntologyError(
            "BS113",
            f"{name} expands to more than {MOST_EXPANSION} times its size",
            "decompress it yourself if you trust it",
        )


class _Frames:
    """A stream of what is in the frames of a Zstandard file; the package's own takes a file that is cut off for whole.

    Args:
        raw: the frames.
        begin: makes what decompresses one frame.
    """

    def __init__(self, raw: IO[bytes], begin: Callable[[], Any]) -> None:
        self._raw = raw
        self._begin = begin
        self._frame: Any = None
        self._packed = b""
        self._ready = memoryview(b"")

    def read(self, size: int) -> memoryview:
        while not self._ready:
            packed = self._packed or self._raw.read(1024)  # small, since a bomb makes 30 MB of it
            if not packed:
                if self._frame is not None:
                    raise EOFError("the last frame is cut off")
                break
            if self._frame is None:
                self._frame = self._begin()
            self._ready = memoryview(self._frame.decompress(packed))
            self._packed = self._frame.unused_data
            if self._frame.eof:
                self._frame = None
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece


class _Counted(io.RawIOBase):
    """A stream that counts its bytes, and does not close the one below.

    Args:
        below: what is read.
        check: is given the count after each read.
        fault: an error of the stream below that means that it cannot be read.
    """

    def __init__(
        self, below: IO[bytes], check: Callable[[int], None] | None = None, fault: type[Exception] = OSError
    ) -> None:
        self._below = below
        self._fault = fault
        self._check = check
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            data = self._below.read(len(buffer))
        except self._fault as error:
            raise OSError(error) from error
        buffer[: len(data)] = data
        self._count += len(data)
        if self._check:
            self._check(self._count)
        return len(data)

    def tell(self) -> int:
        return self._count
