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

__all__ = ["NOT_STATED", "capital", "hedge_note", "influence", "join", "pair_answer", "sentence", "term_answer"]

NOT_STATED: Final = "The sources do not say"
_VERB: Final = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
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

    Direct claims are given in their own verbs and hedges; otherwise the net influence is named, for each sign
    there is, with what the shortest path of that sign runs through.
    """
    direct = [path for path in paths if len(path.steps) == 1]
    indirect = [path for path in paths if len(path.steps) > 1]
    if direct:
        steps = [step for path in direct for step in (*path.steps, *path.steps[0].also)]
        stated = [_predicate(step) for step in sorted(steps, key=lambda step: step.claim.id)]
        text = f"{origin} {join(stated)}".replace(" ,", ",")
        if indirect:
            several = f"{len(indirect)} indirect paths, the shortest" if len(indirect) > 1 else "an indirect path"
            text += (
                f", and {'are' if origin.plural else 'is'} linked to it by {several} through {_through(indirect[0])}"
            )
        return f"{capital(text)}."
    parts: list[str] = []
    for sign in dict.fromkeys(path.sign for path in indirect):
        of_sign = [path for path in indirect if path.sign is sign]
        firmest = min((path.modality for path in of_sign), key=lambda modality: modality.rank)
        words = influence(sign, target.label, firmest, likelihood=likelihood)
        parts.append(f"{words}, through {_through(of_sign[0])}")
    return f"{capital(f'{origin} {join(parts)}')}."


def term_answer(about: About) -> str:
    """Return the one-sentence answer to "what is this concept, and what is it connected with?"."""
    entry = about.entry
    kinds = join([kind.label for kind in entry.kinds])
    article = "an" if kinds[:1] in set("aeiou") else "a"
    verb = "are" if entry.term.plural else "is"
    also = f", a kind of {join([ref.label for ref in entry.broader])}" if entry.broader else ""
    return (
        f"{capital(entry.term.label)} {verb} {article} {kinds}{also}; "
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


def _predicate(step: Step) -> str:
    """Return a step without its subject; hedge, claim and limit follow in brackets."""
    note = hedge_note(step.claim.hedge)
    words = step.sentence.removesuffix(f" ({note})").removeprefix(step.subject.label).strip()
    brackets = ", ".join(filter(None, (note, step.claim.id)))
    limit = f": {step.claim.qualifier}" if step.claim.qualifier else ""
    return f"{words} ({brackets}{limit})"


def _through(path: Path) -> str:
    return join([str(concept) for concept in path.concepts[1:-1]], "and then")
