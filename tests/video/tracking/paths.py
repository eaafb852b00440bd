"""Paths of vehicles whose way is known, as boxes."""

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray
from vehiclefinder.video.tracking.ground_path import GroundPath, ground_path

FRAME = (1000, 500)
Array = NDArray[np.float64]


def along(ground: Array, fps: float = 25.0, size: tuple[float, float] = (50.0, 32.0)) -> tuple[FloatArray, FloatArray]:
    """Times and boxes of a vehicle whose lower edge has its middle at ``ground`` (n, 2)."""
    half = size[0] / 2
    boxes = np.stack([ground[:, 0] - half, ground[:, 1] - size[1], ground[:, 0] + half, ground[:, 1]], axis=1)
    return (np.arange(len(ground)) / fps).astype(np.float32), boxes.astype(np.float32)


def line(start: tuple[float, float], end: tuple[float, float], count: int = 75) -> Array:
    return np.linspace(start, end, count)


def path_of(ground: Array, fps: float = 25.0) -> GroundPath:
    return ground_path(*along(ground, fps), FRAME)


def arc(degrees: float) -> Array:
    """Drive down the image, bend by ``degrees`` to the driver's left (negative: right), drive on."""
    course = np.radians(np.concatenate([np.zeros(25), np.linspace(0, degrees, 50), np.full(25, degrees)]))
    steps = 5 * np.stack([np.sin(course), np.cos(course)], axis=1)
    return np.asarray(np.array([500.0, 150.0]) + np.cumsum(steps, axis=0))


class Camera:
    """A camera 8 m above a flat road, which it looks down on by 18 degrees: vehicles 1.8 m wide and 1.5 m tall."""

    size = (1280, 720)
    height, tilt, focal = 8.0, np.radians(18.0), 1280.0

    def boxes(self, way: Array) -> FloatArray:
        """Boxes (n, 4) of a vehicle whose way is (n, 2), metres to the right of the mast and ahead of it."""
        depth = way[:, 1] * np.cos(self.tilt) + self.height * np.sin(self.tilt)
        down = self.height * np.cos(self.tilt) - way[:, 1] * np.sin(self.tilt)
        x, y = 640 + self.focal * way[:, 0] / depth, 360 + self.focal * down / depth
        half, tall = 0.9 * self.focal / depth, 1.5 * self.focal / depth
        return np.stack([x - half, y - tall, x + half, y], axis=1).astype(np.float32)

    def path(self, way: Array, fps: float = 25.0, noise: float = 0.0) -> GroundPath:
        """The path of such a vehicle; the edges of its boxes jitter by ``noise`` of its size."""
        boxes = self.boxes(way)
        size = np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1, keepdims=True))
        boxes += (np.random.default_rng(1).normal(0, noise, boxes.shape) * size).astype(np.float32)
        return ground_path((np.arange(len(way)) / fps).astype(np.float32), boxes, self.size)
