"""The words of a language that carry no meaning of their own, for what is left over of a sentence."""

from collections.abc import Iterable, Mapping

from ner.languages.vocabulary import WordKind, leftover_words, vocabulary
from ner.languages.words import fold, is_han

CLASSES = {
    WordKind.FUNCTION: "small",
    WordKind.AND: "small",
    WordKind.OR: "small",
    WordKind.FILLER: "ask",
    WordKind.NEGATION: "lead",
}
"""What the small words of a language are to a phrase that is left over, see :class:`ner.leftover_words.WordClass`."""
ANY_VEHICLE = ("vehicle", "car")
"""Values of words that say of nothing but that it is a vehicle."""
NOW = ("right now", "now")
"""English of what says nothing beside what is asked."""


def small_words(language: str) -> Mapping[str, frozenset[str]]:
    """Return class → words, in small letters, with their accents and without.

    :param language: One of ``ner.languages.vocabulary.LANGUAGES``.
    :return: The classes of :class:`ner.leftover_words.WordClass` but for content, groups such as ``plate`` and
        ``people``, ``types`` of vehicles, and ``elided``: what stands before an apostrophe.
    :raises NerError: A file is missing, lacks a column or has a row that cannot be read.
    """
    known = vocabulary(language)
    said: dict[str, list[str]] = {"elided": []}
    for one in known.wordings:
        if one.kind in CLASSES:
            said.setdefault(CLASSES[one.kind], []).extend(_words(one.surface))
    said["small"] += [word for one in known.wordings if one.english in NOW for word in _words(one.surface)]
    types = [e for e in known.entries["vehicle_type"] if " " not in e.surface and e.value not in ANY_VEHICLE]
    said["types"] = [e.surface.lower() for e in types]
    generic = (e.surface for e in known.entries["vehicle_type"] if e.value in ANY_VEHICLE)
    said["attribute"] = [surface.lower() for surface in generic if " " not in surface]
    said["number"] = [words for words, _ in known.spelled]
    for group, words in leftover_words(language):
        said.setdefault(group, []).extend(words)
    said["elided"] = [word[:-1] for of_class in list(said.values()) for word in of_class if word[-1:] == "'"]
    return {name: _typed(words) for name, words in said.items()}


def _words(surface: str) -> list[str]:
    """Return the words of a wording one by one; a Chinese one is whole."""
    lower = surface.lower().replace("\u2019", "'")
    return [lower] if is_han(lower) else lower.split()


def _typed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, "".join(map(fold, word))))
