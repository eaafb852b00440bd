"""Names of a site's cameras and zones that would tip the language of a sentence: "rotes Auto am Highway West"."""

from collections.abc import Iterable
from functools import lru_cache

from ner.filters.common_words import common_words
from ner.filters.names import WORD, Parts, adjoin, parts_of, plain
from ner.languages.identification import identify


def without_names(text: str, names: Iterable[str]) -> str:
    """Return a sentence as its language is told by and its tagger sees it, character for character.

    Names stand as blanks where the sentence is of another language without them; those alone that are whole and have a
    word that sentences do not use otherwise. Else the sentence is as it was.

    :param names: Of all cameras and zones.
    """
    known = _known(tuple(names))
    masked = text
    words = list(WORD.finditer(text)) if known else []
    parts = [plain(word[0]) for word in words]
    for place in range(len(words)):
        for name in known:
            run = words[place : place + len(name)]
            if tuple(parts[place : place + len(name)]) == name and adjoin(text, run):
                start, end = run[0].start(), run[-1].end()
                masked = masked[:start] + " " * (end - start) + masked[end:]
                break
    if masked == text or not WORD.search(masked) or identify(masked) == identify(text):
        return text
    return masked


@lru_cache(maxsize=16)
def _known(names: tuple[str, ...]) -> tuple[Parts, ...]:
    """Return the words of names that are no plain words, those of many words first."""
    telling = {parts for parts in map(parts_of, names) if any(_tells(part) for part in parts)}
    return tuple(sorted(telling, key=lambda parts: (-len(parts), parts)))


def _tells(part: str) -> bool:
    return part.isalpha() and len(part) > 2 and part not in common_words()
