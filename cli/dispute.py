"""`backstory dispute`: what sources disagree about."""

from __future__ import annotations

from typing import Annotated

import typer

from .answers import AudienceOption, answer
from .completion import complete_term
from .options import FormatOption, OutputOption

__all__ = ["dispute"]


def dispute(
    term: Annotated[
        str | None,
        typer.Argument(metavar="[TERM]", help="A concept, or the id of a claim.", autocompletion=complete_term),
    ] = None,
    audience: AudienceOption = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show both sides of what sources disagree about, each with its sources.

    \b
    Examples:
      backstory dispute
      backstory dispute "poor posture"

    The exit code is 1 when nothing is disputed.
    """
    import kg
    from kg.explain import Status

    explanation = kg.open().dispute(term, audience=audience)
    answer(explanation, fmt, output)
    if explanation.status is Status.NOT_STATED:
        raise typer.Exit(1)
