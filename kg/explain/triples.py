"""Questions about triples, on any ontology: why one follows, why it does not, and what a change would make of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from kg.explain.model import Explanation, Origin, Status, Told
from kg.explain.naming import Names
from kg.explain.telling import Teller
from kg.explain.wording import capital, counted, join
from kg.proofs.absence import Absence, why_not
from kg.proofs.applications import Applications
from kg.proofs.axioms import Axioms, by_mapping, by_triple, is_schema
from kg.proofs.change import Difference, changed, difference
from kg.proofs.justify import Bounds, Question
from kg.proofs.shortest import Proofs, shortest_proofs
from kg.reason import Closure
from kg.terms import Triple
from kg.vocabulary import BS

__all__ = ["Explainer"]


class Explainer:
    """Answers questions about the triples of a closure.

    Args:
        closure: the closure.
        names: what its terms are called; by default their labels, or their local names.
        origins: where an asserted triple comes from; by default nothing is known of that.
        assumed: the asserted triples that are there for the sake of the argument only.
        claimed: the asserted triples that can be called into question, when they are not all; what is left is the
            background of justifications and repairs.
    """

    def __init__(
        self,
        closure: Closure,
        names: Names | None = None,
        origins: Callable[[Triple], tuple[Origin, ...]] = lambda _: (),
        claimed: Collection[Triple] | None = None,
        assumed: Collection[Triple] = (),
    ) -> None:
        self.closure = closure
        self.names = names or Names(closure)
        self.teller = Teller(closure, self.names, origins, assumed)
        self._claimed = claimed

    @cached_property
    def applications(self) -> Applications:
        """The applications of the rules of the closure."""
        return Applications(self.closure)

    def triple(self, subject: str, predicate: str, object: str) -> Triple:
        """Return the triple that three words name.

        Args:
            subject: an IRI, CURIE, label or local name.
            predicate: a property.
            object: as the subject, or a literal.

        Raises:
            TermError: BS201 or BS202, for a word that names nothing, or several things.
        """
        return Triple(self.names.find(subject), self.names.find_predicate(predicate), self.names.find(object))

    def why(self, triple: Triple, maximum: int = 1, bounds: Bounds | None = None) -> Explanation:
        """Return why a triple holds: its shortest proofs, each with other leaves.

        Args:
            triple: the triple.
            maximum: how many proofs to show at the most.
            bounds: how far to search.
        """
        words = self.teller.words(triple)
        question = f"Why does it hold that {words}?"
        if triple not in self.closure:
            answer = f"It does not follow that {words}."
            return Explanation(question=question, answer=answer, status=Status.NOT_ENTAILED)
        proofs = shortest_proofs(self.closure, self.applications, triple, maximum, bounds)
        told = self.teller.tell_all(proofs.found)
        rests = "this is stated" if told[0].proof.size == 1 else f"this follows from {_counted(proofs)}"
        return self._proved(question, f"{capital(told[0].lines[0].text)}; {rests}.", proofs, told)

    def contradiction(self, maximum: int = 1, bounds: Bounds | None = None) -> Explanation:
        """Return why the ontology is inconsistent.

        Args:
            maximum: how many proofs to show at the most.
            bounds: how far to search.
        """
        question = "Why is this inconsistent?"
        if not self.closure.violations:
            return Explanation(question=question, answer="It is consistent.", status=Status.NOT_ENTAILED)
        proofs = shortest_proofs(self.closure, self.applications, None, maximum, bounds)
        told = self.teller.tell_all(proofs.found)
        answer = f"It contradicts itself, by {_counted(proofs)}: {told[0].lines[0].rule}."
        return self._proved(question, answer, proofs, told)

    def _proved(self, question: str, answer: str, proofs: Proofs, told: tuple[Told, ...]) -> Explanation:
        essential = proofs.essential or ()
        return Explanation(
            question=question,
            answer=answer,
            status=Status.ENTAILED,
            found=len(told) + (not proofs.complete and proofs.shortest),
            exhausted=proofs.shortest,
            told=told,
            essential=proofs.essential,
            words=self.words(essential),
            origins=self.origins(essential),
        )

    def question(self, triple: Triple | None, bounds: Bounds | None = None) -> Question:
        """Return what finds the justifications and repairs of a conclusion.

        Args:
            triple: the conclusion; None for *false*.
            bounds: how far to search.
        """
        return Question(self.applications, self.closure, triple, self._grouped, bounds)

    def justified(
        self,
        explanation: Explanation,
        goal: Triple | None,
        *,
        justifications: bool = True,
        repairs: bool = False,
        bounds: Bounds | None = None,
    ) -> Explanation:
        """Return an explanation with the justifications, or the repairs, of its conclusion; those it has stay.

        Args:
            explanation: the answer.
            goal: the conclusion; None for *false*.
            justifications: whether to find the justifications.
            repairs: whether to find the repairs.
            bounds: how far to search.
        """
        question = self.question(goal, bounds)
        found = question.justifications() if justifications else None
        mending = question.repairs() if repairs else None
        triples = {
            triple for sets in (found, mending) if sets for axioms in sets for axiom in axioms for triple in axiom
        }
        return replace(
            explanation,
            justifications=(*explanation.justifications, *([found] if found else [])),
            repairs=(*explanation.repairs, *([mending] if mending else [])),
            words={**explanation.words, **self.words(triples)},
            origins={**explanation.origins, **self.origins(triples)},
        )

    def why_not(self, triple: Triple, maximum: int = 5) -> Explanation:
        """Return why a triple does not follow, and what would make it follow.

        Args:
            triple: the triple.
            maximum: how many rules, and how many additions, to show at the most.
        """
        words = self.names.words(triple)
        question = f"Why does it not follow that {words}?"
        absence = why_not(self.closure, self.applications, triple, maximum)
        if absence is None:
            told = self.teller.tell_all(shortest_proofs(self.closure, self.applications, triple).found)
            answer = f"It does follow: {words}."
            return Explanation(question=question, answer=answer, status=Status.ENTAILED, found=1, told=told)
        mentioned = [*_premises(absence), *(t for addition in absence.additions for t in addition.triples)]
        return Explanation(
            question=question,
            answer=self._nearest(words, absence),
            status=Status.NOT_ENTAILED,
            absence=absence,
            words=self.words(mentioned),
            origins=self.origins(mentioned),
            grounds=self._grounds(absence),
        )

    def what_if(
        self, add: Iterable[Triple] = (), remove: Iterable[Triple] = (), maximum: int | None = 25
    ) -> Explanation:
        """Return what would follow, and what would not any more, if some triples were added and others removed.

        Args:
            add: the triples to add.
            remove: the asserted triples to remove.
            maximum: how many gained and how many lost conclusions to prove at the most; None for all.
        """
        adding, removing = [*add], [*remove]
        after, found = changed(self.closure, adding, removing, maximum, _order)
        parts = [f"it were stated that {join([self.teller.words(t) for t in adding])}"] if adding else []
        parts += [f"it were not stated that {join([self.teller.words(t) for t in removing], 'or')}"] if removing else []
        return self._changed(f"What if {join(parts)}?", after, found)

    def compare(self, after: Explainer, maximum: int | None = 25) -> Explanation:
        """Return what follows in another closure and not in this one, and the other way.

        Args:
            after: what explains the other.
            maximum: how many gained and how many lost conclusions to prove at the most; None for all.
        """
        found = difference(self.closure, after.closure, maximum, _order)
        return self._changed(
            "What follows after the change that did not before, and the other way?", after.closure, found, after
        )

    def _changed(
        self, question: str, closure: Closure, found: Difference, after: Explainer | None = None
    ) -> Explanation:
        after = after or Explainer(closure, self.names.of(closure), self.teller.origins, assumed=found.added)
        gained = after.teller.tell_all(change.proof for change in (*found.gained, *found.became_inconsistent))
        lost = self.teller.tell_all(change.proof for change in (*found.lost, *found.became_consistent))
        gains, losses = counted(found.gains, "conclusion"), counted(found.losses, "conclusion")
        answer = f"{gains} would be gained, and {losses} lost."
        if found.is_empty:
            answer = "Nothing else would follow than before."
        if found.is_empty and found.removed:
            answer = (
                "Nothing else would follow than before: whatever follows from it follows from other statements, too."
            )
        if found.kept:
            kept = join([self.teller.words(triple) for triple in found.kept])
            answer += f" It would follow all the same that {kept}."
        if found.became_inconsistent:
            answer += " It would contradict itself."
        mentioned = [*found.added, *found.removed, *found.kept]
        mentioned += [t for change in (*found.gained, *found.lost) for t in change.cause]
        return Explanation(
            question=question,
            answer=capital(answer),
            status=Status.NOT_ENTAILED if found.is_empty else Status.ENTAILED,
            found=found.gains + found.losses + len(found.became_inconsistent) + len(found.became_consistent),
            told=(*gained, *lost),
            difference=found,
            words={**self.words(mentioned), **after.words(found.added)},
            origins={**self.origins(mentioned), **after.origins(found.added)},
        )

    def _grouped(self, leaves: Iterable[Triple]) -> Axioms:
        """Group the asserted triples that a conclusion can rest on into axioms."""
        if self._claimed is None:
            return by_mapping(leaves)
        known = [*leaves]
        return by_triple(known, [leaf for leaf in known if leaf not in self._claimed])

    def _nearest(self, words: str, absence: Absence) -> str:
        answer = f"It does not follow that {words}"
        if not absence.candidates:
            return f"{answer}: no rule concludes such a statement from what is here; only stating it would do."
        missing = [premise for premise in absence.candidates[0].missing if premise.triple is not None]
        if missing:
            said = join([f"{self.teller.words(p.triple)} ({p.standing})" for p in missing if p.triple is not None])
            return f"{answer}; what comes nearest lacks that {said}."
        return f"{answer}; what comes nearest lacks a premise of which nothing is known."

    def _grounds(self, absence: Absence) -> dict[Triple, tuple[Origin, ...]]:
        """Return what the premises that hold follow from, axioms of the schema aside."""
        found: dict[Triple, tuple[Origin, ...]] = {}
        for candidate in absence.candidates:
            for premise in candidate.premises:
                triple = premise.triple
                if premise.holds and triple is not None and not is_schema(triple):
                    proofs = shortest_proofs(self.closure, self.applications, triple).found
                    leaves = [leaf for proof in proofs for leaf in proof.leaves() if not is_schema(leaf)]
                    origins = [origin for leaf in leaves for origin in self.teller.origins(leaf)]
                    found[triple] = tuple(dict.fromkeys(origins))
        return found

    def words(self, triples: Iterable[Triple]) -> dict[Triple, str]:
        """Return how triples read."""
        return {triple: self.teller.words(triple) for triple in triples}

    def origins(self, triples: Iterable[Triple]) -> dict[Triple, tuple[Origin, ...]]:
        """Return where triples come from, those that come from somewhere."""
        return {triple: found for triple in triples if (found := self.teller.origins(triple))}


def _premises(absence: Absence) -> Iterator[Triple]:
    for candidate in absence.candidates:
        for premise in candidate.premises:
            if premise.triple is not None:
                yield premise.triple


def _order(triple: Triple) -> tuple[bool, bool, str]:
    """Put net influences first, then statements, then axioms and what merely says that there is some influence."""
    return (
        triple.predicate not in (BS.raises, BS.lowers),
        is_schema(triple) or triple.predicate == BS.influences,
        str(triple),
    )


def _counted(proofs: Proofs) -> str:
    """Return how many statements and axioms the first proof rests on."""
    leaves = proofs.found[0].leaves()
    axioms = sum(map(is_schema, leaves))
    parts = [counted(len(leaves) - axioms, "statement"), counted(axioms, "axiom")]
    return join([part for part in parts if not part.startswith("no ")]) or "nothing"
