"""Pictures as answers: every form that they take."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING, Final

from .output import Files, Form

if TYPE_CHECKING:
    from kg.export import Details, Picture

__all__ = ["PICTURES", "picture_forms"]

PICTURES: Final = (
    *("svg", "dot", "png", "pdf", "html", "mermaid", "graphml", "yed", "gexf", "cx2", "cyjs", "d3", "csv", "kgx"),
    "jsonld",
)
"""The forms of a picture; they stand here by name, so that drawing is imported only where something is drawn."""


def picture_forms(
    make: Callable[[], Picture], details: Callable[[Picture], Details] | None = None, without: Container[str] = ()
) -> dict[str, Form]:
    """Return the forms of a picture, by name.

    Args:
        make: draws it.
        details: tells what a page says of its nodes and edges.
        without: names of forms that are taken already.
    """

    def form(name: str) -> Form:
        return lambda _: _written(name, make(), details)

    return {name: form(name) for name in PICTURES if name not in without}


def _written(name: str, picture: Picture, details: Callable[[Picture], Details] | None) -> str | bytes | Files:
    from kg.export import TABLES, WRITERS, to_picture_page

    if name in TABLES:
        written = WRITERS[name](picture)
        assert isinstance(written, bytes), "an archive"
        return Files(TABLES[name](picture), written)
    if name == "html" and details is not None:
        return to_picture_page(picture, details(picture))
    return WRITERS[name](picture)
