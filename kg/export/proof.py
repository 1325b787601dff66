"""Proofs, and why something does not follow, as pictures: the conclusion on top, what it rests on below.

Each application of a rule is a node of its own between its premises and its conclusion, so that what several rules
conclude is told apart from what one rule concludes from several premises.
"""

from __future__ import annotations

from typing import Final

from kg.explain import Explanation, Line, Told
from kg.export.model import Edge, Family, Node, Picture
from kg.proofs.absence import Checked
from kg.proofs.axioms import is_schema
from kg.proofs.model import Kind

__all__ = ["picture_of_proofs"]

_FAMILIES: Final = {
    "[ASSERTED]": Family.STATED,
    "[EDITORIAL]": Family.EDITED,
    "[ASSUMED]": Family.ASSUMED,
    "[INFERRED]": Family.INFERRED,
}


def picture_of_proofs(explanation: Explanation, cap: int = 80) -> Picture:
    """Return the proofs of an explanation as one graph, in which what they share stands once; or its absence.

    Lists, which only spell an axiom, are left out.

    Args:
        explanation: the answer.
        cap: how many nodes to show; those nearest to the conclusions are kept.
    """
    drawn = _Drawn()
    if explanation.absence is not None:
        drawn.absence(explanation)
    for told in explanation.told:
        drawn.proof(told)
    return drawn.picture(explanation.answer, cap)


class _Drawn:
    """The nodes and edges so far, in the order in which they are met from the top."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._edges: dict[tuple[str, str], Edge] = {}

    def proof(self, told: Told) -> None:
        """Add a proof, breadth first from its conclusion."""
        nodes, lines = told.proof.nodes, told.lines
        waiting = [0]
        for at in waiting:
            here = self._conclusion(lines[at], nodes[at].text, focus=at == 0)
            premises = [premise for premise in nodes[at].premises if nodes[premise].kind is not Kind.LIST]
            if not premises:
                continue
            texts = tuple(nodes[premise].text for premise in premises)
            rule = self._add((nodes[at].rule, nodes[at].text, texts), nodes[at].rule or "", Family.RULE)
            self._edge(rule, here, "concludes")
            for premise in premises:
                self._edge(self._conclusion(lines[premise], nodes[premise].text), rule, "premise")
            waiting += [premise for premise in premises if premise not in waiting]

    def absence(self, explanation: Explanation) -> None:
        """Add the rules that could conclude a triple, with what they lack."""
        absence = explanation.absence
        assert absence is not None
        goal = self._add(("goal",), explanation.answer.partition(";")[0], Family.MISSING, focus=True)
        for number, candidate in enumerate(absence.candidates):
            rule = self._add((candidate.rule, number), candidate.rule, Family.RULE)
            self._edge(rule, goal, "would conclude", missing=True)
            for premise in candidate.premises:
                if premise.nodes is not None:
                    node = self._add((premise.text,), *_premise(premise, explanation))
                    self._edge(node, rule, "premise", missing=not premise.holds)

    def picture(self, title: str, cap: int) -> Picture:
        """Return what was drawn, the first nodes up to a cap."""
        nodes = tuple(list(self._nodes.values())[:cap])
        kept = {node.id for node in nodes}
        edges = tuple(edge for edge in self._edges.values() if edge.source in kept and edge.target in kept)
        return Picture(title, nodes, edges, len(self._nodes), upward=True)

    def _conclusion(self, line: Line, text: str, *, focus: bool = False) -> str:
        family = Family.AXIOM if line.schema and line.tag == "[ASSERTED]" else _FAMILIES[line.tag]
        cited = "" if line.schema else ", ".join(origin.name for origin in line.origins)
        return self._add((text,), f"{line.text} ({cited})" if cited else line.text, family, focus=focus)

    def _add(self, key: tuple[object, ...], label: str, family: Family, *, focus: bool = False) -> str:
        if key not in self._nodes:
            self._nodes[key] = Node(f"n{len(self._nodes) + 1}", label, family, focus)
        return self._nodes[key].id

    def _edge(self, source: str, target: str, relation: str, *, missing: bool = False) -> None:
        edge = Edge(source, target, relation, "", inferred=missing, step=True)
        self._edges.setdefault((source, target), edge)


def _premise(premise: Checked, explanation: Explanation) -> tuple[str, Family]:
    """Return the label and the family of a premise of a rule that could conclude something."""
    triple = premise.triple
    text = premise.text if triple is None else explanation.words.get(triple, premise.text)
    if not premise.holds:
        return f"{text} [{premise.standing.upper()}]", Family.MISSING
    if triple not in explanation.origins:
        return text, Family.INFERRED
    return text, Family.AXIOM if triple is not None and is_schema(triple) else Family.STATED
