"""What a format is given: sources, each with its tracks in the order in which they came into view."""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from vehiclefinder.core.moments import moment_of
from vehiclefinder.core.types import FloatArray
from vehiclefinder.exchange.frame_numbers import FrameNumbers
from vehiclefinder.store.tracks.records import StoredTrack

Shares = Mapping[str, Mapping[str, float]]
"""Slot -> value -> how probable it is, such as ``shares["type"]["van"]``."""


@dataclass(frozen=True, slots=True)
class SharedTrack:
    """A track with what its pictures show; no shares where the present model has not seen it."""

    track: StoredTrack
    shares: Shares | None


@dataclass(frozen=True, slots=True)
class TrackSource:
    """A source whose tracks are written.

    :param name: Of its file or folder, or a stream's address without a password.
    :param size: (width, height), pixels.
    :param start_time: When it began; None where that is not known.
    :param duration: Seconds.
    :param numbers: Its frames.
    :param tracks: Reads its tracks, by the time at which they came into view; each call from the beginning.
    """

    id: int
    camera: str
    name: str
    size: tuple[int, int]
    start_time: datetime | None
    duration: float | None
    numbers: FrameNumbers
    tracks: Callable[[], Iterator[SharedTrack]]

    def moment(self, seconds: float) -> datetime | None:
        """Return when a moment of it was, or None where that is not known."""
        return moment_of(self.start_time, seconds)

    def boxes(self) -> Iterator[tuple[int, int, SharedTrack, FloatArray]]:
        """Yield frame, number of the track, track and row (t, x1, y1, x2, y2), frame by frame.

        No more tracks are held than are in view at once.
        """
        active: list[tuple[int, int, SharedTrack, Iterator[tuple[int, FloatArray]], FloatArray]] = []
        for one in self.tracks():
            rows = self.numbers.along(one.track.path)
            number, row = next(rows)
            while active and active[0][0] < number:
                yield self._step(active)
            heapq.heappush(active, (number, one.track.id, one, rows, row))
        while active:
            yield self._step(active)

    def frames(self) -> Iterator[tuple[int, list[tuple[SharedTrack, FloatArray]]]]:
        """Yield each frame that shows a vehicle, with all that it shows."""
        for number, boxes in groupby(self.boxes(), key=lambda box: box[0]):
            yield number, [(one, row) for _, _, one, row in boxes]

    @staticmethod
    def _step(
        active: list[tuple[int, int, SharedTrack, Iterator[tuple[int, FloatArray]], FloatArray]],
    ) -> tuple[int, int, SharedTrack, FloatArray]:
        number, id_, one, rows, row = active[0]
        following = next(rows, None)
        if following is None:
            heapq.heappop(active)
        else:
            heapq.heapreplace(active, (following[0], id_, one, rows, following[1]))
        return number, id_, one, row
