"""A video file as a source, decoded by FFmpeg through PyAV."""

import math
from collections.abc import Generator, Iterator
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

import av

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.decoding import PresentationClock, upright, upright_size
from vehiclefinder.video.sources.frame_sampling import FrameSampler

_THREADS = 2
"""Threads of the decoder; more would take the cores that the models need."""

FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,ogg,mxf,nut,ivf,obu,dv,h264,hevc,mjpeg"
"""What FFmpeg may take a file for: never a playlist or script, by which it would read other files and addresses."""

MAX_PIXELS = 7680 * 4320
"""Of one frame, 8K; a small file may claim frames of gigabytes."""

_FALLBACK_RATE = 25.0
_SHORTFALL = 0.5
"""Seconds that the last frame may lie before the end that the container promised."""
_LEAD = 1.0
"""Seconds before the wanted moment that are sought where the first try lands after it; doubled with every try."""


class FileSource:
    """The first video stream of a file.

    :param path: A file of one of ``FORMATS``.
    :param timeout: Seconds that opening, or one read, may take.
    :raises VideoError: It cannot be opened, or holds no video of a sensible size.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        try:
            options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
            self._container = av.open(f"file:{path}", options=options, timeout=(timeout, timeout))
        except (OSError, av.error.FFmpegError) as error:
            raise VideoError(f"cannot open {path} as video: {error.strerror}") from error
        if not self._container.streams.video:
            self._container.close()
            raise VideoError(f"no video stream in {path}")
        self._stream = self._container.streams.video[0]
        self._require_size()
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = _THREADS
        self.frame_rate = float(self._stream.average_rate or self._stream.guessed_rate or _FALLBACK_RATE)
        self._promised = self._promise()
        guess = self._container.duration
        self.duration = self._promised if guess is None else self._promised or guess / av.time_base
        self._first = self._decode_first()
        self.damage: str | None = None
        self.notes: tuple[str, ...] = ()
        self.size = upright_size(self._first)

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the frames that ``thinning`` keeps, upright, once.

        :raises VideoError: The stream broke off or ended before its promised end.
        """
        clock = PresentationClock(1.0 / self.frame_rate)
        for raw in self._decoded():
            time = clock.read(raw.time)
            if thinning.keeps(time):
                yield Frame(upright(raw, self.size), time)
        end = clock.last + 1.0 / self.frame_rate
        if self._promised is not None and end < self._promised - max(_SHORTFALL, 2.0 / self.frame_rate):
            raise VideoError(f"{self._path} is cut short: {end:.1f} s of {self._promised:.1f} s")

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the frames from ``begin`` to ``end`` seconds, upright, once, without decoding all that lies before.

        Times are those of :meth:`frames` wherever the stream's stamps rise. A stream without stamps cannot be sought
        in, and is decoded from its start.

        :raises VideoError: The stream broke off or cannot be sought in.
        """
        if self._first.time is None:
            timed = takewhile(lambda frame: frame.time <= end, self.frames(FrameSampler()))
            yield from (frame for frame in timed if frame.time >= begin)
            return
        for raw in self._sought(max(begin, 0.0)):
            if raw.time is None or (time := raw.time - self._first.time) < begin:
                continue
            if time > end:
                return
            yield Frame(upright(raw, self.size), time)

    def close(self) -> None:
        """Release the file."""
        self._container.close()

    def _require_size(self) -> None:
        width, height = self._stream.codec_context.width, self._stream.codec_context.height
        if width * height > MAX_PIXELS:
            self._container.close()
            raise VideoError(f"expected frames of at most {MAX_PIXELS} pixels in {self._path}, got {width} x {height}")

    def _promise(self) -> float | None:
        # Only the stream's own figure is a promise: a container's covers its sound too, or is a guess.
        if self._stream.duration is None or self._stream.time_base is None:
            return None
        return float(self._stream.duration * self._stream.time_base)

    def _decode_first(self) -> Any:
        try:
            first = next(self._container.decode(self._stream), None)
        except (OSError, av.error.FFmpegError) as error:
            self._container.close()
            raise VideoError(f"cannot decode {self._path}: {error.strerror}") from error
        if first is None:
            self._container.close()
            raise VideoError(f"no frame in {self._path}")
        return first

    def _decoded(self) -> Iterator[Any]:
        yield self._first
        try:
            yield from self._container.decode(self._stream)
        except (OSError, av.error.FFmpegError) as error:
            raise VideoError(f"{self._path} breaks off: {error.strerror}") from error

    def _sought(self, begin: float) -> Iterator[Any]:
        """Decode from a key frame that is not after ``begin``; where a container lands later, an earlier one."""
        lead = 0.0
        try:
            while True:
                stamp = self._first.time + begin - lead
                self._container.seek(math.floor(stamp / self._stream.time_base), stream=self._stream)
                raws = self._container.decode(self._stream)
                landed = next(raws, None)
                if lead >= begin + _LEAD or (landed is not None and (landed.time or 0.0) - self._first.time <= begin):
                    break
                lead = max(_LEAD, 2.0 * lead)
            yield from chain([] if landed is None else [landed], raws)
        except (OSError, av.error.FFmpegError) as error:
            raise VideoError(f"cannot read {self._path} from {begin:.1f} s on: {error.strerror}") from error
