"""Whether pictures have colours at all: those by infra-red have none, though they may have a cast."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, Crop, FloatArray, Frame

COLOURED = 5.0
"""Least spread of a picture in colour. Frames of 13 clips, by day, overcast and at dusk, have 6.3 and more, except
close-ups of bare asphalt; the same frames made grey, with a cast or noise, strongly compressed, 4.1 and less."""

ONE_HUE = 0.27
"""Most share of the chroma of a picture in one hue, such as green or sepia, that does not follow its brightness, root
mean square. Of 1,360 crops and 170 frames by day, made orange, green, blue, pink or sepia and then JPEG of quality 50
to 90, 98 % and all have less; of the same in colour 1 % of the crops, and the frames 0.42 and more."""
_TINTED = 8.0
"""Levels of chroma that a picture in one hue has, root mean square; noise alone may seem to follow brightness."""
_PATCHES = 24
"""Patches along the longer side, of which each has one chroma there: compression leaves it right on average only."""
_DARK, _BRIGHT = 16, 240
"""Levels of the greatest of R, G and B between which a tint is in proportion to brightness: none of them clips."""
_LEAST_WITHIN = 0.2
"""Least share of a picture between them; where it is less, all of it counts."""

_INTERVAL = 0.5
"""Seconds between two frames that are measured."""
_PERCENTILE = 95.0
"""The most colourful pixels do not count: captions are drawn into grey pictures in colour."""
_EDGE = 0.1
"""Share of the height of a frame, at its upper and lower edge, where such captions are and nothing is measured."""
_SIDE = 48
"""Pixels of the longer side at which chroma is measured, where noise is mostly averaged out."""
_READ = 320
"""Pixels of the longer side that are read of a large picture."""
_LUMA_STEP = 16
_NEUTRAL = 128.0
_CAST = 6.0
"""Levels by which a cast may differ between dark and bright; what differs more, such as a yellow car, has a colour."""


def chroma_spread(image: ByteArray) -> float:
    """Return how far the chroma of pixels lies from that of pixels as bright, in levels of 256; NaN where all is black.

    A cast, which is the same in all pixels or grows with their brightness, does not count, nor does black, such as that
    of privacy masks.

    :param image: uint8 (H, W, 3), RGB.
    """
    pixels = _pixels(image)
    if not len(pixels):
        return float("nan")
    brightness = pixels[:, 0] // np.uint8(_LUMA_STEP)
    off = np.hypot(_off_cast(pixels[:, 1], brightness), _off_cast(pixels[:, 2], brightness))
    return float(np.percentile(off, _PERCENTILE))


def in_one_hue(image: ByteArray) -> bool:
    """Tell whether a picture is a grey one through a coloured glass: all its chroma is in proportion to its brightness.

    A picture without a tint is not.

    :param image: uint8 (H, W, 3), RGB.
    """
    luma, chroma = _patches(image)
    total = float((chroma**2).sum())
    if total < _TINTED**2 * len(luma) or not len(luma):
        return False
    followed = float(((luma @ chroma) ** 2).sum() / (luma @ luma))
    return total - followed <= ONE_HUE**2 * total


class ColourMeter:
    """Measures a few frames a second of one source, and tells of each track whether its pictures are monochrome."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._coloured: list[bool] = []
        self._tinted: list[bool] = []
        self._next = -np.inf

    def add(self, frame: Frame) -> None:
        """Measure a frame, where it is time to; frames come in the order of their times."""
        if frame.time < self._next:
            return
        self._next = frame.time + _INTERVAL
        edge = int(_EDGE * frame.image.shape[0])
        middle = frame.image[edge : frame.image.shape[0] - edge]
        spread = chroma_spread(middle)
        if not np.isnan(spread):
            self._times.append(frame.time)
            self._tinted.append(in_one_hue(middle))
            self._coloured.append(spread >= COLOURED and not self._tinted[-1])

    def monochrome(self, times: FloatArray, crops: Sequence[Crop]) -> bool | None:
        """Tell whether most frames during a track have no colour, and most of its crops; None where none was measured.

        A grey vehicle in colour is told by the frames, one that stands out from a grey place by its crops.

        :param times: float32 (n,), seconds in the source, rising.
        """
        first, end = bisect_left(self._times, times[0]), bisect_right(self._times, times[-1])
        # Between two measured frames, the one before speaks for a short track.
        span = slice(first, end) if first < end else slice(max(first - 1, 0), max(first, 1))
        during, tinted = self._coloured[span], any(self._tinted[span])
        if not during:
            return None
        return 2 * sum(during) < len(during) and 2 * sum(_in_colour(crop, tinted) for crop in crops) <= len(crops)


def _in_colour(crop: Crop, tinted: bool) -> bool:
    """Tell whether a crop is in colour; one of one hue is, unless all around it is ``tinted``."""
    return chroma_spread(crop.image) >= COLOURED and not (tinted and in_one_hue(crop.image))


def _pixels(image: ByteArray) -> ByteArray:
    """Return the pixels of a picture that are not black, uint8 (n, 3), as brightness and two of chroma."""
    pixels = np.asarray(cv2.cvtColor(_reduced(image), cv2.COLOR_RGB2YCrCb), np.uint8).reshape(-1, 3)
    return pixels[pixels[:, 0] > 0]


def _patches(image: ByteArray) -> tuple[FloatArray, FloatArray]:
    """Return brightness, float32 (n,), and chroma about grey, float32 (n, 2), of patches neither dark nor clipped."""
    patches = _shrunk(_reduced(image), _PATCHES)
    brightest = patches.max(axis=2)
    seen = (brightest > _DARK) & (brightest < _BRIGHT)
    if np.count_nonzero(seen) < _LEAST_WITHIN * seen.size:
        seen = brightest > 0
    pixels = cv2.cvtColor(patches, cv2.COLOR_RGB2YCrCb)[seen].astype(np.float32)
    return pixels[:, 0], pixels[:, 1:] - np.float32(_NEUTRAL)


def _reduced(image: ByteArray) -> ByteArray:
    """Return a picture of at most ``_SIDE`` pixels; of a large one not every pixel is read."""
    step = max(1, max(image.shape[:2]) // _READ)
    return _shrunk(image[::step, ::step], _SIDE)


def _shrunk(image: ByteArray, side: int) -> ByteArray:
    shrink = min(1.0, side / max(image.shape[:2]))
    size = max(1, round(shrink * image.shape[1])), max(1, round(shrink * image.shape[0]))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _off_cast(chroma: ByteArray, brightness: ByteArray) -> FloatArray:
    """Return by how much each pixel differs from what a cast makes of its brightness, float32 (n,)."""
    middle = np.median(chroma)
    # What no cast explains must not pass for one at the few brightnesses that it has.
    near = np.clip(chroma, middle - _CAST, middle + _CAST)
    cast = np.bincount(brightness, near) / np.maximum(np.bincount(brightness), 1)
    return (chroma - cast[brightness]).astype(np.float32)
