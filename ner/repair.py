"""Mends the known noise of FindVehicle's own annotations, and counts what it mends.

Seen in the published rows: an orientation anchored on another word ("Bottom" of "Bottom Left", "of") although the
direction stands elsewhere, and offsets that do not point at the annotated words. Only what is demonstrably wrong is
touched: an unusual wording of a direction is left as it was annotated.
"""

import re
from collections import Counter
from functools import cache

from ner.keywords import Entity
from ner.labels import LABELS, NOUNS
from ner.lexicon import entries

LEADS = re.compile(r"\b(driv(e|es|en|ing)|goes|going|heads|heading|moving)( in)? $", re.IGNORECASE)
NO_DIRECTION = frozenset({"vehicle_location", "vehicle_color", *NOUNS})
"""Labels of words that are no direction as well."""
BARE = frozenset({
    *("a", "an", "and", "at", "by", "for", "in", "is", "of", "on", "or", "that", "the", "which", "with", ".", ","),
    *("image", "picture", "screen", "top", "bottom", "middle", "centre", "center", "upper", "lower", "corner"),
})  # fmt: skip
"""Words that are no direction without others."""


def repair(text: str, entities: list[Entity], words: list[str], counts: Counter[str]) -> list[Entity | None]:
    """Return the entities mended; None in place of one that cannot be.

    :param text: The sentence.
    :param entities: As annotated.
    :param words: The words that each claims to be.
    :param counts: What was mended is added here, by name.
    """
    placed = [_replace(text, entity, said, counts) for entity, said in zip(entities, words, strict=True)]
    return [_reanchor(text, entity, placed, counts) if entity else None for entity in placed]


def _replace(text: str, entity: Entity, words: str, counts: Counter[str]) -> Entity | None:
    label, start, end = entity
    if label not in LABELS:
        counts["unknown label dropped"] += 1
        return None
    if text[start:end] == words:
        return entity
    found = [match.start() for match in re.finditer(re.escape(words), text)] if words else []
    if not found:
        counts["words not in the sentence dropped"] += 1
        return None
    counts["offset moved to its words"] += 1
    nearest = min(found, key=lambda at: abs(at - start))
    return label, nearest, nearest + len(words)


def _reanchor(text: str, entity: Entity, others: list[Entity | None], counts: Counter[str]) -> Entity | None:
    """Move an orientation that is no direction to the direction that the sentence drives in."""
    if entity[0] != "vehicle_orientation" or not _wrong(text, entity, others):
        return entity
    free = [match for match in _directions().finditer(text) if not any(o and _crosses(match.span(), o) for o in others)]
    led = [match for match in free if LEADS.search(text[: match.start()])]
    if len(led) != 1:
        counts["orientation on another word dropped"] += 1
        return None
    counts["orientation moved to its direction"] += 1
    return entity[0], led[0].start(), led[0].end()


def _wrong(text: str, entity: Entity, others: list[Entity | None]) -> bool:
    """Tell an orientation that is part of a place or of a vehicle's name, or none but bare words ("of", "Bottom")."""
    _, start, end = entity
    if set(text[start:end].lower().split()) <= BARE:
        return True
    return any(other and other[0] in NO_DIRECTION and _crosses((start, end), other) for other in others)


def _crosses(span: tuple[int, int], entity: Entity) -> bool:
    return span[0] < entity[2] and entity[1] < span[1]


@cache
def _directions() -> re.Pattern[str]:
    """Match the lexicon's directions that a verb may lead to, the longest first."""
    surfaces = sorted((e.surface for e in entries("vehicle_orientation") if e.weight), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, surfaces))})\b", re.IGNORECASE)
