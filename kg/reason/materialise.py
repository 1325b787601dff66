"""The one way from triples to their closure, whichever reasoner does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.ontology import Ontology
from kg.reason.closure import Closure
from kg.rules.model import Rule

if TYPE_CHECKING:
    from kg.load import Loaded

__all__ = ["REASONERS", "materialise", "run_reasoner"]


def _native(loaded: Loaded, rules: Sequence[Rule]) -> Closure:
    from kg.reason.native import reason

    return reason(loaded, rules)


def _naive(loaded: Loaded, rules: Sequence[Rule]) -> Closure:
    from kg.reason.oracles import naive_closure

    return naive_closure(loaded, rules)


def _owlrl(loaded: Loaded, rules: Sequence[Rule]) -> Closure:
    from kg.reason.oracles import owlrl_closure

    if rules:
        raise UsageError("BS013", "owlrl does not take rules", "use --reasoner native or naive with --rules")
    return owlrl_closure(loaded)


REASONERS: Final[dict[str, Callable[[Loaded, Sequence[Rule]], Closure]]] = {
    "native": _native,
    "owlrl": _owlrl,
    "naive": _naive,
}
"""The reasoners there are, by name. Only what the native one concludes can be proved."""


def run_reasoner(loaded: Loaded, name: str = "native", rules: Sequence[Rule] = ()) -> Closure:
    """Return all that follows from loaded triples.

    Args:
        loaded: the triples.
        name: a name among `REASONERS`.
        rules: rules beyond those of OWL 2 RL.
    """
    return REASONERS[name](loaded, rules)


def materialise(ontology: Ontology, reasoner: str = "native") -> Closure:
    """Return all that follows from the asserted triples of an ontology. Claims are not reasoned over.

    Args:
        ontology: what is asserted.
        reasoner: a name among `REASONERS`.
    """
    from kg.load import load_triples

    return run_reasoner(load_triples(ontology.asserted), reasoner)
