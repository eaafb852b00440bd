"""Directions of travel in the image, and how far headings are from them."""

import numpy as np

from vehiclefinder.core.types import FloatArray

DIRECTIONS = {"this way": 0.0, "right": 90.0, "away": 180.0, "left": 270.0}
"""Canonical orientation -> degrees of travel in the image."""


def degrees_apart(headings: FloatArray) -> FloatArray:
    """Return how near n tracks came to each direction.

    :param headings: float32 (n, m), degrees at m moments of each track; NaN where it hardly moved.
    :returns: float32 (n, 4), the least difference in the order of ``DIRECTIONS``, in [0, 180]; NaN where no heading
        of a track is known.
    """
    angles = np.array(list(DIRECTIONS.values()), np.float32)
    headings = np.where(np.isfinite(headings), headings, np.nan)
    apart = np.abs((headings[..., None] - angles + 180.0) % 360.0 - 180.0)
    least = np.where(np.isnan(apart), np.inf, apart).min(axis=1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least).astype(np.float32)
