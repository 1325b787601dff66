"""How relations, hedges and answers are put into words.

The words of a relation come from its template in the ontology (``bs:sentence``), such as
``"{s} {causes|cause} {o}"``: the verb in the third person and as an infinitive, so that it can be hedged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.claims import HEDGES, Modality
from kg.explain.model import About, Path, Sign, Step
from kg.lexicon import Ref

__all__ = [
    "NOT_STATED",
    "capital",
    "cited",
    "counted",
    "hedge_note",
    "influence",
    "join",
    "pair_answer",
    "sentence",
    "term_answer",
]

NOT_STATED: Final = "The sources do not say"
_VERB: Final = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_CARE: Final = {"bs:warrants", "bs:constitutes"}
_NUMBERS: Final = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_LABEL: Final = re.compile(r"\{[so]\}")
_AUXILIARY: Final = {Modality.CAN: "can", Modality.MAY: "may"}


def sentence(template: str, subject: Ref, target: Ref, hedge: str = "asserted") -> str:
    """Put a relation into words, with the hedge of its source.

    "Can" and "may" become part of the verb. Any other hedging word is quoted behind the sentence, because it
    may weigh either end: that strain is *often* due to bad lifting does not mean that bad lifting often
    strains.

    >>> stress, breath = Ref("bs:Stress", "stress"), Ref("bs:ShallowBreathing", "shallow breathing")
    >>> sentence("{s} {causes|cause} {o}", stress, breath, "might")
    'stress may cause shallow breathing'
    >>> sentence("{s} {causes|cause} {o}", stress, breath, "common")
    'stress causes shallow breathing (“common”)'
    """
    auxiliary = _AUXILIARY.get(HEDGES[hedge])

    def verb(match: re.Match[str]) -> str:
        third, infinitive = match.groups()
        if auxiliary:
            return f"{auxiliary} {infinitive}"
        return {"be": "are"}.get(infinitive, infinitive) if subject.plural else third

    labels = {"{s}": subject.label, "{o}": target.label}
    words = _LABEL.sub(lambda match: labels[match[0]], _VERB.sub(verb, template, count=1))
    note = hedge_note(hedge)
    return f"{words} ({note})" if note else words


def hedge_note(hedge: str) -> str:
    """Return a hedging word as it is quoted behind a sentence; empty when the verb says it, or there is none.

    >>> hedge_note("rare"), hedge_note("can"), hedge_note("asserted")
    ('“rare”', '', '')
    """
    return "" if hedge == "asserted" or HEDGES[hedge] in _AUXILIARY else f"“{hedge}”"


def influence(sign: Sign | None, target: str, modality: Modality, *, likelihood: bool) -> str:
    """Put a net influence into words; it is never said more firmly than "can".

    Args:
        sign: its direction, or None when the sources leave it open.
        target: label of what is influenced.
        modality: how firm the firmest path is.
        likelihood: whether the target is something that happens or not, rather than something of a degree.

    >>> influence(Sign.RAISES, "back spasm", Modality.DEFINITE, likelihood=True)
    'can raise the likelihood of back spasm'
    """
    hedge = {Modality.MAY: "may", Modality.RARE: "may in rare cases"}.get(modality, "can")
    if sign is None:
        return f"{hedge} act on {target}, in a direction that the sources leave open"
    verb = {Sign.RAISES: "raise", Sign.LOWERS: "lower"}[sign]
    return f"{hedge} {verb} {'the likelihood of ' if likelihood else ''}{target}"


def pair_answer(origin: Ref, target: Ref, paths: Sequence[Path], *, likelihood: bool) -> str:
    """Return the one-sentence answer to "how does one concept act on another?".

    Direct claims are given in their own verbs and hedges; otherwise the net influence is named, with what the
    shortest path runs through. An ambivalent pair has a part for each sign.
    """
    signs = list(dict.fromkeys(path.sign for path in paths))
    parts = [_part(origin, target, [path for path in paths if path.sign is sign], likelihood) for sign in signs]
    return f"{capital(f'{origin} {join(parts)}'.replace(' ,', ','))}."


def _part(origin: Ref, target: Ref, paths: Sequence[Path], likelihood: bool) -> str:  # noqa: FBT001
    """Put the paths of one sign into words, without the subject."""
    direct = [path for path in paths if len(path.steps) == 1]
    indirect = [path for path in paths if len(path.steps) > 1]
    if direct:
        steps = [step for path in direct for step in (*path.steps, *path.steps[0].also)]
        stated = join([_predicate(step) for step in sorted(steps, key=lambda step: step.claim.id)])
        if not indirect:
            return stated
        several = f"{len(indirect)} indirect paths, the shortest" if len(indirect) > 1 else "an indirect path"
        return f"{stated}, and {'are' if origin.plural else 'is'} linked to it by {several} {_through(indirect[0])}"
    first = indirect[0]
    if first.sign is None and not first.steps[-1].influence:
        broader, last = first.steps[-2].object, first.steps[-1]
        return f"{'are' if origin.plural else 'is'} a kind of {broader}, and {cited(last)}"
    firmest = min((path.modality for path in paths), key=lambda modality: modality.rank)
    return f"{influence(first.sign, target.label, firmest, likelihood=likelihood)}, {_through(first)}"


def term_answer(about: About) -> str:
    """Return the one-sentence answer to "what is this concept, and what is it connected with?"."""
    entry = about.entry
    kinds = join([f"{'an' if kind.label[:1] in 'aeiou' else 'a'} {kind.label}" for kind in entry.kinds])
    verb = "are" if entry.term.plural else "is"
    also = f", a kind of {join([ref.label for ref in entry.broader])}" if entry.broader else ""
    care = [step for path in about.other for step in path.steps if step.predicate.id in _CARE]
    asks = f"; {'they' if entry.term.plural else 'it'} {join([_predicate(step) for step in care])}" if care else ""
    return (
        f"{capital(entry.term.label)} {verb} {kinds}{also}{asks}; "
        f"stated influences: {len(about.acted_on_by)} on it, {len(about.acts_on)} by it."
    )


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def join(parts: Sequence[str], word: str = "and") -> str:
    """Return the parts as one phrase.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    lead = ", ".join(parts[:-1])
    return f"{lead} {word} {parts[-1]}" if lead else "".join(parts)


def counted(number: int, noun: str) -> str:
    """Return a number of things, small numbers as words.

    >>> counted(0, "axiom"), counted(1, "axiom"), counted(2, "axiom"), counted(30, "axiom")
    ('no axioms', 'one axiom', 'two axioms', '30 axioms')
    """
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"


def cited(step: Step) -> str:
    """Return a step in words, with its hedging word, claim and limit in one pair of brackets."""
    note = hedge_note(step.claim.hedge)
    words = step.sentence.removesuffix(f" ({note})")
    limit = f": {step.claim.qualifier}" if step.claim.qualifier else ""
    return f"{words} ({', '.join(filter(None, (note, step.claim.id)))}{limit})"


def _predicate(step: Step) -> str:
    return cited(step).removeprefix(step.subject.label).strip()


def _through(path: Path) -> str:
    """Name what a path runs through; a broader concept is no mediator."""
    mediators = [str(step.object) for step in path.steps[:-1] if step.predicate.id != "bs:kindOf"]
    if mediators:
        return f"through {join(mediators, 'and then')}"
    return f"as a kind of {path.steps[-1].subject}"
