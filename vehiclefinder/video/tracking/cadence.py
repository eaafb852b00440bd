"""Which frames the detector looks at: by time, not by count, and more often where that tells more."""

from dataclasses import dataclass

import cv2
import numpy as np

from vehiclefinder.core.types import ByteArray, Frame
from vehiclefinder.video.tracking.frame_interval import FrameInterval
from vehiclefinder.video.tracking.tracker import Tracker

_THUMBNAIL = (96, 54)
"""(width, height), pixels, of the grey picture in which a change is sought; noise is mostly averaged out there."""
_READ = 3
"""Pixels of a frame, along each side, that are read for one of its thumbnail; of a large frame not every one is."""
_CHANGE = 10
"""Levels of 256 by which the most changed pixel of a thumbnail differs, where anything moved."""


@dataclass(frozen=True, slots=True)
class CadenceSettings:
    """How often frames are looked at; where they come more slowly, each one is.

    :param per_second: Looks at a second of video in which something moves, all of whose vehicles are known and apart.
    :param crossing: How many times as many while vehicles pass each other.
    :param new: How many times as many while there is something new, and at most while a vehicle moves far in between.
    :param longest: Most seconds between two looks, where nothing changes.
    """

    per_second: float = 4.0
    crossing: float = 1.6
    new: float = 3.0
    longest: float = 0.8

    def __post_init__(self) -> None:
        if min(self.per_second, self.longest) <= 0 or not 1 <= self.crossing <= self.new:
            raise ValueError(f"expected per_second and longest above 0, and 1 <= crossing <= new, got {self}")


class Cadence:
    """Decides frame by frame, in the order of their times.

    :param settings: How often.
    """

    def __init__(self, settings: CadenceSettings = CadenceSettings()) -> None:
        self._settings = settings
        self._period = 1.0 / settings.per_second
        self._longest = max(settings.longest, self._period)
        self._interval = FrameInterval()
        self._last: float | None = None
        self._looked = self._judged = -np.inf
        self._seen: ByteArray | None = None
        self._made: tuple[float, ByteArray] | None = None

    def due(self, frame: Frame, tracker: Tracker) -> bool:
        """Tell whether to look at a frame; its picture is made only where that hangs on what it shows.

        :param tracker: What was seen so far.
        """
        if self._last is not None:
            self._interval.add(frame.time - self._last)
        self._last = frame.time
        if not (self._hastened(frame.time, tracker) or self._worthwhile(frame)):
            return False
        self._looked = self._judged = frame.time
        self._seen = None if self._every else self._thumbnail(frame)
        return True

    def _hastened(self, time: float, tracker: Tracker) -> bool:
        settings, since = self._settings, self._looked
        if not self._reached(time, since, self._period / settings.new):
            return False
        crossing = self._reached(time, since, self._period / settings.crossing)
        return tracker.sees_new(time) or tracker.sees_far(time) or (crossing and tracker.sees_crossing())

    def _worthwhile(self, frame: Frame) -> bool:
        if self._every or self._reached(frame.time, self._looked, self._longest):
            return True
        if not self._reached(frame.time, self._judged, self._period):
            return False
        self._judged = frame.time
        return self._changed(frame)

    @property
    def _every(self) -> bool:
        """Whether frames come so slowly that each is looked at."""
        return self._reached(self._interval.seconds, 0.0, self._period)

    def _reached(self, time: float, since: float, wait: float) -> bool:
        # The frame that is nearest to the time: the next one is not nearer.
        return time - since >= wait - self._interval.seconds / 2

    def _changed(self, frame: Frame) -> bool:
        if self._seen is None:
            return True
        return bool(cv2.absdiff(self._thumbnail(frame), self._seen).max() >= _CHANGE)

    def _thumbnail(self, frame: Frame) -> ByteArray:
        # A look that comes of a change asks for it twice.
        if self._made is None or self._made[0] != frame.time:
            self._made = frame.time, _thumbnail(frame.image)
        return self._made[1]


def _thumbnail(image: ByteArray) -> ByteArray:
    step = max(1, image.shape[1] // (_READ * _THUMBNAIL[0]))
    small = cv2.resize(image[::step, ::step], _THUMBNAIL, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
