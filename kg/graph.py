"""`KnowledgeGraph`: the knowledge base, opened and ready to answer; what `kg.open` returns."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.claims import Claim
from kg.errors import TermError, UsageError
from kg.explain import DEFAULT_MAX, Explanation, explain_claim, explain_pair, explain_term
from kg.knowledge import Knowledge
from kg.vocabulary import BSCLAIM, expand

if TYPE_CHECKING:
    from kg.answer import Answer, Limits, Regime
    from kg.export import Picture

__all__ = ["KnowledgeGraph"]


class KnowledgeGraph(Knowledge):
    """The knowledge base with its questions.

    >>> import kg
    >>> graph = kg.open()
    >>> graph.explain("stress", "cortisol").answer
    'Stress can raise cortisol, through fight-or-flight response.'
    """

    def explain(self, term: str, target: str | None = None, *, maximum: int = DEFAULT_MAX) -> Explanation:
        """Explain how one concept acts on another, what a concept is, or what a claim states.

        Args:
            term: a label, synonym, CURIE or IRI; without `target` also the id of a claim.
            target: the concept acted on.
            maximum: how many paths to show at the most.

        Raises:
            TermError: BS201 for an unknown term, BS202 for an ambiguous one, BS203 for an unknown claim, BS204
                when both terms mean the same concept.
            UsageError: BS009, when `maximum` is not positive.

        >>> import kg
        >>> kg.open().explain("heat pack", "inflammation").status.value
        'not-stated'
        """
        if maximum < 1:
            raise UsageError("BS009", f"{maximum} paths cannot be shown", "ask for one at the least")
        if target is not None:
            source, goal = self._concept(term), self._concept(target)
            if source == goal:
                raise TermError(
                    "BS204",
                    f"'{term}' and '{target}' mean the same concept",
                    f'`backstory explain "{term}"` tells what acts on it and what it acts on',
                )
            explanation = explain_pair(self.influences, source, goal, maximum)
        elif claim := self._claim(term):
            explanation = explain_claim(self.influences, claim)
        else:
            explanation = explain_term(self.influences, self.terms.find(term))
        cited = {claim.source for claim in explanation.cited()}
        sources = tuple(self.sources[name] for name in sorted(cited))
        return replace(explanation, sources=sources, knowledge=self.version)

    def _concept(self, text: str) -> NamedNode:
        if text.strip().upper() in {claim.upper() for claim in self.claims}:
            raise TermError(
                "BS206", f"'{text}' is a claim, which acts on nothing", f"`backstory explain {text}` explains it"
            )
        return self.terms.find(text)

    def query(
        self,
        query: str,
        parameters: Mapping[str, str] | None = None,
        *,
        regime: Regime | str | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """Evaluate a query of the catalogue, or any SPARQL query.

        Args:
            query: a name of the catalogue, or the text of a query.
            parameters: values for the parameters of a query of the catalogue, by name.
            regime: what the default graph holds: ``asserted``, ``entailed`` or ``claims``; by default what the query
                of the catalogue says, or ``entailed``.
            limits: what the query may take.

        Returns:
            `Rows` for SELECT, a `Verdict` for ASK, a `Graph` for CONSTRUCT and DESCRIBE.

        Raises:
            QueryError: BS401 to BS407, when name, parameters or text cannot be used.
            UsageError: BS005 or BS008, for a parameter or regime that there is not.
            LimitError: BS501 to BS505, when a limit is reached.
            TermError: BS201 or BS202, for the value of a parameter that has to be a term.

        >>> import kg
        >>> rows = kg.open().query("SELECT ?x WHERE { bs:Cortisol bs:kindOf ?x }")
        >>> [str(row[0]) for row in rows.rows]
        ['<https://w3id.org/backstory/StressHormone>']
        """
        from kg.answer import Regime, ask

        if regime is not None and regime not in list(Regime):
            names = [member.value for member in Regime]
            raise UsageError("BS008", f"there is no regime '{regime}'", f"the regimes are {', '.join(names)}", names)
        values = {name: str(value) for name, value in (parameters or {}).items()}
        return ask(self, query, values, None if regime is None else Regime(regime), limits)

    def picture(
        self,
        term: str | None = None,
        target: str | None = None,
        *,
        query: str | None = None,
        parameters: Mapping[str, str] | None = None,
        hops: int = 2,
        cap: int | None = None,
    ) -> Picture:
        """Return a picture: of how one concept acts on another, of the surroundings of one, of a query, or of all.

        In a notebook it draws itself; `kg.export.WRITERS` writes it in other formats.

        Args:
            term: a concept; alone, the picture shows what is stated around it.
            target: the concept acted on; the picture shows every path from `term`.
            query: name or text of a CONSTRUCT or DESCRIBE query, instead of terms.
            parameters: values for the parameters of the query.
            hops: how far from a single concept the picture reaches.
            cap: how many nodes to show; by default 80, and all when everything is drawn.

        Raises:
            UsageError: BS010, when the arguments do not go together; BS011 when the query gives no graph.
            TermError, QueryError, LimitError: as `explain` and `query` raise.

        >>> import kg
        >>> picture = kg.open().picture("stress", "cortisol")
        >>> [node.label for node in picture.nodes]
        ['cortisol', 'fight-or-flight response', 'stress']
        """
        from kg.answer import Graph, catalogue
        from kg.export import (
            DEFAULT_CAP,
            picture_of_all,
            picture_of_answer,
            picture_of_explanation,
            picture_of_term,
        )

        if (query is not None and term is not None) or (term is None and target is not None):
            raise UsageError("BS010", "a picture shows terms or a query", "give one term, two terms, or a query")
        if hops < 1 or (cap is not None and cap < 1):
            raise UsageError("BS009", "a picture shows one concept at the least", "give positive numbers")
        if query is not None:
            answer = self.query(query, parameters)
            if not isinstance(answer, Graph):
                raise UsageError(
                    "BS011", "the query gives no graph", "use CONSTRUCT or DESCRIBE, or a query of constructs"
                )
            entry = catalogue().get(query)
            given = "".join(f", {name} {value}" for name, value in (parameters or {}).items())
            title = f"{query}{given}" if entry else "Answer to a query"
            return picture_of_answer(self, title, answer, cap or DEFAULT_CAP)
        if term is None:
            return picture_of_all(self, cap)
        if target is None:
            return picture_of_term(self, self._concept(term), hops, cap or DEFAULT_CAP)
        ends = (self._concept(term), self._concept(target))
        return picture_of_explanation(self, self.explain(term, target, maximum=sys.maxsize), ends, cap or DEFAULT_CAP)

    def _claim(self, text: str) -> Claim | None:
        """Return the claim that a text names, or None when it does not look like the id of a claim."""
        name = (expand(text.strip()) or text.strip()).removeprefix(BSCLAIM.iri).upper()
        known = {claim.upper(): claim for claim in self.claims}
        if name in known:
            return self.claims[known[name]]
        letters = name.rstrip("0123456789")
        if letters == name or letters not in {claim.rstrip("0123456789") for claim in self.claims}:
            return None
        from rapidfuzz import process

        near = [found for found, _, _ in process.extract(name, list(self.claims), limit=3)]
        raise TermError("BS203", f"there is no claim '{text}'", f"the nearest ids are {', '.join(near)}", near)
