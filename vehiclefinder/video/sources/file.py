"""A video file as a source, decoded by FFmpeg through PyAV."""

import math
from collections import deque
from collections.abc import Generator, Iterator
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.damage import described, missing_frames, shortfall, unread
from vehiclefinder.video.sources.decoding import PictureConverter
from vehiclefinder.video.sources.formats import INDEXED, UNTIMED
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.packet_decoder import PacketDecoder, number_of
from vehiclefinder.video.sources.packets import UNKNOWN, PacketTable
from vehiclefinder.video.sources.timeline import LEAP, Timeline, evenly, timeline

_FALLBACK_RATE = 25.0
_RATES = (0.01, 1000.0)
"""Frames per second that a header may claim."""
_TICK = 0.01
"""Share of the usual interval by which a frame comes after the one before, where its stamp says that it does not."""
_LEADING = 32
"""Frames that may lead a key frame, at most."""
_COUNTED_KEYS = 3
"""Key frames to go back where frames are counted: of the first, those that lead it are lost, and so is the count."""
_SAME_RATE = 0.02
"""Share by which the rate of a header may differ from that of the stamps, and be taken for it."""


class FileSource:
    """The largest video stream of a file.

    Packets are read through once before the second frame is asked for: what a moment of the file is depends on all of
    its stamps, and is the same for whoever reads all of it or a part.

    :param path: A file of a format that is taken for video.
    :param timeout: Seconds that opening, or one read, may take.
    :param fps: Frames per second of a stream that has no stamps; None takes what its codec says.
    :raises VideoError: It cannot be opened, or holds no video of a sensible size.
    """

    def __init__(self, path: Path, timeout: float, fps: float | None = None) -> None:
        self._path = path
        self._timeout = timeout
        self._fps = fps
        self._decoder = PacketDecoder(path, timeout)
        self._rest = self._decoder.rest()
        self._first = self._decode_first()
        self._picture = PictureConverter(self._decoder.stream, self._first)
        self.size = self._picture.size
        self.damage: str | None = None
        self._end: float | None = None

    @cached_property
    def frame_rate(self) -> float:
        """Frames per second, as is usual: gaps do not count."""
        stream, rate = self._decoder.stream, 1.0 / self._timeline.interval
        for said in (stream.average_rate, stream.guessed_rate):
            if said and abs(said - rate) <= _SAME_RATE * rate:
                return float(said)
        return rate

    @property
    def duration(self) -> float | None:
        """Seconds from the first frame that can be decoded to the end of the last: of what was read, once it was."""
        if self._end is not None:
            return self._end
        last = int(self._timeline.seconds.argmax())
        return float(self._timeline.seconds[last]) - self._clock().zero + self._shown_for(last)

    @property
    def times(self) -> NDArray[np.float64]:
        """When each frame is shown, seconds from the first that can be decoded, float64 (n,), rising."""
        seconds = self._timeline.seconds - self._clock().zero
        return np.sort(seconds[(seconds >= 0.0) & (self._table.hidden == 0)])

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked for the file should know of it, beside damage."""
        videos, stream = self._decoder.container.streams.video, self._decoder.stream
        notes = []
        if len(videos) > 1:
            width, height = self.size
            notes.append(f"took video stream {videos.index(stream) + 1} of {len(videos)}, {width}x{height}")
        if self._timeline.leaps:
            notes.append(f"its clock leaps in {self._timeline.leaps} places, which were closed up")
        return tuple(notes)

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the frames that ``thinning`` keeps, upright, once; what cannot be decoded is left out.

        :raises VideoError: The file ends before its index says that it does.
        """
        if thinning.keeps(0.0):
            yield Frame(partial(self._picture, self._first), 0.0)
        clock, count, number, time = self._clock(), 1, number_of(self._first), 0.0
        flawed = int(self._first.is_corrupt)
        clock.read(self._first)
        for raw in self._rest:
            if (number := number_of(raw)) >= len(self._table):
                break  # the file has grown since its packets were read
            count, time, flawed = count + 1, clock.read(raw), flawed + raw.is_corrupt
            if thinning.keeps(time):
                yield Frame(partial(self._picture, raw), time)
        self._end = time + self._shown_for(number)
        self._judge(count, flawed)

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the frames from ``begin`` to ``end`` seconds, upright, once, without decoding all that lies before.

        Times are those of :meth:`frames`.
        """
        clock = self._clock()
        for raw in self._from(begin, clock):
            time = clock.read(raw)
            if time > end:
                return
            if time >= begin:
                yield Frame(partial(self._picture, raw), time)

    def close(self) -> None:
        """Release the file."""
        self._decoder.close()

    @cached_property
    def _table(self) -> PacketTable:
        stat = self._path.stat()
        return _tabulated(self._path, (stat.st_size, stat.st_mtime_ns), self._timeout)

    @cached_property
    def _timeline(self) -> Timeline:
        table, stream, rate = self._table, self._decoder.stream, self._said_rate()
        if self._untimed:
            return evenly(len(table), 1.0 / rate)
        return timeline(table, float(stream.time_base), 1.0 / rate, bool(stream.codec_context.has_b_frames))

    @property
    def _untimed(self) -> bool:
        return bool(self._decoder.formats & UNTIMED)

    def _said_rate(self) -> float:
        stream = self._decoder.stream
        given = self._fps if self._untimed or self._lacks_stamps else None
        for rate in (given, stream.codec_context.framerate, stream.average_rate, stream.guessed_rate):
            if rate and _RATES[0] <= rate <= _RATES[1]:
                return float(rate)
        return _FALLBACK_RATE

    @property
    def _lacks_stamps(self) -> bool:
        return bool((self._table.pts == UNKNOWN).all() and (self._table.dts == UNKNOWN).all())

    def _clock(self) -> "_FrameClock":
        return _FrameClock(self._timeline, self._first)

    def _decode_first(self) -> Any:
        first = next(self._rest, None)
        if first is None:
            self.close()
            raise VideoError(f"no frame in {self._path}")
        return first

    def _from(self, begin: float, clock: "_FrameClock") -> Iterator[Any]:
        """Decode from a key frame that is not after ``begin``."""
        table, line = self._table, self._timeline
        entries = np.flatnonzero((table.key != 0) & (line.seconds <= begin + clock.zero))
        entries = entries[entries >= number_of(self._first)]
        early = _COUNTED_KEYS if line.ordered else 1
        return self._decoder.sought(table, int(entries[-early]) if len(entries) >= early else 0)

    def _shown_for(self, number: int) -> float:
        """Return the seconds for which a frame is shown; one that does not say so is shown as long as is usual."""
        line, base = self._timeline, self._decoder.stream.time_base
        said = 0.0 if self._untimed else float(self._table.length[number] * base)
        return said if line.interval < said < LEAP else line.interval

    def _judge(self, count: int, flawed: int) -> None:
        """Note what was lost of a file that was read to its end: ``count`` frames, ``flawed`` of them made up."""
        decoder, table, start = self._decoder, self._table, number_of(self._first)
        short = shortfall(decoder.container, decoder.stream, table, self._timeline.interval)
        if short and decoder.formats & INDEXED:
            raise VideoError(f"{self._path} is cut short: {short}")
        shown = (self._timeline.seconds >= self._clock().zero) & (table.hidden == 0)
        lost = missing_frames(int(shown[start:].sum()), count, decoder.failures)
        self.damage = described(lost, flawed, short or unread(decoder.container, table))


class _FrameClock:
    """The seconds of frames as they come from the decoder, rising, from the first of the file."""

    def __init__(self, line: Timeline, first: Any) -> None:
        self._line = line
        self._number = -1
        self._seen: deque[int] = deque(maxlen=_LEADING)
        self._last = -math.inf
        self.zero = float(line.seconds[number_of(first)])
        """Seconds of the first frame on the timeline."""

    def read(self, raw: Any) -> float:
        """Return the seconds of the next frame."""
        time = float(self._line.seconds[self._place(raw)]) - self.zero
        if time <= self._last:  # the decoder knows another order than the stamps
            time = self._last + _TICK * self._line.interval
        self._last = time
        return time

    def _place(self, raw: Any) -> int:
        number = number_of(raw)
        if not self._line.ordered:
            return number
        # What is decoded before a key frame is shown before it, and so are the frames that lead it: this makes up for
        # frames that were lost.
        known = number + sum(other > number for other in self._seen) if raw.key_frame or not self._seen else 0
        self._seen.append(number)
        self._number = min(max(self._number + 1, known), len(self._line.seconds) - 1)
        return self._number


@lru_cache(maxsize=4)
def _tabulated(path: Path, state: tuple[int, int], timeout: float) -> PacketTable:
    """Return the packets of a file; ``state`` is another one when the file is another."""
    decoder = PacketDecoder(path, timeout)
    try:
        return decoder.tabulate()
    finally:
        decoder.close()
