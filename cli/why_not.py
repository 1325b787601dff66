"""`backstory why-not`: why something does not follow, and what would make it follow."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.errors import UsageError

from .answers import AudienceOption, DetailOption, answer, detail_of
from .cases import CaseOption, miss_in_case
from .completion import complete_term
from .ontologies import InputOption, RulesOption, open_explainer
from .options import FormatOption, OutputOption

__all__ = ["why_not"]


def why_not(
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="SUBJECT PROPERTY OBJECT",
            help="The triple that does not follow, or the id of a claim.",
            autocompletion=complete_term,
        ),
    ],
    maximum: Annotated[int, typer.Option("--max", min=1, help="How many rules and additions to show.")] = 5,
    detail: DetailOption = "normal",
    audience: AudienceOption = None,
    case: CaseOption = None,
    inputs: InputOption = None,
    rules: RulesOption = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Explain why something does not follow: the rules that come nearest, and what would make it follow.

    \b
    Examples:
      backstory why-not "cold pack" lowers dehydration
      backstory why-not "heat pack" raises inflammation --max 3
      backstory why-not --case examples/strain.json emergency
      backstory why-not -i ontology/backstory.ttl ColdPack lowers Dehydration -f json

    A premise is held (✓), or it is absent (the opposite follows), unknown (only a statement can tell) or not entailed
    (a rule could conclude it, and does not). Every addition was verified: with it the triple follows, with no part of
    it does it. The exit code is 1 when the triple does follow.
    """
    import kg
    from kg.explain import Status

    if case is not None:
        if len(terms) != 1 or inputs:
            raise UsageError("BS003", "of a case one line is asked for", "give a level, a cause or an intervention")
        explanation = miss_in_case(case, terms[0], maximum)
    elif inputs:
        if len(terms) != 3:
            raise UsageError("BS003", "why-not takes a triple", "give subject, property and object")
        explainer = open_explainer(inputs, rules)
        explanation = explainer.why_not(explainer.triple(*terms), maximum)
    else:
        graph = kg.open()
        if len(terms) == 1 and terms[0].strip().upper() in graph.claims:
            claim = graph.claims[terms[0].strip().upper()]
            terms = [f"<{term.value}>" for term in claim.triple]
        if len(terms) != 3:
            raise UsageError(
                "BS003",
                f"why-not takes a triple, not {len(terms)} term{'' if len(terms) == 1 else 's'}",
                'such as: backstory why-not "cold pack" lowers dehydration',
            )
        explanation = graph.why_not(*terms, maximum=maximum, audience=audience)
    answer(explanation, fmt, output, detail_of(detail))
    if explanation.status is Status.ENTAILED:
        raise typer.Exit(1)
