"""From the words that a case is written in to the concepts they mean.

A text is understood when it is a label, a synonym or a code; when it says the same in other order or form; when it is
one of these with a qualifier or a duration; or when it joins several of these. What is not understood is refused: a
wrong understanding is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.durations import RECENT, SPAN, days_of, recent_days
from kg.errors import CaseError, TermError
from kg.lexicon import Lexicon, fold

__all__ = ["Understood", "Words"]

_LONGEST: Final = 200
"""How many characters a finding may have; nobody says one at more length."""
_UNHEARD: Final = "nothing was assessed: if it may be urgent, do not wait for this program"
_NEAR: Final = 80.0
"""Similarity in percent from which a word is worth suggesting."""
_DENIALS: Final = frozenset(
    fold(word) for word in ("no", "not", "never", "without", "denies", "deny", "denied", "absent", "negative", "lacks")
)
_FILLERS: Final = frozenset(
    (
        *("a", "an", "the", "my", "his", "her", "their", "your", "of", "in", "on", "at", "to", "i", "we", "he", "she"),
        *("they", "have", "has", "having", "is", "am", "are", "was", "been", "feel", "feeling", "get", "getting"),
        *("some", "there", "it", "its", "me", "im", "ive", "also", "just", "really", "very", "quite", "bit", "patient"),
        *("keep", "keeps", "kept", "got", "gone", "when", "all", "so"),
    )
)
"""Words that carry nothing; without them, and in any order, what is left says the same."""
_SAME: Final = {
    "both": "bilateral",
    "feet": "foot",
    "cannot": "cant",
    "couldnt": "cant",
    "unable": "cant",
    "lower": "low",
    "lost": "loss",
    "losing": "loss",
    "loses": "loss",
    "weak": "weakness",
    "numb": "numbness",
    "ache": "pain",
    "aching": "pain",
    "painful": "pain",
    "sore": "pain",
    "soreness": "pain",
    "hurt": "pain",
    "hurting": "pain",
    "peeing": "pee",
    "wee": "pee",
    "weeing": "pee",
    "loo": "toilet",
    "urinate": "pee",
    "urinating": "pee",
    "urination": "pee",
    "trouble": "difficulty",
    "tingly": "tingling",
    "spasming": "spasm",
    "cramping": "cramp",
    "bladder's": "bladder",
}
"""Forms of words that say the same."""
_QUALIFIERS: Final = {
    **dict.fromkeys(("bilateral", "both"), "bilateral"),
    **dict.fromkeys(("new", "recent", "recently"), "new"),
    **dict.fromkeys(("sudden", "suddenly", "abrupt"), "sudden"),
    **dict.fromkeys(("progressive", "progressively", "worsening", "increasing"), "progressive"),
    **dict.fromkeys(
        ("severe", "intense", "terrible", "awful", "excruciating", "unbearable", "agonising", "debilitating", "bad"),
        "severe",
    ),
    **dict.fromkeys(("persistent", "lasting", "ongoing"), "persistent"),
    **dict.fromkeys(("constant", "constantly", "continuous"), "without pause"),
    **dict.fromkeys(("chronic",), "chronic"),
    **dict.fromkeys(("acute",), "acute"),
    **dict.fromkeys(("unexplained",), "unexplained"),
    **dict.fromkeys(("nocturnal", "night"), "at night"),
    **dict.fromkeys(("mild", "slight", "minor", "moderate", "occasional", "intermittent"), "mild"),
    **dict.fromkeys(("left", "right", "sided", "side", "one"), "of one side"),
    **dict.fromkeys(
        (
            "dull",
            "sharp",
            "stabbing",
            "burning",
            "throbbing",
            "nagging",
            "gnawing",
            "grumbling",
            "shooting",
            "niggling",
        ),
        "of character",
    ),
}
"""The words by which a finding is qualified, and the qualifier that each stands for."""
_DOSE: Final = re.compile(
    r"\b\d+(?:\.\d+)?\s*(?:mg|mcg|g|ml|iu|units?)\b"
    r"(?:\s*(?:od|bd|tds|qds|prn|daily|(?:once|twice)(?: a day| daily)?))?",
    re.IGNORECASE,
)
"""The dose of a medicine."""
_DEGREES: Final = re.compile(
    r"\b(?:of|at|over|above|>=?)?\s*(?:3[89]|4[0-2]|10[0-7])(?:\.\d)?\s*(?:\u00b0|degrees?)?\s*[cf]?\b", re.IGNORECASE
)
"""The degrees of a fever, in Celsius or Fahrenheit."""
_OCCASION: Final = re.compile(
    r"\b(?:after|from|when|while|whenever|if)\s+(?:(?:i|i'm|i am|playing|doing|the|a|some|too much)\s+)*"
    r"(?:gardening|digging|football|rugby|tennis|golf|gym|runn?ing|run|sports?|exercis(?:e|ing)|training|workout"
    r"|bend(?:ing)?|twist(?:ing)?|turn(?:ing)?|mov(?:e|ing)|reach(?:ing)?|stretch(?:ing)?|lift(?:ing)?|sit(?:ting)?"
    r"|driv(?:e|ing)|stand(?:ing)?|housework|decorating|work|desk work|sleep(?:ing)? (?:badly|funny|awkwardly))"
    r"(?:\s+(?:down|over|up|forwards?|all day|too long|for hours))*\b",
    re.IGNORECASE,
)
"""An everyday occasion on which something is felt; no injury."""
_JOINT: Final = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bwith\b|\bplus\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means.

    Args:
        nodes: the concepts that it names.
        beyond: the words in it that the knowledge base does not cover, each with how soon they ask for an assessment.
        days: the duration in it.
        notes: words in it that were not used.
    """

    nodes: tuple[NamedNode, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    days: int | None = None
    notes: tuple[str, ...] = ()

    def __add__(self, other: Understood) -> Understood:
        return Understood(
            tuple(dict.fromkeys((*self.nodes, *other.nodes))),
            tuple(dict.fromkeys((*self.beyond, *other.beyond))),
            self.days if other.days is None else other.days,
            (*self.notes, *other.notes),
        )


class Words:
    """Understands the words of cases.

    Args:
        lexicon: the labels, synonyms and codes of the concepts.
        beyond: words for what is not covered, each with how soon it asks for an assessment.
        qualified: the concept that another one is with a qualifier.
        broader: each concept with itself and all that it is a kind of.
        medicines: the concepts of which a word that can mean several means each.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        beyond: Mapping[str, str],
        qualified: Mapping[tuple[NamedNode, str], NamedNode],
        broader: Mapping[NamedNode, frozenset[NamedNode]],
        medicines: Collection[NamedNode] = (),
    ) -> None:
        self._lexicon = lexicon
        self._qualified = qualified
        self._broader = broader
        self._medicines = frozenset(medicines)
        self._beyond = {fold(words): (words, level) for words, level in beyond.items()}
        self._bags: defaultdict[tuple[str, ...], set[NamedNode]] = defaultdict(set)
        for word, node in lexicon.meanings():
            self._bags[_bag(word)].add(node)
        self._loose = {_bag(words): found for found in self._beyond.values() for words in found[:1]}

    def understand(self, text: str, field: str, *, absent: bool = False) -> Understood:
        """Return what a text means.

        Args:
            text: the text.
            field: where in the case it stands, for messages.
            absent: whether it says what is not there; a word that can mean several things then denies each of them.

        Raises:
            CaseError: BS706, when it is not understood, denies something, or can mean several things.
        """
        if not text.isprintable():
            raise CaseError("BS706", f"{field}: '{text}' holds characters that nobody sees", "write it anew")
        if len(text) > _LONGEST or not _words(text):
            raise CaseError("BS706", f"{field}: '{text}' says nothing, or too much", "name one finding in a few words")
        found = self._read(text)
        if found is not None:
            return found
        if absent and (denied := self._lexicon.named(text)):
            return Understood(tuple(denied))
        first = _words(text)[0]
        if first in _DENIALS and self._read(text.split(maxsplit=1)[-1]) is not None:
            raise CaseError(
                "BS706",
                f"{field}: '{text}' says that something is not there",
                "name it among the absent findings (`--no` on the command line)",
            )
        try:
            self._lexicon.find(text)
        except TermError as error:
            near = error.candidates or tuple(self._near(text))
            hint = "did you mean " + " or ".join(f"'{word}'" for word in near) + "?" if near else error.hint
            raise CaseError("BS706", f"{field}: {error.message}", f"{hint}; {_UNHEARD}", near) from error
        raise AssertionError(text)

    def _near(self, text: str) -> Iterable[str]:
        from rapidfuzz import fuzz, process

        words = [words for words, _ in self._beyond.values()]
        return [word for word, _, _ in process.extract(text, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)]

    def _read(self, text: str) -> Understood | None:
        """Return what a text means, None when that is not known."""
        whole = self._whole(text)
        if whole is not None:
            return whole
        timed = self._with_time(text) or self._with_figure(text)
        if timed is not None:
            return timed
        qualified = self._with_qualifiers(text)
        if qualified is not None:
            return qualified
        return self._joined(text)

    def _with_time(self, text: str) -> Understood | None:
        """Return what a text means that has a duration or a day; a date that is past is noted and not used."""
        for pattern in (SPAN, RECENT):
            span = pattern.search(text)
            rest = None if span is None else self._read_rest(text[: span.start()] + " " + text[span.end() :])
            if span is None or rest is None:
                continue
            if pattern is RECENT:
                return rest + Understood(days=recent_days(span))
            if span["back"]:
                return rest + Understood(notes=(f"'{span.group().strip()}' was not used.",))
            return rest + Understood(days=days_of(span))
        return None

    def _with_figure(self, text: str) -> Understood | None:
        """Return what a medicine with a dose means, a fever with its degrees, or what is felt on an everyday occasion.

        The dose, the degrees or the occasion is noted and not used.
        """
        for pattern in (_DOSE, _DEGREES, _OCCASION):
            figure = pattern.search(text)
            if figure is not None:
                rest = self._whole(text[: figure.start()] + " " + text[figure.end() :])
                if rest is not None:
                    return rest + Understood(notes=(f"'{figure.group().strip()}' was not used.",))
        return None

    def _read_rest(self, text: str) -> Understood | None:
        return self._read(text) if _words(text) else Understood()

    def _whole(self, text: str) -> Understood | None:
        """Return what a text means that is one term, in these words or the same in another order."""
        named = self._lexicon.named(text)
        if len(named) == 1:
            return Understood((named[0],))
        if named:
            return self._in_common(named, text)
        if (beyond := self._beyond.get(fold(text))) is not None:
            return Understood(beyond=(beyond,))
        bag = _bag(text)
        nodes = self._bags.get(bag, set())
        if len(nodes) == 1:
            return Understood(tuple(nodes))
        if not nodes and bag in self._loose:
            return Understood(beyond=(self._loose[bag],))
        return None

    def _in_common(self, nodes: Sequence[NamedNode], text: str) -> Understood | None:
        """Return what a word means that can mean several things: all that holds of each, and nothing more.

        Of medicines that a word can mean, each is taken, since each can speak against something.
        """
        labels = ", ".join(self._lexicon.ref(node).label for node in nodes)
        if self._medicines.issuperset(nodes):
            return Understood(tuple(nodes), notes=(f"'{text}' can mean {labels}: each was taken.",))
        common: set[NamedNode] = set(self._broader.get(nodes[0], frozenset(nodes[:1])))
        for node in nodes[1:]:
            common &= self._broader.get(node, frozenset((node,)))
        nearest = [n for n in common if not any(n in self._broader.get(o, ()) for o in common if o != n)]
        if not nearest:
            return None
        nearest.sort(key=lambda node: node.value)
        taken = " and ".join(self._lexicon.ref(node).label for node in nearest)
        return Understood(tuple(nearest), notes=(f"'{text}' can mean {labels}: it was taken as {taken}.",))

    def _with_qualifiers(self, text: str) -> Understood | None:
        """Return what a term with qualifiers means: the concept that it makes with them, or the concept itself.

        A qualifier that makes no other concept is noted and not used.
        """
        words = _words(text)
        qualifiers = [word for word in words if word in _QUALIFIERS]
        plain = [word for word in words if word not in _QUALIFIERS]
        if not qualifiers or not plain:
            return None
        found = self._whole(" ".join(plain))
        if found is None:
            return None
        nodes, notes = found.nodes, list(found.notes)
        for word in qualifiers:
            made = [self._qualified.get((node, _QUALIFIERS[word])) for node in nodes]
            if nodes and all(made):
                nodes = tuple(node for node in made if node is not None)
            else:
                notes.append(f"'{word}' in '{' '.join(text.split())}' was not used.")
        return Understood(nodes, found.beyond, None, tuple(notes))

    def _joined(self, text: str) -> Understood | None:
        """Return what several terms mean that are joined by a comma or by words."""
        joint = _JOINT.search(text)
        while joint is not None:
            first, rest = text[: joint.start()], text[joint.end() :]
            if _words(first) and _words(rest):
                found = self._read(first)
                others = self._read(rest) if found is not None else None
                if found is not None and others is not None:
                    return found + others
            joint = _JOINT.search(text, joint.end())
        return None


def _words(text: str) -> list[str]:
    return fold(text).split()


def _bag(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry something, in one form and order."""
    words = (_SAME.get(word, word) for word in _words(text) if word not in _FILLERS)
    return tuple(sorted(words))
