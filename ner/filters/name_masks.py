"""Names of a site's cameras and zones that would tip the language of a sentence: "rotes Auto am Highway West"."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from ner.filters.common_words import common_words
from ner.filters.names import Parts, parts_of
from ner.languages.identification import identify
from ner.languages.words import fold

_WORD = re.compile(r"\d+|[^\W\d_]+")
_WITHIN = re.compile(r"[\s\-._/'\u2019,#()]*")
"""What may stand between the words of a name."""


def without_names(text: str, names: Iterable[str]) -> str:
    """Return a sentence as its language is told by and its tagger sees it, character for character.

    Names stand as blanks where the sentence is of another language without them; those alone that are whole and have a
    word that sentences do not use otherwise. Else the sentence is as it was.

    :param names: Of all cameras and zones.
    """
    known = _known(tuple(names))
    masked = text
    words = list(_WORD.finditer(text)) if known else []
    parts = [fold(word[0]).lstrip("0") or "0" for word in words]
    for place in range(len(words)):
        for name in known:
            run = words[place : place + len(name)]
            if tuple(parts[place : place + len(name)]) == name and _adjoin(text, run):
                start, end = run[0].start(), run[-1].end()
                masked = masked[:start] + " " * (end - start) + masked[end:]
                break
    if masked == text or not _WORD.search(masked) or identify(masked) == identify(text):
        return text
    return masked


@lru_cache(maxsize=16)
def _known(names: tuple[str, ...]) -> tuple[Parts, ...]:
    """Return the words of names that are no plain words, those of many words first."""
    telling = {parts for parts in map(parts_of, names) if any(_tells(part) for part in parts)}
    return tuple(sorted(telling, key=lambda parts: (-len(parts), parts)))


def _tells(part: str) -> bool:
    return part.isalpha() and len(part) > 2 and part not in common_words()


def _adjoin(text: str, run: list[re.Match[str]]) -> bool:
    """Whether words stand close enough to be one name."""
    pairs = pairwise(run)
    return all(_WITHIN.fullmatch(text, one.end(), other.start()) for one, other in pairs)
