"""Turns a word into numbers: hashes of the word, its shape, what the lexicon knows of it, and its character n-grams.

Nothing is out of vocabulary, so a misspelt colour or a model that was never seen still shares most of its features
with its kin; and a brand that is added to the lexicon is known without training. CRC-32 is stable over machines and
versions.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ner.lexicon import entries, vehicle_models
from ner.numbers import spelled
from ner.tokens import tokenise

BUCKETS = 16384
"""Rows of the embedding table; row 0 stands for "no feature"."""
WIDTH = 24
"""Features per word; longer words keep those that come first."""
WHOLE = 2
"""The first features are of the whole word: itself, and with its digits masked."""
KINDS = ("brand", "model", "vehicle_color", "vehicle_type")
"""After the shape, one feature for each kind of phrase that the lexicon knows: the word begins one here, goes on with
one here, or stands in one elsewhere."""
KNOWN = slice(WHOLE + 1, WHOLE + 1 + len(KINDS))

Phrases = dict[str, tuple[tuple[str, ...], ...]]
"""First word → the lexicon's phrases that begin with it, longest first."""


def encode(words: tuple[str, ...]) -> NDArray[np.int32]:
    """Return the features of a sentence.

    *Shape:* int32 (tokens, ``WIDTH``), each in [0, ``BUCKETS``); rows are padded with 0.
    """
    features = np.frombuffer(bytearray().join(map(_features, words)), np.int32).reshape(-1, WIDTH)
    lower = tuple(word.lower() for word in words)
    for place, kind in enumerate(KINDS, KNOWN.start):
        for first, end in matches(lower, phrases_of(kind)):
            features[first, place] = hashed("b" + kind)
            features[first + 1 : end, place] = hashed("i" + kind)
    return features


@lru_cache(maxsize=65536)
def _features(word: str) -> bytes:
    """Return what a word says by itself, int32 (``WIDTH``,): bytes are joined sooner than numbers."""
    lower = word.lower()
    marked = f"<{lower[:16]}>"
    names = ["w" + lower, "d" + digits_masked(lower), "s" + shape(word)]
    names += ["k" + kind if lower in _words(kind) else "" for kind in KINDS]
    grams = ["t" + marked[i : i + 3] for i in range(len(marked) - 2)]
    grams += ["q" + marked[i : i + 4] for i in range(len(marked) - 3)]
    hashes = [hashed(name) for name in (*names, *dict.fromkeys(grams))]
    return np.array((hashes + [0] * WIDTH)[:WIDTH], np.int32).tobytes()


@cache
def hashed(name: str) -> int:
    """Return the row of a feature; 0 where there is none."""
    return 1 + crc32(name.encode()) % (BUCKETS - 1) if name else 0


def matches(words: tuple[str, ...], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield first and end of the phrases in a sentence: from left to right, the longest of each place."""
    end = 0
    for at, word in enumerate(words):
        if at < end or word not in phrases:
            continue
        for phrase in phrases[word]:
            if words[at : at + len(phrase)] == phrase:
                end = at + len(phrase)
                yield at, end
                break


@cache
def phrases_of(kind: str) -> Phrases:
    """Return the phrases of a kind that the lexicon knows, in lower case."""
    table: dict[str, list[tuple[str, ...]]] = {}
    lower = dict.fromkeys(surface.lower() for surface in surfaces(kind))
    for phrase in dict.fromkeys(tokenise(surface).words for surface in lower):
        table.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in table.items()}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for found in phrases_of(kind).values() for phrase in found for word in phrase)


def surfaces(kind: str) -> Iterator[str]:
    """Yield the lexicon's phrases of a kind, as written, some more than once."""
    if kind == "brand":
        yield from (vehicle.brand for vehicle in vehicle_models())
        yield from (entry.surface for entry in entries("vehicle_brand"))
    elif kind == "model":
        for vehicle in vehicle_models():
            yield from (vehicle.model, spelled(vehicle.model))
    else:
        yield from (entry.surface for entry in entries(kind))
    if kind == "vehicle_color":
        yield from (entry.surface for entry in entries("colour_survey"))


def digits_masked(word: str) -> str:
    """Return the word with every digit as 0."""
    return "".join("0" if c.isdigit() else c for c in word)


def shape(word: str) -> str:
    """Return the pattern of the word with runs shortened to two: "CBR600RR" → "XXddXX"."""
    kinds = ["d" if c.isdigit() else "X" if c.isupper() else "x" if c.islower() else c for c in word]
    return "".join(kind for i, kind in enumerate(kinds) if i < 2 or not kinds[i - 2] == kinds[i - 1] == kind)
