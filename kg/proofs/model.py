"""`Proof`: why a triple follows, or why an ontology is inconsistent, as a directed acyclic graph.

A node is a conclusion and how it was come by: it was asserted, a rule concluded it from the conclusions of other
nodes, or it is a list that other nodes spell. A conclusion that is used more than once is one node. The nodes of a
proof stand in an order in which each comes before its premises, so that it can be read from the top, and worked
through from the bottom without recursion, however deep it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.rules import OWL2RL, Rule
from kg.terms import Term, Triple
from kg.vocabulary import compact

__all__ = ["Conclusion", "Kind", "Members", "Node", "Proof", "shown"]

_PLACE: Final = re.compile(r"\{(\w+)\}")


class Kind(StrEnum):
    """How a conclusion was come by."""

    ASSERTED = "asserted"
    """it was given"""
    INFERRED = "inferred"
    """a rule concluded it"""
    LIST = "list"
    """triples of rdf:first and rdf:rest spell it"""


@dataclass(frozen=True, slots=True)
class Members:
    """``LIST[head, items…]``: what the rules take for one premise (OWL 2 Profiles, §4.3)."""

    head: Term
    items: tuple[Term, ...]

    def __str__(self) -> str:
        return f"LIST[{', '.join(map(shown, (self.head, *self.items)))}]"


Conclusion: TypeAlias = Triple | Members | None
"""A triple, a list, or None for *false*."""


@dataclass(frozen=True, slots=True)
class Node:
    """One conclusion of a proof.

    Args:
        kind: how it was come by.
        conclusion: what it says.
        rule: the id of the rule that concluded it; None unless it was inferred.
        substitution: what each variable of the rule stands for. A rule about a list is taken as `kg.rules.lists`
            unrolls it, so what differs from member to member is numbered: ``ci.1``, ``ci.2``, ….
        premises: where in the proof the nodes stand that it follows from; for a list, those of its cells.
    """

    kind: Kind
    conclusion: Conclusion
    rule: str | None = None
    substitution: Mapping[str, Term] = field(default_factory=dict[str, Term], hash=False)
    premises: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What it says, with compact IRIs."""
        return _text(self.conclusion)


@dataclass(frozen=True)
class Proof:
    """Why something follows.

    Args:
        goal: what was asked; None for *false*.
        nodes: the nodes, that of the goal first, each before its premises.
    """

    goal: Triple | None
    nodes: tuple[Node, ...]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    @property
    def root(self) -> Node:
        """The node of the goal."""
        return self.nodes[0]

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.nodes)

    @cached_property
    def depth(self) -> int:
        """The number of rules that are applied one upon the other, at most."""
        depths = [0] * len(self.nodes)
        for at in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[at]
            depths[at] = max((depths[p] for p in node.premises), default=0) + (node.kind is Kind.INFERRED)
        return depths[0]

    def premises(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes that a node follows from."""
        return tuple(self.nodes[at] for at in node.premises)

    def leaves(self) -> tuple[Triple, ...]:
        """Return the asserted triples that the proof rests on, in the order in which it is read."""
        return tuple(
            node.conclusion for node in self.nodes if node.kind is Kind.ASSERTED and isinstance(node.conclusion, Triple)
        )

    def lines(self, rules: Iterable[Rule] = OWL2RL) -> Iterator[str]:
        """Yield the proof as text, a line for each node: its number, what it says, and how it was come by.

        Args:
            rules: the rules, whose sentences say how they were applied.
        """
        sentences = {rule.id: rule.sentence for rule in rules}
        width = len(str(len(self.nodes)))
        for at, node in enumerate(self.nodes, 1):
            numbers = ", ".join(str(premise + 1) for premise in node.premises)
            how = f"{node.rule or node.kind}{' from ' if numbers else ''}{numbers}"
            sentence = _filled(sentences.get(node.rule or "", ""), node.substitution)
            yield f"{at:>{width}}  {_text(node.conclusion)}{': ' if sentence else ''}{sentence}  [{how}]"


def _filled(sentence: str, substitution: Mapping[str, Term]) -> str:
    """Return the sentence of a rule with what its variables stand for."""

    def label(place: re.Match[str]) -> str:
        term = substitution.get(place[1])
        return place[0] if term is None else shown(term)

    return _PLACE.sub(label, sentence)


def _text(conclusion: Conclusion) -> str:
    if conclusion is None:
        return "false"
    return " ".join(map(shown, conclusion)) if isinstance(conclusion, Triple) else str(conclusion)


def shown(term: Term) -> str:
    """Return a term as text, its IRI compact where a prefix fits."""
    if isinstance(term, NamedNode):
        short = compact(term.value)
        return str(term) if short == term.value else short
    return str(term)
