"""The native reasoner, as calls: a closure from loaded triples, and from another closure with more or fewer of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kg.columns import Columns
from kg.dictionary import Dictionary
from kg.errors import RuleError
from kg.load import Loaded
from kg.reason.closure import Closure, Violation
from kg.reason.engine import Engine
from kg.reason.expand import asserted_pairs
from kg.reason.inconsistency import violations
from kg.reason.pairs import contains, high, low, pack
from kg.rules import OWL2RL, RULE_IDS
from kg.rules.model import Rule
from kg.rules.text import check_safety
from kg.statements import intern
from kg.terms import Triple
from kg.uncollected import uncollected

__all__ = ["extend", "reason", "without"]


def reason(loaded: Loaded, rules: Sequence[Rule] = (), *, explainable: bool = True) -> Closure:
    """Return all that follows from loaded triples under the OWL 2 RL/RDF rules.

    Args:
        loaded: the triples and their terms; the dictionary gets the terms that rules name.
        rules: further rules.
        explainable: whether the closure keeps what proofs need. The triples are the same without.

    Raises:
        RuleError: BS602 when a rule is not safe, BS603 when it has the name of one of OWL 2 RL.
    """
    for rule in rules:
        if rule.id in RULE_IDS:
            raise RuleError("BS603", f"the rule '{rule.id}' has the name of a rule of OWL 2 RL", "give it another name")
        check_safety(rule)
    return _reason(loaded.dictionary, loaded.triples, (*OWL2RL, *rules), explainable=explainable)


def extend(closure: Closure, triples: Iterable[Triple]) -> Closure:
    """Return the closure of what was asserted and some more triples; the given closure stays as it is.

    What follows from the new triples is added to what is there (an overlay). When they, or what follows from them,
    say that terms are the same, everything is reasoned again.

    Args:
        closure: a closure of the native reasoner.
        triples: the triples to add; their blank nodes are those of the closure where the labels agree.
    """
    triples = tuple(triples)
    engine = _engine(closure)
    dictionary = engine.dictionary.copy()
    added = intern(triples, dictionary, rename=False)
    further = engine.overlay(dictionary, added)
    if further is not None:
        made = _closed(further)
    else:
        every = Columns.concatenate([_asserted(closure), added])
        made = _reason(dictionary, every, closure.rules, explainable=closure.state.explainable)
    base, before = closure.laid or (closure, ())
    made.laid = base, (*before, *triples)
    return made


def without(closure: Closure, triples: Iterable[Triple]) -> Closure:
    """Return the closure of what was asserted but some triples; the given closure stays as it is.

    The asserted triples are reasoned over again without being loaded: that is a small part of the work, and unlike
    the deletion of what followed from them it cannot leave anything behind. When all that goes was laid over another
    closure, what stays is laid over that one.

    Args:
        closure: a closure of the native reasoner.
        triples: the asserted triples to leave out; others change nothing.
    """
    triples = tuple(triples)
    gone = {fact for triple in triples if (fact := closure.fact(triple)) is not None}
    if closure.laid is not None:
        base, added = closure.laid
        if not any(triple in base.asserted for triple in triples):
            left = [triple for triple in added if closure.fact(triple) not in gone]
            return closure if len(left) == len(added) else base.extend(left) if left else base
    kept = _asserted(closure)
    drop = np.zeros(len(kept), np.bool_)
    for predicate in {fact[1] for fact in gone}:
        at = np.flatnonzero(kept.predicates == predicate)
        pairs = pack(kept.subjects[at].astype(np.uint64), kept.objects[at].astype(np.uint64))
        wanted = np.array(sorted(s << 32 | o for s, p, o in gone if p == predicate), np.uint64)
        drop[at[contains(wanted, pairs)]] = True
    if not drop.any():
        return closure
    return _reason(
        closure.dictionary, kept[np.flatnonzero(~drop)], closure.rules, explainable=closure.state.explainable
    )


def _reason(dictionary: Dictionary, triples: Columns, rules: Sequence[Rule], *, explainable: bool = True) -> Closure:
    with uncollected():
        engine = Engine(dictionary, rules)
        engine.start(triples, explainable=explainable)
        engine.run()
        return _closed(engine)


def _closed(engine: Engine) -> Closure:
    closure = Closure(engine.dictionary, engine.rules, engine.state)
    found = violations(engine, closure)
    closure.violations = tuple(Violation(engine.rules[d.rule].id, d) for d in found)
    closure.engine = engine
    return closure


def _engine(closure: Closure) -> Engine:
    """Return the engine that arrived at a closure; if it was read from a file, one that takes it up, made once."""
    if closure.engine is None:
        engine = Engine(closure.dictionary.copy(), closure.rules)
        engine.resume(closure.state)
        violations(engine, closure)
        closure.engine = engine
    return closure.engine


def _asserted(closure: Closure) -> Columns:
    """Return the asserted triples of a closure as columns."""
    state = closure.state
    if state.given is not None:
        return Columns.concatenate(state.given)
    parts: list[Columns] = []
    for predicate in sorted({*state.relations, state.same_as}):
        pairs = asserted_pairs(state, predicate)
        if len(pairs):
            names = np.full(len(pairs), predicate, np.uint32)
            parts.append(Columns(high(pairs).astype(np.uint32), names, low(pairs).astype(np.uint32)))
    return Columns.concatenate(parts)
