"""OWL 2 RL rules specialised to one ontology, in the language of the Nemo rule engine.

The ontology's schema triples are folded into the rules (partial evaluation): every class becomes a predicate of one
place and every property one of two, so that `C rdfs:subClassOf D` turns into the rule `D(x) :- C(x)`. Rules are those
of W3C OWL 2 Profiles, Tables 4 to 7, for the constructs that `axioms` and `expressions` name; schema that the data
would derive is outside what such a compilation can do.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.ntriples import Triple
from bench.schema import OWL, RDF, RDFS, TYPE, Schema, class_order, property_order

SAME, THING = f"<{OWL}sameAs>", f"<{OWL}Thing>"
CLASS_KINDS = {f"<{OWL}Class>", f"<{RDFS}Class>", f"<{OWL}Restriction>"}
PROPERTY_KINDS = {
    f"<{OWL}{name}>"
    for name in (
        "ObjectProperty",
        "DatatypeProperty",
        "TransitiveProperty",
        "SymmetricProperty",
        "FunctionalProperty",
        "InverseFunctionalProperty",
    )
}


class Names:
    """Predicates for classes and properties, numbered in order of first use.

    Args:
        transitive: the transitive properties.
    """

    def __init__(self, transitive: Iterable[str]) -> None:
        self.transitive = frozenset(transitive)
        self.classes: dict[str, str] = {}
        self.properties: dict[str, str] = {}

    def of_class(self, term: str) -> str:
        """The one-place predicate of a class."""
        return self.classes.setdefault(term, f"c{len(self.classes)}")

    def of_property(self, term: str) -> str:
        """The two-place predicate of a property."""
        return self.properties.setdefault(term, f"p{len(self.properties)}")

    def concluded(self, term: str) -> str:
        """The predicate that rules conclude for a property: for a transitive one, its single steps.

        So transitivity joins pairs with steps only, which is much quicker than pairs with pairs, and as complete.
        """
        return self.of_property(term) + ("step" if term in self.transitive else "")


def axioms(schema: Schema, names: Names) -> Iterator[str]:
    """Rules of axioms between named classes and properties (Tables 5, 7 and 4's use of them)."""
    c, p, h = names.of_class, names.of_property, names.concluded
    for sub, sup in class_order(schema):
        yield f"{c(sup)}(?x) :- {c(sub)}(?x) ."
    for sub, sup in property_order(schema):
        yield f"{h(sup)}(?x, ?y) :- {p(sub)}(?x, ?y) ."
    for left, right in schema.pairs(OWL, "inverseOf"):
        yield f"{h(right)}(?y, ?x) :- {p(left)}(?x, ?y) ."
        yield f"{h(left)}(?y, ?x) :- {p(right)}(?x, ?y) ."
    for prop, cls in schema.pairs(RDFS, "domain"):
        yield f"{c(cls)}(?x) :- {p(prop)}(?x, ?y) ."
    for prop, cls in schema.pairs(RDFS, "range"):
        yield f"{c(cls)}(?y) :- {p(prop)}(?x, ?y) ."
    for prop, chain in schema.pairs(OWL, "propertyChainAxiom"):
        links = schema.members(chain)
        body = ", ".join(f"{p(link)}(?x{at}, ?x{at + 1})" for at, link in enumerate(links))
        yield f"{h(prop)}(?x0, ?x{len(links)}) :- {body} ."
    for prop, kind in schema.pairs(RDF, "type"):
        if kind == f"<{OWL}TransitiveProperty>":
            yield f"{p(prop)}(?x, ?y) :- {h(prop)}(?x, ?y) ."
            yield f"{p(prop)}(?x, ?z) :- {p(prop)}(?x, ?y), {h(prop)}(?y, ?z) ."
        elif kind == f"<{OWL}SymmetricProperty>":
            yield f"{h(prop)}(?y, ?x) :- {p(prop)}(?x, ?y) ."


def expressions(schema: Schema, names: Names) -> Iterator[str]:
    """Rules of class expressions (Table 6)."""
    c, p, h = names.of_class, names.of_property, names.concluded
    on = schema.on_property()
    for cls, filler in schema.pairs(OWL, "someValuesFrom"):
        some = f"{c(cls)}(?x) :- {p(on[cls])}(?x, ?y)"
        yield f"{some} ." if filler == THING else f"{some}, {c(filler)}(?y) ."
    for cls, filler in schema.pairs(OWL, "allValuesFrom"):
        yield f"{c(filler)}(?y) :- {c(cls)}(?x), {p(on[cls])}(?x, ?y) ."
    for cls, value in schema.pairs(OWL, "hasValue"):
        yield f"{c(cls)}(?x) :- {p(on[cls])}(?x, {value}) ."
        yield f"{h(on[cls])}(?x, {value}) :- {c(cls)}(?x) ."
    for cls, head in schema.pairs(OWL, "intersectionOf"):
        parts = schema.members(head)
        yield f"{c(cls)}(?x) :- {', '.join(f'{c(part)}(?x)' for part in parts)} ."
    for cls, head in schema.pairs(OWL, "oneOf"):
        yield from (f"{c(cls)}({one}) ." for one in schema.members(head))


def equality(schema: Schema, names: Names, *, asserted: bool) -> Iterator[str]:
    """Rules that merge individuals (prp-fp, prp-ifp, prp-key, cls-maxc2) and spread what is merged (eq-*)."""
    c, p = names.of_class, names.of_property
    merging: list[str] = []
    for prop, kind in schema.pairs(RDF, "type"):
        if kind == f"<{OWL}FunctionalProperty>":
            merging.append(f"same(?y, ?z) :- {p(prop)}(?x, ?y), {p(prop)}(?x, ?z) .")
        elif kind == f"<{OWL}InverseFunctionalProperty>":
            merging.append(f"same(?y, ?z) :- {p(prop)}(?y, ?x), {p(prop)}(?z, ?x) .")
    for cls, head in schema.pairs(OWL, "hasKey"):
        keys = schema.members(head)
        shared = ", ".join(f"{p(key)}(?x, ?k{at}), {p(key)}(?y, ?k{at})" for at, key in enumerate(keys))
        merging.append(f"same(?x, ?y) :- {c(cls)}(?x), {c(cls)}(?y), {shared} .")
    on = schema.on_property()
    for cls, bound in schema.pairs(OWL, "maxCardinality"):
        if bound.startswith('"1"'):
            prop = p(on[cls])
            merging.append(f"same(?y, ?z) :- {c(cls)}(?x), {prop}(?x, ?y), {prop}(?x, ?z) .")
    if not merging and not asserted:
        return
    yield from merging
    yield f"same(?x, ?y) :- triple(?x, {SAME}, ?y) ."
    yield "same(?y, ?x) :- same(?x, ?y) ."
    yield "same(?x, ?z) :- same(?x, ?y), same(?y, ?z) ."
    for cls in names.classes.values():
        yield f"{cls}(?y) :- {cls}(?x), same(?x, ?y) ."
    for term, prop in names.properties.items():
        head = names.concluded(term)
        yield f"{head}(?z, ?y) :- {prop}(?x, ?y), same(?x, ?z) ."
        yield f"{head}(?x, ?z) :- {prop}(?x, ?y), same(?y, ?z) ."


def compile_rules(triples: Iterable[Triple], data: Path, *, same_as: bool = False) -> tuple[str, Names]:
    """Write the Nemo program of an ontology over a data file.

    Args:
        triples: the ontology's triples.
        data: the N-Triples file that the program imports.
        same_as: whether the data may assert `owl:sameAs` (else equality rules stand only where the schema merges).

    Returns:
        the program's text, and the predicates of all classes and properties.

    Raises:
        KeyError: when a restriction has no property or a list has no end.
    """
    schema = Schema(triples)
    kinds = schema.pairs(RDF, "type")
    names = Names(term for term, kind in kinds if kind == f"<{OWL}TransitiveProperty>")
    for term, kind in kinds:
        if kind in CLASS_KINDS:
            names.of_class(term)
        elif kind in PROPERTY_KINDS:
            names.of_property(term)
    rules = [*axioms(schema, names), *expressions(schema, names)]
    rules += equality(schema, names, asserted=same_as)
    # types are split off first, which Nemo scans faster than all triples once for each class
    lines = [f'@import triple :- ntriples{{resource="{data}"}} .', f"type(?x, ?c) :- triple(?x, {TYPE}, ?c) ."]
    lines += [f"{name}(?x) :- type(?x, {cls}) ." for cls, name in names.classes.items() if cls[0] == "<"]
    lines += [f"{names.concluded(prop)}(?x, ?y) :- triple(?x, {prop}, ?y) ." for prop in names.properties]
    lines += rules
    lines += [f"@output {name} ." for name in (*names.classes.values(), *names.properties.values())]
    return "\n".join(lines) + "\n", names
