"""Other reasoners as closures: `owlrl`, the best-known one in Python, and the naive fixpoint. Neither gives proofs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np

from kg.load import Loaded, load_triples
from kg.reason.closure import Closure, Violation
from kg.reason.derivation import Derivation
from kg.reason.equality import Equality
from kg.reason.literals import Literals
from kg.reason.relation import Tagging
from kg.reason.state import State
from kg.rules import OWL2RL, Rule
from kg.terms import Triple
from kg.vocabulary import OWL, RDF

__all__ = ["naive_closure", "owlrl_closure"]


def naive_closure(loaded: Loaded, rules: Sequence[Rule] = ()) -> Closure:
    """Return the naive fixpoint of some triples."""
    from kg.reason.naive import naive_fixpoint

    asserted = _triples(loaded)
    found, violated = naive_fixpoint(asserted, (*OWL2RL, *rules))
    return _closure(loaded, asserted, found, sorted(violated), (*OWL2RL, *rules))


def owlrl_closure(loaded: Loaded) -> Closure:
    """Return what `owlrl` concludes from some triples.

    Known faults of owlrl 7.6: prp-key ignores the last key; eq-diff2, eq-diff3 and prp-adp skip the last
    member of their list; dt-diff is not implemented.
    """
    # rdflib and owlrl take half a second to import, so they are loaded only when something is reasoned.
    import owlrl

    from kg.rdflib_adapter import from_rdflib, to_rdflib

    asserted = _triples(loaded)
    graph = to_rdflib(asserted)
    engine = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    engine.closure()
    messages = sorted(cast("list[str]", engine.error_messages))
    found = from_rdflib(graph)
    noise = {t.subject for t in found if t.object.value == "http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage"}
    return _closure(loaded, asserted, (t for t in found if t.subject not in noise), messages, OWL2RL)


def _triples(loaded: Loaded) -> list[Triple]:
    term = loaded.dictionary.term
    rows = zip(*(column.tolist() for column in _columns(loaded)), strict=True)
    return [Triple(term(s), term(p), term(o)) for s, p, o in rows]  # type: ignore[arg-type]


def _columns(loaded: Loaded) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    triples = loaded.triples
    return triples.subjects, triples.predicates, triples.objects


def _closure(
    loaded: Loaded, asserted: Iterable[Triple], found: Iterable[Triple], violated: Sequence[str], rules: Sequence[Rule]
) -> Closure:
    dictionary, tagging = loaded.dictionary, Tagging(wide=True)
    given = set(asserted)
    inferred = load_triples((triple for triple in found if triple not in given), dictionary).triples
    given_rows = load_triples(given, dictionary).triples
    type_ = dictionary.intern_term(RDF.type)
    same = dictionary.intern_term(OWL.sameAs)
    state = State(
        {}, Equality(len(dictionary)), type_, same, len(dictionary), tagging, len(rules) + 1, Literals(dictionary)
    )
    state.fill(given_rows)
    state.fill(inferred, np.full(len(inferred), tagging.tag(len(rules), 1), np.uint64))
    none = Derivation(0, None, (), {})
    return Closure(dictionary, rules, state, (Violation(message, none) for message in violated))
