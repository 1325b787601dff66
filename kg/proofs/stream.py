"""Proofs of everything, one after the other: a line of JSON for each inferred triple of a closure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from kg.proofs.checker import Checker, check
from kg.proofs.model import Kind, Members, Node, Proof
from kg.proofs.prover import Prover
from kg.reason.closure import Closure
from kg.terms import Triple

__all__ = ["proof_lines"]


def proof_lines(closure: Closure) -> Iterator[str]:
    """Yield a checked proof of each inferred triple, property by property, as a line of JSON.

    A line has the triple in N-Triples, the rule that concludes it, the size and depth of the proof, and its nodes:
    each with its kind, text, rule, substitution, and the places of its premises. Violations come last; their triple
    is null.

    Args:
        closure: the closure.

    Raises:
        RuntimeError: when the checker does not accept a proof.
    """
    prover, checker = Prover(closure), Checker(closure.rules)
    asserted: dict[Triple, bool] = {}

    def is_asserted(triple: Triple) -> bool:
        if triple not in asserted:
            asserted[triple] = triple in closure.asserted
        return asserted[triple]

    for triple in _inferred(closure):
        proof = prover.prove(triple)
        if proof is None:
            raise RuntimeError(f"there is no proof of {triple}")
        yield _line(proof, checker, is_asserted)
    for violation in closure.violations:
        yield _line(prover.prove_violation(violation), checker, is_asserted)


def _inferred(closure: Closure) -> Iterator[Triple]:
    """Yield the inferred triples in the order of their text, property by property."""
    tokens = closure.dictionary.tokens
    for block in sorted(closure.blocks(), key=lambda block: tokens[block.predicate]):
        subjects: list[int] = block.subjects[block.inferred].tolist()
        objects: list[int] = block.objects[block.inferred].tolist()
        order = sorted(range(len(subjects)), key=lambda at: (tokens[subjects[at]], tokens[objects[at]]))
        for at in order:
            yield closure.triple((subjects[at], block.predicate, objects[at]))


def _line(proof: Proof, checker: Checker, is_asserted: Callable[[Triple], bool]) -> str:
    faults = check(proof, checker, is_asserted)
    if faults:
        raise RuntimeError(f"a proof was not accepted: {faults[0]}")
    value = {
        "triple": None if proof.goal is None else _text(proof.goal),
        "rule": proof.root.rule,
        "size": proof.size,
        "depth": proof.depth,
        "nodes": [_node(node) for node in proof.nodes],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _node(node: Node) -> dict[str, object]:
    conclusion = node.conclusion
    if isinstance(conclusion, Members):
        text = f"LIST[{', '.join(str(term) for term in (conclusion.head, *conclusion.items))}]"
    else:
        text = "false" if conclusion is None else _text(conclusion)
    if node.kind is not Kind.INFERRED:
        return {"kind": node.kind.value, "text": text, "premises": node.premises}
    substitution = {name: str(term) for name, term in node.substitution.items()}
    return {
        "kind": node.kind.value,
        "text": text,
        "rule": node.rule,
        "substitution": substitution,
        "premises": node.premises,
    }


def _text(triple: Triple) -> str:
    subject, predicate, object_ = triple
    return f"{subject} {predicate} {object_}"
