"""The catalogue of named queries: SPARQL files with a strict header.

The header is YAML in comment lines that begin with ``#+``, as grlc has it: ``summary``, ``description``, ``regime``,
``shape``, ``params``, and for a check ``solution``. A key that is not known, or given twice, is an error, and so is a
header line behind the header, which would never be read.

A query reads its parameters from a graph of their own, so that they are bound and never become part of its text::

    GRAPH p: { p:from rdf:value $from }
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml
from pyoxigraph import Literal

from kg.errors import QueryError
from kg.resources import folder
from kg.terms import Term
from kg.vocabulary import XSD

__all__ = ["Group", "Parameter", "Query", "Regime", "Shape", "catalogue", "read_query"]


_DIGITS: Final = 18
"""How long a whole number may be."""
_NAME: Final = re.compile("[a-z][a-z0-9_]*")
"""How a parameter may be called."""


class Group(StrEnum):
    """What a query is for; also the name of its folder."""

    QUESTIONS = "questions"
    REPORTS = "reports"
    CONSTRUCTS = "constructs"
    CHECKS = "checks"


class Regime(StrEnum):
    """What the default graph of a query holds."""

    ASSERTED = "asserted"
    ENTAILED = "entailed"
    """asserted and inferred"""
    CLAIMS = "claims"


class Shape(StrEnum):
    """What a query gives."""

    ROWS = "rows"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query asks for.

    Args:
        name: what it is called.
        type: ``iri`` (a term of the knowledge base), ``string``, ``int`` or ``enum``.
        description: what it stands for.
        example: a value to try.
        default: the value when none is given; a parameter without one must be given.
        values: the values of an ``enum``.
    """

    name: str
    type: str
    description: str
    example: str
    default: str | None = None
    values: tuple[str, ...] = ()

    def bind(self, text: str, find: Callable[[str], Term]) -> Term:
        """Return a value as a term.

        Args:
            text: the value as it was given.
            find: returns the concept that a label, synonym, CURIE or IRI names.

        Raises:
            QueryError: BS405, when the value is not of the type.
            TermError: as `find` raises.
        """
        if self.type == "iri":
            return find(text)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self._wrong(ascii(text), "give text in UTF-8")
        if self.type == "int":
            digits = text.removeprefix("-")
            if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
                raise self._wrong(text, "give a whole number")
            return Literal(str(int(text)), datatype=XSD.integer)
        if self.type == "enum" and text not in self.values:
            raise self._wrong(text, f"give one of: {', '.join(self.values)}")
        return Literal(text)

    def _wrong(self, text: str, hint: str) -> QueryError:
        return QueryError("BS405", f"the parameter '{self.name}' cannot be '{text}'", hint)


@dataclass(frozen=True, slots=True)
class Query:
    """A named query.

    Args:
        name: its file name without the extension (and without ``-violation`` for a check).
        group: what it is for.
        summary: what it tells, one line.
        description: more about it; empty when the summary says all.
        regime: what its default graph holds.
        shape: what it gives.
        params: the values it asks for.
        solution: what to do about a row of a check; empty for other queries.
        text: the SPARQL query.
    """

    name: str
    group: Group
    summary: str
    description: str
    regime: Regime
    shape: Shape
    params: tuple[Parameter, ...]
    solution: str
    text: str


@cache
def catalogue(path: Path | None = None) -> Mapping[str, Query]:
    """Return the named queries by name, sorted; by default those that come with the package.

    Raises:
        QueryError: BS406, when a header is wrong or two queries have one name.
    """
    queries: dict[str, Query] = {}
    for group in Group:
        for file in sorted(((path or folder("queries")) / group).glob("*.rq")):
            query = read_query(file)
            if query.name in queries:
                raise _header_error(file, f"another query is called '{query.name}'")
            queries[query.name] = query
    return dict(sorted(queries.items()))


def read_query(file: Path) -> Query:
    """Read a query file; its folder is its group.

    Raises:
        QueryError: BS406, when its header is wrong.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError("BS407", f"cannot read {file}: {error}", "install the package again") from error
    header: list[str] = []
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#+"):
            continue
        if number > len(header):
            raise _header_error(file, f"line {number + 1} is a header line behind the header")
        if not line.startswith("#+ ") or "\t" in line:
            raise _header_error(file, "a header line begins with '#+ ' and holds no tab")
        header.append(line.removeprefix("#+ "))
    try:
        fields: Any = yaml.load("\n".join(header), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, TypeError) as error:
        raise _header_error(file, " ".join(str(error).split())) from error
    group = Group(file.parent.name)
    required = {"summary", "regime", "shape", *(["solution"] if group is Group.CHECKS else [])}
    checked = _fields(file, fields, required, {"description", "params"})
    if group is Group.CHECKS and not file.stem.endswith("-violation"):
        raise _header_error(file, "the name of a check ends with '-violation.rq'")
    try:
        regime, shape = Regime(checked["regime"]), Shape(checked["shape"])
    except ValueError as error:
        raise _header_error(file, str(error)) from error
    params = tuple(_parameter(file, param) for param in _list(file, checked.get("params", []), "params"))
    if len({param.name for param in params}) < len(params):
        raise _header_error(file, "a parameter is given twice")
    return Query(
        name=file.stem.removesuffix("-violation"),
        group=group,
        summary=_text(file, checked["summary"]),
        description=_text(file, checked.get("description", "")),
        regime=regime,
        shape=shape,
        params=params,
        solution=_text(file, checked.get("solution", "")),
        text=text,
    )


def _parameter(file: Path, value: object) -> Parameter:
    fields = _fields(file, value, {"name", "type", "description", "example"}, {"default", "values"})
    values = _list(file, fields.get("values", []), "values")
    if fields["type"] not in {"iri", "string", "int", "enum"}:
        raise _header_error(file, f"a parameter has the type '{fields['type']}', not iri, string, int or enum")
    if (fields["type"] == "enum") != bool(values):
        raise _header_error(file, "'values' is a list that an enum has, and nothing else")
    default = fields.get("default")
    param = Parameter(
        name=_text(file, fields["name"]),
        type=_text(file, fields["type"]),
        description=_text(file, fields["description"]),
        example=_text(file, fields["example"]),
        default=None if default is None else _text(file, default),
        values=tuple(_text(file, value) for value in values),
    )
    if not _NAME.fullmatch(param.name):
        raise _header_error(file, f"a parameter cannot be called '{param.name}'")
    try:
        for text in filter(None, (param.example, param.default)):
            param.bind(text, Literal)
    except QueryError as error:
        raise _header_error(file, error.message) from error
    return param


def _fields(file: Path, value: object, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _header_error(file, "a header is made of 'key: value' lines")
    fields = {str(key): item for key, item in cast("dict[object, Any]", value).items()}
    keys = set(fields)
    if wrong := sorted(keys - required - optional):
        raise _header_error(file, f"the key '{wrong[0]}' is not known")
    if missing := sorted(required - keys):
        raise _header_error(file, f"the key '{missing[0]}' is missing")
    return fields


def _list(file: Path, value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise _header_error(file, f"'{key}' is a list")
    return cast("list[object]", value)


def _text(file: Path, value: object) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise _header_error(file, f"'{value}' is no text; put it in quotation marks")
    return str(value).strip()


def _header_error(file: Path, what: str) -> QueryError:
    hint = f"the keys are summary, description, regime ({_words(Regime)}), shape ({_words(Shape)}), params, solution"
    return QueryError("BS406", f"the header of {file} cannot be used: {what}", hint)


def _words(members: type[StrEnum]) -> str:
    return ", ".join(member.value for member in members)


class _StrictLoader(yaml.SafeLoader):
    """YAML without doubled keys, of which the usual loader silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
        return super().construct_mapping(node, deep)
