"""Pictures as other cameras would have seen them: framing, blur, light, compression, occlusion, mirror."""

import cv2
import numpy as np
from numpy.random import Generator

from vehiclefinder.core.types import ByteArray
from vehiclefinder.match.image_encoder import prepare


def augment(image: ByteArray, size: int, random: Generator) -> ByteArray:
    """Return a random variant of a crop, prepared for the encoder.

    :param image: uint8 (h, w, 3), RGB.
    :returns: uint8 (size, size, 3), RGB; not mirrored (see :func:`mirror_view`).
    """
    image = _reframe(_tilt(image, random), random)
    if random.random() < 0.4:
        image = _shrink(image, random)
    if random.random() < 0.25:
        image = cv2.GaussianBlur(image, (0, 0), random.uniform(0.4, 1.6)).astype(np.uint8)
    image = prepare(image, size)
    image = _light(image, random)
    if random.random() < 0.3:
        image = _compress(image, random)
    return _occlude(image, random) if random.random() < 0.3 else image


def mirror_view(view: int) -> int:
    """Return what a view of ``VIEWS`` becomes in the mirror: left and right swap."""
    return -view % 8


def _tilt(image: ByteArray, random: Generator) -> ByteArray:
    if random.random() < 0.6:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-8, 8), 1.0)
    matrix[0, 1] += random.uniform(-0.1, 0.1)
    return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _reframe(image: ByteArray, random: Generator) -> ByteArray:
    height, width = image.shape[:2]
    top, bottom = (random.uniform(-0.08, 0.1, 2) * height).astype(int)
    left, right = (random.uniform(-0.08, 0.1, 2) * width).astype(int)
    image = image[max(top, 0) : height - max(bottom, 0), max(left, 0) : width - max(right, 0)]
    margins = (max(-top, 0), max(-bottom, 0), max(-left, 0), max(-right, 0))
    return cv2.copyMakeBorder(image, *margins, borderType=cv2.BORDER_REPLICATE).astype(np.uint8)


def _shrink(image: ByteArray, random: Generator) -> ByteArray:
    height, width = image.shape[:2]
    side = np.exp(random.uniform(np.log(32), np.log(128)))
    factor = min(side / max(height, width), 1.0)
    size = max(round(width * factor), 8), max(round(height * factor), 8)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _light(image: ByteArray, random: Generator) -> ByteArray:
    """Other light, but no more than leaves white, silver, grey and black what they are."""
    pixels = image.astype(np.float32) / 255
    grey = pixels.mean(2, keepdims=True)
    pixels = grey + (pixels - grey) * random.uniform(0.8, 1.2)
    pixels = np.clip(pixels * random.uniform(0.88, 1.12) * random.uniform(0.95, 1.05, 3), 0, 1)
    pixels = pixels ** random.uniform(0.85, 1.18)
    if random.random() < 0.25:
        pixels += random.normal(0, random.uniform(0.01, 0.06), pixels.shape)
    lit: ByteArray = (np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    return lit


def _compress(image: ByteArray, random: Generator) -> ByteArray:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(20, 80))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _occlude(image: ByteArray, random: Generator) -> ByteArray:
    size = image.shape[0]
    height, width = (random.uniform(0.1, 0.45, 2) * size).astype(int)
    top, left = (
        int(random.integers(-height // 2, size - height // 2)),
        int(random.integers(-width // 2, size - width // 2)),
    )
    image = image.copy()
    image[max(top, 0) : top + height, max(left, 0) : left + width] = random.integers(0, 256, 3)
    return image
