"""One way to ask: a query of the catalogue by its name, or any SPARQL text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kg.answer.catalogue import Query, Regime, catalogue
from kg.answer.sparql import Answer, Limits, evaluate
from kg.errors import QueryError, UsageError
from kg.knowledge import Knowledge
from kg.terms import Term

__all__ = ["ask", "bind", "named"]

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")


def ask(
    knowledge: Knowledge,
    query: str,
    parameters: Mapping[str, str],
    regime: Regime | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Evaluate a query of the catalogue, or any SPARQL query; the usual prefixes need not be declared.

    Args:
        knowledge: what is asked.
        query: a name of the catalogue (small letters and hyphens), or the text of a query.
        parameters: values by name, as text.
        regime: what the default graph holds; by default what the catalogue says, or ``entailed``.
        limits: what the query may take.

    Raises:
        QueryError: BS401 for an unknown name, BS402 to BS405 for a text or value that cannot be used.
        UsageError: BS005, for a parameter that the query does not have.
        LimitError: BS501 to BS505, when a limit is reached.
    """
    if _NAME.fullmatch(query):
        entry = named(query)
        values = bind(knowledge, entry, parameters)
        return evaluate(knowledge, entry.text, regime or entry.regime, values, limits)
    if parameters:
        raise UsageError("BS005", "a query given as text has no parameters", "write the values into the query")
    return evaluate(knowledge, query, regime or Regime.ENTAILED, {}, limits)


def named(name: str) -> Query:
    """Return a query of the catalogue.

    Raises:
        QueryError: BS401, when there is none of that name, with the nearest names.
    """
    queries = catalogue()
    if name in queries:
        return queries[name]
    from rapidfuzz import process

    near = [found for found, _, _ in process.extract(name, list(queries), limit=3)]
    raise QueryError(
        "BS401", f"no query is called '{name}'", f"the nearest are {', '.join(near)}; see `query list`", near
    )


def bind(knowledge: Knowledge, query: Query, parameters: Mapping[str, str]) -> dict[str, Term]:
    """Return the value of each parameter of a query, as a term.

    Raises:
        UsageError: BS005, for a parameter that the query does not have.
        QueryError: BS404 for one that is missing, BS405 for a value that is not of the type.
        TermError: BS201 or BS202, for a value that has to be a term.
    """
    names = [param.name for param in query.params]
    for name in parameters:
        if name not in names:
            listed = f"its parameters are: {', '.join(names)}" if names else "it has none"
            raise UsageError("BS005", f"the query '{query.name}' has no parameter '{name}'", listed, names)
    values: dict[str, Term] = {}
    for param in query.params:
        text = parameters.get(param.name, param.default)
        if text is None:
            raise QueryError(
                "BS404",
                f"the query '{query.name}' needs the parameter '{param.name}': {param.description}",
                f'for example --param {param.name}="{param.example}"',
            )
        values[param.name] = param.bind(text, knowledge.terms.find)
    return values
