"""Pictures as other cameras would have shown them: nearer, farther, mirrored, darker, blurred, compressed."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, FloatArray, IntArray

Random = np.random.Generator

ZOOM = (0.55, 1.8)
"""How large a picture's content may become, against filling the input."""
SMALLEST = 5.0
"""Sides, pixels of the input, below which a vehicle is neither vehicle nor background."""
VISIBLE = 0.4
"""Share of a vehicle's area that must be in the picture; with less it is neither vehicle nor background."""
GREY = 114
SATURATIONS = np.array([0.0, 0.5, 1.4], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture with its boxes; fields as in ``LabelledFrame``."""

    image: ByteArray
    boxes: FloatArray
    labels: IntArray
    ignored: FloatArray


def placed(sample: Sample, size: tuple[int, int], random: Random) -> Sample:
    """Cut or pad a picture to a size (height, width), at a random zoom, place and mirroring."""
    height, width = size
    zoom = float(np.exp(random.uniform(*np.log(ZOOM))))
    scale = zoom * max(width / sample.image.shape[1], height / sample.image.shape[0])
    rest = np.array([width, height]) - scale * np.array(sample.image.shape[1::-1])
    shift = rest * random.uniform(0, 1, 2)
    mirrored = random.random() < 0.5
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    if mirrored:
        matrix[0] = -scale, 0, width - shift[0]
    way = cv2.INTER_AREA if scale < 0.7 else cv2.INTER_LINEAR
    image = cv2.warpAffine(sample.image, matrix, (width, height), flags=way, borderValue=(GREY,) * 3)
    moved = _moved(sample.boxes, matrix, mirrored)
    whole, sides = np.prod(moved[:, 2:] - moved[:, :2], axis=1), np.array([width, height] * 2)
    boxes = np.clip(moved, 0, sides).astype(np.float32)
    seen = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    kept = (seen >= VISIBLE * whole) & ((boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) >= SMALLEST)
    ignored = np.clip(_moved(sample.ignored, matrix, mirrored), 0, sides)
    unsure = np.concatenate([ignored, boxes[~kept & (seen > 0)]]).astype(np.float32)
    return Sample(np.asarray(image, np.uint8), boxes[kept], sample.labels[kept], unsure)


def joined(samples: list[Sample], size: tuple[int, int], random: Random) -> Sample:
    """Set four pictures into one of a size (height, width), each in a quarter."""
    height, width = size[0] // 2, size[1] // 2
    image = np.full((*size, 3), GREY, np.uint8)
    parts = [placed(sample, (height, width), random) for sample in samples]
    corners = [np.array([left, top] * 2, np.float32) for top in (0, height) for left in (0, width)]
    for part, (left, top, _, _) in zip(parts, np.array(corners, int), strict=True):
        image[top : top + height, left : left + width] = part.image
    return Sample(
        image,
        np.concatenate([part.boxes + corner for part, corner in zip(parts, corners, strict=True)]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.ignored + corner for part, corner in zip(parts, corners, strict=True)]),
    )


def recoloured(image: ByteArray, random: Random) -> ByteArray:
    """Change light, colour, sharpness and compression, each now and then."""
    values = image.astype(np.float32)
    if random.random() < 0.6:
        values = np.float32(random.uniform(0.6, 1.3)) * values + np.float32(random.uniform(-20, 20))
    if random.random() < 0.5:
        values = values * random.uniform(0.85, 1.15, 3).astype(np.float32)
    if random.random() < 0.3:
        grey = values.mean(axis=2, keepdims=True)
        values = (grey + (values - grey) * random.choice(SATURATIONS)).astype(np.float32)
    if random.random() < 0.2:
        values = 255 * np.power(np.clip(values, 0, 255) / 255, random.uniform(1.5, 3.0)).astype(np.float32)
    if random.random() < 0.2:
        values = values + random.normal(0, random.uniform(3, 12), values.shape).astype(np.float32)
    picture = np.clip(values, 0, 255).astype(np.uint8)
    if random.random() < 0.25:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.4)), np.uint8)
    if random.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 80))]
        picture = np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return picture


def _moved(boxes: FloatArray, matrix: NDArray[np.float64], mirrored: bool) -> FloatArray:
    low, high = boxes[:, :2] @ matrix[:, :2].T + matrix[:, 2], boxes[:, 2:] @ matrix[:, :2].T + matrix[:, 2]
    if mirrored:
        low[:, 0], high[:, 0] = high[:, 0].copy(), low[:, 0].copy()
    return np.concatenate([low, high], axis=1).astype(np.float32)
