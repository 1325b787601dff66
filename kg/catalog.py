"""The catalogue of ontology files, and the manifest that guards them.

`ontology/catalog.toml` names each file with its role, IRI, version and licence. `ontology/MANIFEST.sha256`
holds the SHA-256 of each, in the format of the common checksum tools; it is checked before anything is read,
because a changed character in a Turtle file often gives another well-formed graph.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kg.errors import OntologyError

__all__ = ["CATALOG", "MANIFEST", "Catalog", "Entry", "Role", "digest"]

CATALOG: Final = "catalog.toml"
MANIFEST: Final = "MANIFEST.sha256"
_REBUILD: Final = "install the package again, or run `make ontology` if you changed the file yourself"


class Role(StrEnum):
    """What a file of the ontology is for."""

    SCHEMA = "schema"
    """classes, properties and axioms within OWL 2 DL ∩ RL"""
    RL_ONLY = "rl-only"
    """axioms that the OWL 2 RL/RDF rules handle and OWL 2 DL forbids"""
    CONCEPTS = "concepts"
    SOURCES = "sources"
    CLAIMS = "claims"
    EDITORIAL = "editorial"
    EVIDENCE = "evidence"
    """claims of studies, guidelines and labels, with numbers, strengths and mechanisms"""
    TAXONOMY = "taxonomy"
    """which concept is a kind of which by the meaning of its words"""
    COMPOSITES = "composites"
    """findings that hold when several others do"""
    POLICY = "policy"
    """how each row on red flags is used"""
    THRESHOLDS = "thresholds"
    """from which number on a case has which finding"""
    MEASUREMENTS = "measurements"
    """from which value on a measurement is which finding"""
    QUALIFIERS = "qualifiers"
    """which finding another one is that carries a qualifier"""
    EPISODES = "episodes"
    """what a condition that passes leaves behind once it is over"""
    REGIONS = "regions"
    """which finding a sensation at a part of the body is"""
    ACTIVITIES = "activities"
    """everyday occasions on which something is felt"""
    WORDS = "words"
    """words of cases that mean a concept, or a kind of one"""
    SPEECH = "speech"
    """what words of ordinary speech do in what a person says"""
    ROWS = "rows"
    """what became of rows of evidence that are no claims"""
    MAPPINGS = "mappings"
    """codes of other vocabularies (SSSOM)"""
    OUT_OF_SCOPE = "out-of-scope"
    """words for what the knowledge base does not cover"""
    AMBIVALENCES = "ambivalences"
    RETIRED = "retired"
    COMPILED = "compiled"
    """everything above in one graph (built)"""
    CLOSURE = "closure"
    """what is asserted in the compiled graph, and what follows (built)"""
    STATED = "stated"
    """the claims and sources of the compiled graph (built)"""


BUILT: Final = frozenset({Role.COMPILED, Role.CLOSURE, Role.STATED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the catalogue."""

    id: str
    path: Path
    role: Role
    iri: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """The files of one ontology folder.

    Args:
        folder: the folder that holds them.
        entries: the files, in the order of the catalogue.
    """

    folder: Path
    entries: tuple[Entry, ...]

    @classmethod
    def read(cls, folder: Path) -> Catalog:
        """Read `catalog.toml` of a folder.

        Raises:
            OntologyError: BS102 when it cannot be read, BS106 when an entry lacks a field, has an unknown one
                or names an unknown role.
        """
        path = folder / CATALOG
        try:
            tables: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise OntologyError("BS102", f"cannot read {path}: {error}", _REBUILD) from error
        entries: list[Entry] = []
        for name, fields in tables.items():
            try:
                entry = Entry(
                    id=name,
                    **{**fields, "path": folder / fields["path"], "role": Role(fields["role"])},  # type: ignore[arg-type]
                )
                entry.path.resolve().relative_to(folder.resolve())
            except (KeyError, TypeError, ValueError) as error:
                raise OntologyError(
                    "BS106",
                    f"{path}: the entry '{name}' is wrong: {error}",
                    f"give path, iri, version, licence and a role of {[str(role) for role in Role]}",
                ) from error
            entries.append(entry)
        return cls(folder, tuple(entries))

    def paths(self, role: Role) -> list[Path]:
        """Return the files of a role, in the order of the catalogue."""
        return [entry.path for entry in self.entries if entry.role is role]

    def path(self, role: Role) -> Path:
        """Return the one file of a role.

        Raises:
            OntologyError: BS106 when there is none, or more than one.
        """
        found = self.paths(role)
        if len(found) != 1:
            raise OntologyError(
                "BS106",
                f"{self.folder / CATALOG} lists {len(found)} files of the role '{role}'",
                "list exactly one",
            )
        return found[0]

    def sources(self) -> list[Path]:
        """Return the files that are edited by hand, which the built ones are made from."""
        return [entry.path for entry in self.entries if entry.role not in BUILT]

    def verify(self) -> dict[str, str]:
        """Check every file against the manifest.

        Returns:
            The SHA-256 of each file, by its path relative to the folder.

        Raises:
            OntologyError: BS102 when a file cannot be read, BS103 when one was altered or is not listed.
        """
        path = self.folder / MANIFEST
        data = _read(path)
        expected: dict[str, str] = {}
        for line in data.decode("utf-8", "replace").splitlines():
            found, _, name = line.partition("  ")
            expected[name] = found
        files = [self.folder / CATALOG, *(entry.path for entry in self.entries)]
        names = {file.relative_to(self.folder).as_posix(): file for file in files}
        for name in sorted(names.keys() ^ expected.keys()):
            raise OntologyError("BS103", f"{path} and {CATALOG} disagree about '{name}'", _REBUILD)
        actual = {name: digest(_read(file)) for name, file in names.items()}
        for name, found in actual.items():
            if found != expected[name]:
                raise OntologyError(
                    "BS103", f"{names[name]} was altered: its hash is not the one in {MANIFEST}", _REBUILD
                )
        if data != _manifest(actual):
            raise OntologyError("BS103", f"{path} was altered: its lines are not written as they were", _REBUILD)
        return actual

    @staticmethod
    def content(file: Path, expected: str) -> bytes:
        """Return what a file holds that was checked some time ago.

        Args:
            file: the file.
            expected: the SHA-256 that `verify` gave.

        Raises:
            OntologyError: BS102 when it cannot be read, BS103 when it was altered since.
        """
        data = _read(file)
        if digest(data) != expected:
            raise OntologyError("BS103", f"{file} was altered since it was checked", "open the knowledge base again")
        return data

    def manifest(self) -> bytes:
        """Return what the manifest has to hold for the files as they are now."""
        files = [self.folder / CATALOG, *(entry.path for entry in self.entries)]
        return _manifest({file.relative_to(self.folder).as_posix(): digest(_read(file)) for file in files})


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{found}  {name}\n" for name, found in sorted(hashes.items())).encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OntologyError("BS102", f"cannot read {path}: {error.strerror}", _REBUILD) from error
