"""The checks of a knowledge base: queries of which every row is a violation, freshness, consistency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph

from kg.answer.catalogue import Group, Query, catalogue
from kg.answer.dataset import DEFAULT_GRAPHS, NAMED_GRAPHS, quads
from kg.answer.forms import shown
from kg.answer.guard import guard
from kg.compile import build
from kg.errors import QueryError
from kg.knowledge import Knowledge

__all__ = ["Finding", "check_all", "checks", "store_of", "violations"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a check, or one of its violations.

    Args:
        check: name of the check.
        verdict: ``ok``, ``violation`` or ``inconsistent``.
        detail: what was found.
        solution: what to do about it.
    """

    check: str
    verdict: str
    detail: str
    solution: str = ""


def checks() -> Mapping[str, Query]:
    """Return the queries of which every row is a violation, by name.

    Raises:
        QueryError: BS406 for a wrong header, BS407 when there are none.
    """
    found = {name: query for name, query in catalogue().items() if query.group is Group.CHECKS}
    if not found:
        raise QueryError("BS407", "the checks of Backstory are missing", "install the package again")
    return found


def store_of(knowledge: Knowledge) -> pyoxigraph.Store:
    """Return the knowledge base as an Oxigraph store, for queries of our own that need no guard."""
    store = pyoxigraph.Store()
    store.extend(quads(knowledge))
    return store


def violations(store: pyoxigraph.Store, check: Query) -> list[str]:
    """Return the rows of a check, each as text, sorted."""
    guard(check.text)
    try:
        solutions = store.query(
            check.text, default_graph=list(DEFAULT_GRAPHS[check.regime]), named_graphs=list(NAMED_GRAPHS)
        )
    except SyntaxError as error:
        raise QueryError("BS402", f"the check '{check.name}' is no SPARQL query: {error}", "correct it") from error
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        raise QueryError("BS402", f"the check '{check.name}' gives no rows", "write it as SELECT")
    names = [variable.value for variable in solutions.variables]
    return sorted(
        ", ".join(f"{name} {shown(term)}" for name, term in zip(names, solution, strict=True) if term is not None)
        for solution in solutions
    )


def check_all(knowledge: Knowledge) -> list[Finding]:
    """Check a knowledge base: built files, consistency, then every query of `queries/checks`.

    The built files are made anew and the ontology is reasoned over anew, so this takes some seconds.
    """
    built = build(knowledge.ontology.catalog.folder)
    findings = list(_outcome("built-files", (path.name for path in built.stale()), "run `make ontology`"))
    messages = built.closure.inconsistencies
    findings += [Finding("consistency", "inconsistent", message, "correct one of the axioms") for message in messages]
    if not messages:
        findings.append(Finding("consistency", "ok", "no inconsistency"))
    store = store_of(knowledge)
    for name, check in checks().items():
        findings += _outcome(name, violations(store, check), check.solution, check.summary)
    return findings


def _outcome(name: str, found: Iterable[str], solution: str, summary: str = "") -> Iterator[Finding]:
    details = list(found)
    if not details:
        yield Finding(name, "ok", "no violation")
    for detail in details:
        yield Finding(name, "violation", f"{summary} {detail}".strip(), solution)
