"""`backstory explain`: why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import TermError, UsageError

from .answers import AudienceOption, DetailOption, TimeoutOption, answer, bounds_of, detail_of
from .cases import CaseOption, explain_case
from .completion import complete_term
from .ontologies import InputOption, RulesOption, open_explainer
from .options import FormatOption, OutputOption
from .output import emit_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.explain import Explanation
    from kg.explain.triples import Explainer
    from kg.export import Picture
    from kg.graph import KnowledgeGraph
    from kg.proofs.justify import Bounds

__all__ = ["explain"]


def explain(
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TERM [TERM [TERM]]",
            help="A concept, two concepts, a triple, or the id of a claim.",
            autocompletion=complete_term,
        ),
    ] = None,
    maximum: Annotated[
        int | None, typer.Option("--max", min=1, help="How many paths (12) or proofs of a triple (1) to show.")
    ] = None,
    depth: Annotated[int | None, typer.Option("--depth", min=1, help="How many lines deep the tree goes.")] = None,
    detail: DetailOption = "normal",
    audience: AudienceOption = None,
    timeout: TimeoutOption = None,
    case: CaseOption = None,
    inputs: InputOption = None,
    rules: RulesOption = None,
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option("--diff", metavar="OLD NEW", help="What follows from one file and not from the other."),
    ] = None,
    fmt: FormatOption = None,
    output: OutputOption = None,
    *,
    justifications: Annotated[
        bool, typer.Option("--justifications", help="Every minimal set of statements that it rests on.")
    ] = False,
    repairs: Annotated[
        bool, typer.Option("--repairs", help="Every minimal set of statements without which it would not follow.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="A checked proof of every inferred triple, one JSON object a line.")
    ] = False,
) -> None:
    """Explain how one concept acts on another, why a triple holds, what a concept is, or what a claim states.

    \b
    Examples:
      backstory explain stress "back spasm"
      backstory explain "deep breathing" "back spasm" --max 3
      backstory explain stress raises "back spasm" --max 2 --justifications
      backstory explain cortisol
      backstory explain C022 -f json
      backstory explain --case examples/cauda-equina.json emergency
      backstory explain -i ontology/backstory.ttl Stress raises BackSpasm
      backstory explain --diff ontology/schema/relations.ttl ontology/backstory.ttl --max 3

    A term is a label or synonym in quotes, a CURIE (bs:BackSpasm) or an IRI; in a file of your own (--input) also the
    last part of an IRI. Without a term, --input explains why the ontology is inconsistent. Every proof was accepted by
    an independent checker. Formats: tree, json, md, html (one page that needs nothing else), trig (PROV-O), and the
    pictures svg, png, pdf, dot, mermaid, graphml, cyjs and d3. The exit code is 1 when the sources do not say, 3 when
    the ontology is inconsistent.
    """
    words = terms or []
    if case is not None:
        if len(words) != 1 or everything or diff or inputs:
            raise UsageError("BS003", "of a case one line is explained", "give a level, a cause or an intervention")
        explanation = explain_case(case, words[0])
        answer(explanation, fmt, output, detail_of(detail), depth)
        _leave(explanation, inconsistent=False)
        return
    if everything or diff:
        if words or (everything and diff):
            raise UsageError("BS021", "--all and --diff take no terms", "leave the terms out, and give one of the two")
        if diff:
            answer(_difference(diff, rules, maximum), fmt, output, detail_of(detail), depth)
        else:
            _everything(inputs, rules, fmt, output)
        return
    if not words and not inputs:
        raise UsageError("BS003", "explain takes a term, or several", 'such as: backstory explain stress "back spasm"')
    if len(words) > 3:
        raise UsageError(
            "BS003", f"explain takes one to three terms, not {len(words)}", "put a term of several words in quotes"
        )
    bounds = bounds_of(timeout)
    if inputs:
        explainer = open_explainer(inputs, rules)
        explanation = _of_files(explainer, words, maximum, bounds, justifications=justifications, repairs=repairs)
    else:
        explanation = _of_knowledge(words, maximum, audience, bounds, justifications=justifications, repairs=repairs)
    answer(explanation, fmt, output, detail_of(detail), depth, _picture(words, explanation) if not inputs else None)
    _leave(explanation, inconsistent=bool(inputs) and not words)


def _of_knowledge(
    words: list[str],
    maximum: int | None,
    audience: str | None,
    bounds: Bounds | None,
    *,
    justifications: bool,
    repairs: bool,
) -> Explanation:
    import kg

    graph = kg.open()
    try:
        return graph.explain(
            *words,
            maximum=maximum,
            audience=audience,
            bounds=bounds,
            justifications=justifications,
            repairs=repairs,
        )
    except TermError as error:
        raise _unquoted(graph, words) or error from None


def _picture(words: list[str], explanation: Explanation) -> Callable[[], Picture] | None:
    """Return what draws an answer of the knowledge base; None for proofs, which are drawn as they are."""
    import kg

    if len(words) == 2 and explanation.paths:
        return lambda: kg.open().picture(*words)
    if len(words) == 1 and explanation.about:
        return lambda: kg.open().picture(words[0], hops=1)
    return None


def _of_files(
    explainer: Explainer,
    words: list[str],
    maximum: int | None,
    bounds: Bounds | None,
    *,
    justifications: bool,
    repairs: bool,
) -> Explanation:
    if not words:
        explanation, goal = explainer.contradiction(maximum or 1, bounds), None
    elif len(words) == 3:
        goal = explainer.triple(*words)
        explanation = explainer.why(goal, maximum or 1, bounds)
    else:
        raise UsageError("BS003", "of files a triple is explained", "give subject, property and object")
    if (justifications or repairs) and explanation.told:
        explanation = explainer.justified(
            explanation, goal, justifications=justifications, repairs=repairs, bounds=bounds
        )
    return explanation


def _difference(files: tuple[str, str], rules: Path | None, maximum: int | None) -> Explanation:
    before, after = (open_explainer([file], rules) for file in files)
    return before.compare(after, maximum or 25)


def _everything(inputs: list[str] | None, rules: Path | None, fmt: str | None, output: Path | None) -> None:
    import kg
    from kg.proofs.stream import proof_lines

    closure = open_explainer(inputs, rules).closure if inputs else kg.open().closure
    if fmt not in (None, "jsonl"):
        raise UsageError("BS002", f"the format '{fmt}' is not known here", "use jsonl", ["jsonl"])
    emit_lines(proof_lines(closure), output)


def _leave(explanation: Explanation, *, inconsistent: bool) -> None:
    """Exit with what the answer means."""
    from kg.explain import Status

    if inconsistent and explanation.status is Status.ENTAILED:
        raise typer.Exit(3)
    if explanation.status in {Status.NOT_STATED, Status.NOT_ENTAILED}:
        raise typer.Exit(1)
    if not explanation.exhausted:
        raise typer.Exit(5)


def _unquoted(graph: KnowledgeGraph, terms: list[str]) -> TermError | None:
    """Return a better error when the words are one term together, as in `explain back spasm`."""
    phrase = " ".join(terms)
    if len(terms) == 1:
        return None
    try:
        graph.terms.find(phrase)
    except TermError:
        return None
    return TermError("BS201", f"no term is called '{terms[0]}'", f'did you mean "{phrase}"? put it in quotes', [phrase])
