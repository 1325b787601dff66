"""Inconsistency: which rules conclude *false*, and how. It is a result, never an exception."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import NamedNode

from kg.dictionary import LITERAL
from kg.reason.closure import Closure
from kg.reason.derivation import Derivation
from kg.reason.engine import Engine
from kg.reason.joins import EVERYTHING, solve
from kg.reason.program import Plan, Program
from kg.vocabulary import DATATYPES, RDF

__all__ = ["violations"]


def violations(engine: Engine, closure: Closure) -> list[Derivation]:
    """Return one derivation of *false* for each rule, with its predicates, that concludes it.

    Args:
        engine: an engine that ran.
        closure: what it arrived at.
    """
    found = [*_violated(engine, closure).values()]
    found += _different_literals(engine, closure)
    found += _outside_datatypes(engine, closure)
    return sorted(found, key=lambda derivation: derivation.rule)


def _violated(engine: Engine, closure: Closure) -> dict[Plan, Derivation]:
    """Run the rules that conclude *false*, those of whose bodies something has grown since they were run last."""
    state, setting = engine.state, engine.setting()
    if engine.checks is None:
        engine.checks = Program(engine.rules, setting, lambda rule: not rule.head)
    else:
        engine.checks = engine.checks.copy()
        engine.checks.refresh(setting, frozenset(engine.changed))
    awake = {plan for plan, _ in engine.checks.awake(engine.changed, lambda _plan, _at: False)}
    old, engine.violated = engine.violated, {}
    engine.changed = set()
    for plan in engine.checks.plans:
        if plan not in awake:
            # What held in a part of the triples holds in all of them.
            if plan in old:
                engine.violated[plan] = old[plan]
            continue
        wanted = frozenset[int]().union(*(p.variables for p in plan.patterns), *(t.variables for t in plan.tables))
        matches = solve(state.relations, state.terms, plan.patterns, wanted, EVERYTHING, plan.tables)
        if matches is None:
            continue
        first = np.lexsort([matches[v] for v in sorted(wanted)])[0] if wanted else 0
        known = {plan.names[v]: int(matches[v][first]) for v in wanted} | dict(plan.bound)
        derivation = closure.deriver.violation(plan.rule, known)
        engine.violated[plan] = derivation or Derivation(plan.rule, None, (), {})
    return engine.violated


def _different_literals(engine: Engine, closure: Closure) -> Iterator[Derivation]:
    """Yield eq-diff1 for a class that holds literals of different values (dt-diff)."""
    kinds = engine.dictionary.kinds()
    for members in engine.state.equality.classes.values():
        literals = [member for member in members if kinds[member] == LITERAL]
        for at, one in enumerate(literals):
            value = engine.state.literals.value(one)
            other = next(
                (o for o in literals[at + 1 :] if (v := engine.state.literals.value(o)) is not None and v != value),
                None,
            )
            if value is not None and other is not None:
                yield closure.deriver.different(one, other)
                break


def _outside_datatypes(engine: Engine, closure: Closure) -> Iterator[Derivation]:
    """Yield dt-not-type for a literal that is no value of a datatype it is said to have, or is ill typed."""
    state, find = engine.state, engine.dictionary.find
    relation = state.relations.get(engine.name(RDF.type))
    if relation is not None:
        kinds = engine.dictionary.kinds()
        for iri in DATATYPES:
            datatype = find(NamedNode(iri))
            if datatype is None:
                continue
            rows = relation.slice(state.equality.find(datatype), by_object=True).tolist()
            literals = (m for row in rows for m in state.equality.members(row) if kinds[m] == LITERAL)
            for literal in literals:
                if state.literals.outside(literal, iri):
                    yield closure.deriver.outside(literal, datatype)
                    break
    for literal in state.literals.ill_typed:
        datatype = find(NamedNode(engine.dictionary.term(literal).datatype.value))  # type: ignore[union-attr]
        assert datatype is not None
        yield closure.deriver.outside(literal, datatype)
