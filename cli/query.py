"""`backstory query`: the graph, asked in SPARQL."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import LimitError, OutputError, QueryError, UsageError

from .completion import complete_query
from .options import FormatOption, OutputOption, parameters
from .output import Form, Table, emit, human_console, tagged, to_json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.answer import Answer, Query
    from kg.graph import KnowledgeGraph

__all__ = ["query"]


def query(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="list | show NAME | run NAME | SPARQL | -",
            help="What to do; anything else is SPARQL, and - reads SPARQL from standard input.",
            autocompletion=complete_query,
        ),
    ],
    params: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Value of a parameter; may be repeated.")
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", metavar="REGIME", help="asserted, entailed (default) or claims.")
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds a query may take.")] = 2.0,
    max_rows: Annotated[int, typer.Option("--max-rows", min=1, help="Rows a query may give.")] = 100_000,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Run a query of the catalogue, or any SPARQL query.

    \b
    Examples:
      backstory query list
      backstory query show causes-of
      backstory query run causes-of --param effect="back spasm"
      backstory query 'SELECT ?x WHERE { ?x bs:lowers bs:BackSpasm }'
      echo 'ASK { bs:Stress bs:raises bs:BackSpasm }' | backstory query -

    The usual prefixes (bs, bsclaim, skos, rdfs …) need not be declared. Oxigraph evaluates; it writes numbers in
    their canonical form ("01" becomes "1"). Formats: table, tsv, csv, json for rows; ttl, nt, jsonld for graphs.
    The exit code is 1 when ASK says no.
    """
    import kg
    from kg.answer import Graph, Limits, Verdict

    match words:
        case ["list"]:
            _refuse(params)
            emit(_listing(), fmt, output)
            return
        case ["show", name]:
            _refuse(params)
            emit(_card(kg.open(), name), fmt, output)
            return
        case ["run", name]:
            values, text = parameters(params), _name(name)
        case ["-"]:
            values, text = parameters(params), _text(_standard_input())
        case [text]:
            values, text = parameters(params), _text(text)
        case _:
            raise UsageError(
                "BS006",
                f"query cannot make sense of '{' '.join(words)}'",
                "put SPARQL in quotes; or see `query --help`",
            )
    graph = kg.open()
    answer = graph.query(text, values, regime=regime, limits=Limits(timeout, max_rows))
    emit(_forms(answer), fmt, output, "ttl" if isinstance(answer, Graph) else None)
    if isinstance(answer, Verdict) and not answer.value:
        raise typer.Exit(1)


def _forms(answer: Answer) -> dict[str, Form]:
    """Return the forms of an answer: a table or a word for people, then the formats of the W3C."""
    from kg.answer import Rows, Verdict, forms, shown

    machine: dict[str, Form] = {name: _plain(form) for name, form in forms(answer).items()}
    if isinstance(answer, Rows):
        table = Table(answer.columns, [[shown(term) for term in row] for row in answer.rows])
        return {"table": table.forms()["table"], **machine}
    if isinstance(answer, Verdict):
        return {"table": lambda _: "yes\n" if answer.value else "no\n", **machine}
    return machine


def _plain(form: Callable[[], str]) -> Form:
    return lambda _: form()


def _listing() -> dict[str, Form]:
    from kg.answer import Group, catalogue

    rows = [
        (query.name, query.group.value, ", ".join(param.name for param in query.params), query.summary)
        for query in sorted(catalogue().values(), key=lambda query: (list(Group).index(query.group), query.name))
    ]
    return Table(("name", "group", "parameters", "summary"), rows).forms()


def _card(graph: KnowledgeGraph, name: str) -> dict[str, Form]:
    """Return what a query tells, what it asks for, and an example with its result."""
    from kg.answer import named

    query = named(name)
    example = {param.name: param.example for param in query.params}
    command = " ".join(["backstory query run", name, *(f'--param {key}="{value}"' for key, value in example.items())])
    answer = graph.query(name, example)

    def tree(terminal: bool) -> str:  # noqa: FBT001
        from rich.tree import Tree

        root = Tree(tagged(f"{query.name}: {query.summary}"))
        for line in filter(
            None, (query.description, f"{query.group.value}, {query.regime.value}, {query.shape.value}")
        ):
            root.add(tagged(line))
        for param in query.params:
            default = f", default {param.default}" if param.default else ""
            allowed = f", one of {', '.join(param.values)}" if param.values else ""
            root.add(tagged(f"{param.name} ({param.type}{allowed}{default}): {param.description}"))
        result = str(next(iter(_forms(answer).values()))(terminal))
        return f"{human_console(root, terminal=terminal)}\n{_without_header(query)}\n$ {command}\n{result}"

    value = {
        "name": query.name,
        "group": query.group.value,
        "summary": query.summary,
        "description": query.description,
        "regime": query.regime.value,
        "shape": query.shape.value,
        "params": [
            {
                "name": param.name,
                "type": param.type,
                "description": param.description,
                "example": param.example,
                "default": param.default,
                "values": list(param.values),
            }
            for param in query.params
        ],
        "text": query.text,
        "example": command,
        "result": _value(answer),
    }
    return {"tree": tree, "json": lambda _: to_json_text(value)}


def _value(answer: Answer) -> Any:
    """Return an answer as a value of JSON: results as the W3C writes them, a graph as JSON-LD."""
    from kg.answer import forms

    made = forms(answer)
    return json.loads(made["json" if "json" in made else "jsonld"]())


def _without_header(query: Query) -> str:
    return "".join(line for line in query.text.splitlines(keepends=True) if not line.startswith("#+")).strip() + "\n"


def _refuse(params: list[str] | None) -> None:
    if params:
        raise UsageError("BS007", "only `query run` takes parameters", "write `query run NAME --param NAME=VALUE`")


def _name(name: str) -> str:
    from kg.answer import named

    return named(name).name


def _standard_input() -> str:
    """Return the query on standard input; no more is read than a query may have."""
    from kg.answer.guard import MAX_BYTES

    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise OutputError("BS303", "standard input is closed", "give the query as text")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise LimitError("BS501", "the query on standard input is too large", f"a query may have {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(
            "BS402", f"the query on standard input is not UTF-8: {error.reason}", "write it in UTF-8"
        ) from error


def _text(text: str) -> str:
    """Return SPARQL given as text; a single word is taken for the name of a query that was not run."""
    if text.strip().isidentifier() or text.strip().replace("-", "").isalnum():
        raise UsageError(
            "BS006",
            f"'{text.strip()}' is no SPARQL query",
            "`query run NAME` runs a query of the catalogue, `query list` lists them",
        )
    return text
