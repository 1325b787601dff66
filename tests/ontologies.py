"""Random ontologies and rule programs for Hypothesis: few terms, so that what they say interacts.

An ontology is drawn from *shapes*, lines in which a small letter stands for a term of a sort (``c`` a class, ``p`` a
property, ``i`` an individual, …) and ``[c]`` for a list. Now and then a term of another sort takes the place, a term
of the vocabulary among them, which is how graphs of the wild are, and where engines break.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from kg.rules.model import Atom, Builtin, Each, Member, Node, Pair, Part, Path, Rule, Var, variables
from kg.terms import Term, Triple, from_quad
from kg.vocabulary import OWL, PREFIXES, RDF, RDFS, XSD, Namespace, expand

__all__ = ["EX", "ontologies", "programs", "triples"]

EX = Namespace("http://example.org/")

LITERALS = (
    Literal("1", datatype=XSD.integer),
    Literal("01", datatype=XSD.integer),
    Literal("1.0", datatype=XSD.decimal),
    Literal("2", datatype=XSD.byte),
    Literal("1", datatype=XSD.nonNegativeInteger),
    Literal("0", datatype=XSD.nonNegativeInteger),
    Literal("x", datatype=XSD.integer),
    Literal("s"),
    Literal("s", language="en"),
    Literal("true", datatype=XSD.boolean),
    Literal("1", datatype=XSD.boolean),
    Literal("1", datatype=XSD.double),
    Literal("NaN", datatype=XSD.double),
    Literal("2020-01-01T00:00:00Z", datatype=XSD.dateTime),
    Literal("2020-01-01T01:00:00+01:00", datatype=XSD.dateTime),
    Literal("u", datatype=EX.unknown),
)
"""Literals of equal and different values, ill-typed ones, and one of a datatype that nobody knows."""

SORTS: dict[str, tuple[Term, ...]] = {
    "i": (EX.a, EX.b, BlankNode("x"), EX.d),
    "c": (EX.C, EX.D, EX.E, BlankNode("y")),
    "p": (EX.p, EX.q, EX.r),
    "l": LITERALS,
    "d": (XSD.integer, XSD.decimal, XSD.string, XSD.boolean, RDFS.Literal, XSD.byte),
    "n": (Literal("0", datatype=XSD.nonNegativeInteger), Literal("1", datatype=XSD.nonNegativeInteger)),
    "x": (EX.x1, BlankNode("x2")),
    "v": (
        RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.sameAs, OWL.differentFrom,
        OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.disjointWith, OWL.onProperty,
        OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.intersectionOf, OWL.unionOf, OWL.oneOf,
        OWL.propertyChainAxiom, OWL.hasKey, OWL.members, RDF.first, RDF.rest, RDF.nil,
    ),
    "w": (
        OWL.Thing, OWL.Nothing, OWL.Class, RDFS.Datatype, OWL.TransitiveProperty, OWL.SymmetricProperty,
        OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.ObjectProperty, OWL.DatatypeProperty,
        OWL.AnnotationProperty, OWL.AllDifferent, RDFS.label,
    ),
}  # fmt: skip
"""The terms of each sort; ``v`` is vocabulary that stands as a predicate, ``w`` other vocabulary, ``x`` axioms."""

DATA = ("i p i", "i rdf:type c", "i p l", "i p i", "i rdf:type c")
"""What is said of individuals, which is drawn more often than what is said of classes and properties."""

SHAPES = tuple(
    """
    c rdfs:subClassOf c
    p rdfs:subPropertyOf p
    p rdfs:domain c
    p rdfs:range c
    p rdfs:range d
    i owl:sameAs i
    i owl:differentFrom i
    c owl:equivalentClass c
    p owl:equivalentProperty p
    p owl:inverseOf p
    p rdf:type owl:TransitiveProperty
    p rdf:type owl:SymmetricProperty
    p rdf:type owl:FunctionalProperty
    p rdf:type owl:InverseFunctionalProperty
    p rdf:type owl:IrreflexiveProperty
    p rdf:type owl:AsymmetricProperty
    p rdf:type owl:ObjectProperty
    p rdf:type owl:DatatypeProperty
    c rdf:type owl:Class
    c owl:disjointWith c
    c owl:complementOf c
    p owl:propertyDisjointWith p
    p owl:propertyChainAxiom [p]
    c owl:hasKey [p]
    c owl:intersectionOf [c]
    c owl:unionOf [c]
    c owl:oneOf [i]
    c owl:oneOf [l]
    c owl:someValuesFrom c ; owl:onProperty p
    c owl:someValuesFrom owl:Thing ; owl:onProperty p
    c owl:allValuesFrom c ; owl:onProperty p
    c owl:allValuesFrom d ; owl:onProperty p
    c owl:hasValue i ; owl:onProperty p
    c owl:hasValue l ; owl:onProperty p
    c owl:maxCardinality n ; owl:onProperty p
    c owl:maxQualifiedCardinality n ; owl:onProperty p ; owl:onClass c
    c owl:maxQualifiedCardinality n ; owl:onProperty p ; owl:onClass owl:Thing
    x rdf:type owl:AllDisjointClasses ; owl:members [c]
    x rdf:type owl:AllDisjointProperties ; owl:members [p]
    x rdf:type owl:AllDifferent ; owl:members [i]
    x rdf:type owl:AllDifferent ; owl:distinctMembers [i]
    x owl:sourceIndividual i ; owl:assertionProperty p ; owl:targetIndividual i
    x owl:sourceIndividual i ; owl:assertionProperty p ; owl:targetValue l
    c owl:sameAs c
    p owl:sameAs p
    v rdfs:subPropertyOf v
    p rdfs:subPropertyOf v
    v rdfs:domain c
    v owl:sameAs p
    w owl:sameAs c
    v rdf:type w
    w rdfs:subClassOf c
    c rdfs:subClassOf w
    i v i
    i owl:sameAs l
    """.strip().splitlines()
)
"""What is said of classes and properties, and what is not what an ontology usually says."""


def triples(text: str) -> list[Triple]:
    """Return the triples that lines of Turtle-like text say; ``ex:`` is the neutral world, ``_:`` a blank node."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "ex": EX.iri}.items())
    return [from_quad(quad) for quad in pyoxigraph.parse(prefixes + text, RdfFormat.TURTLE)]


def _weighted(sort: str, wild: int) -> list[Term]:
    own = list(SORTS[sort])
    others = [term for name, terms in SORTS.items() if name not in {sort, "l"} for term in terms]
    return own * max(1, wild * len(others) // len(own)) + others


WILD = {sort: _weighted(sort, 12) for sort in SORTS}


class _Drawing:
    """An ontology that is being drawn.

    Args:
        draw: what Hypothesis draws with.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._cells: list[Term] = []
        self.found: list[Triple] = []

    def shape(self, shape: str) -> None:
        """Draw what a shape says of one subject."""
        first, *parts = (part.split() for part in shape.split(";"))
        subject = self._term(first.pop(0))
        for words in (first, *parts):
            predicate, target = map(self._term, words)
            self._say(subject, predicate, target)

    def _say(self, subject: Term, predicate: Term, target: Term) -> None:
        if not isinstance(subject, Literal) and isinstance(predicate, NamedNode):
            self.found.append(Triple(subject, predicate, target))

    def _term(self, word: str) -> Term:
        if word in SORTS:
            return self._draw(st.sampled_from(WILD[word]))
        if word.startswith("["):
            return self._list(word[1])
        iri = expand(word)
        assert iri is not None
        return NamedNode(iri)

    def _list(self, sort: str) -> Term:
        """Draw a list of up to three members, well formed for the most part."""
        length = self._draw(st.integers(0, 3))
        ending = self._draw(st.sampled_from(["nil"] * 12 + ["shared", "cycle", "open", "double"]))
        own: list[Term] = [BlankNode(f"l{len(self._cells) + at}") for at in range(length)]
        tail: Term = RDF.nil
        if ending in {"shared", "cycle"} and (cells := self._cells if ending == "shared" else own):
            tail = self._draw(st.sampled_from(cells))
        if not own:
            return tail
        for cell, rest in zip(own, [*own[1:], tail], strict=True):
            self._say(cell, RDF.first, self._term(sort))
            if rest != tail or ending != "open":
                self._say(cell, RDF.rest, rest)
        if ending == "double":
            self._say(own[0], RDF.first, self._term(sort))
        self._cells += own
        return own[0]


@st.composite
def ontologies(draw: st.DrawFn, largest: int = 16) -> list[Triple]:
    """Draw the triples of an ontology, in some order.

    Args:
        draw: what Hypothesis draws with.
        largest: how many shapes there are at most.
    """
    drawing = _Drawing(draw)
    shapes = st.one_of(st.sampled_from(DATA), st.sampled_from(SHAPES), st.sampled_from(SHAPES))
    size = draw(st.integers(1, largest))
    for shape in draw(st.lists(shapes, min_size=size // 2, max_size=size)):
        drawing.shape(shape)
    return list(dict.fromkeys(drawing.found))


VARIABLES = tuple(map(Var, "xyzuv"))
LIST = Var("l")
NODES: tuple[Node, ...] = (*VARIABLES[:3] * 4, *VARIABLES[3:], EX.a, EX.b, EX.C, EX.p, *LITERALS[:3])
PREDICATES: tuple[Node, ...] = (
    *(EX.p, EX.q, EX.r) * 5,
    *(RDF.type,) * 3,
    *(OWL.sameAs, OWL.differentFrom) * 2,
    *VARIABLES[:3],
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDF.first,
)
CONDITIONS = {
    "same-value": 2,
    "different-value": 2,
    "has-datatype": 2,
    "outside-datatype": 2,
    "datatype": 1,
    "annotation-property": 1,
}


@st.composite
def a_rule(draw: st.DrawFn, name: str) -> Rule:
    """Draw a safe rule: one to three parts of a body, none to two atoms of a head."""

    def pick(nodes: Sequence[Node]) -> Node:
        return draw(st.sampled_from(nodes))

    def atom(nodes: Sequence[Node] = NODES, predicates: Sequence[Node] = PREDICATES) -> Atom:
        return Atom(pick(nodes), pick(predicates), pick(nodes))

    body: list[Part] = []
    for kind in draw(st.lists(st.sampled_from(["atom"] * 6 + ["list", "builtin"]), min_size=1, max_size=3)):
        if kind == "atom":
            body.append(atom())
        elif kind == "builtin":
            condition = draw(st.sampled_from(sorted(CONDITIONS)))
            arguments: list[Node] = [pick((*VARIABLES[:3], *VARIABLES[:3], EX.a, LITERALS[0]))]
            if CONDITIONS[condition] > 1:
                arguments.append(pick((*VARIABLES[:3], XSD.integer, XSD.decimal, LITERALS[1])))
            body.append(Builtin(condition, tuple(arguments)))
        else:
            x, y, z = VARIABLES[:3]
            form = draw(st.sampled_from(["member", "pair", "each", "path"]))
            body.append(Atom(pick(NODES), pick((EX.p, OWL.oneOf, OWL.members, OWL.propertyChainAxiom)), LIST))
            if form == "member":
                body.append(Member(x, LIST))
            elif form == "pair":
                body.append(Pair(x, y, LIST))
            elif form == "path":
                body.append(Path(LIST, x, z))
            else:
                item = Var("i")
                body.append(Each(item, LIST, (atom((*NODES, item, item, item), (*PREDICATES, item, item, item)),)))
    bound = _bound(body)
    heads = draw(st.integers(0, 2))
    constants: tuple[Node, ...] = (EX.a, EX.b, EX.C, LITERALS[0])
    own: tuple[Node, ...] = (*bound * 4, *constants)
    # A property that any term could be would soon be rdf:first, and lists without number the outcome.
    copied: list[Node] = [part.predicate for part in body if isinstance(part, Atom) and isinstance(part.predicate, Var)]
    predicates: tuple[Node, ...] = (
        *(EX.p, EX.q, EX.r) * 4,
        RDF.type,
        OWL.sameAs,
        OWL.differentFrom,
        *copied,
        RDFS.subClassOf,
    )
    head = [Atom(pick(own), pick(predicates), pick(own)) for _ in range(heads)]
    return Rule(name, tuple(head), tuple(body))


def _bound(body: Sequence[Part]) -> tuple[Var, ...]:
    found = (v for part in body for v in variables(part) if not (isinstance(part, Each) and v == part.item))
    return tuple(dict.fromkeys(found))


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[Rule], list[Triple]]:
    """Draw a few rules, and triples for them to work on."""
    size = draw(st.integers(1, 3))
    rules = [draw(a_rule(f"user-{at + 1}")) for at in range(size)]
    return rules, draw(ontologies(largest=8))
