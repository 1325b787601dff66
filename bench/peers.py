"""How each reasoner is used: as its documentation says, in the quickest way that we found.

Modules of reasoners are imported by name when a run starts, so that none has to be installed.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from bench import ntriples
from bench.hermit import HermiT
from bench.nemo_rules import Names, compile_rules
from bench.ntriples import Triple
from bench.results import Task
from bench.schema import TYPE


class Peer(Protocol):
    """A reasoner in one process."""

    def load(self, task: Task) -> None:
        """Read the files."""
        ...

    def reason(self) -> None:
        """Materialise."""
        ...

    def size(self) -> int | None:
        """Triples that it holds after reasoning, or None when it cannot tell."""
        ...

    def triples(self) -> Iterator[Triple]:
        """Yield at least the triples of the closure that can count."""
        ...


class Backstory:
    """Our own reasoner."""

    def __init__(self) -> None:
        self._load = import_module("kg.load").load
        self.engine = import_module("kg.reason.native").reason

    def load(self, task: Task) -> None:
        """Read the files to columns of ids."""
        self.loaded: Any = self._load([Path(task.data)])

    def reason(self) -> None:
        """Materialise, with what proofs need."""
        self.closure: Any = self.engine(self.loaded)

    def size(self) -> int:
        """Stored triples."""
        return len(self.closure)

    def triples(self) -> Iterator[Triple]:
        """Yield the columns of the closure as terms."""
        tokens: list[str] = [token.decode() for token in self.closure.dictionary.tokens]
        for block in self.closure.blocks():
            kept = block.asserted | ~block.trivial
            rows = zip(block.subjects[kept].tolist(), block.objects[kept].tolist(), strict=True)
            yield from ((tokens[subject], tokens[block.predicate], tokens[object_]) for subject, object_ in rows)


class _Terms:
    """Terms of rdflib as N-Triples, as far as counting looks."""

    def __init__(self) -> None:
        rdflib = import_module("rdflib")
        self._iri, self._blank = rdflib.URIRef, rdflib.BNode

    def write(self, term: object) -> str:
        return f"<{term}>" if isinstance(term, self._iri) else f"_:{term}" if isinstance(term, self._blank) else '"'


class OwlRl:
    """owlrl: rules over an rdflib graph."""

    def __init__(self) -> None:
        self._rdflib, self._owlrl, self._terms = import_module("rdflib"), import_module("owlrl"), _Terms()

    def load(self, task: Task) -> None:
        """Parse with rdflib."""
        self.graph: Any = self._rdflib.Graph().parse(task.data, format="nt")

    def reason(self) -> None:
        """Expand the graph in place."""
        self._owlrl.DeductiveClosure(self._owlrl.OWLRL_Semantics).expand(self.graph)

    def size(self) -> int:
        """Triples of the graph."""
        return len(self.graph)

    def triples(self) -> Iterator[Triple]:
        """Yield the triples of the graph."""
        for subject, predicate, object_ in self.graph:
            yield self._terms.write(subject), self._terms.write(predicate), self._terms.write(object_)


class Reasonable:
    """reasonable: Rust. It hands back its closure as a list of rdflib terms, which is part of `reason`."""

    def __init__(self) -> None:
        self._reasoner, self._terms = import_module("reasonable").PyReasoner(), _Terms()

    def load(self, task: Task) -> None:
        """Read the file under a name that ends in `.ttl`, for it takes no other."""
        with TemporaryDirectory() as folder:
            link = Path(folder) / "data.ttl"
            link.symlink_to(Path(task.data).resolve())
            self._reasoner.load_file(str(link))

    def reason(self) -> None:
        """Materialise."""
        self.closure: Any = self._reasoner.reason()

    def size(self) -> int:
        """Triples handed back."""
        return len(self.closure)

    def triples(self) -> Iterator[Triple]:
        """Yield the triples handed back."""
        for subject, predicate, object_ in self.closure:
            yield self._terms.write(subject), self._terms.write(predicate), self._terms.write(object_)


class Sparq:
    """sparq-rdf: Rust, a triple store that materialises in place."""

    def __init__(self) -> None:
        self._graph = import_module("sparq").Graph

    def load(self, task: Task) -> None:
        """Read the file."""
        self.graph: Any = self._graph.load(Path(task.data), format="ntriples")

    def reason(self) -> None:
        """Materialise with its OWL 2 RL profile."""
        self.graph.reason("owl")

    def size(self) -> int:
        """Triples of the store."""
        return len(self.graph)

    def triples(self) -> Iterator[Triple]:
        """Yield what a query for everything constructs."""

        def write(term: Any) -> str:
            return f"<{term.value}>" if term.kind == "uri" else f"_:{term.value}" if term.kind == "bnode" else '"'

        for subject, predicate, object_ in self.graph.construct("CONSTRUCT WHERE { ?s ?p ?o }"):
            yield write(subject), write(predicate), write(object_)


class Nemo:
    """nemo-python: Rust, a rule engine, with the rules that `bench.nemo_rules` compiles from the schema.

    It reads the data when it first needs them, so nearly all of its time to load stands under `reason`.
    """

    def __init__(self) -> None:
        self._nemo = import_module("nmo_python")

    def load(self, task: Task) -> None:
        """Compile the rules and parse them."""
        schema = ntriples.read(Path(task.schema))
        text, self.names = compile_rules(schema, Path(task.data), same_as=task.same_as)
        self.engine: Any = self._nemo.NemoEngine(self._nemo.load_string(text))

    def reason(self) -> None:
        """Read the data and run the rules."""
        self.engine.reason()

    def size(self) -> None:
        """Predicates of classes and properties hold a part of the triples only, so there is nothing to compare."""
        return

    def triples(self) -> Iterator[Triple]:
        """Yield the facts of all classes and properties."""
        names: Names = self.names
        for term, predicate in names.classes.items():
            for (subject,) in self.engine.result(predicate):
                if subject[0] == "<":
                    yield subject, TYPE, term
        for term, predicate in names.properties.items():
            for subject, object_ in self.engine.result(predicate):
                if isinstance(subject, str) and subject[0] == "<":
                    yield subject, term, object_ if isinstance(object_, str) else '"'


PEERS: dict[str, tuple[str, type[Peer]]] = {
    "backstory": ("backstory", Backstory),
    "sparq-rdf": ("sparq-rdf", Sparq),
    "nemo-python": ("nemo-python", Nemo),
    "reasonable": ("reasonable", Reasonable),
    "owlrl": ("owlrl", OwlRl),
    "HermiT": ("owlready2", HermiT),
}
"""Each reasoner's distribution and how it is used, ours first."""


def installed(name: str) -> str | None:
    """Return the version of a reasoner, or None when it is not installed."""
    try:
        return version(PEERS[name][0])
    except PackageNotFoundError:
        return None
