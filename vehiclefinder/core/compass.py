"""Compass points of the world, and where north lies in a camera's picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from vehiclefinder.core.types import FloatArray

POINTS = {
    "north": 0.0,
    "north-east": 45.0,
    "east": 90.0,
    "south-east": 135.0,
    "south": 180.0,
    "south-west": 225.0,
    "west": 270.0,
    "north-west": 315.0,
}
"""Compass point -> degrees clockwise from north, as seen from above."""


@dataclass(frozen=True, slots=True)
class North:
    """Where north lies in a picture: an arrow over the ground, as somebody drew it.

    :param degrees: Its direction in the image as headings have it, 0 to below 360: 0 towards the camera (down), 90
        right, 180 away (up), 270 left.
    :param at: Where in the picture it was drawn, fractions of the frame; on a calibrated road that makes it exact.
        None: in the middle of the calibrated road.
    """

    degrees: float
    at: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.degrees) and 0.0 <= self.degrees < 360.0):
            raise ValueError(f"expected degrees of north in the image from 0 to below 360, got {self.degrees}")
        if self.at is not None and not all(0.0 <= share <= 1.0 for share in self.at):
            raise ValueError(f"expected the place of north in fractions of the frame, 0 to 1, got {self.at}")


def degrees_from_points(headings: FloatArray, north: FloatArray | float) -> FloatArray:
    """Return how near tracks came to each compass point.

    :param headings: float32 (n, m), degrees at m moments of each track, in the image or likewise on the ground; NaN
        where it hardly moved.
    :param north: Degrees of north by the same measure, one for all or broadcast to (n, m).
    :returns: float32 (n, 8), the least difference in the order of ``POINTS``, in [0, 180]; NaN where no heading of a
        track is known.
    """
    # A camera looks down on its road: from north to east it is clockwise there, while headings rise anticlockwise.
    bearings = (np.asarray(north, np.float32) - headings) % np.float32(360.0)
    apart = np.abs((bearings[..., None] - np.array(list(POINTS.values()), np.float32) + 180.0) % 360.0 - 180.0)
    least = np.where(np.isnan(apart), np.inf, apart).min(axis=1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least).astype(np.float32)


def numbers_of(points: Sequence[str]) -> list[int]:
    """Return the numbers of compass points in the order of ``POINTS``.

    :raises ValueError: Unknown point.
    """
    numbers = {name: number for number, name in enumerate(POINTS)}
    if unknown := [point for point in points if point not in numbers]:
        raise ValueError(f"expected a compass point of {list(POINTS)}, got {unknown[0]!r}")
    return [numbers[point] for point in points]
