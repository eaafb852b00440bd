"""Turns a word into numbers: hashes of the word, its shape, what the lexicon knows of it, and its character n-grams.

Nothing is out of vocabulary, so a misspelt colour or a model that was never seen still shares most of its features
with its kin; and a brand that is added to the lexicon is known without training. CRC-32 is stable over machines and
versions.
"""

from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ner.lexicon import entries, vehicle_models
from ner.tokens import tokenise

BUCKETS = 16384
"""Rows of the embedding table; row 0 stands for "no feature"."""
WIDTH = 24
"""Features per word; longer words keep those that come first."""


def encode(words: tuple[str, ...]) -> NDArray[np.int32]:
    """Return the features of a sentence.

    *Shape:* int32 (tokens, ``WIDTH``), each in [0, ``BUCKETS``); rows are padded with 0.
    """
    return np.array([_features(word) for word in words], np.int32).reshape(-1, WIDTH)


@lru_cache(maxsize=65536)
def _features(word: str) -> tuple[int, ...]:
    lower = word.lower()
    marked = f"<{lower[:16]}>"
    names = ["w" + lower, "d" + _digits_masked(lower), "s" + _shape(word)]
    names += ["k" + kind for kind, words in _kinds().items() if lower in words]
    names += ["t" + marked[i : i + 3] for i in range(len(marked) - 2)]
    names += ["q" + marked[i : i + 4] for i in range(len(marked) - 3)]
    hashes = [1 + crc32(name.encode()) % (BUCKETS - 1) for name in dict.fromkeys(names)]
    return tuple((hashes + [0] * WIDTH)[:WIDTH])


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Return what a word may be part of, by the lexicon."""
    makes = vehicle_models()
    phrases = {
        "brand": [make.brand for make in makes] + [entry.surface for entry in entries("vehicle_brand")],
        "model": [make.model for make in makes],
        "colour": [entry.surface for label in ("vehicle_color", "colour_survey") for entry in entries(label)],
    }
    return {
        kind: frozenset(w for words in said for w in tokenise(words.lower()).words) for kind, said in phrases.items()
    }


def _digits_masked(word: str) -> str:
    return "".join("0" if c.isdigit() else c for c in word)


def _shape(word: str) -> str:
    """Return the pattern of the word with runs shortened to two: "CBR600RR" → "XXddXX"."""
    kinds = ["d" if c.isdigit() else "X" if c.isupper() else "x" if c.islower() else c for c in word]
    return "".join(kind for i, kind in enumerate(kinds) if i < 2 or not kinds[i - 2] == kinds[i - 1] == kind)
