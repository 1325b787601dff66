"""The schema triples of an ontology, and the orders of its classes and properties (W3C OWL 2 Profiles, Table 9)."""

from collections import defaultdict
from collections.abc import Iterable

from bench.ntriples import Triple

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
TYPE, FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))

Pairs = list[tuple[str, str]]
Above = dict[str, set[str]]


class Schema:
    """The schema triples of an ontology, by predicate.

    Args:
        triples: the ontology's triples, terms as written in N-Triples.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.rows: dict[str, Pairs] = defaultdict(list)
        self.values: dict[tuple[str, str], str] = {}
        for subject, predicate, object_ in triples:
            self.rows[predicate].append((subject, object_))
            self.values[subject, predicate] = object_

    def pairs(self, namespace: str, name: str) -> Pairs:
        """Subject and object of every triple with that predicate."""
        return self.rows.get(f"<{namespace}{name}>", [])

    def on_property(self) -> dict[str, str]:
        """The property of each restriction."""
        return dict(self.pairs(OWL, "onProperty"))

    def members(self, head: str) -> list[str]:
        """The members of an RDF list, first to last.

        Raises:
            KeyError: when the list has no end.
        """
        found: list[str] = []
        while head != NIL:
            found.append(self.values[head, FIRST])
            head = self.values[head, REST]
        return found


def property_order(schema: Schema) -> Pairs:
    """All pairs (sub, super) of different properties: scm-spo and scm-eqp1, closed."""
    above: Above = defaultdict(set)
    for sub, sup in schema.pairs(RDFS, "subPropertyOf"):
        above[sub].add(sup)
    for left, right in schema.pairs(OWL, "equivalentProperty"):
        above[left].add(right)
        above[right].add(left)
    _close(above)
    return _pairs(above)


def class_order(schema: Schema) -> Pairs:
    """All pairs (sub, super) of different class expressions.

    Rules: scm-sco, scm-eqc1, scm-int, scm-uni, and the comparisons of restrictions scm-svf1/2, scm-avf1/2 and scm-hv.
    """
    above: Above = defaultdict(set)
    for sub, sup in schema.pairs(RDFS, "subClassOf"):
        above[sub].add(sup)
    for left, right in schema.pairs(OWL, "equivalentClass"):
        above[left].add(right)
        above[right].add(left)
    for cls, head in schema.pairs(OWL, "intersectionOf"):
        above[cls].update(schema.members(head))
    for cls, head in schema.pairs(OWL, "unionOf"):
        for part in schema.members(head):
            above[part].add(cls)
    wider = {(sub, sup) for sub, sup in property_order(schema)}
    while True:
        _close(above)
        size = sum(map(len, above.values()))
        _compare_restrictions(schema, above, wider)
        if sum(map(len, above.values())) == size:
            return _pairs(above)


def _compare_restrictions(schema: Schema, above: Above, wider: set[tuple[str, str]]) -> None:
    """Add what scm-svf1/2, scm-avf1/2 and scm-hv say about pairs of restrictions."""
    on = schema.on_property()
    for name in ("someValuesFrom", "allValuesFrom", "hasValue"):
        rows = schema.pairs(OWL, name)
        for cls, filler in rows:
            for other, other_filler in rows:
                if on[cls] == on[other] and name != "hasValue" and other_filler in above.get(filler, ()):
                    above[cls].add(other)
                if filler == other_filler and (on[cls], on[other]) in wider:
                    narrow, broad = (other, cls) if name == "allValuesFrom" else (cls, other)
                    above[narrow].add(broad)


def _close(above: Above) -> None:
    """Close an order transitively, in place."""
    for start in list(above):
        reached, open_ends = set[str](), list(above[start])
        while open_ends:
            node = open_ends.pop()
            if node not in reached:
                reached.add(node)
                open_ends.extend(above.get(node, ()))
        above[start] = reached


def _pairs(above: Above) -> Pairs:
    return sorted((sub, sup) for sub, sups in above.items() for sup in sups if sub != sup)
