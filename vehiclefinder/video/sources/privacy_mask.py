"""Privacy masks: what is painted over in every picture before anything else looks at it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

import cv2
import numpy as np

from vehiclefinder.core.camera_view import Polygon
from vehiclefinder.core.types import ByteArray, Frame


def masked(image: ByteArray, masks: tuple[Polygon, ...]) -> ByteArray:
    """Return a picture whose masked parts are black; the picture itself where there are no masks.

    :param image: uint8 (H, W, 3), RGB; it is not changed.
    :param masks: Polygons in fractions of the frame.
    """
    if not masks:
        return image
    return np.asarray(cv2.bitwise_and(image, image, mask=_open(masks, image.shape[1], image.shape[0])), np.uint8)


def masked_frames(frames: Iterable[Frame], masks: tuple[Polygon, ...]) -> Iterator[Frame]:
    """Yield every frame with its masked parts black; there is no way from it to the picture without masks."""
    return (frame.edited(partial(masked, masks=masks)) for frame in frames)


@lru_cache(maxsize=32)
def _open(masks: tuple[Polygon, ...], width: int, height: int) -> ByteArray:
    """What may be seen: uint8 (height, width), 255 there and 0 where a mask lies, its outline included."""
    seen = np.full((height, width), 255, np.uint8)
    for mask in masks:
        corners = np.rint(np.array(mask) * (width, height)).astype(np.int32)
        cv2.fillPoly(seen, [corners], 0)
    seen.setflags(write=False)
    return seen
