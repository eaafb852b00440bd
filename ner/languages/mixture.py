"""Words of another language in a sentence: "white Lieferwagen" is read in one of the two, and that is said."""

from functools import cache

from ner.languages.identification import content, familiar, is_familiar, written
from ner.languages.names import name_of
from ner.languages.vocabulary import SEEN
from ner.languages.words import tokenise
from ner.lexicon import entries


def mixture(text: str, language: str) -> str:
    """Say which words of a sentence are colours or vehicles of another language than it is read in, or nothing.

    :param language: What it is read in, ISO 639-1.
    """
    if language == "en" and is_familiar(text):
        return ""
    words = dict.fromkeys(word.lower() for word in tokenise(text).words if word.isalpha())
    own = familiar() if language == "en" else written(language)
    strange = {word: others for word in words if word not in own and (others := _others(word, language))}
    if not strange:
        return ""
    said = ", ".join(f"“{word}” looks {name_of(others[0])}" for word, others in strange.items())
    return f"read as {name_of(language)}; {said}"


def _others(word: str, language: str) -> tuple[str, ...]:
    """Return the languages in which a word is a colour or a vehicle, English first."""
    return ("en",) * (language != "en" and word in _english()) + content().get(word, ())


@cache
def _english() -> frozenset[str]:
    return frozenset(entry.surface for label in SEEN for entry in entries(label))
