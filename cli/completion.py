"""Completion of terms, claims and sources on the shell's command line."""

from __future__ import annotations

import os
import re

__all__ = ["complete_query", "complete_source", "complete_term"]

_SPECIAL = re.compile(r"([^A-Za-z0-9_./:,+@%-])")


class _Inserted(str):
    """A completion as bash has to insert it.

    Typer compares completions with what was typed once more, without its backslashes; these were compared.
    """

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        return True


def complete_term(incomplete: str) -> list[str]:
    """Return the labels, synonyms and claim ids that begin with what was typed."""
    import kg

    graph = kg.open()
    start = incomplete.casefold()
    return _quoted([word for word in (*graph.terms.words(), *graph.claims) if word.casefold().startswith(start)])


def complete_query(incomplete: str, args: list[str]) -> list[str]:
    """Return the words of `query`, or after one of them the names of queries, that begin with what was typed."""
    from kg.answer import catalogue

    words = [*catalogue()] if args and args[-1] in {"show", "run"} else ["list", "show", "run", *catalogue()]
    return [word for word in words if word.startswith(incomplete)]


def complete_source(incomplete: str) -> list[str]:
    """Return the ids of sources that begin with what was typed."""
    import kg

    return [name for name in kg.open().sources if name.startswith(incomplete.upper())]


def _quoted(words: list[str]) -> list[str]:
    """Quote words for bash, which inserts a completion as it is; the other shells quote by themselves.

    Inside quotation marks bash needs no backslashes.
    """
    if os.environ.get("_BACKSTORY_COMPLETE") != "complete_bash":
        return [_Inserted(word) for word in words]
    typed = os.environ.get("COMP_WORDS", "").rsplit("\n", 1)[-1]
    if typed.startswith(("'", '"')):
        return [_Inserted(word) for word in words]
    return [_Inserted(_SPECIAL.sub(r"\\\1", word)) for word in words]
