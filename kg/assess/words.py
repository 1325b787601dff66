"""From the words that a case is written in to the concepts they mean.

A text is understood when it is a label, a synonym or a code; when it says the same in other order or form; when it is
one of these with a qualifier, a duration or an everyday occasion; when it names a sensation and a part of the body; or
when it joins several of these. What is not understood is refused: a wrong understanding is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.durations import RECENT, SPAN, days_of, recent_days
from kg.assess.phrases import Phrases
from kg.assess.tokens import DENIALS, SEVERE, Understood, bag_of, words_of
from kg.errors import CaseError, TermError
from kg.lexicon import Lexicon, fold, suggest

__all__ = ["UNHEARD", "Reading", "Words"]

_LONGEST: Final = 200
"""How many characters a finding may have; nobody says one at more length."""
UNHEARD: Final = "nothing was assessed: if it may be urgent, do not wait for this program"
"""What a person has to know whose words were not understood."""
_MOST_WAYS: Final = 300
"""How many parts of a text are read, so that no text takes long."""
_NEAR: Final = 80.0
"""Similarity in percent from which a word is worth suggesting."""
_QUALIFIERS: Final = {
    **dict.fromkeys(("bilateral", "both"), "bilateral"),
    **dict.fromkeys(("new", "recent", "recently"), "new"),
    **dict.fromkeys(("sudden", "suddenly", "abrupt"), "sudden"),
    **dict.fromkeys(("progressive", "progressively", "worsening", "increasing"), "progressive"),
    **dict.fromkeys(SEVERE, "severe"),
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
_OFTEN: Final = (
    r"(?:od|bd|bid|tds|tid|qds|prn|nocte|mane|daily|weekly"
    r"|(?:once|twice|one|two|three|four|\d)(?: times)?(?: a| per)? day|(?:once|twice) daily"
    r"|(?:every|each) (?:day|night|morning|\d+ hours)|at night|in the morning"
    r"|(?:when|as|if) needed|over the counter|tablets?|capsules?)"
)
"""How often a medicine is taken, and in what form."""
_DOSE: Final = re.compile(
    rf"\b(?:\d+(?:\.\d+)?(?:/\d+)?\s*(?:mg|mcg|g|ml|iu|units?)\b|\d+/\d+\b)(?:\s*{_OFTEN})*"
    rf"|\b(?:\d+\s+)?{_OFTEN}(?:\s+{_OFTEN})*$",
    re.IGNORECASE,
)
"""The dose of a medicine."""
_DEGREES: Final = re.compile(
    r"\b(?:of|at|over|above|>=?)?\s*(?:3[89]|4[0-2]|10[0-7])(?:\.\d)?\s*(?:\u00b0|degrees?)?\s*[cf]?\b", re.IGNORECASE
)
"""The degrees of a fever, in Celsius or Fahrenheit."""
_WHEN: Final = re.compile(
    r"\b(?:recently|(?:last|this|every|each) (?:week|month|year|winter|summer)|(?:many|several|some|a few)?\s*"
    r"(?:years|months|weeks|days) ago|as a (?:child|kid|teenager|baby)|in the past"
    r"|in my (?:teens|twenties|thirties|forties)|in (?:19|20)\d\d|a while ago|a long time ago|before)\b",
    re.IGNORECASE,
)
"""A time in the past, which is noted and not used."""
_WEIGHT: Final = re.compile(
    r"\b(?:\d+(?:\.\d+)?|half an?|an?|one|two|three|four|five)\s*(?:stone|st|kg|kgs|kilos?|kilograms?|lbs?|pounds?)\b",
    re.IGNORECASE,
)
"""An amount of weight that was lost."""
_JOINT: Final = re.compile(r"\s*(?:,|;|&|\+|\b(?:and|with|plus|after|since|following|but|while)\b)\s*", re.IGNORECASE)


class Words:
    """Understands the words of cases.

    Args:
        lexicon: the labels, synonyms and codes of the concepts.
        beyond: words for what is not covered, each with how soon it asks for an assessment.
        qualified: the concept that another one is with a qualifier.
        broader: each concept with itself and all that it is a kind of.
        medicines: the concepts of which a word that can mean several means each.
        phrases: what else a text can be made of.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        beyond: Mapping[str, str],
        qualified: Mapping[tuple[NamedNode, str], NamedNode],
        broader: Mapping[NamedNode, frozenset[NamedNode]],
        medicines: Collection[NamedNode] = (),
        phrases: Phrases | None = None,
    ) -> None:
        self.phrases = phrases or Phrases()
        self._lexicon = lexicon
        self._qualified = qualified
        self._broader = broader
        self._medicines = frozenset(medicines)
        self._beyond = {fold(words): (words, level) for words, level in beyond.items()}
        self._bags: defaultdict[tuple[str, ...], set[NamedNode]] = defaultdict(set)
        for word, node in lexicon.meanings():
            self._bags[bag_of(word)].add(node)
        self._loose = {bag_of(words): found for found in self._beyond.values() for words in found[:1]}

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
        if len(text) > _LONGEST or not words_of(text):
            raise CaseError("BS706", f"{field}: '{text}' says nothing, or too much", "name one finding in a few words")
        found = Reading(self).read(text)
        if found is not None:
            return found
        if absent and (denied := self._lexicon.named(text)):
            return Understood(tuple(denied))
        first = words_of(text)[0]
        if first in DENIALS and Reading(self).read(text.split(maxsplit=1)[-1]) is not None:
            raise CaseError(
                "BS706",
                f"{field}: '{text}' says that something is not there",
                "name it among the absent findings (`--no` on the command line)",
            )
        try:
            self._lexicon.find(text)
        except TermError as error:
            near = tuple(w for w in dict.fromkeys(error.candidates or self._near(text)) if _denies(w) == _denies(text))
            raise CaseError("BS706", f"{field}: {error.message}", f"{suggest(near)}; {UNHEARD}", near) from error
        raise AssertionError(text)

    def _near(self, text: str) -> Iterable[str]:
        from rapidfuzz import fuzz, process

        words = [words for words, _ in self._beyond.values()]
        return [word for word, _, _ in process.extract(text, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)]

    def term(self, text: str) -> Understood | None:
        """Return what a text means that is one term, in these words or the same in another order."""
        named = self._lexicon.named(text)
        if len(named) == 1:
            return Understood((named[0],))
        if named:
            return self._in_common(named, text)
        if (beyond := self._beyond.get(fold(text))) is not None:
            return Understood(beyond=(beyond,))
        bag = bag_of(text)
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

    def with_qualifiers(self, text: str, read: Callable[[str], Understood | None]) -> Understood | None:
        """Return what a term with qualifiers means: the concept that it makes with them, or the concept itself.

        A qualifier that makes no other concept is noted and not used.
        """
        words = words_of(text)
        qualifiers = [word for word in words if word in _QUALIFIERS]
        plain = [word for word in words if word not in _QUALIFIERS]
        if not qualifiers or not plain:
            return None
        found = read(" ".join(plain))
        if found is None:
            return None
        nodes, notes = found.nodes, list(found.notes)
        for word in qualifiers:
            made = [self._qualified.get((node, _QUALIFIERS[word])) for node in nodes]
            if any(made):
                nodes = tuple(new or old for old, new in zip(nodes, made, strict=True))
            else:
                notes.append(f"'{word}' in '{' '.join(text.split())}' was not used.")
        return Understood(nodes, found.beyond, None, tuple(notes))


class Reading:
    """One text that is read, once in each of its parts.

    Args:
        words: what understands terms.

    Attributes:
        ways: what each part that was read means, None where that is not known.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self.ways: dict[str, Understood | None] = {}

    def read(self, text: str) -> Understood | None:
        """Return what a text means, None when that is not known, or when it takes too many ways of reading to tell."""
        key = " ".join(text.split())
        if key not in self.ways and len(self.ways) < _MOST_WAYS:
            self.ways[key] = None
            self.ways[key] = self._parse(text)
        return self.ways.get(key)

    def _parse(self, text: str) -> Understood | None:
        """Return what a text means, None when that is not known.

        A term comes first, with its qualifiers; then a sensation at a part of the body, which may be severe.
        """
        term = self._words.term(text)
        if term is not None:
            return term
        qualified = self._words.with_qualifiers(text, self._words.term)
        placed = self._words.phrases.placed(text)
        if qualified is not None and qualified.nodes:
            return placed + Understood(qualified.nodes) if placed and qualified.notes else qualified
        return (
            placed
            or self._with_time(text)
            or self._with_figure(text)
            or self._on_occasion(text)
            or qualified
            or self._words.with_qualifiers(text, self._whole)
            or self._joined(text)
        )

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
        """Return what a text means without a dose, degrees, a time in the past or an amount, which are noted."""
        for pattern, instead in ((_DOSE, " "), (_DEGREES, " "), (_WHEN, " "), (_WEIGHT, " weight ")):
            figure = pattern.search(text)
            if figure is not None and figure.group().strip():
                rest = self._read_rest(text[: figure.start()] + instead + text[figure.end() :])
                if rest is not None and (rest.nodes or rest.beyond):
                    return rest + Understood(notes=(f"'{figure.group().strip()}' was not used.",))
        return None

    def _on_occasion(self, text: str) -> Understood | None:
        """Return what is felt on an everyday occasion, which is noted and not used unless it is itself a finding."""
        if (split := self._words.phrases.occasion(text)) is not None:
            found, occasion = self._read_rest(split[0]), split[1]
            if found is not None:
                return found + (self._pain(occasion) or Understood(notes=(f"'{occasion}' was not used.",)))
        if (split := self._words.phrases.change(text)) is not None:
            found, change = self.read(split[0]), self._pain(split[1])
            return found + change if found is not None and change is not None else None
        return None

    def _pain(self, text: str) -> Understood | None:
        """Return what a text means by itself, or as what is said of pain."""
        return self._whole(text) or self._whole(f"pain {text}")

    def _read_rest(self, text: str) -> Understood | None:
        return self.read(text) if words_of(text) else Understood()

    def _whole(self, text: str) -> Understood | None:
        """Return what a text means that is one term, or a sensation at a part of the body."""
        return self._words.term(text) or self._words.phrases.placed(text)

    def _joined(self, text: str) -> Understood | None:
        """Return what several terms mean that are joined by a comma or by words."""
        joint = _JOINT.search(text)
        while joint is not None:
            first, rest = text[: joint.start()], text[joint.end() :]
            if words_of(first) and words_of(rest):
                found = self.read(first)
                others = self.read(rest) if found is not None else None
                if found is not None and others is not None:
                    return found + others
            joint = _JOINT.search(text, joint.end())
        return None


def _denies(text: str) -> bool:
    """Return whether a text says that something is not there: nothing is suggested that says the opposite."""
    return not DENIALS.isdisjoint(words_of(text))
