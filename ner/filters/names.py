"""Names of cameras, and which of them a phrase means. Case, accents and signs do not count.

Without the word camera a name counts where it is whole: of two words or more after a preposition ("at North Gate"), in
capitals or between signs ("Highway West: a red car"); of one word after a preposition where nothing follows that it
could belong to ("on Avenue", not "on avenue road"), and where it is no plain word. What else counts is told by
:mod:`ner.filters.called`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from ner.filters.typos import almost
from ner.languages.words import fold

CAMERA = frozenset({"camera", "cameras", "cam", "cams", "cctv"})
Parts = tuple[str, ...]
"""Words and numbers, in small letters and without zeros in front."""
WORD = re.compile(r"\d+|[^\W\d_]+")
"""A word or number of a name, or of a sentence in which names are looked for."""
_WITHIN = re.compile(r"[\s\-._/'\u2019,#()]*")
"""What may stand between the words of a name."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that blanks separate."""
    return frozenset(text.split())


PLAIN = word_set(
    """north south east west northeast northwest southeast southwest left right top bottom front back rear middle centre
    center side main upper lower inner outer behind ahead here there outside inside above below home road street lane
    way town city red blue green white black yellow grey gray silver orange car bus van truck taxi day night morning
    noon midnight first second last"""
)
"""Words that a sentence about vehicles uses for other things than a camera of that name."""


def cameras_meant(said: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that "3" or "north gate" means: those that are it, else those in which it stands by itself.

    Where there is none of either, the one that it is but for a slip of the keys, if there is one alone.

    :param said: A camera as a sentence names it.
    :param names: The names of all cameras.
    """
    run, names = parts_of(said), tuple(names)
    holding = [name for name in names if run and holds(parts_of(name), run)]
    if holding:
        return tuple([name for name in holding if parts_of(name) == run] or holding)
    slips = [name for name in names if almost(run, parts_of(name))]
    return tuple(slips) if len(set(map(parts_of, slips))) == 1 else ()


def is_a_name(part: str) -> bool:
    """Tell whether one word alone may be taken for a camera after "on" or "at", without the word camera."""
    return part.isalpha() and len(part) > 2 and part not in PLAIN


@lru_cache(maxsize=4096)
def parts_of(name: str) -> Parts:
    """Split a name into its parts, without the word camera: "Cam-03 North" → ("3", "north")."""
    return tuple(part for part in map(plain, WORD.findall(name)) if part not in CAMERA)


def plain(part: str) -> str:
    """Return a word or number as parts hold it."""
    return fold(part).lstrip("0") or "0"


def adjoin(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Tell whether words of a text, one after the other, stand close enough to be one name."""
    return all(_WITHIN.fullmatch(text, one.end(), other.start()) for one, other in pairwise(words))


def holds(parts: Parts, run: Sequence[str]) -> bool:
    """Tell whether a run of words stands in a name."""
    return any(parts[i : i + len(run)] == tuple(run) for i in range(len(parts) - len(run) + 1))
