"""The one way from an ontology to its closure, whichever reasoner does the work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from kg.ontology import Ontology
from kg.reason.closure import Closure
from kg.reason.owlrl_reasoner import owlrl_reasoner
from kg.reason.trivial import is_trivial
from kg.relations import Relations
from kg.terms import Triple

__all__ = ["REASONERS", "Reasoner", "materialise"]


class Reasoner(Protocol):
    """Concludes what follows from some triples under the OWL 2 RL/RDF rules."""

    def __call__(self, asserted: Relations) -> tuple[Iterable[Triple], tuple[str, ...]]:
        """Return all conclusions (asserted ones may be among them) and what shows an inconsistency."""
        ...


REASONERS: Final[dict[str, Reasoner]] = {"owlrl": owlrl_reasoner}
"""The reasoners there are, by name."""


def materialise(ontology: Ontology, reasoner: str = "owlrl") -> Closure:
    """Return all that follows from the asserted triples of an ontology.

    Claims are not reasoned over. Blank nodes and literals are treated as the OWL 2 RL/RDF rules treat them
    (W3C OWL 2 Profiles, §4.3); trivial conclusions are left out.

    Args:
        ontology: what is asserted.
        reasoner: a name among `REASONERS`.
    """
    conclusions, inconsistencies = REASONERS[reasoner](ontology.asserted)
    inferred = {triple for triple in conclusions if triple not in ontology.asserted and not is_trivial(triple)}
    return Closure(ontology.asserted, Relations(sorted(inferred, key=str)), inconsistencies)
