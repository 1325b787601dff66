"""Rules as data: variables, atoms, and the five forms that a part of a body can take.

A rule concludes its head from its body (W3C OWL 2 Profiles, §4.3). A rule with an empty head concludes *false*: the
ontology is inconsistent. The tables of the specification speak of lists by ``LIST[h, e1, …, en]``; here a list is
named by its first cell, and a body says what is asked of its members: `Member`, `Pair`, `Each`, `Path`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kg.terms import Term
from kg.vocabulary import compact

__all__ = [
    "Atom",
    "Builtin",
    "Each",
    "Listing",
    "Member",
    "Node",
    "Pair",
    "Part",
    "Path",
    "Rule",
    "Var",
    "constants",
    "variables",
]


@dataclass(frozen=True, slots=True, order=True)
class Var:
    """A variable, written ``?name``."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


Node: TypeAlias = Var | Term


@dataclass(frozen=True, slots=True)
class Atom:
    """A triple pattern."""

    subject: Node
    predicate: Node
    object: Node

    @property
    def nodes(self) -> tuple[Node, Node, Node]:
        """Subject, predicate and object."""
        return self.subject, self.predicate, self.object

    def __str__(self) -> str:
        return " ".join(_show(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Member:
    """``?item in ?list``: one member of a list."""

    item: Var
    list: Var

    def __str__(self) -> str:
        return f"{self.item} in {self.list}"


@dataclass(frozen=True, slots=True)
class Pair:
    """``?first before ?second in ?list``: two members of a list, in its order, at different places."""

    first: Var
    second: Var
    list: Var

    def __str__(self) -> str:
        return f"{self.first} before {self.second} in {self.list}"


@dataclass(frozen=True, slots=True)
class Each:
    """``each ?item in ?list { atoms }``: the atoms hold for every member of a list.

    A variable that occurs in the atoms and nowhere else in the rule may differ from member to member.
    """

    item: Var
    list: Var
    atoms: tuple[Atom, ...]

    def __str__(self) -> str:
        return f"each {self.item} in {self.list} {{ {', '.join(map(str, self.atoms))} }}"


@dataclass(frozen=True, slots=True)
class Path:
    """``path ?list from ?start to ?end``: a chain of triples whose predicates are the members of a list."""

    list: Var
    start: Var
    end: Var

    def __str__(self) -> str:
        return f"path {self.list} from {self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class Listing:
    """``LIST[?list, ?e1, …, ?en]`` of the specification: all members of a list; what `kg.rules.lists` unrolls to."""

    list: Node
    items: tuple[Node, ...]

    def __str__(self) -> str:
        return f"LIST[{', '.join(_show(node) for node in (self.list, *self.items))}]"


@dataclass(frozen=True, slots=True)
class Builtin:
    """``name(?x, …)``: a condition on terms themselves, see `kg.rules.builtins`."""

    name: str
    arguments: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(_show(node) for node in self.arguments)})"


Part: TypeAlias = Atom | Member | Pair | Each | Path | Listing | Builtin


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from what.

    Args:
        id: the name of the rule, for those of the specification verbatim (``cax-sco``).
        head: the conclusions; none for *false*.
        body: the premises, all of which must hold.
        sentence: how an application of the rule reads, with variables as ``{x}``.
        section: where the rule is defined (``OWL 2 Profiles, Table 7``).
    """

    id: str
    head: tuple[Atom, ...]
    body: tuple[Part, ...]
    sentence: str = ""
    section: str = ""

    def __str__(self) -> str:
        head = ", ".join(map(str, self.head)) or "false"
        return f"{self.id}: {head} :- {', '.join(map(str, self.body))} ."


def variables(part: Part) -> Iterator[Var]:
    """Yield the variables of a part of a rule, in order, doubles included; of `Each`, those of its atoms too."""
    if isinstance(part, Atom):
        nodes: tuple[Node, ...] = part.nodes
    elif isinstance(part, Member):
        nodes = (part.item, part.list)
    elif isinstance(part, Pair):
        nodes = (part.first, part.second, part.list)
    elif isinstance(part, Path):
        nodes = (part.list, part.start, part.end)
    elif isinstance(part, Builtin):
        nodes = part.arguments
    elif isinstance(part, Listing):
        nodes = (part.list, *part.items)
    else:
        nodes = (part.item, part.list)
        for atom in part.atoms:
            yield from variables(atom)
    yield from (node for node in nodes if isinstance(node, Var))


def constants(rules: Iterable[Rule]) -> Iterator[Term]:
    """Yield the terms that rules name, doubles included."""
    for rule in rules:
        for part in (*rule.head, *rule.body):
            atoms = part.atoms if isinstance(part, Each) else (part,)
            for atom in atoms:
                nodes = atom.nodes if isinstance(atom, Atom) else atom.arguments if isinstance(atom, Builtin) else ()
                yield from (node for node in nodes if not isinstance(node, Var))


def _show(node: Node) -> str:
    text = str(node)
    if text.startswith("<") and text.endswith(">"):
        short = compact(text[1:-1])
        return text if short == text[1:-1] else short
    return text
