"""Proofs, justifications, absences and changes as outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kg.claims import Stance
from kg.explain.items import Item, locator
from kg.explain.model import Explanation, Line, Origin, Told
from kg.explain.wording import counted
from kg.proofs.axioms import Axiom, is_schema
from kg.proofs.model import Kind
from kg.terms import Triple

if TYPE_CHECKING:
    from kg.proofs.absence import Absence, Checked
    from kg.proofs.change import Difference
    from kg.proofs.justify import AxiomSets

__all__ = ["Detail", "proof_item", "proof_parts"]

_CHAINED: Final = frozenset({"prp-spo2", "prp-trp", "scm-sco", "scm-spo", "eq-trans"})
"""Rules whose applications upon each other read as one path."""
_STATED: Final = 25
"""How many of the added and removed statements are shown."""
_MARKS: Final = {
    "holds": "✓",
    "absent": "✗ [ABSENT]",
    "unknown": "✗ [UNKNOWN]",
    "not entailed": "✗ [NOT ENTAILED]",
}


class Detail(StrEnum):
    """How much of a proof is shown."""

    BRIEF = "brief"
    """the statements that it rests on"""
    NORMAL = "normal"
    """the steps between statements; axioms of the schema are left out where there are statements"""
    FULL = "full"
    """every node, with its rule"""


def proof_parts(explanation: Explanation, detail: Detail = Detail.NORMAL) -> Iterator[Item]:
    """Yield the parts of an outline that proofs give, and what else was asked about them.

    Args:
        explanation: the answer.
        detail: how much of each proof to show.
    """
    if explanation.difference is not None:
        yield from _difference(explanation, explanation.difference, detail)
    elif explanation.told and not explanation.paths:
        proofs = (_proof(at, told, detail, lay=explanation.lay) for at, told in enumerate(explanation.told, 1))
        yield Item(_heading("Proofs", explanation), tuple(proofs))
    yield from _what_would_change_this(explanation)
    if explanation.absence is not None:
        yield from _absence(explanation, explanation.absence)
    for found in explanation.justifications:
        yield _sets("Justifications: each set is enough, no part of it is", found, explanation)
    for repairs in explanation.repairs:
        yield _sets("Repairs: without all of a set it does not follow", repairs, explanation)


def proof_item(told: Told, detail: Detail = Detail.NORMAL) -> Item:
    """Return one proof as a line with its steps below it.

    Args:
        told: the proof.
        detail: how much of it to show.
    """
    statements = sum(not line.schema for _, line in told.leaves)
    return Item(f"proof · {told.modality} · {counted(statements, 'statement')}", (_tree(told, detail, lay=False),))


def _heading(what: str, explanation: Explanation) -> str:
    shown = len(explanation.told)
    more = "more than " if explanation.found > shown else ""
    note = "" if explanation.exhausted else "; the search was given up, there may be shorter ones"
    return f"{what}, showing {shown} of {more}{shown}{note}"


def _proof(number: int, told: Told, detail: Detail, *, lay: bool) -> Item:
    statements = sum(not line.schema for _, line in told.leaves)
    axioms = sum(line.schema for _, line in told.leaves)
    parts = [told.modality.value, f"{statements} statement{'' if statements == 1 else 's'}"]
    parts += [f"{axioms} axiom{'' if axioms == 1 else 's'}"] if axioms and not lay else []
    parts += [f"{told.editorial} editorial"] if told.editorial else []
    return Item(f"{number}. {' · '.join(parts)}", (_tree(told, detail, lay=lay),))


def _tree(told: Told, detail: Detail, *, lay: bool) -> Item:
    """Return a proof as a tree, the conclusion on top."""
    if detail is Detail.BRIEF:
        leaves = [line for _, line in told.leaves]
        chosen = [line for line in leaves if not line.schema] or leaves
        return Item(_said(told.lines[0]), tuple(_leaf(line) for line in chosen))
    return _Tree(told, full=detail is Detail.FULL, lay=lay).item(0)


class _Tree:
    def __init__(self, told: Told, *, full: bool, lay: bool) -> None:
        self._nodes, self._lines, self._full, self._lay = told.proof.nodes, told.lines, full, lay
        self._met: dict[int, int] = {}

    def item(self, at: int) -> Item:
        """Return a node with what it follows from below it; what stands above already is only named."""
        line, node = self._lines[at], self._nodes[at]
        if node.kind is Kind.ASSERTED:
            return _leaf(line)
        if at in self._met:
            return Item(f"{line.text} (as above)")
        self._met[at] = len(self._met)
        said = _said(line)
        if self._full:
            rule = f" {node.rule}: {line.rule}" if node.rule else ""
            return Item(f"{said}{rule}", tuple(self.item(below) for below in node.premises))
        below = self._shown(at)
        by = f" by {node.rule}" if node.rule and not self._lay else ""
        return Item(f"{said}{by}", tuple(self.item(premise) for premise in below))

    def _shown(self, at: int) -> list[int]:
        """Return what a node follows from: a chain as one path, and instead of a restatement what it restates."""
        shown: list[int] = []
        for premise in self._told(at):
            reduced = self._reduced(premise)
            node = self._nodes[reduced]
            if node.rule in _CHAINED and node.rule == self._nodes[at].rule:
                shown += self._shown(reduced)
            else:
                shown.append(reduced)
        return shown

    def _told(self, at: int) -> list[int]:
        """Return the premises that are statements; all that are no lists, when none is."""
        premises = [p for p in self._nodes[at].premises if self._nodes[p].kind is not Kind.LIST]
        return [p for p in premises if not self._lines[p].schema] or premises

    def _reduced(self, at: int) -> int:
        """Return the statement that a node restates, by axioms alone."""
        while self._nodes[at].kind is Kind.INFERRED:
            told = self._told(at)
            if len(told) != 1 or self._lines[told[0]].schema != self._lines[at].schema:
                break
            at = told[0]
        return at


def _said(line: Line) -> str:
    return f"{line.text} {line.tag}".rstrip()


def _leaf(line: Line) -> Item:
    return Item(f"{_said(line)}{_cited(line.origins)}", tuple(_notes(line.origins)))


def _cited(origins: Sequence[Origin]) -> str:
    return f" {'; '.join(origin.text for origin in origins)}" if origins else ""


def _notes(origins: Iterable[Origin]) -> Iterator[Item]:
    for origin in origins:
        if origin.qualifier:
            yield Item(f"qualified: {origin.qualifier}")
        for text in origin.disputed:
            yield Item(f"disputed: {text}")


# -- what would change this


def _what_would_change_this(explanation: Explanation) -> Iterator[Item]:
    """Yield what the answer hangs on: statements that nothing can replace, steps of the editors, and conditions."""
    items: list[Item] = []
    if explanation.essential is not None:
        lost = [
            Item(explanation.words[t] + _cited(explanation.origins.get(t, ())))
            for t in explanation.essential
            if not is_schema(t)
        ]
        if lost:
            items.append(Item("It would not follow any more without any one of:", tuple(lost)))
        elif explanation.told and explanation.told[0].proof.size > 1:
            items.append(Item("No single statement carries it: whichever is taken away, it follows from others."))
    editorial = [claim for claim in explanation.supporting if claim.stance is Stance.EDITORIAL]
    if editorial:
        lines = tuple(Item(f"{claim.statement} [EDITORIAL] {claim.id}") for claim in editorial)
        items.append(Item("No source states these steps; one that denied them would weaken it:", lines))
    against = tuple(Item(f"{claim.statement} [CONTRADICTING] {locator(claim)}") for claim in explanation.conflicting)
    if against:
        items.append(Item("Sources stand against some of it:", against))
    if items:
        yield Item("What would change this", tuple(items))


# -- sets of axioms


def _sets(title: str, sets: AxiomSets, explanation: Explanation) -> Item:
    note = "" if sets.complete else "; the search was given up, there may be more"
    found = tuple(
        Item(f"{number}. {len(axioms)} axiom{'' if len(axioms) == 1 else 's'}", tuple(_axioms(axioms, explanation)))
        for number, axioms in enumerate(sets, 1)
    )
    return Item(f"{title} ({len(sets)}{note})", found)


def _axioms(axioms: Iterable[Axiom], explanation: Explanation) -> Iterator[Item]:
    """Yield axioms in words: a set of triples is called by those that are no mere parts of it."""
    for axiom in axioms:
        texts = [explanation.words[triple] for triple in axiom if triple in explanation.words]
        origins = explanation.origins.get(axiom[0], ())
        yield Item(f"{'; '.join(texts)}{_cited(origins)}", tuple(_notes(origins)))


# -- why not


def _absence(explanation: Explanation, absence: Absence) -> Iterator[Item]:
    candidates: list[Item] = []
    for number, candidate in enumerate(absence.candidates, 1):
        lacking = len(candidate.missing)
        premises = tuple(
            _premise(premise, explanation)
            for premise in candidate.premises
            if not premise.holds or (premise.triple is not None and not (explanation.lay and is_schema(premise.triple)))
        )
        rule = "" if explanation.lay else f"{candidate.rule}, "
        candidates.append(Item(f"{number}. {rule}{lacking} premise{'' if lacking == 1 else 's'} missing", premises))
    if candidates:
        shown = f"What comes nearest, showing {len(candidates)} of {absence.found}"
        yield Item(shown, tuple(candidates))
    additions: list[Item] = []
    for number, addition in enumerate(absence.additions, 1):
        said = "; and ".join(explanation.words[triple] for triple in addition.triples)
        by = "" if explanation.lay else f" (by {addition.rule})" if addition.rule else " (the statement itself)"
        additions.append(Item(f"{number}. {said}{by}"))
    yield Item("What would make it follow, each verified by reasoning again", tuple(additions))


def _premise(premise: Checked, explanation: Explanation) -> Item:
    triple = premise.triple
    text = premise.text if triple is None else explanation.words[triple]
    origins = () if triple is None or not premise.holds else explanation.origins.get(triple, ())
    found = explanation.grounds.get(triple, ()) if triple is not None and premise.holds else ()
    by = "" if not premise.holds or triple is None else " [ASSERTED]" if origins else " [INFERRED]"
    since = f" from{_cited(found)}" if found and not origins else ""
    return Item(f"{_MARKS[premise.standing]} {text}{by}{_cited(origins)}{since}", tuple(_notes(origins)))


# -- what if


def _difference(explanation: Explanation, found: Difference, detail: Detail) -> Iterator[Item]:
    told = iter(explanation.told)
    for title, changes, total in (
        ("Gained", found.gained, found.gains),
        ("It contradicts itself now", found.became_inconsistent, len(found.became_inconsistent)),
        ("Lost", found.lost, found.losses),
        ("It contradicted itself before", found.became_consistent, len(found.became_consistent)),
    ):
        items = tuple(_tree(next(told), detail, lay=explanation.lay) for _ in changes)
        if items:
            count = f", showing {len(items)} of {total}" if len(items) < total else f" ({total})"
            yield Item(f"{title}{count}", items)
    for title, triples in (("Added", found.added), ("Removed", found.removed)):
        shown = tuple(_stated(triple, explanation) for triple in triples[:_STATED])
        if shown:
            yield Item(title if len(shown) == len(triples) else f"{title}, showing {_STATED} of {len(triples)}", shown)


def _stated(triple: Triple, explanation: Explanation) -> Item:
    origins = explanation.origins.get(triple, ())
    return Item(f"{explanation.words[triple]}{_cited(origins)}", tuple(_notes(origins)))
