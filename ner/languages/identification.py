"""Tells the language of a sentence: by its script, by words that are known, else by its letters.

English needs the strongest evidence against it: what operators type is misspelt, abbreviated and full of names.
"""

import re
from functools import cache, lru_cache

from ner.languages.names import NAMES
from ner.languages.scripts import by_script
from ner.languages.vocabulary import LANGUAGES, vocabulary
from ner.languages.words import folded
from ner.lexicon import data_folder, entries, rows, vehicle_models

LEAD, LEAST = 5.0, 10.0
"""Natural logarithm of how much likelier than English a language must be by its letters: per unknown word, and at all.

Of 4,924 English sentences those whose words are mostly unknown reach 3.6 per word and 11 at all.
"""
UNSEEN = 6.0
"""Handicap, likewise, of a language whose words are known, and yet not those of the sentence."""
_LABELS = (
    "vehicle_brand",
    "vehicle_color",
    "vehicle_location",
    "vehicle_motion",
    "vehicle_orientation",
    "vehicle_type",
)


@lru_cache(maxsize=1024)
def identify(text: str) -> str:
    """Return the ISO 639-1 code of a sentence's language, English where nothing speaks against it.

    :param text: At most 1,000 characters.
    """
    if language := by_script(text):
        return language
    words = [word for word in folded(text) if word.isalpha() and word not in _names()]
    english = sum(word in _english() for word in words)
    if english == len(words):
        return "en"
    known = {language: sum(word in _words(language) for word in words) for language in LANGUAGES}
    best = max(known, key=lambda language: known[language])
    most = max(english, known[best])
    guess = "en" if english == most else best
    return guess if 2 * most >= len(words) else _by_letters(text, len(words)) or guess


def _by_letters(text: str, words: int) -> str | None:
    """Return the language that the letters of a sentence tell, or None where that may as well be English.

    :param words: How many there are, most of them unknown.
    """
    from py3langid import rank  # half a second, and only where most words are unknown

    scores = {code: float(score) - UNSEEN * (code in LANGUAGES) for code, score in rank(text) if code in NAMES}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] - scores["en"] > max(LEAD * words, LEAST) else None


@cache
def _english() -> frozenset[str]:
    """Return the words of the English lexicon and of the generator's grammar, which has the small ones."""
    surfaces = {entry.surface for label in _LABELS for entry in entries(label)}
    surfaces |= {words for row in rows("vehicle_kinds.csv", ("kind", "words")) for words in (row["kind"], row["words"])}
    texts = (path.read_text(encoding="utf-8") for path in (data_folder() / "grammar").glob("*.txt"))
    return frozenset(re.findall(r"[a-z]+", " ".join((*surfaces, *texts)).lower()))


@cache
def _names() -> frozenset[str]:
    """Return the words of makes, which say nothing of the language."""
    named = {name for vehicle in vehicle_models() for name in (vehicle.brand, vehicle.model)}
    return frozenset(word for name in named for word in folded(name))


@cache
def _words(language: str) -> frozenset[str]:
    """Return all words that are known of a language, folded."""
    known = vocabulary(language)
    surfaces = [entry.surface for of_label in known.entries.values() for entry in of_label]
    surfaces += [one.surface for one in known.wordings]
    return frozenset(word for surface in surfaces for word in folded(surface) if word.isalpha())
