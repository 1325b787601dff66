"""What a text can be made of beside terms: a sensation at a part of the body, and the occasion on which it is felt.

The parts, what a sensation there means, and the occasions stand in tables; here is how they are put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

from pyoxigraph import NamedNode

from kg.assess.tokens import DENIALS, SEVERE, Understood, carrying, words_of
from kg.lexicon import fold
from kg.wordings import LEVELS, Region

__all__ = ["Phrases"]

_SENSATIONS: Final = {
    **dict.fromkeys(("pain", "discomfort", "twinge", "throb", "burning", "burn", "sting", "stinging"), "pain"),
    **dict.fromkeys(("tender", "tenderness", "sensitive"), "tenderness"),
    **dict.fromkeys(("stiff", "stiffness"), "stiffness"),
    **dict.fromkeys(("tight", "tightness", "tense", "tension", "knot", "knotted"), "tension"),
    "numbness": "numbness",
    **dict.fromkeys(("tingling", "prickling", "pin", "needle"), "tingling"),
    "weakness": "weakness",
    **dict.fromkeys(("spasm", "cramp", "spasming"), "spasm"),
    **dict.fromkeys(("swelling", "swollen", "lump", "hump", "bump"), "swelling"),
    **dict.fromkeys(("bruise", "bruised", fold("bruising")), "bruising"),
}
"""The words of sensations, in the form in which words are compared."""
_PLACING: Final = frozenset(
    (
        *("down", "up", "over", "around", "across", "along", "through", "outer", "inner", "outside", "inside", "into"),
        *("part", "area", "region", "top", "front", "behind", "middle", "deep", "everywhere", "from", "by", "near"),
        *("going", "goes", "go", "spreading", "spread", "radiating", "travelling", "right", "and"),
        *("where", "under", "side", "round", "all", "like", "completely", "totally", "gone", "feeling"),
    )
)
"""Words that say where within a part of the body, or how much of it."""
_TOUCHING: Final = frozenset(("touch", "touched", "touching", "press", "pressed", "pressing", "tap", "tapped"))
"""Words that make a pain a tenderness."""
_TISSUES: Final = frozenset(("muscle", "joint", "bone", "skin"))
"""Parts that are found in every part: beside another one they say nothing."""
_LONGEST: Final = 4
"""How many words a part of the body is called by, at the most."""
_SAYINGS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), sensation)
    for words, sensation in (
        (r"pins\s+(?:and|&)\s+needles", "tingling"),
        (
            r"(?:like\s+)?(?:it'?s\s+|they'?re\s+|it\s+has\s+|have\s+|has\s+)?(?:gone\s+to\s+sleep|asleep|gone\s+dead)",
            "numb",
        ),
        (r"(?:no|lost|loss\s+of|losing)\s+(?:feeling|sensation)|(?:can'?t|cannot|can\s+not)\s+feel", "numb"),
        (r"(?:like|as|to)\s+jelly|(?:giving|gives|gave)\s+(?:way|out)|buckl(?:es|ed|ing)", "weak"),
        (r"electric\s+shocks?", "pain"),
    )
)
"""Sayings that name a sensation."""
_PART_OF: Final = re.compile(
    r"\b(?:back|front|side|top|ball|tip)\s+of\s+(?:(?:my|the|his|her|one|each)\s+)*", re.IGNORECASE
)
"""The back of a knee is no back, and the ball of a foot none of what else is called a ball."""
_COURSE: Final = (
    r"(?:(?:is|are|was|gets?|getting|got|feels?|made|makes?|much|a lot|slightly|it|which|that|always|usually|only"
    r"|mainly|mostly)\s+)*"
    r"(?:worse(?:n(?:s|ed))?|aggravated|better|improve[sd]?|eas(?:es|ed|ier)|relieved|helped"
    r"|(?:comes?|came|coming|brought|set) (?:on|off)|triggered|start(?:s|ed)|began|flare[sd]?(?: up)?)"
)
"""Words that say what an occasion does to what is felt."""
_LINK: Final = (
    r"(?:with|by|when|whenever|while|whilst|on|in|at|after|from|during|following|if|through|as|to|since|due to"
    r"|because of)"
)
"""Words that join an occasion to what is felt."""
_LEAD: Final = (
    r"(?:(?:i|i'm|i am|he|she|they|we|my|his|her|their|the|a|an|some|any|too much|too long|a lot of|lots of|doing"
    r"|playing|being|having|going|go|prolonged|long|hard|heavy|strenuous|trying to)\s+)*"
)
_TAIL: Final = (
    r"(?:\s+(?:down|over|up|forwards?|backwards?|all day|a lot|too long|too much|for hours|for long|for a long time"
    r"|at work|in the morning|in the evening))*"
)


_CHANGE: Final = re.compile(rf"\b{_COURSE}\b.*$", re.IGNORECASE)
"""The end of a text that says what makes something worse or better."""


class Phrases:
    """Sensations at parts of the body, and everyday occasions.

    Args:
        regions: the parts of the body.
        activities: what people do or are exposed to when they feel something.
        labelled: the concepts by label.
    """

    def __init__(
        self,
        regions: Iterable[Region] = (),
        activities: Iterable[str] = (),
        labelled: Mapping[str, NamedNode] | None = None,
    ) -> None:
        self._labelled = labelled or {}
        self._regions = {tuple(carrying(words)): region for region in regions for words in region.words}
        spaced = {r"\s+(?:(?:my|the|a|an|his|her|our|some)\s+)*".join(map(re.escape, a.split())) for a in activities}
        forms = sorted(spaced, key=lambda form: (-len(form), form))
        self._occasions = self._pattern(forms) if forms else None

    @staticmethod
    def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
        activity = rf"{_LEAD}(?:{'|'.join(forms)}){_TAIL}\b"
        return re.compile(rf"\b(?:{_COURSE}\s+(?:{_LINK}\s+)?|{_LINK}\s+|){activity}", re.IGNORECASE)

    def occasion(self, text: str) -> tuple[str, str] | None:
        """Return a text without an everyday occasion that it names, and the occasion.

        A bare activity is an occasion only beside something else, and what is denied is none: "not better with rest"
        says something else than that rest was tried.
        """
        found = self._occasions.search(text) if self._occasions else None
        if found is None:
            return None
        before, after, occasion = text[: found.start()], text[found.end() :], " ".join(found.group().split())
        said = words_of(before)
        denied = bool(said) and (said[-1] in DENIALS or said[-1].endswith("nt"))
        bare = not said and not words_of(after) and len(words_of(occasion)) == 1
        return None if denied or bare else (f"{before} {after}", occasion)

    @staticmethod
    def change(text: str) -> tuple[str, str] | None:
        """Return a text without its end that says what makes something worse or better, and that end."""
        found = _CHANGE.search(text)
        return (text[: found.start()], found.group()) if found and words_of(text[: found.start()]) else None

    def placed(self, text: str) -> Understood | None:
        """Return what a sensation at a part of the body means, or several at one part, or one at several.

        Every word has to be a sensation, a part, or one that says where within a part; else nothing is understood.
        """
        for saying, sensation in _SAYINGS:
            text = saying.sub(f" {sensation} ", text)
        words = carrying(_PART_OF.sub("", text))
        regions: dict[str, Region] = {}
        sensations: dict[str, None] = {}
        severe = touching = False
        while words:
            length = next((n for n in range(_LONGEST, 0, -1) if tuple(words[:n]) in self._regions), 0)
            if length:
                region = self._regions[tuple(words[:length])]
                regions[region.words[0]] = region
            elif words[0] in _SENSATIONS:
                sensations[_SENSATIONS[words[0]]] = None
            elif words[0] in SEVERE:
                severe = True
            elif words[0] in _TOUCHING:
                touching = True
            elif words[0] not in _PLACING:
                return None
            words = words[length or 1 :]
        parts = [region for name, region in regions.items() if name not in _TISSUES] or list(regions.values())
        if not parts or not sensations or min(len(parts), len(sensations)) > 1:
            return None
        felt = [
            "tenderness" if touching and one == "pain" else f"severe {one}" if severe else one for one in sensations
        ]
        return self._meant(parts, list(dict.fromkeys(felt)))

    def _meant(self, parts: Iterable[Region], sensations: Iterable[str]) -> Understood | None:
        found = Understood()
        for part, sensation in product(parts, sensations):
            means = part.means.get(sensation)
            if means is None:
                return None
            if means in LEVELS:
                found += Understood(beyond=((f"{sensation} of the {part.words[0]}", means),))
            else:
                found += Understood((self._labelled[means],))
        return found
