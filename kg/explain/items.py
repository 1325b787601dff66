"""`Item`: a line of an outline, which every text rendering is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.claims import Claim, Numbers, Stance

__all__ = ["Item", "limits", "locator", "tag"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an outline, and the lines below it."""

    text: str
    items: tuple[Item, ...] = ()


def locator(claim: Claim) -> str:
    """Return where a claim stands: id, paragraph and sentence.

    An editorial claim stands in no source, so it has an id only.
    """
    place = "" if claim.paragraph is None else f" ¶{claim.paragraph}"
    if claim.sentence is not None:
        place += f" s{claim.sentence}"
    return f"{claim.id}{place}"


def limits(claim: Claim) -> Iterator[Item]:
    """Yield within which limits a claim holds, what was measured, how the harm comes about, and what to do instead."""
    if claim.qualifier:
        yield Item(f"qualified: {claim.qualifier}")
    if claim.population:
        yield Item(f"among {claim.population}")
    if claim.numbers:
        yield from _figures(claim.numbers)
    if claim.mechanism:
        mark = ""
        if claim.mechanism_status and claim.mechanism_status.startswith("unverified"):
            mark = " (mechanism unverified: general knowledge, not read in the source)"
        yield Item(f"how: {claim.mechanism}{mark}")
    if claim.alternative:
        yield Item(f"instead: {claim.alternative}")


def _figures(numbers: Numbers) -> Iterator[Item]:
    accuracy = {
        "sensitivity": numbers.sensitivity,
        "specificity": numbers.specificity,
        "likelihood ratio of a yes": numbers.lr_positive,
        "of a no": numbers.lr_negative,
    }
    known = [f"{word} {value}" for word, value in accuracy.items() if value is not None]
    if known:
        origin = f" ({numbers.lr_origin})" if numbers.lr_origin else ""
        yield Item(", ".join(known) + origin)
    if numbers.prevalence:
        yield Item(f"how common: {numbers.prevalence}")
    if numbers.post_test:
        yield Item(f"once it is found: {numbers.post_test}")
    if numbers.other:
        yield Item(f"figures: {numbers.other}")


def tag(claim: Claim) -> str:
    """Return the mark that tells whose step it is."""
    if not claim.asserts:
        return "[CONTRADICTING]"
    return "[EDITORIAL]" if claim.stance is Stance.EDITORIAL else "[ASSERTED]"
