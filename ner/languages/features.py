"""Turns a word of any language that is read into numbers, like :mod:`ner.features`, and more of its lexicon.

The tagger of these languages sees of each word: itself and with its digits masked, its shape together with the
language, for each kind of phrase whether one begins or goes on here, and its character n-grams; a Chinese character
has those of it and its neighbours.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ner.features import WIDTH, Phrases, digits_masked, hashed, matches, shape, surfaces
from ner.languages.makes import make_names
from ner.languages.vocabulary import values
from ner.languages.words import fold, folded, is_han

WHOLE = 2
"""The first features are of the whole word: itself, and with its digits masked."""
LABELLED = ("vehicle_color", "vehicle_type", "vehicle_location", "vehicle_orientation", "vehicle_motion")
"""Labels that every language's lexicon has."""
KINDS = ("brand", "model", *LABELLED)
KNOWN = slice(WHOLE + 1, WHOLE + 1 + len(KINDS))
_GRAMS = WIDTH - KNOWN.stop


def encode(words: Sequence[str], language: str) -> NDArray[np.int32]:
    """Return the features of a sentence.

    :param language: One of ``ner.languages.vocabulary.LANGUAGES``.

    *Shape:* int32 (tokens, ``WIDTH``), each in [0, ``BUCKETS``); rows are padded with 0.
    """
    plain = tuple(map(fold, words))
    features = np.array([_features(word, language) for word in words], np.int32).reshape(-1, WIDTH)
    for place, kind in enumerate(KINDS, KNOWN.start):
        for first, end in matches(plain, _phrases(kind, language)):
            features[first, place] = hashed("b" + kind)
            features[first + 1 : end, place] = hashed("i" + kind)
    for at, word in enumerate(plain):
        if is_han(word):
            near = ("p" + plain[at - 1] + word if at else "", "n" + word + "".join(plain[at + 1 : at + 2]))
            features[at, KNOWN.stop : KNOWN.stop + len(near)] = [hashed(name) for name in near]
    return features


@lru_cache(maxsize=65536)
def _features(word: str, language: str) -> tuple[int, ...]:
    """Return what a word says by itself."""
    plain = fold(word)
    names = ["w" + plain, "d" + digits_masked(plain), f"s{language}{shape(word)}", *("" for _ in KINDS)]
    if not is_han(word):
        marked = f"<{plain[:14]}>"
        grams = ["t" + marked[i : i + 3] for i in range(len(marked) - 2)]
        grams += ["q" + marked[i : i + 4] for i in range(len(marked) - 3)]
        names += list(dict.fromkeys(grams))[:_GRAMS]
    codes = [hashed(name) for name in names]
    return tuple(codes + [0] * (WIDTH - len(codes)))


@cache
def _phrases(kind: str, language: str) -> Phrases:
    named = kind in ("brand", "model")
    found = (*_names(kind), *make_names(language, f"vehicle_{kind}")) if named else values(language, kind)
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in found:
        table.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in table.items()}


@cache
def _names(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the makes or models, which are the same in all languages."""
    return tuple(dict.fromkeys(filter(None, map(folded, surfaces(kind)))))
