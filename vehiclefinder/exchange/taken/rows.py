"""What all that is read has in common: one box after the other, checked, with what was left out counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vehiclefinder.core.counting import counted
from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.video.tracking.given_boxes import NO_TRACK, GivenBoxes

MOST = 20_000_000
"""Boxes of one file."""
LABELS = {
    **{name: name for name in VEHICLE_CLASSES},
    "van": "car", "suv": "car", "taxi": "car", "vehicle": "car", "pickup": "car", "lorry": "truck", "others": "truck",
    "motorbike": "motorcycle", "motorcyclist": "motorcycle", "bike": "bicycle", "bicyclist": "bicycle",
    "cyclist": "bicycle",
}  # fmt: skip
"""What a class of others is here; what is not named is no vehicle."""


@dataclass(frozen=True, slots=True)
class GivenBox:
    """A box as a file has it.

    :param where: Where it stands in the file, such as ``"line 12"``.
    :param frame: Counted from 1.
    :param track: What its track is called; None where it belongs to none.
    :param box: x1, y1, x2, y2, pixels.
    :param score: In [0, 1].
    :param name: What it is called; None where the file does not tell.
    """

    where: str
    frame: int
    track: str | None
    box: tuple[float, float, float, float]
    score: float
    name: str | None


def gathered(boxes: Iterable[GivenBox], size: tuple[int, int], origin: str, notes: Iterable[str] = ()) -> GivenBoxes:
    """Check boxes, cut them to the picture, and put them in the order of their frames.

    :param size: (width, height) of the picture, pixels.
    :raises ValueError: One is none: its frame, size or score cannot be, or its track is in the frame already.
    """
    kept, left, numbers, seen = [], Counter[str](), dict[str, int](), set[tuple[int, str]]()
    for count, one in enumerate(boxes):
        if count == MOST:
            raise ValueError(f"expected at most {MOST} boxes, got more")
        _check(one, seen)
        label = LABELS.get((one.name or "vehicle").lower().strip())
        box = _cut(one.box, size)
        if label is None:
            left[f"of what is no vehicle ({one.name})"] += 1
        elif box is None:
            left["outside of the picture"] += 1
        else:
            track = NO_TRACK if one.track is None else numbers.setdefault(one.track, len(numbers))
            kept.append((one.frame - 1, track, box, one.score, VEHICLE_CLASSES.index(label), one.name or ""))
    kept.sort(key=lambda row: row[:2])
    said = tuple(f"left out: {counted(number, 'box', 'boxes')} {what}" for what, number in sorted(left.items()))
    untold = any(not row[5] for row in kept)
    return GivenBoxes(
        np.array([row[0] for row in kept], np.int64),
        np.array([row[2] for row in kept], np.float32).reshape(-1, 4),
        np.array([row[3] for row in kept], np.float32),
        np.array([row[4] for row in kept], np.int64),
        np.array([row[1] for row in kept], np.int64),
        list(numbers),
        [row[5] for row in kept],
        origin,
        (*notes, *said, *(("the file does not tell what vehicles are: they count as cars",) if untold else ())),
    )


def _check(one: GivenBox, seen: set[tuple[int, str]]) -> None:
    x1, y1, x2, y2 = one.box
    if one.frame < 1:
        raise ValueError(f"{one.where}: expected a frame of at least 1, got {one.frame}")
    if not np.isfinite(one.box).all() or x2 <= x1 or y2 <= y1:
        raise ValueError(f"{one.where}: expected a box of positive width and height, got {x2 - x1:g} x {y2 - y1:g}")
    if not 0.0 <= one.score <= 1.0:
        raise ValueError(f"{one.where}: expected a score from 0 to 1, got {one.score:g}")
    if one.track is not None:
        if (one.frame, one.track) in seen:
            raise ValueError(f"{one.where}: expected each track once in a frame, got {one.track} twice in {one.frame}")
        seen.add((one.frame, one.track))


def _cut(box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float] | None:
    width, height = size
    x1, y1, x2, y2 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height)
    return (x1, y1, x2, y2) if x2 > x1 and y2 > y1 else None
