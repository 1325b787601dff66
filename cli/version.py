"""`backstory version`: which package, which knowledge."""

from __future__ import annotations

from .options import FormatOption, OutputOption
from .output import Form, emit, to_json_text

__all__ = ["version"]


def version(fmt: FormatOption = None, output: OutputOption = None) -> None:
    """Tell the version of the package and of the knowledge.

    The version of the knowledge is the SHA-256 of the compiled graph; its first twelve digits name it.

    \b
    Examples:
      backstory version
      backstory version -f json

    Formats: tree, json.
    """
    import kg
    from kg.version import __version__

    graph = kg.open()
    value = {"package": __version__, "knowledge": graph.version[:12], "hash": graph.version}
    forms: dict[str, Form] = {
        "tree": lambda _: "".join(f"{name:<10}{text}\n" for name, text in value.items()),
        "json": lambda _: to_json_text(value),
    }
    emit(forms, fmt, output)
