"""Where answers go and in which form: the rules that all verbs share.

A terminal gets the human form, a pipe the machine form. A file gets the form that its extension names, the
machine form when it has none; an explicit format wins. Only answers go to standard output.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO, cast

from kg.errors import OutputError, UsageError
from kg.files import replacing

__all__ = ["Files", "Form", "Table", "choose", "emit", "emit_lines", "human_console", "tagged", "to_json_text"]

_EXTENSIONS: Final = {"mmd": "mermaid", "gv": "dot", "json": "d3", "tsv": "kgx", "zip": "csv", "htm": "html"}
"""Formats whose usual extension is not their name."""
_PIPE_WIDTH: Final = 100
_TAG: Final = re.compile(r"\[(?:ASSERTED|EDITORIAL|INFERRED|CONTRADICTING|ASSUMED|ABSENT|UNKNOWN|NOT ENTAILED)\]")
_STYLES: Final = {
    "[ASSERTED]": "green",
    "[EDITORIAL]": "yellow",
    "[INFERRED]": "cyan",
    "[ASSUMED]": "magenta",
    **dict.fromkeys(("[CONTRADICTING]", "[ABSENT]", "[UNKNOWN]", "[NOT ENTAILED]"), "red"),
}


@dataclass(frozen=True, slots=True)
class Files:
    """An answer of several files: side by side when a file is named, else one zip archive.

    Args:
        texts: the text of each, by how its name ends; it begins as the file that is named.
        archive: all of them as a zip archive.
    """

    texts: Mapping[str, str]
    archive: bytes


Form = Callable[[bool], str | bytes | Files]
"""Makes an answer in one format; the argument says whether a terminal shows it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer, to be printed in any of the formats for rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]

    def forms(self) -> dict[str, Form]:
        """Return the formats a table can take, the human form first, the machine form second."""
        return {
            "table": self._table,
            "tsv": lambda _: self._csv("\t"),
            "csv": lambda _: self._csv(","),
            "json": lambda _: to_json_text(self._objects()),
            "jsonl": lambda _: "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in self._objects()),
        }

    def _objects(self) -> list[dict[str, object]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def _csv(self, delimiter: str) -> str:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()

    def _table(self, terminal: bool) -> str:  # noqa: FBT001
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(*self.columns, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in self.rows:
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        return human_console(table, terminal=terminal)


def choose(forms: Mapping[str, Form], wanted: str | None, output: Path | None, machine: str | None = None) -> str:
    """Return the name of the format to use.

    Args:
        forms: the formats of the verb, the human form first.
        wanted: the format asked for, if any.
        output: the file to write, if any.
        machine: the machine form; by default the second of the formats, or the only one.

    Raises:
        UsageError: BS002, when the format is not one of the verb's.
        OutputError: BS302, when the extension of the file names none of them.
    """
    human, second = [*forms, *forms][:2]
    machine = machine or second
    listed = ", ".join(forms)
    if wanted is not None:
        if wanted not in forms:
            raise UsageError("BS002", f"the format '{wanted}' is not known here", f"use one of: {listed}", forms)
        return wanted
    if output is None or str(output) == "-":
        return human if _on_terminal() else machine
    extension = output.suffix.removeprefix(".").lower()
    if not extension:
        return machine
    if extension in forms:
        return extension
    if _EXTENSIONS.get(extension) in forms:
        return _EXTENSIONS[extension]
    if extension == "txt" and human in {"tree", "table", "text"}:
        return human
    raise OutputError(
        "BS302", f"the extension of '{output}' names no format", f"use one of: {listed}; or say -f FORMAT"
    )


def emit(
    forms: Mapping[str, Form], wanted: str | None = None, output: Path | None = None, machine: str | None = None
) -> None:
    """Write an answer in the format to use, to standard output or to a file.

    A file is written whole or not at all.

    Raises:
        UsageError, OutputError: as `choose`; BS301 when the file cannot be written.
    """
    form = forms[choose(forms, wanted, output, machine)]
    if output is None or str(output) == "-":
        answer = form(_on_terminal())
        _print(answer.archive if isinstance(answer, Files) else answer)
        return
    answer = form(False)
    if not isinstance(answer, Files):
        _write({output: answer})
    elif output.suffix.lower() == ".zip" or (output.exists() and not output.is_file()):
        _write({output: answer.archive})
    else:
        _write({output.with_name(output.stem + ending): text for ending, text in answer.texts.items()})


def emit_lines(lines: Iterable[str], output: Path | None = None) -> None:
    """Write lines as they come, to standard output or to a file; a file is written whole or not at all.

    Args:
        lines: the lines, each with its line break.
        output: the file; None or ``-`` for standard output.

    Raises:
        OutputError: BS301 when they cannot be written.
    """
    if output is None or str(output) == "-":
        for part in _bundles(lines):
            _print(part)
        return
    try:
        with replacing(output) as file:
            for part in _bundles(lines):
                file.write(part.encode())
    except OSError as error:
        raise _unwritable(output, error) from error


def _bundles(lines: Iterable[str], size: int = 256) -> Iterator[str]:
    rest = iter(lines)
    while bundle := "".join(islice(rest, size)):
        yield bundle


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()  # pyright: ignore[reportUnnecessaryComparison]


def _print(text: str | bytes) -> None:
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("BS301", "standard output is closed", "write to a file with -o")
    # A terminal shows what it can; a pipe gets UTF-8, whatever the locale says.
    wrapper = cast("io.TextIOWrapper", stream)
    if isinstance(text, bytes) and stream.isatty():
        raise UsageError("BS012", "a terminal does not show this format", "write it to a file with -o FILE")
    if stream.isatty():
        wrapper.reconfigure(errors="replace")
    else:
        wrapper.reconfigure(encoding="utf-8")
    try:
        if isinstance(text, bytes):
            stream.flush()
            stream.buffer.write(text)
        else:
            stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The reader has seen enough, as in `| head`; the answer's exit code stands.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(
            "BS301", f"cannot write: {error.strerror}", "make room, or write elsewhere with -o"
        ) from error


def _write(texts: Mapping[Path, str | bytes]) -> None:
    """Write files; none takes its name before all are written."""
    path = Path()
    try:
        with contextlib.ExitStack() as stack:
            for path, text in texts.items():
                stack.enter_context(replacing(path)).write(text.encode() if isinstance(text, str) else text)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        "BS301", f"cannot write '{path}': {error.strerror}", "name a file in a folder that you may write to"
    )


def human_console(content: Any, *, terminal: bool) -> str:
    """Return something that rich can print as text: coloured and as wide as the screen on a terminal only."""
    from rich.console import Console

    text = io.StringIO()
    console = Console(
        file=text,
        force_terminal=terminal,
        color_system="auto" if terminal else None,
        width=None if terminal else _PIPE_WIDTH,
        highlight=False,
    )
    console.print(content)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def tagged(text: str) -> Any:
    """Return a line for rich whose marks are coloured; the words carry the meaning, the colour only helps."""
    from rich.text import Text

    line = Text(text)
    for match in _TAG.finditer(text):
        line.stylize(_STYLES[match.group()], *match.span())
    return line


def to_json_text(value: Any) -> str:
    """Return a value as indented JSON that ends with a newline."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
