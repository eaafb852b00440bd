"""Misspells generated sentences of other languages, and writes them without their accents."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from ner.train.noise import misspell

PLAIN = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ı": "i", "İ": "I"})
SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
"""What Germans write without umlauts on their keyboard."""
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]{4,}")


@dataclass(frozen=True, slots=True)
class LanguageNoise:
    """What happens to every word of one sentence.

    :param random: The source of every choice.
    :param typos: Chance that a word of four letters or more is misspelt.
    :param plain: Takes the accents off.
    :param case: Applied to every word.
    """

    random: Random
    typos: float
    plain: Callable[[str], str]
    case: Callable[[str], str]

    @classmethod
    def draw(cls, random: Random, share: float, language: str) -> "LanguageNoise":
        """Choose the noise of one sentence; ``share`` of the sentences are misspelt."""
        spelt = language == "de" and random.random() < 0.5
        plain = (_spelt if spelt else without_accents) if random.random() < 0.25 else _as_is
        case = random.choices((_as_is, str.lower, str.upper, str.capitalize), (60, 32, 4, 4))[0]
        return cls(random, 0.2 if random.random() < share else 0.0, plain, case)

    def spoil(self, text: str) -> str:
        """Return the text with its words misspelt and re-cased; white space and marks stay."""
        if self.typos:
            text = _WORD.sub(self._misspelt, text)
        return re.sub(r"[^\W\d_]+", lambda word: self.case(word[0]), self.plain(text))

    def _misspelt(self, match: re.Match[str]) -> str:
        return misspell(match[0], self.random) if self.random.random() < self.typos else match[0]


def without_accents(text: str) -> str:
    """Return a text as it is written on a keyboard without accents: "grün" → "grun"."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _spelt(text: str) -> str:
    return text.translate(SPELT)


def _as_is(text: str) -> str:
    return text
