"""`backstory entails`: whether files follow from others."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UsageError

from .ontologies import RulesOption, complain, load_files, read_rules
from .options import FormatOption, OutputOption
from .output import Form, emit, to_json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.entailment.decide import Entailment
    from kg.terms import Term, Triple

__all__ = ["entails"]


def entails(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="PREMISE… CONCLUSION", help="RDF or OWL files; whether the last follows from the others."
        ),
    ],
    rules: RulesOption = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Say whether one file follows from others.

    \b
    Examples:
      backstory entails ontology/backstory.ttl ontology/schema/kinds.ttl
      backstory entails ontology/schema/signs.ttl ontology/schema/relations.ttl ontology/schema/signs.ttl -f json

    What is in the closure follows, blank nodes being variables; so does an axiom that holds of fresh individuals
    (C rdfs:subClassOf D: whatever is a C is a D), or whose opposite is inconsistent. Formats: text, json. The exit
    code is 0 for yes, 1 for no, which may be "not shown", and 3, with the proof, when the premise is inconsistent.
    """
    from kg.entailment.decide import entails as follows

    if len(files) < 2:
        raise UsageError(
            "BS015", "entails takes a premise and a conclusion", "write: backstory entails PREMISE… CONCLUSION"
        )
    if files.count("-") > 1:
        raise UsageError("BS014", "standard input can be read only once", "name - once")
    further = read_rules(rules)
    premise = load_files(files[:-1])
    conclusion = load_files(files[-1:])
    found = follows(premise, conclusion, further)
    forms: dict[str, Form] = {
        "text": lambda _: _text(found),
        "json": lambda _: to_json_text(_json(found)),
    }
    emit(forms, fmt, output)
    if not found.consistent:
        print(complain(found.closure, premise), file=sys.stderr)
        raise typer.Exit(3)
    if not found.entailed:
        raise typer.Exit(1)


def _text(found: Entailment) -> str:
    if not found.consistent:
        return "the premise is inconsistent: everything follows from it\n"
    lines = ["yes, it follows" if found.entailed else "no, it was not shown to follow"]
    for part in found.shown:
        lines += _block(f"[{part.way.value}]", part.triples)
    lines += _block("[MISSING]", found.missing)
    return "\n".join(lines) + "\n"


def _block(label: str, triples: Iterable[Triple]) -> list[str]:
    return [f"{label if at == 0 else '':<16}{' '.join(map(_label, triple))}" for at, triple in enumerate(triples)]


def _label(term: Term) -> str:
    from pyoxigraph import NamedNode

    from kg.vocabulary import compact

    if not isinstance(term, NamedNode):
        return str(term)
    short = compact(term.value)
    return str(term) if short == term.value else short


def _json(found: Entailment) -> dict[str, object]:
    return {
        "entailed": found.entailed,
        "consistent": found.consistent,
        "missing": [str(triple) for triple in found.missing],
        "shown": [{"way": part.way.value, "triples": [str(triple) for triple in part.triples]} for part in found.shown],
    }
