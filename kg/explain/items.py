"""`Item`: a line of an outline, which every text rendering is made from."""

from __future__ import annotations

from dataclasses import dataclass

from kg.claims import Claim, Stance

__all__ = ["Item", "locator", "tag"]


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


def tag(claim: Claim) -> str:
    """Return the mark that tells whose step it is."""
    if not claim.asserts:
        return "[CONTRADICTING]"
    return "[EDITORIAL]" if claim.stance is Stance.EDITORIAL else "[ASSERTED]"
