"""Tells the language of a sentence: by its script, by words that are known, else by its letters.

English needs the strongest evidence against it: what operators type is misspelt, abbreviated and full of names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from itertools import pairwise
from string import ascii_letters
from unicodedata import normalize

from ner.languages.makes import makes
from ner.languages.names import NAMES
from ner.languages.scripts import by_script
from ner.languages.vocabulary import LANGUAGES, SEEN, values, vocabulary
from ner.languages.words import fold, spellings, tokenise
from ner.lexicon import data_folder, entries, rows, vehicle_models

LEAD, LEAST = 5.0, 10.0
"""Natural logarithm of how much likelier than English a language must be by its letters: per unknown word, and at all.

Of 4,924 English lines none whose words are mostly unknown reaches 8.3 at all, or, where it has several, 2.4 per word.
"""
UNSEEN = 6.0
"""Handicap, likewise, of a language whose words are known, and yet not those of the sentence."""
UNITS = frozenset({"km", "h", "kmh", "kph", "mph", "m", "s", "ft"})
LOCAL_UNITS = {re.compile(r"\bkm/u\b", re.I): "nl"}
"""Units that are of one language."""
BARE = 4
"""Most words of a text that may be colours and vehicles alone."""
FOREIGN = frozenset({"moto"})
"""Words of makes and of the English grammar that are vehicles elsewhere."""
_ASCII, _WORD = re.compile("[a-z]+"), re.compile(r"[^\W\d_]+")
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
    text = normalize("NFC", text)
    units = Counter({language: 1 for unit, language in LOCAL_UNITS.items() if unit.search(text)})
    if is_familiar(text) and not units:  # most sentences: nothing of the other languages is loaded for them
        return (_of_kinds(text) if _is_bare(text) else None) or "en"
    if language := by_script(text):
        return language
    said = [word for word in tokenise(text).words if word.isalpha()]
    words = [word for word in said if fold(word) not in _neutral()]
    known: Counter[str] = Counter(dict.fromkeys(("en", *LANGUAGES), 0))
    known.update(units)
    for word in words:
        known["en"] += fold(word) in _english()
        known.update(language for language in _index().get(fold(word), ()) if _spells(word, language))
    if 2 * known["en"] == 2 * max(known.values()) == len(words) and (other := _naming(words)):
        return other
    accented = [word.lower() for word in words if not word.isascii()]
    said_so = partial(_weight, words)
    best = max(known, key=lambda one: (known[one], _has(accented, one), one == "en", said_so(one)))
    return best if 2 * known[best] >= len(words) else _by_letters(text, len(words)) or best


def is_familiar(text: str) -> bool:
    """Tell whether a text has no word but English ones, makes and units."""
    return text.isascii() and familiar().issuperset(_ASCII.findall(text.lower()))


def _is_bare(text: str) -> bool:
    """Tell whether a text is a few words and names no vehicle in English: "break Volvo beige"."""
    words = [fold(word) for word in tokenise(text).words if word.isalpha()]
    own = [word for word in words if word not in _neutral()]
    return 1 < len(own) <= BARE and not _nouns() & set(words)


def _of_kinds(text: str) -> str | None:
    """Return the language in which all words of a text but makes are colours or vehicles, one at least of each."""
    words = [word.lower() for word in tokenise(text).words if word.isalpha() and fold(word) not in _neutral()]
    full = [language for language in LANGUAGES if all(language in content().get(word, ()) for word in words)]
    named = [language for language in full if all(_weight(words, language)[1:])]
    return max(named, key=lambda language: _weight(words, language), default=None)


def _naming(words: Sequence[str]) -> str | None:
    """Return the language that has a word for a colour or a vehicle that English has not: "white Lieferwagen"."""
    lower = [word.lower() for word in words if fold(word) not in _english()]
    return next((language for word in lower for language in content().get(word, ())), None)


def _has(words: Sequence[str], language: str) -> int:
    """Return how many words a language has, accents and all."""
    return 0 if language == "en" else sum(word in written(language) for word in words)


def _spells(word: str, language: str) -> bool:
    """Tell whether a language has all letters of a word: "røde" is not Dutch."""
    return word.isascii() or all(letter in _letters(language) for letter in word.lower())


def _weight(words: Sequence[str], language: str) -> tuple[float, ...]:
    """Return how many colours and vehicles of two words a language has, and how common it finds the single ones.

    None in English.
    """
    if language == "en":
        return ()
    pairs = set(pairwise(map(fold, words)))
    together = sum(len(pairs.intersection(values(language, label))) for label in SEEN)
    weights = (_weights(language, label) for label in ("vehicle_type", "vehicle_color"))
    return together, *(sum(of_label.get(word.lower(), 0.0) for word in words) for of_label in weights)


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
    return frozenset(_ASCII.findall(" ".join((*surfaces, *texts)).lower())) - FOREIGN


@cache
def _neutral() -> frozenset[str]:
    """Return the words of makes and the units, which say nothing of the language, folded."""
    named = {name for vehicle in vehicle_models() for name in (vehicle.brand, vehicle.model)}
    words = frozenset(fold(word) for word in _WORD.findall(" ".join(named).lower()) if len(word) > 1)
    return (words | UNITS) - FOREIGN


@cache
def familiar() -> frozenset[str]:
    """Return the words that need no other language: English ones, makes and units."""
    return _english() | _neutral()


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Return folded word → the languages that have it."""
    index: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for spelt in {plain for word in written(language) for way in spellings(word, language) for plain in way}:
            index.setdefault(spelt, []).append(language)
    return {word: tuple(languages) for word, languages in index.items()}


@cache
def _nouns() -> frozenset[str]:
    return frozenset(word for entry in entries("vehicle_type") for word in entry.surface.lower().split())


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset("".join(written(language))) | frozenset(ascii_letters)


@cache
def _weights(language: str, label: str) -> dict[str, float]:
    return {entry.surface.lower(): entry.weight for entry in vocabulary(language).entries[label]}


@cache
def written(language: str) -> frozenset[str]:
    """Return all words that are known of a language, as written, in lower case."""
    known = vocabulary(language)
    surfaces = [entry.surface for of_label in known.entries.values() for entry in of_label]
    surfaces += [one.surface for one in known.wordings]
    named = _WORD.findall(" ".join(make.surface for make in makes(language)).lower())
    return frozenset(_WORD.findall(" ".join(surfaces).lower())) | {word for word in named if len(word) > 1}


@cache
def content() -> dict[str, tuple[str, ...]]:
    """Return word, in lower case → the languages other than English in which it is a colour or a vehicle."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        lists = (vocabulary(language).entries[label] for label in SEEN)
        for surface in dict.fromkeys(entry.surface.lower() for of_label in lists for entry in of_label):
            if " " not in surface:
                found.setdefault(surface, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}
