"""`backstory what-if`: what a change would make of the conclusions."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UsageError

from .answers import AudienceOption, DetailOption, answer, detail_of
from .cases import CaseOption, change_case
from .compare import emit_comparison
from .ontologies import InputOption, RulesOption, open_explainer
from .options import FormatOption, OutputOption

if TYPE_CHECKING:
    from kg.explain.triples import Explainer
    from kg.terms import Triple

__all__ = ["what_if"]


def what_if(
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="TRIPLE", help="A triple to add, its terms of several words in quotes."),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="CLAIM|TRIPLE", help="A claim or a triple to take away.")
    ] = None,
    maximum: Annotated[int, typer.Option("--max", min=1, help="How many gains, and how many losses, to show.")] = 25,
    detail: DetailOption = "normal",
    audience: AudienceOption = None,
    case: CaseOption = None,
    inputs: InputOption = None,
    rules: RulesOption = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what would follow, and what would not any more, if something were added or taken away.

    \b
    Examples:
      backstory what-if --remove C036
      backstory what-if --add 'inflammation raises dehydration' --max 3
      backstory what-if --remove C006 --remove C041 -f md
      backstory what-if --case examples/strain.json --add "numbness between my legs"
      backstory what-if -i ontology/backstory.ttl --remove 'Stress causes ShallowBreathing'

    Each conclusion that is gained or lost comes with its proof. What several claims state stays until all of them are
    taken away.
    """
    import kg

    if case is not None:
        if inputs:
            raise UsageError("BS019", "a case and an ontology file are both given", "give one of the two")
        emit_comparison(change_case(case, add or [], remove or []), fmt, output)
        return
    if inputs:
        explainer = open_explainer(inputs, rules)
        adding, removing = ([_triple(explainer, text) for text in texts or []] for texts in (add, remove))
        if not adding and not removing:
            raise UsageError("BS019", "there is nothing to change", "add or remove a triple")
        explanation = explainer.what_if(adding, removing, maximum)
    else:
        explanation = kg.open().what_if(add or [], remove or [], maximum=maximum, audience=audience)
    answer(explanation, fmt, output, detail_of(detail))


def _triple(explainer: Explainer, text: str) -> Triple:
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if len(words) != 3:
        raise UsageError("BS019", f"'{text}' is no triple", "give three terms, those of several words in quotes")
    return explainer.triple(*words)
