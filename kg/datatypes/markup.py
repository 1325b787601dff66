"""Fragments of XML: rdf:XMLLiteral."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final
from xml.parsers import expat

from kg.datatypes.values import ILL_TYPED, XML, Parsed, Value

__all__ = ["xml_literal"]

_BOUNDARY: Final = "\x01"
"""Between the parts of a name; no document of XML 1.0 can hold this character."""

_XMLNS: Final = "http://www.w3.org/2000/xmlns/"


def xml_literal(lexical: str) -> Parsed:
    """Map a literal of rdf:XMLLiteral to the nodes of its fragment (RDF 1.1 Concepts §5.2).

    The lexical form is content that is well-formed, namespaces included, between a start tag and an end
    tag. Values are identical where ``isEqualNode`` of DOM 4 holds of the normalised fragments: the order of
    attributes, the kind of quotes, ``<a/>`` or ``<a></a>`` and CDATA sections make no difference; comments,
    processing instructions and prefixes of elements do.

    No document type declaration can stand inside content, hence no entity beyond the five of XML.
    """
    try:
        return Value(XML, _Fragment().read(f"<x>{lexical}</x>".encode()))
    except (expat.ExpatError, UnicodeEncodeError):
        return ILL_TYPED


class _Fragment:
    """Collects the nodes of one fragment: a flat list, so that deep nesting costs no recursion."""

    def __init__(self) -> None:
        self._nodes: list[Hashable] = []
        self._text: list[str] = []
        self._namespaces: list[tuple[str, str, str]] = []
        parser = expat.ParserCreate(namespace_separator=_BOUNDARY)
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.CharacterDataHandler = self._text.append
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruct
        self._parser = parser

    def read(self, document: bytes) -> tuple[Hashable, ...]:
        """Return the nodes of a document, the root's tags included."""
        self._parser.Parse(document, True)
        return tuple(self._nodes)

    def _flush(self) -> None:
        if self._text:
            self._nodes.append("".join(self._text))
            self._text.clear()

    def _declare(self, prefix: str | None, iri: str | None) -> None:
        self._namespaces.append((_XMLNS, prefix or "", iri or ""))

    def _start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        # An attribute goes by namespace and local name; its prefix, if there is one, comes third.
        named = ((*key.split(_BOUNDARY)[:2], value) for key, value in pairs)
        self._nodes.append(("element", name, frozenset((*named, *self._namespaces))))
        self._namespaces.clear()

    def _end(self, _name: str) -> None:
        self._flush()
        self._nodes.append(("end",))

    def _comment(self, text: str) -> None:
        self._flush()
        self._nodes.append(("comment", text))

    def _instruct(self, target: str, text: str) -> None:
        self._flush()
        self._nodes.append(("instruction", target, text))
