"""Drops the colours of what people wear: "rider blu jacket", "two men, black hair"."""

import re

from ner.labels import LABELS
from ner.spans import Span
from ner.tokens import SentenceTokens

_COLOUR, _PLACE = LABELS.index("vehicle_color"), LABELS.index("vehicle_location")
_WORN = frozenset((
    "jacket", "jackets", "coat", "coats", "hoodie", "hoodies", "shirt", "shirts", "t-shirt", "tshirt", "jeans",
    "trousers", "pants", "helmet", "helmets", "jumper", "sweater", "tracksuit", "tracksuits", "beanie", "balaclava",
    "balaclavas", "gloves", "shoes", "trainers", "boots", "shorts", "skirt", "scarf", "dress", "backpack", "rucksack",
    "hair", "beard", "jersey", "jerseys", "uniform", "uniforms", "overalls", "vest", "vests", "hat", "hats", "hooded",
))  # fmt: skip
_GARMENT = re.compile(
    r"(?:(?:hooded|leather|denim|puffer|woolly|baseball|bomber|padded|hi-?vis|high-?vis|waterproof)\s+)?"
    rf"\b(?:{'|'.join(sorted(_WORN - {'hooded'}))}|(?<=hooded )top)\b",
    re.IGNORECASE,
)


def with_clothes(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Leave no colour to a garment right behind it; see :func:`ner.idioms.with_idioms`."""
    if _WORN.isdisjoint([word.lower() for word in tokens.words]):
        return found
    for match in _GARMENT.finditer(text):
        worn = [
            span
            for span in found
            if (span[0] == _COLOUR and text[tokens.end(span[2] - 1) : match.start()].isspace())
            or (span[0] == _PLACE and match.start() <= tokens.starts[span[1]] < match.end())
        ]
        found = [span for span in found if span not in worn]
    return found
