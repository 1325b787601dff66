"""The errors of Backstory: each has a code, says what happened and what to do.

An exception means *unusable input*. What a question finds out (an inconsistency, a violation, "the sources
do not say") is a result, never an exception. The tree::

    BackstoryError                      exit code
    ├── UsageError          BS0xx       2    an option or argument that cannot be
    ├── OntologyError       BS1xx       4    the knowledge base cannot be read as it is
    ├── TermError           BS2xx       4    a term or claim id that cannot be resolved
    ├── OutputError         BS3xx       4    an answer that cannot be written
    ├── QueryError          BS4xx       4    a query or parameter that cannot be used
    ├── LimitError          BS5xx       5    a bound was reached
    ├── RuleError           BS6xx       4    a rule that cannot be used
    └── CaseError           BS7xx       4    a case that is doubtful

Every code is listed in ``docs/errors.md``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

__all__ = [
    "BackstoryError",
    "CaseError",
    "LimitError",
    "OntologyError",
    "OutputError",
    "QueryError",
    "RuleError",
    "TermError",
    "UsageError",
]


_LONGEST: Final = 1000


class BackstoryError(Exception):
    """Base of all errors that Backstory raises for unusable input.

    Args:
        code: the error's code, such as ``"BS201"``.
        message: what happened, one sentence without a full stop.
        hint: what the reader can do about it; names the nearest right value where there is one.
        candidates: the values that would have been right, best first.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, code: str, message: str, hint: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(code, message, hint, tuple(candidates))
        self.code = code
        self.message = _printable(message)
        self.hint = _printable(hint)
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        return f"error[{self.code}]: {self.message}\nhint: {self.hint}"


def _printable(text: str) -> str:
    """Return a text that a terminal shows as it is: control characters escaped, far too long ones cut."""
    plain = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]} …"


class UsageError(BackstoryError):
    """An option or argument that cannot be (BS0xx)."""

    exit_code = 2


class OntologyError(BackstoryError):
    """A file of the knowledge base that is missing, unreadable, altered or wrong (BS1xx)."""


class TermError(BackstoryError):
    """A term or claim id that names nothing, or more than one thing (BS2xx)."""


class OutputError(BackstoryError):
    """An answer that cannot be written where or how it was asked for (BS3xx)."""


class QueryError(BackstoryError):
    """A query, a parameter or a header of a query that cannot be used (BS4xx)."""


class LimitError(BackstoryError):
    """A bound on time, size or count that was reached (BS5xx)."""

    exit_code = 5


class RuleError(BackstoryError):
    """A rule of a person's own that cannot be used (BS6xx)."""


class CaseError(BackstoryError):
    """A case that is doubtful: it cannot be read, contradicts itself or is not understood (BS7xx)."""
