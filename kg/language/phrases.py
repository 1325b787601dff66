"""What a text is made of beside terms: parts of the body, sensations, modifiers, occasions, and words left unused.

All of these words stand in tables; here they are found in a text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from kg.language.shorthand import Shorthand
from kg.language.spans import Role, Span
from kg.language.tokens import DENIALS, FILLERS, Token, form, words_of
from kg.wordings import Region, Saying, Speech

__all__ = ["KIN", "PART_OF", "Phrases"]

_SIGNS: Final = frozenset(",;:.+")
"""Signs that part two clauses."""
_DASHES: Final = frozenset("-\u2010\u2011\u2013\u2014")
_EMPTY: Final = frozenset("()[]\"'\u2018\u2019\u201c\u201d/?*%")
"""Signs that say nothing."""
_ROLES: Final = {
    Speech.SENSATION: Role.SENSATION,
    Speech.TOUCHING: Role.TOUCHING,
    Speech.MOVING: Role.MOVING,
    Speech.PLACING: Role.PLACING,
    Speech.MODIFIER: Role.MODIFIER,
    Speech.JOINT: Role.JOINT,
    Speech.KIN: Role.LEFT,
    Speech.PERSON: Role.LEFT,
    Speech.INTENDING: Role.LEFT,
    Speech.ORDINARY: Role.LEFT,
    Speech.TURNING: Role.FILLER,
    Speech.EXAMINED: Role.EXAMINED,
    Speech.NORMAL: Role.NORMAL,
}
_SILENT: Final = (Speech.DOUBTING, Speech.SHORT)
"""Words that are nothing of a reading: what is doubtful is not understood, and what is short is written out before."""
_ASKED: Final = re.compile(
    r"^\s*(?:is|are|am|was|could|can|should|will|would|might|may)\s+(?:i|it|this|that|these|they|we)\b"
    r"|^\s*(?:do|does|did)\s+(?:i|it|this|that|these|they|we)\b"
    r"|^\s*(?:what|how|why|when) (?:if|about|is|are|do|does|can)\b",
    re.IGNORECASE,
)
"""How a question begins."""
_FEARED: Final = re.compile(
    r"\b(?:worried|worry|worrying|scared|afraid|frightened|terrified|anxious|panicking|wondering|fearful|fear|fearing"
    r"|concerned|paranoid)\s+(?:that\s+|if\s+|about\s+|of\s+|in case\s+|about it being\s+)?"
    r"(?:(?:it|this|that|i|he|she|there|they)\b|(?:having|getting|being)\b|it['\u2019]s|i['\u2019](?:ve|m|ll))",
    re.IGNORECASE,
)
"""Words behind which somebody says what they fear to have."""
_UNABLE: Final = re.compile(
    r"(?:(?:i|he|she)\s+)?(?:can'?t|cannot|can not|hard to|struggl(?:e|es|ing) (?:to|with)|difficult(?: to)?|difficulty"
    r"|trouble|unable to|not able to|couldn'?t)\s+(?:even\s+)?",
    re.IGNORECASE,
)
"""Words that say that an everyday thing cannot be done."""
_WEIGHTY: Final = re.compile(
    r"\b(?:walk|stand|stood|stair|run|mov|get up|getting up|get out|getting out|climb)", re.IGNORECASE
)
"""What is a sign of its own when it cannot be done."""
_DETERMINERS: Final = frozenset(("a", "an", "the", "my", "his", "her", "their", "your", "our", "of", "in"))
"""Words that make no difference to which part of the body is meant."""
_ENDING: Final = frozenset(("over", "down", "up", "through"))
"""Words that say where only beside a part of the body: what is over is there no more."""
KIN: Final = "kin"
"""What a span is called that names another person."""
_BESIDE_KIN: Final = frozenset(("by", "from", "with", "to", "for"))
"""Words after which another person is not the one that is meant."""
_OF_PART: Final = re.compile(
    r"(?:back|front|side|top|ball|tip|underside|inside|outside)\s+of\s+"
    r"(?:(?:my|the|his|her|one|each|both|left|right)\s+)*",
    re.IGNORECASE,
)
"""The back of a knee is no back, and the ball of a foot none of what else is called a ball."""
PART_OF: Final = "part of"
"""What a span is called that names the side of a part."""
_COURSE: Final = (
    r"(?:(?:is|are|was|gets?|getting|got|feels?|made|makes?|much|a lot|slightly|a bit|even|it|which|that|always"
    r"|usually|only|mainly|mostly|far|so|really)\s+)*"
    r"(?:worse(?:n(?:s|ed))?|worst|aggravated|better|best|improve[sd]?|improving|eas(?:es|ed|ier|ing)|relieved|helped"
    r"|(?:comes?|came|coming|brought|set|sets(?: it)?) (?:on|off)|triggered|start(?:s|ed)|began|onset"
    r"|flare[sd]?(?: up)?|flaring(?: up)?|hurts(?: more| most)?)"
)
"""Words that say what an occasion does to what is felt."""
_LINK: Final = (
    r"(?:with|by|when|whenever|while|whilst|on|in|at|after|from|during|following|if|through|as|to|since|due to"
    r"|because of|once|for)"
)
"""Words that join an occasion to what is felt."""
_CHANGED: Final = re.compile(
    rf"(?P<course>{_COURSE})(?=\s+(?:{_LINK}|each|every|around|about|towards)\b)", re.IGNORECASE
)
"""What an occasion that is not known does to what is felt."""
_LEAD: Final = (
    r"(?:(?:i|i'm|i am|he|she|they|we|my|his|her|their|the|a|an|some|any|too much|too long|a lot of|lots of|doing"
    r"|playing|being|having|going|go|prolonged|long|hard|heavy|strenuous|trying to|try to|first|usual|i have had a"
    r"|i've had a|i have been|i've been|i was|short|gentle|bit of|period of|more|less|over)\s+)*"
)
_TAIL: Final = (
    r"(?:\s+(?:down|over|up|forwards?|backwards?|all day|a lot|too long|too much|for hours|for long|for a long time"
    r"|at work|at home|in the morning|in the evening|again|about|around|out|off|session|class|practice|match))*"
)
_MAKES: Final = (
    r"\s+(?:makes?|made|sets?|brings?)\s+(?:it|the pain|things|this|my (?:lower )?back(?: pain)?)\s+"
    r"(?:(?:much|a lot|even|far|slightly|a bit)\s+)?(?:worse|better|easier|off|on)\b"
)
"""What an occasion does to what is felt, behind it."""
_HANDLING: Final = re.compile(
    r"\b(?:lift(?:ing|ed|s)?|carry(?:ing)?|carried|mov(?:e|ed|ing)|push(?:ing|ed)?|pull(?:ing|ed)?|pick(?:ing|ed)? up"
    r"|hold(?:ing)?|shift(?:ing|ed)|drag(?:ging|ged)|reach(?:ing|ed)?(?: for)?|unload(?:ing|ed)|load(?:ing|ed))$",
    re.IGNORECASE,
)
"""Activities that have an object: whatever it is, it says nothing of health."""
_OBJECT: Final = re.compile(
    r"\s+(?:(?:for|of|a|an|the|my|his|her|some|our|big|large|heavy|very|really|huge|small|old|few|lots of|\d+)\s+)*"
    r"(?P<words>[a-z-]+(?:\s+(?:of\s+)?[a-z-]+)?)",
    re.IGNORECASE,
)


_VERBS: Final = frozenset(
    (
        *(
            "ca",
            "wo",
            "do",
            "does",
            "did",
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "could",
            "would",
            "should",
        ),
        *("must", "need", "might", "ai"),
    )
)
"""What stands before the *n't* of a denial."""


class Phrases:
    """The words of ordinary speech, and those for parts of the body and everyday occasions.

    Args:
        regions: the parts of the body.
        activities: what people do or are exposed to when they feel something.
        sayings: words of ordinary speech.
    """

    def __init__(
        self, regions: Iterable[Region] = (), activities: Iterable[str] = (), sayings: Iterable[Saying] = ()
    ) -> None:
        self._regions: defaultdict[str, list[tuple[tuple[str, ...], Region]]] = defaultdict(list)
        for region in regions:
            for words in region.words:
                forms = tuple(form(word) for word in words_of(words) if word not in _DETERMINERS)
                self._regions[forms[0]].append((forms, region))
        sayings = list(sayings)
        self.shorthand = Shorthand(
            {short: one.means[0] for one in sayings if one.kind is Speech.SHORT for short in one.words}
        )
        self._barred = {
            form(word)
            for one in sayings
            if one.kind in (Speech.KIN, Speech.PERSON, Speech.DOUBTING)
            for words in one.words
            for word in words_of(words)
            if " " not in words
        }
        people = sorted({words for one in sayings if one.kind in (Speech.KIN, Speech.PERSON) for words in one.words})
        has = r"\s+(?:who\s+)?(?:has|had|with|have|having|got|is|was)\b"
        self._other = re.compile(rf"\b(?:{'|'.join(map(re.escape, people))}){has}", re.IGNORECASE) if people else None
        self._sayings: defaultdict[str, list[tuple[tuple[str, ...], Saying]]] = defaultdict(list)
        for saying in sayings:
            for words in saying.words if saying.kind not in _SILENT else ():
                # A text is read with its abbreviations written out.
                for said in {tuple(map(form, words_of(one))) for one in (words, self.shorthand.written_out(words))}:
                    self._sayings[said[0]].append((said, saying))
        self._activities = list(activities)

    @cached_property
    def _occasion(self) -> re.Pattern[str] | None:
        """What matches an everyday occasion; it takes a while to compile."""
        spaced = {
            r"\s+(?:(?:my|the|a|an|his|her|our|some)\s+)*".join(map(re.escape, a.split())) for a in self._activities
        }
        longest = sorted(spaced, key=lambda text: (-len(text), text))
        one = rf"{_LEAD}(?:{'|'.join(longest)}){_TAIL}\b"
        activity = rf"{one}(?:\s*(?:,|and|or|then)\s+(?:{_LINK}\s+)?{one})*"
        whole = rf"(?:{_COURSE}\s+(?:{_LINK}\s+)?|{_LINK}\s+|){activity}(?:{_MAKES})?"
        return re.compile(whole, re.IGNORECASE) if longest else None

    def spans(
        self,
        text: str,
        tokens: Sequence[Token],
        known: Callable[[Sequence[str]], bool] = lambda _: False,
        *,
        intending: bool = False,
    ) -> Iterator[Span]:
        """Yield what the words of a text can be, terms and figures apart.

        Args:
            text: the text.
            tokens: its words and signs.
            known: whether some forms of words are, or belong to, a term, which names no mere thing.
            intending: whether the text says what somebody means to do, rather than what there is.
        """
        for index, token in enumerate(tokens):
            if text[token.start] in "<>=\u2264\u2265":
                continue
            if not token.words:
                yield from self._sign(text, tokens, index)
                continue
            if all(word in FILLERS for word in token.words):
                yield Span(index, index + 1, Role.FILLER)
            yield from self._said(text, tokens, index, intending=intending)
            yield from self._parts(text, tokens, index)
            yield from self._occasions(text, tokens, index, known)
            course = _CHANGED.match(text, token.start)
            if course is not None:
                end = next(i + 1 for i, one in enumerate(tokens) if one.end >= course.end("course"))
                yield Span(index, end, Role.LEFT, said=course["course"])

    def of_another(self, text: str) -> bool:
        """Return whether a text says what somebody else has."""
        return self._other is not None and self._other.search(text) is not None

    @staticmethod
    def unsure(text: str) -> bool:
        """Return whether a text only asks, or says what somebody fears to have."""
        return _ASKED.search(text) is not None or _FEARED.search(text) is not None

    def may_be_left(self, token: Token) -> bool:
        """Return whether a word that no table knows may be left out of what is understood in part.

        What denies or doubts may not, nor what names another person, who may be the one that is meant.
        """
        return not any(
            word in DENIALS or _contracted(word) or form in self._barred
            for word, form in zip(token.words, token.forms, strict=True)
        )

    @staticmethod
    def _sign(text: str, tokens: Sequence[Token], index: int) -> Iterator[Span]:
        """Yield what a sign is: one that parts clauses, or nothing at all; a minus or a cross may deny."""
        token = tokens[index]
        sign = text[token.start : token.end]
        between = 0 < index < len(tokens) - 1 and bool(tokens[index - 1].words and tokens[index + 1].words)
        if sign in _SIGNS or (sign in _DASHES and between and text[token.start - 1].isspace()):
            yield Span(index, index + 1, Role.JOINT, said=sign)
        elif sign in _EMPTY or (sign in _DASHES and between):
            yield Span(index, index + 1, Role.FILLER, said=sign)

    def _said(self, text: str, tokens: Sequence[Token], index: int, *, intending: bool) -> Iterator[Span]:
        """Yield the sayings that begin with a word; the signs in them, as in *non-stop*, count for nothing."""
        for said, saying in self._sayings.get(tokens[index].forms[0], ()):
            end = _matched(tokens, index, said, fillers=False)
            if end is None or (saying.kind is Speech.KIN and not self._beside(tokens, index)):
                continue
            if (saying.kind is Speech.INTENDING and not intending) or self._misplaced(saying, tokens, index, end):
                continue
            said_so = text[tokens[index].start : tokens[end - 1].end]
            first, *more = saying.means or ("",)
            inner = tuple(Span(index, end, Role.MODIFIER, word=qualifier, said=said_so) for qualifier in more)
            first = KIN if saying.kind is Speech.KIN else first
            yield Span(index, end, _ROLES[saying.kind], word=first, said=said_so, inner=inner)

    def _misplaced(self, saying: Saying, tokens: Sequence[Token], index: int, end: int) -> bool:
        """Return whether a word does not do what it can: as in a fever that is *over*, a pain that is *gone*."""
        if saying.kind is Speech.TURNING:
            following = (self._sayings.get(token.forms[0], ()) for token in tokens[end : end + 1] if token.forms)
            return not any(one.kind is Speech.SENSATION for sayings in following for _, one in sayings)
        if saying.kind not in (Speech.PLACING, Speech.MOVING) or end - index > 1:
            return False
        after = [token.forms for token in tokens[end : end + 4] if token.forms]
        if after and after[0][0][:1].isdigit():
            return True
        return tokens[index].words[0] in _ENDING and not any(forms[0] in self._regions for forms in after)

    @staticmethod
    def _beside(tokens: Sequence[Token], index: int) -> bool:
        before = [token.words[0] for token in tokens[max(index - 3, 0) : index] if token.words]
        return any(word in _BESIDE_KIN for word in before)

    def _parts(self, text: str, tokens: Sequence[Token], index: int) -> Iterator[Span]:
        for forms, region in self._regions.get(tokens[index].forms[0], ()):
            end = _matched(tokens, index, forms, fillers=True)
            if end is not None:
                yield Span(index, end, Role.PART, word=region.words[0], region=region)
        part = _OF_PART.match(text, tokens[index].start)
        if part is not None:
            end = next((i for i, token in enumerate(tokens) if token.start >= part.end()), len(tokens))
            if end < len(tokens) and tokens[end].forms and self._regions.get(tokens[end].forms[0]):
                yield Span(index, end, Role.PLACING, word=PART_OF)

    def _occasions(
        self, text: str, tokens: Sequence[Token], index: int, known: Callable[[Sequence[str]], bool]
    ) -> Iterator[Span]:
        """Yield the everyday occasions that begin with a word; what is lifted or moved belongs to them."""
        unable = _UNABLE.match(text, tokens[index].start)
        start = unable.end() if unable else tokens[index].start
        found = self._occasion.match(text, start) if self._occasion else None
        if found is None or (unable and _WEIGHTY.search(found.group())):
            return
        ends = [found.end()]
        if _HANDLING.search(found.group()):
            thing = _OBJECT.match(text, found.end())
            if thing is not None and self._is_thing(thing["words"], known):
                ends += [thing.end(), thing.start("words") + len(thing["words"].split()[0])]
        for at in ends:
            end = next((i + 1 for i, token in enumerate(tokens) if token.end == at), None)
            if end is not None:
                yield Span(index, end, Role.OCCASION, said=" ".join(text[tokens[index].start : at].split()))

    def _is_thing(self, words: str, known: Callable[[Sequence[str]], bool]) -> bool:
        """Return whether words can name what is lifted or moved: no word of a term, part of the body or denial."""
        kinds = {Speech.SENSATION, Speech.MODIFIER, Speech.JOINT, Speech.MOVING}
        forms = [form(word) for word in words_of(words)]
        return not known(forms) and not any(
            word in DENIALS
            or _contracted(word)
            or word in FILLERS
            or any(len(said) == 1 and saying.kind in kinds for said, saying in self._sayings.get(form(word), ()))
            or any(len(forms) == 1 for forms, _ in self._regions.get(form(word), ()))
            for word in words_of(words)
        )


def _contracted(word: str) -> bool:
    """Return whether a word is a verb that denies, such as *hasn't*."""
    return word.endswith("nt") and word[:-2] in _VERBS


def _matched(tokens: Sequence[Token], index: int, words: Sequence[str], *, fillers: bool) -> int | None:
    """Return the end of a run of tokens that says some words.

    Args:
        tokens: the words and signs of the text.
        index: where the run starts.
        words: what it has to say, as forms.
        fillers: whether words that carry nothing count for nothing.
    """
    at = 0
    for end in range(index, len(tokens)):
        token = tokens[end]
        if not token.words:
            if end == index or token.start != tokens[end - 1].end:
                return None
            continue
        if token.forms != tuple(words[at : at + len(token.forms)]):
            if fillers and end > index and all(word in FILLERS for word in token.words):
                continue
            return None
        at += len(token.forms)
        if at == len(words):
            return end + 1
    return None
