"""`Teller`: proofs in words, checked before they are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from kg.claims import Modality
from kg.explain.model import Line, Origin, Told
from kg.explain.naming import Names
from kg.proofs.axioms import is_schema
from kg.proofs.checker import Checker, check
from kg.proofs.model import Kind, Members, Node, Proof
from kg.reason import Closure
from kg.rules import Rule
from kg.terms import Term, Triple

__all__ = ["Teller"]

_PLACE: Final = re.compile(r"\{(\w+)\}")


class Teller:
    """Puts proofs from one closure into words.

    Args:
        closure: what they are proofs from.
        names: what its terms are called.
        origins: where an asserted triple comes from.
        assumed: the asserted triples that are there for the sake of the argument only.
    """

    def __init__(
        self,
        closure: Closure,
        names: Names,
        origins: Callable[[Triple], tuple[Origin, ...]],
        assumed: Collection[Triple] = (),
    ) -> None:
        self.closure, self.names, self.origins = closure, names, origins
        self._assumed = frozenset(assumed)
        self._rules: dict[str, Rule] = {rule.id: rule for rule in closure.rules}
        self._checker = Checker(closure.rules)

    def tell(self, proof: Proof) -> Told:
        """Return a proof in words.

        Raises:
            RuntimeError: when the checker does not accept the proof, or one of its leaves was not asserted; it is
                never shown then.
        """
        faults = check(proof, self._checker, self.closure.asserted)
        if faults:
            raise RuntimeError(f"a proof was not accepted: {faults[0]}")
        origins = [self._origins(node) for node in proof.nodes]
        firm = _modalities(proof, origins)
        lines = tuple(self._line(node, firm[at], origins[at]) for at, node in enumerate(proof.nodes))
        return Told(proof, lines, firm[0])

    def tell_all(self, proofs: Iterable[Proof]) -> tuple[Told, ...]:
        """Return proofs in words, as `tell` does."""
        return tuple(self.tell(proof) for proof in proofs)

    def words(self, triple: Triple) -> str:
        """Return how a triple reads by itself: one that is asserted as firmly as its firmest origin."""
        modalities = [origin.modality for origin in self.origins(triple)]
        return self.names.words(triple, min(modalities, key=lambda m: m.rank, default=Modality.DEFINITE))

    def _origins(self, node: Node) -> tuple[Origin, ...]:
        if node.kind is Kind.ASSERTED and isinstance(node.conclusion, Triple):
            return self.origins(node.conclusion)
        return ()

    def _line(self, node: Node, modality: Modality, origins: tuple[Origin, ...]) -> Line:
        conclusion = node.conclusion
        if conclusion is None:
            return Line("this contradicts itself", "[INFERRED]", self._rule(node))
        if isinstance(conclusion, Members):
            members = ", ".join(self.names.label(item) for item in conclusion.items)
            return Line(f"the list ({members})", "", schema=True)
        text = self.names.words(conclusion, modality)
        schema = is_schema(conclusion)
        if node.kind is Kind.INFERRED:
            return Line(text, "[INFERRED]", self._rule(node), schema=schema)
        if conclusion in self._assumed:
            return Line(text, "[ASSUMED]", "", origins, schema)
        editorial = bool(origins) and all(origin.editorial for origin in origins)
        return Line(text, "[EDITORIAL]" if editorial else "[ASSERTED]", "", origins, schema)

    def _rule(self, node: Node) -> str:
        """Return how a rule reads with the labels of the terms that its variables stand for."""
        rule = self._rules[node.rule or ""]

        def label(place: re.Match[str]) -> str:
            term: Term | None = node.substitution.get(place[1])
            return place[0] if term is None else f"“{self.names.label(term)}”"

        return _PLACE.sub(label, rule.sentence)


def _modalities(proof: Proof, origins: list[tuple[Origin, ...]]) -> list[Modality]:
    """Return how firm each node is: an asserted one as its firmest origin, any other as its weakest premise."""
    firm = [Modality.DEFINITE] * len(proof.nodes)
    for at in range(len(proof.nodes) - 1, -1, -1):
        given = [origin.modality for origin in origins[at]]
        below = [firm[premise] for premise in proof.nodes[at].premises]
        firm[at] = min(given, key=lambda m: m.rank) if given else Modality.weakest(below)
    return firm
