"""Keeps the names of makes whole: "range rover", not a model "range" of Rover."""

from ner.features import matches, phrases_of
from ner.labels import LABELS
from ner.spans import Span
from ner.tokens import SentenceTokens

_NAMES = frozenset(map(LABELS.index, ("vehicle_brand", "vehicle_model")))
_BRAND = LABELS.index("vehicle_brand")


def with_whole_brands(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Lay one brand over each name of several words of which the tagger saw parts."""
    brands = {span[1] for span in found if span[0] == _BRAND}
    if not brands:
        return found
    words = tuple(word.lower() for word in tokens.words)
    if not any(word in phrases_of("brand") and at + 1 in brands for at, word in enumerate(words)):
        return found
    for first, end in matches(words, phrases_of("brand")):
        touched = [span for span in found if span[0] in _NAMES and span[1] < end and first < span[2]]
        parts = all(first <= span[1] and span[2] <= end and span[1:] != (first, end) for span in touched)
        if end - first > 1 and parts and any(span[0] == _BRAND for span in touched):
            found = [span for span in found if not (first <= span[1] and span[2] <= end)] + [(_BRAND, first, end)]
    return found
