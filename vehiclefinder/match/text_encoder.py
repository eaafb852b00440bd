"""Keywords to vectors of the joint space: canonical values, alternatives and free words.

The model reads hashed pieces of words, so that inflections, compounds and small misspellings land beside the words it
was trained on, and says for every canonical value how well the words accept it. Words that accept nothing are not
understood: they get no vector instead of a guessed one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.slots import DIM, RANGES, SLOTS
from vehiclefinder.runtime.session import Session

BUCKETS = 8192
PIECES = (3, 4)
"""Lengths of the pieces of words, in characters."""
UNDERSTOOD = 0.5
"""Words are understood where they accept some value at least as well as this."""
REMEMBERED = 1024
"""Wordings whose answers are kept: one question asks for the same several times, and operators repeat themselves."""
NEGLIGIBLE = 0.1
"""Acceptance below this is rounding of the model and counts as none."""


class TextEncoder:
    """The text half of the matcher.

    :param session: Model with input ``features`` float32 (n, BUCKETS); outputs ``weights`` float32 (n, values), the
        values of all slots in the order of ``SLOTS``, in [0, 1], and ``prototypes`` float32 (values, DIM), each a unit
        vector in the slot of its value and zero outside.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._prototypes: FloatArray = session.run(["prototypes"], {"features": features([""])})[0]
        self._weights = lru_cache(REMEMBERED)(self._run)

    def prototypes(self, slot: str) -> FloatArray:
        """Return the vectors of a slot's values, float32 (values, width of the slot), unit length.

        :raises ValueError: Unknown slot.
        """
        return self._prototypes[_rows(slot), RANGES[slot]]

    def accepts(self, slot: str, words: Sequence[str]) -> FloatArray:
        """Return how well words accept each value of a slot.

        :param words: n canonical values, free words, or several of them joined by ``|``, any of which will do.
        :returns: float32 (n, values), in [0, 1]; a row of zeros where the words are not understood in this slot.
        :raises ValueError: Unknown slot.
        """
        columns = _rows(slot)
        rows = [np.zeros((0, len(SLOTS[slot])), np.float32)]
        for text in words:
            best = self._weights(text)[:, columns]
            rows.append(np.where(best.max() >= UNDERSTOOD, np.where(best < NEGLIGIBLE, 0.0, best), 0.0))
        return np.concatenate(rows).astype(np.float32)

    def encode(self, slot: str, words: Sequence[str]) -> FloatArray:
        """Embed words in a slot.

        :param words: As for :meth:`accepts`.
        :returns: float32 (n, DIM): in the slot the unit vector of the values that the words accept, zero outside; a
            row of zeros where they are not understood.
        :raises ValueError: Unknown slot.
        """
        accepted = self.accepts(slot, words)
        mixed = accepted @ self.prototypes(slot)
        vectors = np.zeros((len(accepted), DIM), np.float32)
        vectors[:, RANGES[slot]] = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
        return vectors

    def _run(self, words: str) -> FloatArray:
        """How well words, or the best of several joined by ``|``, accept every value of all slots, (1, values)."""
        weights: FloatArray = self._session.run(["weights"], {"features": features(words.split("|"))})[0]
        best: FloatArray = weights.max(axis=0, keepdims=True)
        return best


def features(phrases: Sequence[str]) -> FloatArray:
    """Return hashed words, pairs of words and pieces of words.

    :param phrases: n texts.
    :returns: float32 (n, BUCKETS), unit length; zero for a text without letters or digits.
    """
    counts = np.zeros((len(phrases), BUCKETS), np.float32)
    for row, phrase in enumerate(phrases):
        for token in _tokens(phrase):
            counts[row, crc32(token.encode()) % BUCKETS] = 1.0
    scaled: FloatArray = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1.0)
    return scaled


def _tokens(phrase: str) -> Iterator[str]:
    words = "".join(c if c.isalnum() else " " for c in phrase.casefold()).split()
    for word in words:
        yield f"word:{word}"
        framed = f"<{word}>"
        for length in PIECES:
            yield from (framed[i : i + length] for i in range(len(framed) - length + 1))
    for first, second in pairwise(words):
        yield f"pair:{first} {second}"


def _rows(slot: str) -> slice:
    if slot not in SLOTS:
        raise ValueError(f"expected a slot of {list(SLOTS)}, got {slot!r}")
    before = list(SLOTS).index(slot)
    start = sum(len(values) for values in list(SLOTS.values())[:before])
    return slice(start, start + len(SLOTS[slot]))
