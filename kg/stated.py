"""The built file of claims and sources: what a question reads instead of the provenance in the compiled graph.

An explanation needs the claims and nothing else of the provenance, which is two thirds of that graph and takes many
times longer to read as triples. The file is gzipped JSON, headed by the version of the graph it was made from; what
a claim does not say is left out.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode

from kg.catalog import Role
from kg.claims import Claim, Numbers, Polarity, Source, Stance
from kg.errors import OntologyError
from kg.ontology import Ontology
from kg.provenance import claims_of, sources_of
from kg.relations import Relations
from kg.terms import Triple

__all__ = ["Stated", "read_stated", "stated_bytes"]

_DEFAULTS: Final = {field.name: field.default for field in fields(Claim)}


class Stated(NamedTuple):
    """Who says what: claims and sources by id, sorted."""

    claims: dict[str, Claim]
    sources: dict[str, Source]

    @classmethod
    def of(cls, provenance: Relations) -> Stated:
        """Return the claims and sources of a provenance graph.

        Raises:
            OntologyError: BS108, when the graph describes a claim incompletely or with an unknown word.
        """
        return cls(claims_of(provenance), sources_of(provenance))


def stated_bytes(stated: Stated, version: str) -> bytes:
    """Return the content of the built file, headed by the version it belongs to."""
    sources = [[source.id, source.title, source.url, source.tier] for source in stated.sources.values()]
    claims = [_row(claim) for claim in stated.claims.values()]
    text = json.dumps({"version": version, "sources": sources, "claims": claims}, indent=0, ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)


def read_stated(ontology: Ontology) -> Stated:
    """Read the claims and sources of an ontology.

    Raises:
        OntologyError: BS102 when the file cannot be read, BS107 when it was built from another version of the ontology;
            BS108 when that is because of a compiled graph that describes a claim wrongly.
    """
    path = ontology.catalog.path(Role.STATED)
    try:
        data = json.loads(gzip.decompress(path.read_bytes()))
        if data["version"] == ontology.version:
            claims = map(_claim, data["claims"])
            sources = (Source(*row) for row in data["sources"])
            return Stated({claim.id: claim for claim in claims}, {source.id: source for source in sources})
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise OntologyError("BS102", f"cannot read {path}: {error}", "install the package again") from error
    Stated.of(ontology.provenance)  # when the graph itself is wrong, that is what is to be told
    raise OntologyError("BS107", f"{path} holds no claims of the compiled ontology", "run `make ontology`")


def _row(claim: Claim) -> dict[str, Any]:
    """Return what a claim says, as JSON; strings stand for themselves, IRIs and enumerated words."""
    row = {name: getattr(claim, name) for name, default in _DEFAULTS.items() if getattr(claim, name) != default}
    for name in ("subject", "predicate", "object"):
        row[name] = row[name].value
    if claim.also:
        row["also"] = [[part.value for part in triple] for triple in claim.also]
    if claim.numbers:
        values = ((field.name, getattr(claim.numbers, field.name)) for field in fields(Numbers))
        row["numbers"] = {name: value for name, value in values if value is not None}
    return row


def _claim(row: Mapping[str, Any]) -> Claim:
    """Return the claim of a row; the inverse of `_row`."""
    said = dict(row)
    for name in ("subject", "predicate", "object"):
        said[name] = NamedNode(said[name])
    said["stance"] = Stance(said["stance"])
    said["polarity"] = Polarity(said.get("polarity", Polarity.POSITIVE))
    for name in ("disputes", "shares"):
        said[name] = tuple(said.get(name, ()))
    said["also"] = tuple(Triple(*map(NamedNode, triple)) for triple in said.get("also", ()))
    if "numbers" in said:
        said["numbers"] = Numbers(**said["numbers"])
    return Claim(**said)
