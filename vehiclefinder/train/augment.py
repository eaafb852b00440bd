"""Pictures as other cameras would have seen them: framing, blur, light, haze, compression, occlusion, mirror.

What takes a picture's colour away is apart (:func:`discolour`), for nobody can tell the colour of it then.
"""

import cv2
import numpy as np
from numpy.random import Generator

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.match.image_encoder import prepare

SCALING = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


def augment(image: ByteArray, size: int, random: Generator) -> ByteArray:
    """Return a random variant of a crop, prepared for the encoder.

    :param image: uint8 (h, w, 3), RGB.
    :returns: uint8 (size, size, 3), RGB; not mirrored (see :func:`mirror_view`).
    """
    image = _reframe(_stand_elsewhere(image, random), random)
    if random.random() < 0.4:
        image = _shrink(image, random)
    if random.random() < 0.2:
        image = _blur(image, random)
    image = _light(prepare(image, size), random)
    if random.random() < 0.05:
        image = _haze(image, random)
    if random.random() < 0.3:
        image = _compress(image, random)
    return _occlude(image, random) if random.random() < 0.3 else image


def discolour(image: ByteArray, random: Generator) -> ByteArray:
    """Return a picture as infra-red, a lamp of one colour, or night would show it: its colour cannot be told.

    :param image: uint8 (h, w, 3), RGB.
    :returns: Of the same shape.
    """
    pixels: FloatArray = image.astype(np.float32) / np.float32(255)
    grey = pixels.mean(2, keepdims=True)
    kind = random.random()
    if kind < 0.4:  # no colour at all
        pixels = np.repeat(grey, 3, axis=2)
    elif kind < 0.7:  # one colour everywhere
        pixels = (0.25 * pixels + 0.75 * grey) * random.uniform(0.4, 1.1, 3)
    else:  # hardly any light, much noise
        pixels = (pixels * random.uniform(0.15, 0.5)) ** random.uniform(0.7, 1.0)
        pixels += random.normal(0, random.uniform(0.02, 0.06), pixels.shape)
    return _bytes(pixels)


def mirror_view(view: int) -> int:
    """Return what a view of ``VIEWS`` becomes in the mirror: left and right swap."""
    return -view % 8


def _stand_elsewhere(image: ByteArray, random: Generator) -> ByteArray:
    """See the picture's plane turned, sheared and in perspective, as a camera of another place and height would."""
    if random.random() < 0.8:
        return image
    height, width = image.shape[:2]
    turn, shear = np.deg2rad(random.uniform(-8, 8)), random.uniform(-0.1, 0.1)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn) + shear, np.cos(turn)]])
    corners += random.uniform(-0.04, 0.04, (4, 2))
    scale = np.array([width, height], np.float32)
    matrix = cv2.getPerspectiveTransform(_square() * scale, (corners.astype(np.float32) + 0.5) * scale)
    return cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _square() -> FloatArray:
    return np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)


def _reframe(image: ByteArray, random: Generator) -> ByteArray:
    height, width = image.shape[:2]
    top, bottom = (random.uniform(-0.08, 0.1, 2) * height).astype(int)
    left, right = (random.uniform(-0.08, 0.1, 2) * width).astype(int)
    image = image[max(top, 0) : height - max(bottom, 0), max(left, 0) : width - max(right, 0)]
    margins = (max(-top, 0), max(-bottom, 0), max(-left, 0), max(-right, 0))
    return cv2.copyMakeBorder(image, *margins, borderType=cv2.BORDER_REPLICATE).astype(np.uint8)


def _shrink(image: ByteArray, random: Generator) -> ByteArray:
    height, width = image.shape[:2]
    side = np.exp(random.uniform(np.log(26), np.log(128)))
    factor = min(side / max(height, width), 1.0)
    size = max(round(width * factor), 8), max(round(height * factor), 8)
    return cv2.resize(image, size, interpolation=SCALING[random.integers(len(SCALING))]).astype(np.uint8)


def _blur(image: ByteArray, random: Generator) -> ByteArray:
    """Out of focus, or moved while the shutter was open; in proportion to the picture."""
    side = max(image.shape[:2])
    if random.random() < 0.7:
        return cv2.GaussianBlur(image, (0, 0), side * random.uniform(0.004, 0.018)).astype(np.uint8)
    length = max(round(side * random.uniform(0.02, 0.06)), 2)
    return cv2.blur(image, (length, 1) if random.random() < 0.7 else (1, length)).astype(np.uint8)


def _light(image: ByteArray, random: Generator) -> ByteArray:
    """Other light, but no more than leaves white, silver, grey and black what they are."""
    pixels = image.astype(np.float32) / 255
    grey = pixels.mean(2, keepdims=True)
    pixels = grey + (pixels - grey) * random.uniform(0.8, 1.2)
    pixels = np.clip(pixels * random.uniform(0.88, 1.12) * random.uniform(0.95, 1.05, 3), 0, 1)
    pixels = pixels ** random.uniform(0.85, 1.18)
    if random.random() < 0.25:
        pixels += random.normal(0, random.uniform(0.01, 0.06), pixels.shape)
    return _bytes(pixels)


def _haze(image: ByteArray, random: Generator) -> ByteArray:
    """Fog, a wet or dirty lens: a veil of one light grey, denser above."""
    veil = np.linspace(random.uniform(0.1, 0.5), random.uniform(0.05, 0.35), image.shape[0], dtype=np.float32)
    shade = random.uniform(0.55, 0.9)
    return _bytes(image / np.float32(255) * (1 - veil[:, None, None]) + shade * veil[:, None, None])


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


def _bytes(pixels: FloatArray) -> ByteArray:
    """Return pixels in 0..1 as bytes, clipped."""
    return (np.clip(pixels, 0, 1) * 255).astype(np.uint8)
