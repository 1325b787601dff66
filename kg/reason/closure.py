"""`Closure`: all that follows from an ontology, with asserted and inferred triples told apart."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.catalog import Role
from kg.errors import OntologyError
from kg.ontology import Ontology
from kg.relations import Relations
from kg.terms import Term, Triple, read, to_ntriples

__all__ = ["Closure"]

_HEADER: Final = "# closure of "


@dataclass(frozen=True, slots=True)
class Closure:
    """All that follows from an ontology, frozen.

    Trivial conclusions (see `kg.reason.trivial`) hold in every closure and are not stored.

    Args:
        asserted: the triples that were given.
        inferred: the triples that rules concluded; none of them is asserted.
        inconsistencies: what shows that the ontology is inconsistent, in words; empty when it is consistent.
    """

    asserted: Relations
    inferred: Relations
    inconsistencies: tuple[str, ...] = ()

    def __contains__(self, triple: object) -> bool:
        return triple in self.asserted or triple in self.inferred

    def __iter__(self) -> Iterator[Triple]:
        yield from self.asserted
        yield from self.inferred

    def __len__(self) -> int:
        return len(self.asserted) + len(self.inferred)

    def match(
        self, subject: Term | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """Yield the triples that fit, asserted ones first; an argument left out fits everything."""
        yield from self.asserted.match(subject, predicate, object)
        yield from self.inferred.match(subject, predicate, object)

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """Return what the subject is related to by the predicate."""
        return [triple.object for triple in self.match(subject, predicate)]

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Return the first literal the subject has by the predicate, as text, or None."""
        return self.asserted.text(subject, predicate) or self.inferred.text(subject, predicate)

    def to_bytes(self, version: str) -> bytes:
        """Return the inferred triples as gzipped N-Triples, headed by the version they belong to."""
        text = f"{_HEADER}{version}\n".encode() + to_ntriples(sorted(self.inferred, key=str))
        return gzip.compress(text, mtime=0)

    @classmethod
    def read(cls, ontology: Ontology) -> Closure:
        """Read the built closure of an ontology; nothing is reasoned.

        Raises:
            OntologyError: BS107, when the closure was built from another version of the ontology.
        """
        path = ontology.catalog.path(Role.CLOSURE)
        try:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                header = file.readline().strip()
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise OntologyError("BS102", f"cannot read {path}: {error}", "install the package again") from error
        if header != f"{_HEADER}{ontology.version}":
            raise OntologyError("BS107", f"{path} is not the closure of the compiled ontology", "run `make ontology`")
        return cls(ontology.asserted, Relations(read(path)))
