"""An explanation as an outline: lines with lines below them, which every text rendering is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.claims import Claim, Source, Stance
from kg.explain.items import Item, limits, locator, tag
from kg.explain.model import About, Explanation, Path, Step
from kg.explain.proof_outline import Detail, proof_parts
from kg.lexicon import Ref

__all__ = ["outline", "source_line"]


def outline(explanation: Explanation, detail: Detail = Detail.NORMAL) -> tuple[Item, ...]:
    """Return the reasons of an explanation as an outline, without question and answer.

    Args:
        explanation: the answer.
        detail: how much of each proof to show.
    """
    parts: list[Item] = []
    if explanation.claim:
        words = [Item(path.steps[0].sentence) for path in explanation.paths]
        parts.append(Item("Claim", (*words, *_claim(explanation.claim))))
        if explanation.nearest:
            parts.append(Item("Claims about it", tuple(_step(step) for step in explanation.nearest)))
    elif explanation.about:
        parts += _about(explanation.about)
    elif explanation.paths:
        shown = f"Paths, showing {len(explanation.paths)} of {explanation.found}"
        note = "" if explanation.exhausted else " found before the search was given up"
        parts.append(Item(shown + note, tuple(_path(n, path) for n, path in enumerate(explanation.paths, 1))))
    elif explanation.disputes:
        parts += [_dispute(step, against) for step, against in explanation.disputes]
    elif explanation.nearest:
        parts.append(Item("Nearest claims", tuple(_step(step) for step in explanation.nearest)))
    parts += proof_parts(explanation, detail)
    editorial = {claim.id: claim for claim in explanation.cited() if claim.stance is Stance.EDITORIAL}
    if editorial and not explanation.claim:
        lines = (Item(f"{name}: {claim.reason}") for name, claim in sorted(editorial.items()))
        parts.append(Item("Why the editors added a step", tuple(lines)))
    if explanation.sources:
        parts.append(Item("Sources", tuple(Item(source_line(source)) for source in explanation.sources)))
    return tuple(parts)


def _dispute(step: Step, against: Sequence[Step]) -> Item:
    """Both sides of a dispute, each with its source and in its own words."""
    sides = [Item(f"for, {step.claim.source}", (_side(step),))]
    sides += [Item(f"against, {other.claim.source}", (_side(other),)) for other in against]
    return Item(step.sentence, tuple(sides))


def _side(step: Step) -> Item:
    claim = step.claim
    notes = [*limits(claim)]
    return Item(f"{claim.statement} {tag(claim)} {locator(claim)}", tuple(notes))


def source_line(source: Source) -> str:
    """Return a source in one line."""
    return f"{source.id}: {source.title}" + (f", {source.url}" if source.url else "")


def _claim(claim: Claim) -> Iterator[Item]:
    yield Item(f"{tag(claim)} {locator(claim)}, source {claim.source}")
    yield Item(f"hedge: {claim.hedge} ({claim.modality.value}); stance: {claim.stance.value}; {claim.polarity.value}")
    yield from limits(claim)
    if claim.start is not None and claim.end is not None:
        yield Item(f"characters {claim.start} to {claim.end} of the source")
    if claim.reason:
        yield Item(f"reason: {claim.reason}")


def _about(about: About) -> Iterator[Item]:
    entry = about.entry
    facts = [Item(entry.definition)]
    facts += [
        Item(f"{name}: {', '.join(words)}")
        for name, words in (("lay", entry.lay), ("clinical", entry.clinical))
        if words
    ]
    yield Item(f"{entry.term} ({entry.term.id})", tuple(facts))
    groups = (
        ("What acts on it", about.acted_on_by),
        ("What it acts on", about.acts_on),
        ("Other relations", about.other),
    )
    for name, paths in groups:
        if paths:
            yield Item(name, tuple(_chain(path) for path in paths))
    net = (
        ("raised by", about.raised_by),
        ("lowered by", about.lowered_by),
        ("raises", about.raises),
        ("lowers", about.lowers),
    )
    lines = tuple(Item(f"{name} ({len(refs)}): {_names(refs)}") for name, refs in net if refs)
    if lines:
        yield Item("Net influence, over any number of steps, editorial ones included [INFERRED]", lines)


def _names(refs: Iterable[Ref]) -> str:
    return ", ".join(ref.label for ref in refs)


def _path(number: int, path: Path) -> Item:
    length = path.length or len(path.steps)
    editorial = sum(step.editorial for step in path.steps)
    parts = [
        path.sign.value if path.sign else "direction left open" if path.steps[-1].influence else "stated",
        path.modality.value,
        f"{length} step{'' if length == 1 else 's'}" + (f", {editorial} editorial" if editorial else ""),
    ]
    title = f"{number}. {' · '.join(parts)}"
    lines = [_step(step) for step in path.steps]
    for other in path.alternatives:
        own = [_step(step) for step in other.steps if step not in path.steps]
        lines.append(Item("or, by the same mediators:", tuple(own)))
    return Item(title, tuple(lines))


def _chain(path: Path) -> Item:
    """One line for a path of one counted step: what it inherits from stands before it."""
    *before, last = path.steps
    via = "".join(f"{step.sentence} {tag(step.claim)} {locator(step.claim)}; " for step in before)
    item = _step(last)
    return Item(via + item.text, (*(note for step in before for note in _notes(step)), *item.items))


def _step(step: Step) -> Item:
    below = [Item(f"also: {_line(other)}", tuple(_notes(other))) for other in step.also]
    return Item(_line(step), (*_notes(step), *below))


def _line(step: Step) -> str:
    return f"{step.sentence} {tag(step.claim)} {locator(step.claim)}"


def _notes(step: Step) -> Iterator[Item]:
    yield from limits(step.claim)
    for other in step.disputed:
        yield Item(f"disputed: {other.statement} {tag(other)} {locator(other)}")
