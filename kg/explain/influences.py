"""The graph of stated influences that a closure holds, with the claims behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.claims import Claim
from kg.explain.model import Origin, Sign, Step
from kg.explain.naming import Names
from kg.explain.telling import Teller
from kg.explain.wording import sentence
from kg.lexicon import Lexicon
from kg.reason import Closure
from kg.terms import Term, Triple
from kg.vocabulary import BS, OWL, RDF, RDFS

__all__ = ["InfluenceGraph", "Link"]

_Key: TypeAlias = tuple[NamedNode, NamedNode, Sign | None, bool, bool]
_STRUCTURE: Final = frozenset({BS.kindOf, BS.hasLowState, BS.hasHighState})


class Link:
    """An edge of the graph: all that is stated from one concept to another with one sign.

    Args:
        graph: the graph.
        key: where it begins and ends, its sign, whether it leads to a broader concept, and whether a narrower concept
            inherits it.
        forms: the stated triples, each with the claim that states it.
    """

    def __init__(self, graph: InfluenceGraph, key: _Key, forms: Sequence[tuple[Triple, Claim]]) -> None:
        self.source, self.target, self.sign, self.broader, self.inherited = key
        self._graph = graph
        self._forms = forms

    @cached_property
    def step(self) -> Step:
        """The step by its best claim, with the other claims in `Step.also`; in words only when it is asked for."""
        first, *others = (self._graph.step(*form) for form in sorted(self._forms, key=_preference))
        return replace(first, also=tuple(others))


class InfluenceGraph:
    """The stated relations of a closure: which of them carry a sign, and who claims them.

    A relation carries a sign when the closure makes its property a sub-property of ``bs:raises`` or
    ``bs:lowers``; it is an influence of open direction below ``bs:affects``. A stated relation also holds in
    its mirror form when its property is symmetric or has an inverse.

    Args:
        closure: what is asserted and what follows.
        claims: the claims by id.
        lexicon: what the concepts and relations are called.
        origins: where an asserted triple comes from.
    """

    def __init__(
        self,
        closure: Closure,
        claims: Mapping[str, Claim],
        lexicon: Lexicon,
        origins: Callable[[Triple], tuple[Origin, ...]],
    ) -> None:
        self.closure = closure
        self.claims = claims
        self.lexicon = lexicon
        self.origins = origins
        self._raising = self._below(BS.raises)
        self._lowering = self._below(BS.lowers)
        self._affecting = self._below(BS.affects)
        self._inherited = self._below(BS.increases) | self._below(BS.decreases) | self._affecting
        self._influencing = self._raising | self._lowering | self._affecting
        self._disputed: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims.values():
            for disputed in claim.disputes:
                self._disputed[disputed].append(claim)
        self._mirrors: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for triple in closure.match(predicate=OWL.inverseOf):
            for one, other in ((triple.subject, triple.object), (triple.object, triple.subject)):
                if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                    self._mirrors[one].append(other)
        for triple in closure.match(predicate=RDF.type, object=OWL.SymmetricProperty):
            if isinstance(triple.subject, NamedNode):
                self._mirrors[triple.subject].append(triple.subject)
        self._templates = closure.texts(BS.sentence)
        asserted = closure.asserted
        self._stated = [c for c in claims.values() if c.asserts and c.triple in asserted]
        self._links = self._linked()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every stated relation between concepts, one step for each claim, in the order of claim ids."""
        return tuple(self.step(triple, claim) for claim in self._stated for triple in claim.triples)

    @cached_property
    def names(self) -> Names:
        """What the terms of the closure are called."""
        return Names(self.closure, self.lexicon.ref, self.has_likelihood)

    @cached_property
    def teller(self) -> Teller:
        """What puts proofs into words."""
        return Teller(self.closure, self.names, self.origins)

    def has_likelihood(self, node: Term) -> bool:
        """Return whether a concept is something that happens or not, rather than something of a degree."""
        return self.is_a(node, BS.Occurrence) and not self.is_a(node, BS.Sensation)

    def _below(self, top: NamedNode) -> frozenset[NamedNode]:
        found = (triple.subject for triple in self.closure.match(predicate=RDFS.subPropertyOf, object=top))
        return frozenset((top, *(node for node in found if isinstance(node, NamedNode))))

    def _linked(self) -> dict[NamedNode, list[Link]]:
        grouped: dict[_Key, list[tuple[Triple, Claim]]] = defaultdict(list)
        for claim in self._stated:
            for triple in (form for own in claim.triples for form in (own, *self.mirrored(own))):
                predicate = triple.predicate
                broader = predicate == BS.kindOf
                sign = self.sign(predicate)
                if not broader and sign is None and predicate not in self._affecting:
                    continue
                source, target = triple.subject, triple.object
                assert isinstance(source, NamedNode)
                assert isinstance(target, NamedNode)
                key = (source, target, sign, broader, predicate in self._inherited)
                grouped[key].append((triple, claim))
        links: dict[NamedNode, list[Link]] = defaultdict(list)
        for key, forms in grouped.items():
            links[key[0]].append(Link(self, key, forms))
        return links

    def mirrored(self, triple: Triple) -> Iterator[Triple]:
        """Yield the same relation seen from its object, by inverse and symmetric properties."""
        for predicate in self._mirrors.get(triple.predicate, ()):
            yield Triple(triple.object, predicate, triple.subject)

    def sign(self, predicate: NamedNode) -> Sign | None:
        """Return the sign of a property, or None when it has none."""
        if predicate in self._raising:
            return Sign.RAISES
        return Sign.LOWERS if predicate in self._lowering else None

    def disputed(self, claim: Claim) -> tuple[Claim, ...]:
        """Return the claims that stand against a claim."""
        return tuple(self._disputed.get(claim.id, ()))

    def links(self, node: NamedNode) -> list[Link]:
        """Return the edges that lead from a concept: influences, broader concepts, states."""
        return self._links.get(node, [])

    def links_to(self, node: NamedNode) -> list[Link]:
        """Return the edges that lead to a concept."""
        return [link for links in self._links.values() for link in links if link.target == node]

    def nodes(self) -> list[NamedNode]:
        """Return the concepts that an edge leads from."""
        return list(self._links)

    def net(self, source: NamedNode, target: NamedNode) -> tuple[Sign, ...]:
        """Return the signs of the net influence that the closure holds between two concepts."""
        found = ((Sign.RAISES, BS.raises), (Sign.LOWERS, BS.lowers))
        return tuple(sign for sign, predicate in found if Triple(source, predicate, target) in self.closure)

    def influences(self, source: NamedNode, target: NamedNode) -> bool:
        """Return whether the closure holds any influence between two concepts, of whatever direction."""
        return Triple(source, BS.influences, target) in self.closure

    def step(self, triple: Triple, claim: Claim) -> Step:
        """Return a stated triple as a step, in words."""
        subject, target = self.lexicon.ref(triple.subject), self.lexicon.ref(triple.object)
        template = self._templates.get(triple.predicate, "{s} {is|be} a {o}")
        return Step(
            subject=subject,
            predicate=self.lexicon.ref(triple.predicate),
            object=target,
            sign=None if triple.predicate == BS.kindOf else self.sign(triple.predicate),
            claim=claim,
            sentence=sentence(template, subject, target, claim.hedge),
            influence=triple.predicate in self._influencing,
            counted=triple.predicate not in _STRUCTURE,
            disputed=self.disputed(claim),
        )

    def is_a(self, node: Term, kind: NamedNode) -> bool:
        """Return whether the closure holds that a concept is of a kind."""
        return Triple(node, RDF.type, kind) in self.closure


def _preference(form: tuple[Triple, Claim]) -> tuple[object, ...]:
    """Of several claims of one link, show one without a limit first, then the firmest."""
    _, claim = form
    return claim.qualifier is not None, claim.modality.rank, claim.id
