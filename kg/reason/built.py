"""The built closure of an ontology: a file that says what follows, and by which rule, so that nothing reasons again.

It is N-Triples, with the rule and the round of each triple in a comment after it. Trivial conclusions are in it too:
proofs rest on them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import Final

import numpy as np

from kg.catalog import Role
from kg.dictionary import Dictionary
from kg.errors import OntologyError
from kg.ontology import Ontology
from kg.reason.closure import Closure
from kg.reason.equality import Equality
from kg.reason.literals import Literals
from kg.reason.relation import Tagging
from kg.reason.state import State
from kg.reason.trivial import is_rdf
from kg.rules import OWL2RL, RULE_IDS
from kg.statements import intern
from kg.terms import Triple, parse_ntriples
from kg.vocabulary import OWL, RDF

__all__ = ["closure_bytes", "read_closure", "restore"]

_HEADER: Final = "# closure of "


def closure_bytes(closure: Closure, version: str) -> bytes:
    """Return the conclusions of a closure as gzipped N-Triples, headed by the version they belong to.

    Raises:
        OntologyError: BS110, when terms are the same: what is replaced is not written.
    """
    if closure.state.equality:
        raise OntologyError(
            "BS110",
            "the ontology says of some terms that they are the same",
            "give each thing one name in the ontology",
        )
    tagging, ids = closure.state.tagging, [rule.id for rule in closure.rules]
    lines: list[str] = []
    for block in closure.blocks():
        for s, o, tag in zip(block.subjects.tolist(), block.objects.tolist(), block.tags.tolist(), strict=True):
            triple = closure.triple((s, block.predicate, o))
            if tag and is_rdf(triple):
                lines.append(f"{triple} # {ids[tagging.rule(tag)]} {tagging.round(tag)}\n")
    text = f"{_HEADER}{version}\n{''.join(sorted(lines))}"
    return gzip.compress(text.encode(), mtime=0)


def read_closure(ontology: Ontology) -> Closure:
    """Read the built closure of an ontology; nothing is reasoned.

    Raises:
        OntologyError: BS102 when it cannot be read, BS107 when it was built from another version of the ontology.
    """
    path = ontology.catalog.path(Role.CLOSURE)
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            header, *lines = file.read().splitlines()
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise OntologyError("BS102", f"cannot read {path}: {error}", "install the package again") from error
    if header != f"{_HEADER}{ontology.version}":
        raise OntologyError("BS107", f"{path} is not the closure of the compiled ontology", "run `make ontology`")
    return restore(ontology.asserted, zip(parse_ntriples(lines, str(path)), map(_tag, lines), strict=True))


def restore(asserted: Iterable[Triple], inferred: Iterable[tuple[Triple, tuple[str, int]]]) -> Closure:
    """Return the closure that holds given triples, the inferred ones each with its rule and round."""
    dictionary, tagging = Dictionary(), Tagging()
    number = {rule: at for at, rule in enumerate(RULE_IDS)}
    for term in (RDF.type, RDF.first, RDF.rest, RDF.nil, OWL.sameAs):
        dictionary.intern_term(term)
    given = intern(asserted, dictionary, rename=False)
    pairs = list(inferred)
    concluded = intern((triple for triple, _ in pairs), dictionary, rename=False)
    tags = np.array([tagging.tag(number[rule], round_) for _, (rule, round_) in pairs], np.uint32)
    state = State(
        {},
        Equality(len(dictionary)),
        dictionary.intern_term(RDF.type),
        dictionary.intern_term(OWL.sameAs),
        len(dictionary),
        tagging,
        number["eq-rep-s"],
        Literals(dictionary),
    )
    state.given = (given,)
    state.fill(given)
    state.fill(concluded, tags)
    # What is added later is concluded in later rounds, so that it can rest on all that is here.
    state.round = max((round_ for _, (_, round_) in pairs), default=0)
    return Closure(dictionary, OWL2RL, state)


def _tag(line: str) -> tuple[str, int]:
    rule, _, round_ = line.rpartition(" # ")[2].partition(" ")
    return rule, int(round_)
