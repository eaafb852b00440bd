"""Pictures of high dynamic range, brought to the range and primaries of standard video."""

from enum import StrEnum
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray, FloatArray

WHITE = 203.0
"""cd/m2 of what standard video calls white, by BT.2408."""
KNEE = 0.6
"""Share of white up to which light is kept as it is; what is brighter is compressed into the rest."""

_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)
"""Linear light of BT.2020's primaries to that of BT.709's."""
_LEVELS = 4095
_HLG_PEAK = 1000.0
"""cd/m2 of a nominal display of HLG."""


class Transfer(StrEnum):
    """How levels stand for light."""

    PQ = "SMPTE ST 2084"
    HLG = "ARIB STD-B67"


def to_standard_range(image: ByteArray, transfer: Transfer) -> ByteArray:
    """Return a picture of BT.2020's primaries as standard video shows it.

    :param image: uint8 (H, W, 3), RGB, of full range.
    """
    light = cv2.transform(np.take(_light(transfer), image), _TO_BT709)
    levels = np.clip(light * _LEVELS, 0, _LEVELS).astype(np.uint16)
    return np.asarray(np.take(_standard_levels(), levels), np.uint8)


@cache
def _light(transfer: Transfer) -> FloatArray:
    """Light of each of 256 levels in shares of white, compressed to at most 1; float32 (256,)."""
    level = np.arange(256) / 255
    nits = _pq(level) if transfer is Transfer.PQ else _hlg(level)
    return _compressed(nits / WHITE).astype(np.float32)


def _pq(level: NDArray[np.float64]) -> NDArray[np.float64]:
    root = level ** (1 / 78.84375)
    return np.asarray(10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578))


def _hlg(level: NDArray[np.float64]) -> NDArray[np.float64]:
    scene = np.where(level <= 0.5, level**2 / 3, (np.exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return np.asarray(_HLG_PEAK * scene**1.2)


def _compressed(light: NDArray[np.float64]) -> NDArray[np.float64]:
    room = 1 - KNEE
    bright = KNEE + room * (1 - np.exp(-(np.maximum(light, KNEE) - KNEE) / room))
    return np.asarray(np.where(light <= KNEE, light, bright))


@cache
def _standard_levels() -> ByteArray:
    """Level of each amount of light by sRGB's curve; uint8 (4096,)."""
    light = np.arange(_LEVELS + 1) / _LEVELS
    level = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * level), np.uint8)
