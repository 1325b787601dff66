"""Rules about lists, unrolled: for each length of list a rule without `Each` and `Path`, to the last member.

``each ?ci in ?x { ?y rdf:type ?ci }`` becomes, for lists of three, ``LIST[?x, ?ci.1, ?ci.2, ?ci.3]`` and three atoms.
A variable that occurs in the atoms of an `Each` and nowhere else becomes one variable a member. `Member` and `Pair`
stay as they are, since they say the same of a list of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from kg.rules.model import Atom, Each, Listing, Node, Part, Path, Rule, Var, variables

__all__ = ["list_variables", "lists_from", "substitute", "unroll"]

Cell = TypeVar("Cell")


def list_variables(rule: Rule) -> tuple[Var, ...]:
    """Return the variables of a rule that name a list whose length decides how the rule is unrolled."""
    return tuple(dict.fromkeys(part.list for part in rule.body if isinstance(part, (Each, Path))))


def unroll(rule: Rule, lengths: Mapping[Var, int]) -> Rule:
    """Return a rule for lists of given lengths.

    Args:
        rule: the rule.
        lengths: how many members each list of `list_variables` has.
    """
    body: list[Part] = []
    outer = {v for part in rule.body if not isinstance(part, Each) for v in variables(part)}
    outer |= {v for atom in rule.head for v in variables(atom)}
    listed: dict[Var, tuple[Var, ...]] = {}
    for part in rule.body:
        if isinstance(part, Path):
            items = listed.setdefault(part.list, _numbered("p", part.list, lengths[part.list]))
            body.append(Listing(part.list, items))
            stops = [part.start, *_numbered("u", part.list, len(items) - 1), part.end] if items else []
            body.extend(Atom(stops[at], item, stops[at + 1]) for at, item in enumerate(items))
        elif isinstance(part, Each):
            length = lengths[part.list]
            items = _numbered("", part.item, length)
            body.append(Listing(part.list, items))
            inner = {v for atom in part.atoms for v in variables(atom)} - outer - _shared(rule, part)
            for at in range(length):
                names: dict[Var, Node] = {v: Var(f"{v.name}.{at + 1}") for v in inner}
                names[part.item] = items[at]
                body.extend(substitute(atom, names) for atom in part.atoms)
        else:
            body.append(part)
    return Rule(rule.id, rule.head, tuple(body), rule.sentence, rule.section)


def substitute(atom: Atom, names: Mapping[Var, Node]) -> Atom:
    """Return an atom with some of its variables replaced."""
    s, p, o = (names.get(node, node) if isinstance(node, Var) else node for node in atom.nodes)
    return Atom(s, p, o)


def lists_from(
    head: Cell, first: Callable[[Cell], Iterable[Cell]], rest: Callable[[Cell], Iterable[Cell]], nil: Cell
) -> Iterator[tuple[tuple[Cell, Cell], ...]]:
    """Yield every list that begins with a cell, as (cell, member) from first to last.

    A malformed cell with two members or two rests begins several lists; a list that runs into itself is none.

    Args:
        head: the first cell.
        first: the rdf:first of a cell.
        rest: the rdf:rest of a cell.
        nil: rdf:nil.
    """
    stack: list[tuple[Cell, tuple[tuple[Cell, Cell], ...], frozenset[Cell]]] = [(head, (), frozenset())]
    while stack:
        cell, found, seen = stack.pop()
        if cell == nil:
            yield found
        elif cell not in seen:
            tails = list(rest(cell))
            stack.extend(
                (tail, (*found, (cell, item)), seen | {cell}) for item in first(cell) for tail in reversed(tails)
            )


def _shared(rule: Rule, own: Each) -> set[Var]:
    return {v for part in rule.body if isinstance(part, Each) and part is not own for v in variables(part)}


def _numbered(prefix: str, name: Var, count: int) -> tuple[Var, ...]:
    stem = f"{prefix}.{name.name}" if prefix else name.name
    return tuple(Var(f"{stem}.{at + 1}") for at in range(count))
