"""Mends the known noise of FindVehicle's own annotations, and counts what it mends.

Seen in the published rows: an orientation anchored on another word ("Bottom" of "Bottom Left", "of") although the
direction stands elsewhere, and offsets that do not point at the annotated words.
"""

import re
from collections import Counter

from ner.keywords import Entity
from ner.labels import LABELS

DIRECTION = re.compile(r"\b(this[ -]way|away|left|right)\b", re.IGNORECASE)
LEADS = re.compile(r"\b(driv(e|es|en|ing)|goes|going|heads|heading|moving)( in)? $", re.IGNORECASE)


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
    label, start, end = entity
    if label != "vehicle_orientation" or DIRECTION.fullmatch(text[start:end]):
        return entity
    free = [match for match in DIRECTION.finditer(text) if not any(o and _crosses(match, o) for o in others)]
    led = [match for match in free if LEADS.search(text[: match.start()])]
    if len(led) != 1:
        counts["orientation on another word dropped"] += 1
        return None
    counts["orientation moved to its direction"] += 1
    return label, led[0].start(), led[0].end()


def _crosses(match: re.Match[str], entity: Entity) -> bool:
    return match.start() < entity[2] and entity[1] < match.end()
