"""Cuts sentences of all languages into words, and folds what people write in several ways."""

import re
import unicodedata
from functools import lru_cache

from ner.tokens import SentenceTokens

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Characters that are words of their own: Chinese puts no space between."""
MARKS = "\u0300-\u036f"
"""Accents that stand as characters of their own behind their letter, as some systems write them."""
_WORD = re.compile(rf"\d+(?:[.,:]\d+|h\d\d(?!\w))*|[{HAN}]|[^\W\d_{HAN}](?:[^\W_{HAN}]|[{MARKS}])*|[^\w\s]|_")
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "\u2019": "'"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def tokenise(text: str) -> SentenceTokens:
    """Cut a sentence into words, numbers, single Chinese characters and marks."""
    found = list(_WORD.finditer(text))
    return SentenceTokens(tuple(match[0] for match in found), tuple(match.start() for match in found))


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Fold case, accents and letters that keyboards lack: "Grün" → "grun", "İZMİR" → "izmir"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)) or word


def is_han(word: str) -> bool:
    """Tell whether a word is a Chinese character."""
    return "\u3400" <= word[0] <= "\u9fff"


def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded."""
    return tuple(fold(word) for word in tokenise(text).words)


def spellings(surface: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a surface in all ways of spelling it, folded: German "grün" is "gruen", too."""
    ways = [folded(surface)]
    if language == "de":
        ways.append(folded(surface.lower().translate(_UMLAUTS)))
    return tuple(dict.fromkeys(ways))
