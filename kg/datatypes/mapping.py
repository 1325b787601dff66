"""From literals to data values: the lexical-to-value mapping of each known datatype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from kg.datatypes import binary, markup, numeric, temporal, text
from kg.datatypes.spaces import SPACES, contains
from kg.datatypes.values import DATE_TIME, ILL_TYPED, NUMBER, STRING, Parsed, Value
from kg.vocabulary import OWL, RDF, RDFS, XSD

__all__ = ["parse"]

_Mapping: TypeAlias = Callable[[str], Parsed]

_LANG_STRING: Final = RDF["langString"].value


def _nothing(_lexical: str) -> Parsed:
    """Map a literal of owl:real, whose lexical space is empty (OWL 2 Syntax §4.1)."""
    return ILL_TYPED


def _derived(base: _Mapping, datatype: str) -> _Mapping:
    """Return the mapping of a datatype that keeps, of the literals of another, those whose value it has."""

    def restricted(lexical: str) -> Parsed:
        value = base(lexical)
        return value if isinstance(value, Value) and contains(datatype, value) else ILL_TYPED

    return restricted


_OWN: Final[dict[str, _Mapping]] = {
    RDF["PlainLiteral"].value: text.plain_literal,
    RDF["XMLLiteral"].value: markup.xml_literal,
    OWL["real"].value: _nothing,
    OWL["rational"].value: numeric.rational,
    XSD["decimal"].value: numeric.decimal,
    XSD["integer"].value: numeric.integer,
    XSD["float"].value: numeric.float32,
    XSD["double"].value: numeric.double,
    XSD["string"].value: text.string,
    XSD["boolean"].value: binary.boolean,
    XSD["hexBinary"].value: binary.hex_binary,
    XSD["base64Binary"].value: binary.base64_binary,
    XSD["anyURI"].value: text.any_uri,
    XSD["dateTime"].value: temporal.date_time,
}

_BASES: Final[dict[str, _Mapping]] = {
    NUMBER: numeric.integer,
    STRING: text.string,
    DATE_TIME: temporal.date_time,
}
"""By space: the mapping from which those of the other datatypes of that space are derived."""

_MAPPINGS: Final[dict[str, _Mapping]] = _OWN | {
    datatype: _derived(_BASES[next(iter(space))], datatype)
    for datatype, space in SPACES.items()
    if datatype not in {*_OWN, RDFS["Literal"].value, _LANG_STRING}
}


def parse(lexical: str, datatype: str, language: str | None) -> Parsed | None:
    """Return the data value that a literal denotes.

    The mapping is applied to the lexical form as it is. White space is processed before XSD's lexical
    mapping, by schema-validity assessment, which RDF does not have: a literal is ill-typed if its lexical
    form is not in the lexical space (RDF 1.1 Concepts §3.3 and §5; in the W3C tests of RDF 1.1 Semantics,
    ``xmlsch-02-whitespace-facet-1``, ``-2`` and ``-4``), so that ``" 1 "^^xsd:integer`` is.

    Args:
        lexical: the lexical form.
        datatype: the IRI of the datatype; rdf:langString for a literal with a language tag.
        language: the language tag, read for rdf:langString only.

    Returns:
        The value; ``ILL_TYPED`` when the literal has none; None when the datatype is not known, and
        nothing can be said. So it is with rdfs:Literal, the datatype of all data values, which no datatype
        map gives a lexical space (OWL 2 Direct Semantics §2.1).

    >>> parse("01", XSD["integer"].value, None) == parse("1.0", XSD["decimal"].value, None)
    True
    >>> parse("300", XSD["byte"].value, None)
    <IllTyped.ILL_TYPED: 'ill-typed'>
    >>> parse("2020-02-29", XSD["date"].value, None) is None
    True
    """
    mapping = _MAPPINGS.get(datatype)
    if mapping is not None:
        return mapping(lexical)
    return text.tagged(lexical, language) if datatype == _LANG_STRING else None
