"""`Knowledge`: the knowledge base, opened: what is asserted, what follows, who says it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg.claims import Claim, Source
from kg.errors import TermError, UsageError
from kg.explain import ClaimOrigins, InfluenceGraph, Names
from kg.lexicon import Lexicon
from kg.ontology import Ontology
from kg.reason import Closure, read_closure
from kg.stated import Stated, read_stated
from kg.uncollected import uncollected

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.explain.triples import Explainer

__all__ = ["Knowledge"]


class Knowledge:
    """The knowledge base: what is asserted, what follows, who says it.

    Nothing is reasoned when a question is asked: the closure was built beforehand.

    Args:
        ontology: what is asserted, with its provenance.
        closure: what follows from it.
    """

    def __init__(self, ontology: Ontology, closure: Closure) -> None:
        self.ontology = ontology
        self.closure = closure
        self._lay: InfluenceGraph | None = None

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Read the knowledge base of a folder, by default the one that comes with the package.

        Raises:
            OntologyError: BS101 to BS107, when files are missing, altered, wrong or stale.
        """
        with uncollected():  # what is read here stays
            ontology = Ontology.read(folder)
            return cls(ontology, read_closure(ontology))

    @property
    def version(self) -> str:
        """The version of the knowledge: SHA-256 of the compiled graph."""
        return self.ontology.version

    @property
    def claims(self) -> dict[str, Claim]:
        """The claims by id.

        Raises:
            OntologyError: BS102 or BS107, when their file cannot be read, or is stale.

        >>> import kg
        >>> kg.open().claims["C006"].hedge
        'can'
        """
        return self._stated.claims

    @property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return self._stated.sources

    @cached_property
    def _stated(self) -> Stated:
        return read_stated(self.ontology)

    @cached_property
    def terms(self) -> Lexicon:
        """The words of the knowledge base, and the concepts they mean.

        >>> import kg
        >>> kg.open().terms.find("low potassium").value
        'https://w3id.org/backstory/Hypokalaemia'
        """
        return Lexicon(self.closure, self.ontology.mappings)

    @cached_property
    def influences(self) -> InfluenceGraph:
        """The stated influences, with the claims behind them."""
        return InfluenceGraph(self.closure, self.claims, self.terms, ClaimOrigins(self.claims, self.ontology.catalog))

    @cached_property
    def explainer(self) -> Explainer:
        """What explains triples; what can be called into question is what claims assert."""
        return self._explainer(self.influences)

    @property
    def names(self) -> Names:
        """What the terms of the knowledge base are called, relations and classes included."""
        return self.influences.names

    def influences_for(self, audience: str | None) -> InfluenceGraph:
        """Return the stated influences in the words of an audience.

        Args:
            audience: ``clinical``, ``lay``, or None for the usual words.

        Raises:
            UsageError: BS018, when there is no such audience.
        """
        if audience not in (None, "clinical", "lay"):
            raise UsageError("BS018", f"there is no audience '{audience}'", "use clinical or lay", ["clinical", "lay"])
        if audience != "lay":
            return self.influences
        if self._lay is None:
            words = Lexicon(self.closure, self.ontology.mappings, lay=True)
            self._lay = InfluenceGraph(self.closure, self.claims, words, self.influences.origins)
        return self._lay

    def explainer_for(self, audience: str | None) -> Explainer:
        """Return what explains triples in the words of an audience, as `influences_for`."""
        influences = self.influences_for(audience)
        return self.explainer if influences is self.influences else self._explainer(influences)

    def _explainer(self, influences: InfluenceGraph) -> Explainer:
        from kg.explain.triples import Explainer

        claimed = {triple for claim in self.claims.values() if claim.asserts for triple in claim.triples}
        return Explainer(self.closure, influences.names, influences.origins, claimed)

    def claims_from(self, source: str) -> tuple[Claim, ...]:
        """Return the claims that were read from a source, by id.

        Args:
            source: id of the source; case does not matter.

        Raises:
            TermError: BS205, when there is no such source.

        >>> import kg
        >>> len(kg.open().claims_from("article"))
        147
        """
        name = source.upper()
        if name not in self.sources:
            raise TermError(
                "BS205", f"there is no source '{source}'", f"the sources are {', '.join(self.sources)}", self.sources
            )
        return tuple(claim for claim in self.claims.values() if claim.source == name)

    def to_rdflib(self) -> rdflib.Graph:
        """Return what is asserted and inferred as an rdflib graph.

        >>> import kg
        >>> len(kg.open().to_rdflib()) == len(kg.open().closure)
        True
        """
        from kg.rdflib_adapter import to_rdflib

        return to_rdflib(self.closure)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the stated relations between concepts as a networkx graph.

        Nodes are CURIEs with `label` and `kinds`; an edge is one claim, its key the claim id, with
        `predicate`, `sign` (``"raises"``, ``"lowers"`` or ``""``), `modality`, `stance` and `statement`.

        >>> import kg
        >>> kg.open().to_networkx()["bs:Stress"]["bs:BackSpasm"]["C006"]["modality"]
        'can'
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(knowledge=self.version)
        for node, label in self.terms.concepts().items():
            kinds = " ".join(ref.id for ref in self.terms.kinds(node))
            graph.add_node(self.terms.ref(node).id, label=label, kinds=kinds)
        for step in self.influences.steps:
            if step.object.id in graph:
                graph.add_edge(
                    step.subject.id,
                    step.object.id,
                    key=step.claim.id,
                    predicate=step.predicate.id,
                    sign=step.sign.value if step.sign else "",
                    modality=step.modality.value,
                    stance=step.claim.stance.value,
                    statement=step.claim.statement,
                )
        return graph
