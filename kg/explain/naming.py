"""`Names`: what the terms of any closure are called, how its triples read, and which term a text names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.claims import Modality
from kg.errors import TermError
from kg.explain.expressions import expression
from kg.explain.model import Sign
from kg.explain.wording import influence, sentence
from kg.lexicon import Ref, fold
from kg.proofs.model import shown
from kg.reason import Closure
from kg.terms import Term, Triple, parse_term
from kg.vocabulary import BS, OWL, RDF, RDFS, SKOS, compact, expand

__all__ = ["Names", "local_name"]

_TEMPLATES: Final = {
    RDF.type: "{s} {is|be} a {o}",
    RDFS.subClassOf: "every {s} is a {o}",
    RDFS.subPropertyOf: "“{s}” is a kind of “{o}”",
    RDFS.domain: "whatever “{s}” leads from is a {o}",
    RDFS.range: "whatever “{s}” leads to is a {o}",
    OWL.equivalentClass: "{s} and {o} are the same class",
    OWL.equivalentProperty: "“{s}” and “{o}” are the same relation",
    OWL.inverseOf: "“{s}” is the inverse of “{o}”",
    OWL.propertyChainAxiom: "the chain {o} makes up “{s}”",
    OWL.disjointWith: "nothing is both a {s} and a {o}",
    OWL.propertyDisjointWith: "“{s}” and “{o}” never hold of the same two things",
    OWL.complementOf: "a {s} is whatever is no {o}",
    OWL.sameAs: "{s} is the same as {o}",
    OWL.differentFrom: "{s} is not {o}",
    OWL.intersectionOf: "a {s} is whatever is all of: {o}",
    OWL.unionOf: "a {s} is whatever is one of: {o}",
    OWL.oneOf: "the members of {s} are {o}",
    OWL.hasKey: "a {s} is told apart by {o}",
    OWL.onProperty: "{s} speaks of “{o}”",
}
"""How the vocabulary of RDF and OWL reads; other relations have a template in the ontology or are read as they are."""
_NET: Final = {BS.raises: Sign.RAISES, BS.lowers: Sign.LOWERS}
_HEDGE: Final = {
    Modality.DEFINITE: "asserted",
    Modality.OFTEN: "often",
    Modality.CAN: "can",
    Modality.MAY: "may",
    Modality.RARE: "rare",
}
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NEAR: Final = 70.0


def local_name(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local_name("http://example.org/ns#Person"), local_name("http://example.org/a/b")
    ('Person', 'b')
    """
    return iri.rstrip("#/").replace("#", "/").rpartition("/")[2] or iri


class Names:
    """What the terms of a closure are called.

    Args:
        closure: what holds their labels.
        ref: what is known of a term already; by default its label, or its local name.
        likelihood: whether a term is something that happens or not, rather than something of a degree.
    """

    def __init__(
        self,
        closure: Closure,
        ref: Callable[[Term], Ref] | None = None,
        likelihood: Callable[[Term], bool] = lambda _: False,
    ) -> None:
        self._closure = closure
        self._given = ref
        self._likelihood = likelihood
        self._refs: dict[Term, Ref] = {}
        self._templates: dict[NamedNode, str] = {}

    def of(self, closure: Closure) -> Names:
        """Return what the terms of another closure are called, those that are known here as they are here."""
        return Names(closure, self._given, self._likelihood)

    def ref(self, term: Term) -> Ref:
        """Return a term by its CURIE or IRI, and what it is called."""
        if term not in self._refs:
            self._refs[term] = self._ref(term)
        return self._refs[term]

    def label(self, term: Term) -> str:
        """Return what a term is called."""
        return self.ref(term).label

    def words(self, triple: Triple, modality: Modality = Modality.DEFINITE) -> str:
        """Return how a triple reads.

        Args:
            triple: the triple.
            modality: how firm what it rests on is.
        """
        subject, target = self.ref(triple.subject), self.ref(triple.object)
        if triple.predicate in _NET:
            likelihood = self._likelihood(triple.object)
            return f"{subject} {influence(_NET[triple.predicate], target.label, modality, likelihood=likelihood)}"
        template = self._template(triple.predicate)
        if target.label[:1].lower() in "aeiou":
            template = template.replace(" a {o}", " an {o}")
        return sentence(template, subject, target, _HEDGE[modality])

    def find(self, text: str) -> Term:
        """Return the term that an IRI, CURIE, label, local name, blank node or literal names.

        Raises:
            TermError: BS201 when it names nothing, with the nearest names; BS202 when it names several terms.
        """
        known = self._closure.dictionary
        written = parse_term(text.strip())
        if written is not None and known.find(written) is not None:
            return written
        iri = expand(text.strip())
        if iri is not None and known.find(NamedNode(iri)) is not None:
            return NamedNode(iri)
        if written is not None and not isinstance(written, NamedNode):
            return written
        found = sorted(self._by_name.get(fold(text), ()), key=str)
        if len(found) == 1:
            return found[0]
        if found:
            names = [shown(term) for term in found]
            raise TermError("BS202", f"'{text}' can mean {', '.join(names)}", "say which one you mean", names)
        if iri is not None and "://" in iri:
            return NamedNode(iri)  # a name that the ontology does not mention: nothing follows of it
        from rapidfuzz import process

        matches = process.extract(fold(text), list(self._by_name), limit=3, score_cutoff=_NEAR)
        near = [self.label(min(self._by_name[name], key=str)) for name, _, _ in matches]
        quoted = " or ".join(f"'{name}'" for name in near)
        hint = f"did you mean {quoted}?" if near else "give its IRI"
        raise TermError("BS201", f"no term is called '{text}'", hint, near)

    def find_predicate(self, text: str) -> NamedNode:
        """Return the property that a text names; ``a`` and ``is a`` stand for rdf:type.

        Raises:
            TermError: as `find`; BS201 also when the term is no IRI.
        """
        if fold(text) in {"a", "is a"}:
            return RDF.type
        found = self.find(text)
        if not isinstance(found, NamedNode):
            raise TermError("BS201", f"'{text}' is no property", "a property is named by an IRI")
        return found

    @cached_property
    def _by_name(self) -> dict[str, set[Term]]:
        """The named terms by their labels and local names."""
        found: dict[str, set[Term]] = defaultdict(set)
        for predicate in (SKOS.prefLabel, RDFS.label):
            for triple in self._closure.match(predicate=predicate):
                found[fold(triple.object.value)].add(triple.subject)
        labelled = {term for terms in found.values() for term in terms}
        for number, token in enumerate(self._closure.dictionary.tokens):
            if token.startswith(b"<"):
                local = local_name(token[1:-1].decode())
                term = self._closure.dictionary.term(number)
                for name in {fold(local), fold(_HUMP.sub(" ", local))}:  # hasChild is also called has child
                    if name not in found or term not in labelled:
                        found[name].add(term)
        return found

    def _template(self, predicate: NamedNode) -> str:
        if predicate not in self._templates:
            known = self._closure.text(predicate, BS.sentence) or _TEMPLATES.get(predicate)
            self._templates[predicate] = known or f"{{s}} {self.label(predicate)} {{o}}"
        return self._templates[predicate]

    def _ref(self, term: Term) -> Ref:
        if isinstance(term, Literal):
            return Ref(str(term), f"“{term.value}”")
        if isinstance(term, BlankNode):
            return Ref(str(term), expression(self._closure.asserted, term, self.label))
        if self._given is not None:
            return self._given(term)
        label = self._closure.text(term, SKOS.prefLabel) or self._closure.text(term, RDFS.label)
        return Ref(compact(term.value), label or local_name(term.value))
