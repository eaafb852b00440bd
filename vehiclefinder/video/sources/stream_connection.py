"""One connection to a stream: its pictures, with when they were taken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import av

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.decoding import PictureConverter, PresentationClock
from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_clock import ClockStepError, StreamClock
from vehiclefinder.video.sources.stream_packets import ArrivedPacket, LostError, StreamPackets
from vehiclefinder.video.sources.stream_recorder import RecordedFile, StreamRecorder

FORMATS = "rtsp,mpegts,mov,mp4,matroska,webm,flv,avi,mjpeg,mpjpeg,h264,hevc"
"""What FFmpeg may take a stream for. None of them names further addresses to fetch, as a playlist does."""

CLOCKLESS = frozenset(("mjpeg", "mpjpeg", "h264", "hevc"))
"""Those without a clock, of which FFmpeg counts pictures, 25 a second; they are timed by when they come instead."""

BLIND = 3.0
"""Read limits after which a stream that sends, but nothing that can be decoded, counts as lost."""

_FALLBACK_RATE = 25.0
_THREADS = 2
"""Threads of the decoder of one stream: one may be too slow for 4K, and FFmpeg by itself takes all cores."""
_LEAST_STEP = 1e-3
"""Seconds between two pictures that came at once."""

Placed = tuple[float, datetime]
"""Seconds from the first picture of the connection, and when a picture was taken."""


def present() -> datetime:
    """Return the present, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How a connection is made and kept.

    :param open_timeout: Seconds that connecting may take.
    :param read_timeout: Seconds in which something must arrive.
    :param now: The clock of this machine, aware.
    :raises ValueError: A limit is not positive.
    """

    open_timeout: float = 10.0
    read_timeout: float = 10.0
    now: Callable[[], datetime] = present

    def __post_init__(self) -> None:
        if min(self.open_timeout, self.read_timeout) <= 0:
            raise ValueError(f"expected positive time limits, got {self.open_timeout} and {self.read_timeout}")


@dataclass(frozen=True, slots=True, eq=False)
class StreamPicture:
    """A decoded ``av.VideoFrame``.

    :param time: Seconds from the first picture of its connection, by the stream's own clock, kept in step with ours.
    :param moment: When it was taken; of a file, when it would have been, had it been live.
    :param rate: Frames per second of the stream, on average.
    :param converter: Turns it into the picture that is meant to be seen.
    :param note: What must be said of its times, or None.
    :param piece: Where it is recorded, or None.
    """

    raw: Any
    time: float
    moment: datetime
    rate: float
    converter: PictureConverter
    note: str | None = None
    piece: RecordedFile | None = None


class StreamConnection:
    """One connection. What FFmpeg raises names the whole address, password and all: none of it is passed on.

    ``finite`` says that it leads to a file of known length.

    :param record: Makes what keeps the packets of the video stream; None keeps none.
    :param floor: When the last picture of the connection before was taken.
    :raises LostError: It cannot be made, or there is no video in it.
    """

    def __init__(
        self,
        address: StreamAddress,
        settings: ConnectionSettings,
        record: Callable[[Any], StreamRecorder] | None = None,
        floor: datetime | None = None,
    ) -> None:
        self._address, self._settings = address, settings
        asked = settings.now()
        self._container = self._opened()
        self.finite = address.over_http and self._container.duration is not None
        if not self._container.streams.video:
            self._container.close()
            raise LostError("no video in it")
        self._stream: Any = self._container.streams.video[0]
        self._packets = StreamPackets(self._container, self._stream, settings.read_timeout, settings.now, asked)
        self._clock = StreamClock(floor)
        self._came: tuple[datetime, float] | None = None
        self._recorder = record(self._stream) if record else None

    def pictures(self) -> Iterator[StreamPicture]:
        """Yield what arrives.

        :raises LostError: Nothing arrives any more, or nothing that can be used.
        :raises VideoError: A file breaks off.
        """
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = _THREADS
        began = self._settings.now()
        try:
            if self.finite:
                yield from self._timed(self._as_they_come(), lambda raw, time: (time, began + timedelta(seconds=time)))
            elif self._container.format.name in CLOCKLESS:
                yield from self._timed(self._as_they_come(), self._by_arrival)
            else:
                yield from self._timed(self._live(), self._by_clock)
        except ClockStepError as error:
            raise LostError(str(error)) from None
        except (OSError, av.error.FFmpegError) as error:
            if self.finite:
                raise VideoError(f"{self._address} breaks off: {_reason(error)}") from None
            raise LostError(_reason(error)) from None

    def _timed(self, frames: Iterator[Any], place: Callable[[Any, float], Placed]) -> Iterator[StreamPicture]:
        rate = float(self._stream.average_rate or self._stream.guessed_rate or _FALLBACK_RATE)
        clock, converter = PresentationClock(1.0 / rate), None
        for raw in frames:
            converter = converter or PictureConverter(self._stream, raw)
            before, passed = clock.last, clock.read(raw.time)
            if passed - before > self._settings.read_timeout:
                raise LostError(f"its clock jumped by {passed - before:.0f} s")
            time, moment = place(raw, passed)
            piece = self._piece(raw.pts, time, moment)
            yield StreamPicture(raw, time, moment, rate, converter, self._clock.note, piece)

    def _by_clock(self, raw: Any, passed: float) -> Placed:
        return self._clock.read(raw.time, passed)

    def _by_arrival(self, raw: Any, passed: float) -> Placed:
        now = self._settings.now()
        began, last = self._came or (now, -_LEAST_STEP)
        time = max((now - began).total_seconds(), last + _LEAST_STEP)
        self._came = began, time
        return time, began + timedelta(seconds=time)

    def _as_they_come(self) -> Iterator[Any]:
        for one in self._packets.arriving():
            yield from self._decoded(one.packet)

    def _live(self) -> Iterator[Any]:
        held, rest = self._packets.settled()
        for one in held:  # all of them, before one is decoded: only the last of them tell when the first arrived
            self._note_arrival(one)
        seen = held[-1].arrival if held else None
        for one in chain(held, self._noted(rest)):
            frames = self._decoded(one.packet)
            if frames or seen is None:
                seen = one.arrival
            elif (one.arrival - seen).total_seconds() > BLIND * self._settings.read_timeout:
                raise LostError("it sends nothing that can be decoded")
            yield from frames

    def _noted(self, packets: Iterator[ArrivedPacket]) -> Iterator[ArrivedPacket]:
        for one in packets:
            self._note_arrival(one)
            yield one

    def _note_arrival(self, one: ArrivedPacket) -> None:
        if one.own is not None:
            self._clock.arrived(one.own, one.arrival, one.said)

    def _decoded(self, packet: Any) -> list[Any]:
        if self._recorder:
            self._recorder.announce(packet)
        frames: list[Any] = packet.decode()
        if self._recorder:
            self._recorder.keep(packet)
        return frames

    def _piece(self, stamp: int | None, time: float, moment: datetime) -> RecordedFile | None:
        piece = self._recorder.piece_of(stamp) if self._recorder else None
        if piece is not None and piece.moment is None:
            piece.begin, piece.moment = time, moment
        return piece

    def _opened(self) -> Any:
        limits = self._settings.open_timeout, self._settings.read_timeout
        try:
            return av.open(self._address.secret, options=_options(self._address), timeout=limits)
        except (OSError, av.error.FFmpegError) as error:
            raise LostError(_reason(error)) from None

    def __enter__(self) -> "StreamConnection":
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
