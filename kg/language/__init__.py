"""From what a person writes to the concepts that it means, or nothing where that is not known."""

from __future__ import annotations

from kg.language.durations import parse_duration
from kg.language.phrases import Phrases
from kg.language.sentence import Composer
from kg.language.tokens import Ago, Manner, Understood
from kg.language.vocabulary import Vocabulary
from kg.language.words import UNHEARD, Words

__all__ = ["UNHEARD", "Ago", "Composer", "Manner", "Phrases", "Understood", "Vocabulary", "Words", "parse_duration"]
