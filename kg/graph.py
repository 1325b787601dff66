"""`KnowledgeGraph`: the knowledge base, opened and ready to answer; what `kg.open` returns."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.assessing import Assessing
from kg.claims import Claim
from kg.errors import TermError, UsageError
from kg.explain import (
    DEFAULT_MAX,
    Explanation,
    explain_claim,
    explain_disputes,
    explain_pair,
    explain_term,
)
from kg.terms import Term, Triple
from kg.vocabulary import BSCLAIM, expand

if TYPE_CHECKING:
    from kg.answer import Answer, Limits, Regime
    from kg.export import Picture
    from kg.proofs.justify import Bounds
    from kg.report import Report

__all__ = ["KnowledgeGraph"]


class KnowledgeGraph(Assessing):
    """The knowledge base with its questions.

    >>> import kg
    >>> graph = kg.open()
    >>> graph.explain("stress", "cortisol").answer
    'Stress can raise cortisol, through fight-or-flight response.'
    """

    def explain(
        self,
        term: str,
        target: str | None = None,
        object: str | None = None,
        *,
        maximum: int | None = None,
        audience: str | None = None,
        justifications: bool = False,
        repairs: bool = False,
        bounds: Bounds | None = None,
    ) -> Explanation:
        """Explain how one concept acts on another, why a triple holds, what a concept is, or what a claim states.

        Args:
            term: a label, synonym, CURIE or IRI; without `target` also the id of a claim.
            target: the concept acted on; of a triple, its property.
            object: the object of a triple.
            maximum: how many paths or proofs to show at the most; by default 12 paths, or one proof of a triple.
            audience: ``lay`` for plain words where there are some; by default the usual ones.
            justifications: whether to find the minimal sets of claims that the answer rests on.
            repairs: whether to find the minimal sets of claims without which it would not follow.
            bounds: how far to search for them.

        Raises:
            TermError: BS201 for an unknown term, BS202 for an ambiguous one, BS203 for an unknown claim, BS204
                when both terms mean the same concept.
            UsageError: BS009, when `maximum` is not positive; BS017 when justifications are asked of what has none;
                BS018 for an audience that there is not.

        >>> import kg
        >>> kg.open().explain("heat pack", "inflammation").status.value
        'not-stated'
        >>> kg.open().explain("stress", "raises", "back spasm").answer
        'Stress can raise the likelihood of back spasm; this follows from one statement and two axioms.'
        """
        if maximum is not None and maximum < 1:
            raise UsageError("BS009", f"{maximum} paths cannot be shown", "ask for one at the least")
        influences = self.influences_for(audience)
        if target is not None and object is not None:
            triple = self.triple(term, target, object)
            explanation = self.explainer_for(audience).why(triple, maximum or 1, bounds)
            goals = [triple] if explanation.told else []
        elif target is not None:
            source, goal = self._concept(term), self._concept(target)
            if source == goal:
                raise TermError(
                    "BS204",
                    f"'{term}' and '{target}' mean the same concept",
                    f'`backstory explain "{term}"` tells what acts on it and what it acts on',
                )
            explanation = explain_pair(influences, source, goal, maximum or DEFAULT_MAX)
            goals = [told.proof.goal for told in explanation.told if told.proof.goal is not None]
        elif claim := self._claim(term):
            explanation, goals = explain_claim(influences, claim), []
        else:
            explanation, goals = explain_term(influences, self.terms.find(term)), []
        if justifications or repairs:
            if target is None:
                raise UsageError("BS017", "only a conclusion has justifications", "give two terms, or a triple")
            explanation = self._justified(
                explanation, goals, justifications=justifications, repairs=repairs, bounds=bounds
            )
        return self._cited(explanation, audience)

    def why_not(
        self, subject: str, predicate: str, object: str, *, maximum: int = 5, audience: str | None = None
    ) -> Explanation:
        """Explain why a triple does not follow, and what would make it follow.

        Args:
            subject: a label, synonym, CURIE or IRI.
            predicate: a property, such as ``lowers``.
            object: a label, synonym, CURIE or IRI.
            maximum: how many rules, and how many additions, to show at the most.
            audience: as for `explain`.

        Raises:
            TermError: as `explain`.
            UsageError: BS009, when `maximum` is not positive.

        >>> import kg
        >>> kg.open().why_not("cold pack", "lowers", "dehydration").status.value
        'not-entailed'
        """
        if maximum < 1:
            raise UsageError("BS009", f"{maximum} rules cannot be shown", "ask for one at the least")
        triple = self.triple(subject, predicate, object)
        return self._cited(self.explainer_for(audience).why_not(triple, maximum), audience)

    def what_if(
        self,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        *,
        maximum: int | None = 25,
        audience: str | None = None,
    ) -> Explanation:
        """Explain what would follow, and what would not any more, if claims or triples were added and removed.

        A triple that several claims state stays as long as one of them does.

        Args:
            add: triples, three terms each, those of several words in quotes.
            remove: ids of claims, or triples written so.
            maximum: how many gained and how many lost conclusions to show at the most; None for all.
            audience: as for `explain`.

        Raises:
            TermError: as `explain`.
            UsageError: BS019, when a change is neither a claim nor a triple, or when there is none.

        >>> import kg
        >>> kg.open().what_if(remove=["C006"]).answer
        'Nothing else would follow than before: whatever follows from it follows from other statements, too.'
        """
        explainer = self.explainer_for(audience)
        adding = [triple for text in add for _, triples in [self._change(text)] for triple in triples]
        removing = [self._change(text) for text in remove]
        if not adding and not removing:
            raise UsageError("BS019", "there is nothing to change", "add or remove a claim or a triple")
        claimed = {claim.id for claim, _ in removing if claim is not None}
        meant = {triple for claim, triples in removing if claim is None for triple in triples}
        gone = {triple for _, triples in removing for triple in triples}
        kept = {
            triple: claim.id
            for claim in self.claims.values()
            if claim.asserts and claim.id not in claimed
            for triple in claim.triples
            if triple in gone - meant
        }
        explanation = explainer.what_if(adding, sorted(gone - kept.keys(), key=str), maximum)
        if kept:
            ids = ", ".join(sorted({*kept.values()}))
            explanation = replace(explanation, answer=f"{explanation.answer} The same is stated by {ids}.")
        return self._cited(explanation, audience)

    def dispute(self, term: str | None = None, *, audience: str | None = None) -> Explanation:
        """Explain what is disputed: both sides, each with its sources.

        Args:
            term: a concept, or the id of a claim; by default everything.
            audience: as for `explain`.

        Raises:
            TermError: as `explain`.
        """
        influences = self.influences_for(audience)
        claim = self._claim(term) if term is not None else None
        node = self.terms.find(term) if term is not None and claim is None else None
        return self._cited(explain_disputes(influences, claim, node), audience)

    def triple(self, subject: str, predicate: str, object: str) -> Triple:
        """Return the triple that three words name.

        Args:
            subject: a label, synonym, CURIE or IRI.
            predicate: a property.
            object: as the subject, or a literal.

        Raises:
            TermError: as `explain`.

        >>> import kg
        >>> kg.open().triple("stress", "raises", "cortisol").predicate.value
        'https://w3id.org/backstory/raises'
        """
        return Triple(self._term(subject), self.names.find_predicate(predicate), self._term(object))

    def _term(self, text: str) -> Term:
        """Return a concept by its words, or else any term of the ontology."""
        try:
            return self.terms.find(text)
        except TermError as error:
            if error.code != "BS201":
                raise
            try:
                return self.names.find(text)
            except TermError:
                raise error from None

    def _change(self, text: str) -> tuple[Claim | None, tuple[Triple, ...]]:
        """Return what a text names: a claim by its id with its triples, or a triple by itself."""
        try:
            words = shlex.split(text)
        except ValueError:
            words = []
        if len(words) == 3:
            return None, (self.triple(*words),)
        claim = self._claim(text) if len(words) == 1 else None
        if claim is None:
            raise UsageError(
                "BS019",
                f"'{text}' is neither a claim nor a triple",
                "give the id of a claim, or three terms, those of several words in quotes",
            )
        return claim, claim.triples

    def _justified(
        self,
        explanation: Explanation,
        goals: Iterable[Triple],
        *,
        justifications: bool,
        repairs: bool,
        bounds: Bounds | None,
    ) -> Explanation:
        """Add the justifications and repairs of what was concluded."""
        explainer = self.explainer
        for goal in goals:
            explanation = explainer.justified(
                explanation, goal, justifications=justifications, repairs=repairs, bounds=bounds
            )
        return explanation

    def _cited(self, explanation: Explanation, audience: str | None) -> Explanation:
        """Add the claims that an answer rests on, those against them, and the sources of all that it cites."""
        names = {origin.name for told in explanation.told for line in told.lines for origin in line.origins}
        names |= {step.claim.id for path in explanation.paths for step in path.steps}
        names |= {origin.name for found in explanation.grounds.values() for origin in found}
        supporting = [self.claims[name] for name in sorted(names) if name in self.claims]
        against = {other.id: other for claim in supporting for other in self.influences.disputed(claim)}
        explanation = replace(explanation, supporting=tuple(supporting), conflicting=tuple(against.values()))
        cited = {claim.source for claim in explanation.cited()}
        origins = [origin for found in explanation.origins.values() for origin in found]
        cited |= {self.claims[origin.name].source for origin in origins if origin.name in self.claims}
        sources = tuple(self.sources[name] for name in sorted(cited))
        return replace(explanation, sources=sources, knowledge=self.version, lay=audience == "lay")

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
        source: str | None = None,
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
            source: id of a source, to show only what it states, with the bridges that the editors added; not for
                two terms, nor for a query.

        Raises:
            UsageError: BS010, when the arguments do not go together; BS011 when the query gives no graph.
            TermError, QueryError, LimitError: as `explain` and `query` raise; BS205 for an unknown source.

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
        if source is not None and (query is not None or target is not None):
            raise UsageError(
                "BS010", "only a picture of one term, or of all, shows what one source states", "leave the source out"
            )
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
            return picture_of_all(self, cap, source)
        if target is None:
            return picture_of_term(self, self._concept(term), hops, cap or DEFAULT_CAP, source)
        ends = (self._concept(term), self._concept(target))
        return picture_of_explanation(self, self.explain(term, target, maximum=sys.maxsize), ends, cap or DEFAULT_CAP)

    def report(self, maximum: int = 10) -> Report:
        """Return the figures of the knowledge base: sizes, mechanisms, feedbacks, ambivalent pairs, evidence, sources.

        Args:
            maximum: how long each list is at the most.

        Raises:
            UsageError: BS009, when `maximum` is not positive.

        >>> import kg
        >>> dict(kg.open().report().sizes)["claims"] == len(kg.open().claims)
        True
        """
        from kg.report import report_of

        if maximum < 1:
            raise UsageError("BS009", f"{maximum} lines cannot be shown", "ask for one at the least")
        return report_of(self, maximum)

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
