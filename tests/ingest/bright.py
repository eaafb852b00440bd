"""A white box that drives on black, a detector that finds it and a model that has one vector for all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.match.slots import DIM

FRAMES = 30


class BrightBox:
    """A detector that takes the bounding box of all bright pixels for a car."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [self._one(image) for image in images]

    def _one(self, image: ByteArray) -> Detections:
        ys, xs = np.nonzero(image.mean(axis=2) > 150)
        if not len(xs):
            return Detections.empty()
        box = np.array([[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]], np.float32)
        return Detections(box, np.array([0.9], np.float32), np.array([0]))


class Brightness:
    """An encoder model whose every slot points one way."""

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        return [np.ones((len(inputs["pixels"]), DIM), np.float32)]


def drive() -> list[ByteArray]:
    """Return its pictures, 320 x 120: it is 50 wide and drives right at 4 pixels a frame."""
    images = []
    for i in range(FRAMES):
        image = np.zeros((120, 320, 3), np.uint8)
        image[50:80, 20 + 4 * i : 70 + 4 * i] = 255
        images.append(image)
    return images
