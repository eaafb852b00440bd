"""A live stream as a row of short sources, read by FFmpeg through PyAV."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import takewhile
from pathlib import Path
from queue import Empty
from types import TracebackType

from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_connection import StreamPicture
from vehiclefinder.video.sources.stream_receiver import Outage, StreamBreak, StreamEnd, StreamReceiver, StreamSettings
from vehiclefinder.video.sources.stream_recorder import StreamRecorder

_POLL = 0.2
"""Seconds between looks at whether somebody wants to stop, while nothing arrives."""


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """How a stream is cut.

    :param seconds: Length of a segment: what is seen is found so much later; of a stream that is recorded a segment
        ends with the next key frame.
    :param recordings: Folder that what is received is kept in; None keeps nothing.
    """

    seconds: float = 60.0
    recordings: Path | None = None

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ValueError(f"expected segments of more than 0 seconds, got {self.seconds}")


class LiveStream(AbstractContextManager["LiveStream"]):
    """A stream that is received in the background while it is open.

    It never ends by itself, so it is cut into segments, each a source of its own that can be searched as soon as it is
    over. A vehicle that crosses a cut may become two tracks, one on either side. Where the connection breaks, the
    segment ends there and the next begins when the stream is back, however long that takes; no segment begins before
    the one before has ended. An address that leads to a file of known length ends with it.

    Frames that nobody takes in time are dropped, as the stream goes on without us; of a file none is.

    :param address: Where it comes from.
    :param settings: Time limits.
    :param segments: How it is cut.
    :param idle: Called again and again while nothing arrives, and where the connection breaks; may raise to stop.
    """

    def __init__(
        self,
        address: StreamAddress,
        settings: StreamSettings = StreamSettings(),
        segments: SegmentSettings = SegmentSettings(),
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._seconds = segments.seconds
        self._idle = idle
        self._held: StreamPicture | StreamEnd | None = None
        self._closed = False
        folder = segments.recordings
        record = None if folder is None else lambda stream: StreamRecorder(folder, stream, segments.seconds)
        self._receiver = StreamReceiver(address, settings, record)

    @property
    def dropped(self) -> int:
        """How many frames were dropped so far."""
        return self._receiver.dropped

    @property
    def outage(self) -> Outage | None:
        """Since when it is away and why; None while pictures come."""
        return self._receiver.outage

    def segments(self) -> Iterator["Segment"]:
        """Yield the segments one after the other; each is used up before the next is asked for.

        :raises VideoError: A file breaks off.
        """
        while True:
            item = self._next()
            if isinstance(item, StreamPicture):
                yield Segment(item, self._rest, self._skip)
            elif isinstance(item, StreamEnd):
                if item.error is not None:
                    raise item.error
                return
            else:
                self._idle()

    def close(self) -> None:
        """Stop receiving; what was received is still yielded, and the segment that is being read ends with it."""
        self._closed = True
        self._receiver.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rest(self, first: StreamPicture) -> Iterator[StreamPicture]:
        """Yield what follows the first picture of a segment, up to its end."""
        while True:
            item = self._next()
            if isinstance(item, StreamEnd):
                self._held = item  # the segment is whole; whoever asks for the next one is told
                return
            if isinstance(item, StreamBreak):
                return
            if item.piece is not first.piece or (item.piece is None and item.time - first.time >= self._seconds):
                self._held = item
                return
            yield item

    def _skip(self, first: StreamPicture, seconds: float) -> None:
        """Let so many seconds of a segment pass by; what is left of it begins another."""
        end: float | None = None
        for item in self._rest(first):
            end = item.time + seconds if end is None else end
            if item.time >= end:
                self._held = item
                return

    def _next(self) -> StreamPicture | StreamBreak | StreamEnd:
        if self._held is not None:
            held, self._held = self._held, None
            return held
        while True:
            try:
                return self._receiver.items.get(timeout=0.0 if self._closed else _POLL)
            except Empty:
                if self._closed:
                    return StreamEnd(None)
                self._idle()


class Segment:
    """A part of a stream, as a source.

    ``size`` is (width, height) in pixels, ``start_time`` is aware, ``recording`` is where it is kept, or None.
    """

    def __init__(
        self,
        first: StreamPicture,
        rest: Callable[[StreamPicture], Iterator[StreamPicture]],
        skip: Callable[[StreamPicture, float], None],
    ) -> None:
        self.size = first.converter.size
        self.frame_rate = first.rate
        self.duration: float | None = None
        self.damage: str | None = None
        self.notes: tuple[str, ...] = (first.note,) if first.note else ()
        piece = first.piece
        self.recording = piece.path if piece else None
        self.start_time: datetime = piece.moment if piece and piece.moment else first.moment
        self._begin = piece.begin if piece else first.time
        self._first = first
        self._rest = rest
        self._skip = skip

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the frames that ``thinning`` keeps, upright, timed from the first."""
        for picture in self._pictures():
            time = picture.time - self._begin
            if thinning.keeps(time):
                yield Frame(partial(picture.converter, picture.raw), time)

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the frames from ``begin`` to ``end`` seconds, once; those before pass by unseen."""
        timed = takewhile(lambda frame: frame.time <= end, self.frames(FrameSampler()))
        yield from (frame for frame in timed if frame.time >= begin)

    def skip(self, seconds: float) -> None:
        """Let so many seconds pass by unseen, at most the rest of it; what is left then is another segment."""
        self._skip(self._first, seconds)

    def close(self) -> None:
        """Nothing of its own is open."""

    def _pictures(self) -> Iterator[StreamPicture]:
        yield self._first
        yield from self._rest(self._first)
