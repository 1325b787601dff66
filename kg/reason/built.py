"""The built closure of an ontology: a file that says what follows, and by which rule, so that nothing reasons again.

It is N-Triples: first what is asserted, so that a question need not read the compiled graph, which is mostly
provenance; then what is inferred, with the rule and the round of each triple in a comment after it. Trivial
conclusions are in it too: proofs rest on them. Its tokens are canonical, so they go into the dictionary as they are.
"""

from __future__ import annotations

import gzip
import re
import zlib
from typing import Final

import numpy as np

from kg.catalog import Role
from kg.columns import Columns
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
from kg.vocabulary import OWL, RDF

__all__ = ["closure_bytes", "read_closure"]

_HEADER: Final = "# closure of "
_LINE: Final = re.compile(
    rb"^(<[^ >]+>|_:[^ ]+) (<[^ >]+>) "
    rb'(<[^ >]+>|_:[^ ]+|".*"(?:@[^ ]+|\^\^<[^ >]+>)?) \.'
    rb"(?: # ([a-z0-9-]+ [0-9]+))?$",
    re.MULTILINE,
)
"""Subject, predicate, object, and of an inferred triple its rule and round."""


def closure_bytes(closure: Closure, version: str) -> bytes:
    """Return a closure as gzipped N-Triples, headed by the version it belongs to.

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
    asserted: list[str] = []
    inferred: list[str] = []
    for block in closure.blocks():
        for s, o, tag in zip(block.subjects.tolist(), block.objects.tolist(), block.tags.tolist(), strict=True):
            triple = closure.triple((s, block.predicate, o))
            if not tag:
                asserted.append(f"{triple}\n")
            elif is_rdf(triple):
                inferred.append(f"{triple} # {ids[tagging.rule(tag)]} {tagging.round(tag)}\n")
    text = f"{_HEADER}{version}\n{''.join((*sorted(asserted), *sorted(inferred)))}"
    return gzip.compress(text.encode(), mtime=0)


def read_closure(ontology: Ontology) -> Closure:
    """Read the built closure of an ontology; nothing is reasoned.

    Raises:
        OntologyError: BS102 when it cannot be read, BS107 when it was built from another version of the ontology.
    """
    path = ontology.catalog.path(Role.CLOSURE)
    try:
        header, _, lines = gzip.decompress(path.read_bytes()).partition(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise OntologyError("BS102", f"cannot read {path}: {error}", "install the package again") from error
    if header != f"{_HEADER}{ontology.version}".encode():
        len(ontology.asserted)  # when the graph itself cannot be read, that is what is to be told
        raise OntologyError("BS107", f"{path} is not the closure of the compiled ontology", "run `make ontology`")
    rows = _LINE.findall(lines)
    if len(rows) != lines.count(b"\n"):
        raise OntologyError("BS104", f"{path} holds a line that is no triple of a closure", "run `make ontology`")
    return _restored(rows)


def _restored(rows: list[tuple[bytes, bytes, bytes, bytes]]) -> Closure:
    """Return the closure that holds given triples: tokens, and of an inferred one the rule and round."""
    dictionary, tagging = Dictionary(), Tagging()
    number = {rule: at for at, rule in enumerate(RULE_IDS)}
    for term in (RDF.type, RDF.first, RDF.rest, RDF.nil, OWL.sameAs):
        dictionary.intern_term(term)
    table = dictionary.intern_all([token for row in rows for token in row[:3]]).reshape(-1, 3)
    triples = Columns(*(np.ascontiguousarray(table[:, place]) for place in range(3)))
    tags = {b"": 0}
    last = 0
    for words in {words for *_, words in rows} - tags.keys():
        rule, _, round_ = words.decode().partition(" ")
        tags[words] = tagging.tag(number[rule], int(round_))
        last = max(last, int(round_))
    tagged = np.array([tags[words] for *_, words in rows], np.uint32)
    given = triples[np.flatnonzero(tagged == 0)]
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
    inferred = np.flatnonzero(tagged)
    state.fill(triples[inferred], tagged[inferred])
    # What is added later is concluded in later rounds, so that it can rest on all that is here.
    state.round = last
    return Closure(dictionary, OWL2RL, state)
