"""Where the data files are: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from kg.errors import OntologyError

__all__ = ["folder"]


def folder(name: str) -> Path:
    """Return the folder of data files of that name.

    Args:
        name: ``"ontology"`` or ``"queries"``.

    Returns:
        The folder inside the installed package, else the one beside the package in a checkout.

    Raises:
        OntologyError: BS101, when neither is there.
    """
    package = Path(str(importlib.resources.files("kg")))
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise OntologyError(
        "BS101", f"the folder '{name}' of Backstory is missing beside {package}", "install the package again"
    )
