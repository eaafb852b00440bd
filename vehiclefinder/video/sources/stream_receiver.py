"""Keeps the connection to a stream in a thread of its own, and never lets the stream wait for us."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import Full, Queue
from threading import Event, Thread
from typing import Any

import av

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.decoding import PictureConverter, PresentationClock
from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_recorder import RecordedFile, StreamRecorder

FORMATS = "rtsp,mpegts,mov,mp4,matroska,webm,flv,avi,mjpeg,mpjpeg,h264,hevc"
"""What FFmpeg may take a stream for. None of them names further addresses to fetch, as a playlist does."""

LONGEST_WAIT = 30.0
"""Seconds between two tries, at most."""

_FALLBACK_RATE = 25.0
_CLOSING = 1.0
"""Seconds that closing waits for the thread; a read that blocks ends by its own limit."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How a stream is received.

    :param open_timeout: Seconds that connecting may take.
    :param read_timeout: Seconds in which something must arrive.
    :param tries: Failures in a row after which the stream is given up; they wait 1, 2, 4 ... 30 s.
    :param ahead: Frames that may wait to be taken.
    """

    open_timeout: float = 10.0
    read_timeout: float = 10.0
    tries: int = 10
    ahead: int = 16

    def __post_init__(self) -> None:
        if min(self.open_timeout, self.read_timeout) <= 0 or min(self.tries, self.ahead) < 1:
            raise ValueError(f"expected positive time limits, tries and frames ahead, got {self}")


@dataclass(frozen=True, slots=True, eq=False)
class StreamPicture:
    """A decoded ``av.VideoFrame``.

    :param time: Seconds from the first picture of its connection, by the stream's own clock.
    :param moment: When it arrived; of a file, when it would have, had it been live.
    :param rate: Frames per second of the stream, on average.
    :param converter: Turns it into the picture that is meant to be seen.
    :param piece: Where it is recorded, or None.
    """

    raw: Any
    time: float
    moment: datetime
    rate: float
    converter: PictureConverter
    piece: RecordedFile | None = None


@dataclass(frozen=True, slots=True)
class StreamBreak:
    """The connection was lost; what comes next is of another."""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """Nothing more will come: because of an error, or since a file is over."""

    error: BaseException | None


class StreamReceiver:
    """Receives a stream until it is closed, ends, or cannot be had any more.

    ``items`` holds pictures, breaks between connections, and one end; ``dropped`` counts the frames that found it full.

    :param address: Where the stream comes from.
    :param settings: Time limits and tries.
    :param record: Makes what keeps the packets of a connection's video stream; None keeps none.
    """

    def __init__(
        self, address: StreamAddress, settings: StreamSettings, record: Callable[[Any], StreamRecorder] | None = None
    ) -> None:
        self.items: Queue[StreamPicture | StreamBreak | StreamEnd] = Queue(maxsize=settings.ahead)
        self.dropped = 0
        self._address = address
        self._settings = settings
        self._record = record
        self._stop = Event()
        self._failures = 0
        self._thread = Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop soon."""
        self._stop.set()
        self._thread.join(_CLOSING)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            while not self._stop.is_set() and not self._connect():
                pass
        except BaseException as caught:  # handed over whole: it is raised again in the consumer's thread
            error = caught
        self._deliver(StreamEnd(error))

    def _connect(self) -> bool:
        """Receive one connection to its end; True where that was the end of all."""
        try:
            with _Connection(self._address, self._settings, self._record) as connection:
                for picture in connection.pictures():
                    self._failures = 0
                    if not self._take(picture, connection.finite):
                        return True
                if connection.finite:
                    return True
            reason = "the stream ended"
        except _LostError as lost:
            reason = str(lost)
        self._wait(reason)
        return False

    def _take(self, picture: StreamPicture, finite: bool) -> bool:
        if finite:
            return self._deliver(picture)
        try:
            self.items.put_nowait(picture)
        except Full:
            self.dropped += 1
        return not self._stop.is_set()

    def _wait(self, reason: str) -> None:
        self._failures += 1
        if self._failures >= self._settings.tries:
            raise VideoError(f"cannot receive {self._address}: {reason}; gave up after {self._failures} tries")
        self._deliver(StreamBreak())
        self._stop.wait(min(2.0 ** (self._failures - 1), LONGEST_WAIT))

    def _deliver(self, item: StreamPicture | StreamBreak | StreamEnd) -> bool:
        while not self._stop.is_set():
            try:
                self.items.put(item, timeout=0.1)
            except Full:
                continue
            return True
        return False


class _LostError(Exception):
    """A connection could not be made, or broke; its text names no address."""


class _Connection:
    """One connection. What FFmpeg raises names the whole address, password and all: none of it is passed on."""

    def __init__(
        self, address: StreamAddress, settings: StreamSettings, record: Callable[[Any], StreamRecorder] | None
    ) -> None:
        self._limit = settings.read_timeout
        self._address = address
        try:
            self._container = av.open(
                address.secret, options=_options(address), timeout=(settings.open_timeout, settings.read_timeout)
            )
        except (OSError, av.error.FFmpegError) as error:
            raise _LostError(_reason(error)) from None
        duration = self._container.duration
        self.finite = address.over_http and duration is not None
        if not self._container.streams.video:
            self._container.close()
            raise _LostError("no video in it")
        self._recorder = record(self._container.streams.video[0]) if record else None

    def pictures(self) -> Iterator[StreamPicture]:
        """Yield what arrives."""
        stream = self._container.streams.video[0]
        stream.thread_type = "AUTO"
        rate = float(stream.average_rate or stream.guessed_rate or _FALLBACK_RATE)
        clock, began = PresentationClock(1.0 / rate), datetime.now(UTC)
        converter: PictureConverter | None = None
        try:
            for raw in self._decoded(stream):
                converter = converter or PictureConverter(stream, raw)
                before, time = clock.last, clock.read(raw.time)
                if time - before > self._limit:
                    raise _LostError(f"its clock jumped by {time - before:.0f} s")
                moment = began + timedelta(seconds=time) if self.finite else datetime.now(UTC)
                yield StreamPicture(raw, time, moment, rate, converter, self._piece(raw.pts, time, moment))
        except (OSError, av.error.FFmpegError) as error:
            if self.finite:
                raise VideoError(f"{self._address} breaks off: {_reason(error)}") from None
            raise _LostError(_reason(error)) from None

    def _decoded(self, stream: Any) -> Iterator[Any]:
        for packet in self._container.demux(stream):
            if self._recorder:
                self._recorder.announce(packet)
            frames = packet.decode()
            if self._recorder:
                self._recorder.keep(packet)
            yield from frames

    def _piece(self, stamp: int | None, time: float, moment: datetime) -> RecordedFile | None:
        piece = self._recorder.piece_of(stamp) if self._recorder else None
        if piece is not None and piece.moment is None:
            piece.begin, piece.moment = time, moment
        return piece

    def __enter__(self) -> "_Connection":
        return self

    def __exit__(self, *error: object) -> None:
        if self._recorder:
            self._recorder.close()
        self._container.close()


def _options(address: StreamAddress) -> dict[str, str]:
    """Return options by which FFmpeg asks nobody but the host of the address."""
    options = {
        "format_whitelist": FORMATS,
        "protocol_whitelist": "http,https,tcp,tls" if address.over_http else "tcp,tls",
    }
    return options | ({"max_redirects": "0"} if address.over_http else {"rtsp_transport": "tcp"})


def _reason(error: Exception) -> str:
    reason: str | None = getattr(error, "strerror", None)
    return reason or type(error).__name__
