"""A file that is decoded packet by packet, so that every frame is known by the packet that it came in."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.video.sources.formats import FORMATS, UNTIMED
from vehiclefinder.video.sources.mp4_boxes import lacks_index
from vehiclefinder.video.sources.packets import UNKNOWN, PacketTable, read_packets, tabulate
from vehiclefinder.video.sources.stream_choice import largest

_THREADS = 1
"""Threads of the decoder; a second one costs a tenth more CPU and takes a core that a model needs."""

MAX_PIXELS = 7680 * 4320
"""Of one frame, 8K; a small file may claim frames of gigabytes."""

_BYTE_SOUGHT = UNTIMED | {"mpegts", "mpeg"}
"""Formats in which a place is found by its offset: they have no table of their packets."""

NO_INDEX = "it is MP4 without its index (moov), as a recording that broke off or still runs; it must be ended first"

_FLUSHES = 32
"""Frames that may fail to come out of the decoder at the end."""


class PacketDecoder:
    """The largest video stream of a file.

    :func:`number_of` tells of its frames which packet they came in. ``failures`` counts packets that could not be
    decoded.

    :param path: A file of one of ``FORMATS``.
    :param timeout: Seconds that opening, or one read, may take.
    :raises VideoError: It cannot be opened, or holds no video of a sensible size.
    """

    def __init__(self, path: ReadableFile, timeout: float) -> None:
        self.failures = 0
        self._path = path
        self._timeout = timeout
        self._open()

    @property
    def formats(self) -> frozenset[str]:
        """Names that FFmpeg has for the format of the file."""
        return frozenset(self.container.format.name.split(","))

    def rest(self) -> Iterator[Any]:
        """Yield the ``av.VideoFrame`` values of a file that was just opened."""
        return self._decoded(read_packets(self.container, self.stream), 0)

    def sought(self, table: PacketTable, number: int) -> Iterator[Any]:
        """Yield frames from packet ``number`` on, or from an earlier one where a file cannot be entered there.

        :param table: All packets of the stream.
        :param number: A packet that decoding may begin with.
        """
        for offset, by_byte in self._places(table, number):
            try:
                self.container.seek(offset, stream=self.stream, unsupported_byte_offset=by_byte)
            except (OSError, av.error.FFmpegError):
                continue
            packets = read_packets(self.container, self.stream)
            landed = next(packets, None)
            found = None if landed is None else _number(table, landed)
            if landed is not None and found is not None and found <= number:
                return self._decoded(chain([landed], packets), found)
        self.close()
        self._open()
        return self.rest()

    def tabulate(self) -> PacketTable:
        """Read all packets; the file is at its end then."""
        return tabulate(self.container, self.stream)

    def close(self) -> None:
        """Release the file."""
        self.container.close()

    def _open(self) -> None:
        try:
            told: dict[str, Any] = {"timeout": (self._timeout, self._timeout), "metadata_errors": "replace"}
            options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
            file = f"file:{self._path}" if isinstance(self._path, Path) else self._path.open("rb")
            self.container: Any = av.open(file, options=options, **told)
        except (OSError, av.error.FFmpegError) as error:
            reason = NO_INDEX if lacks_index(self._path) else error.strerror
            raise VideoError(f"cannot open {self._path} as video: {reason}") from error
        if not self.container.streams.video:
            self.close()
            raise VideoError(f"no video stream in {self._path}")
        if self.container.streams.video[0].codec_context is None:
            self.close()
            raise VideoError(f"no codec is known of the video stream in {self._path}")
        self.stream: Any = largest(self.container.streams.video)
        self._require_size()
        self.stream.thread_type = "AUTO"
        self.stream.codec_context.thread_count = _THREADS
        self.stream.codec_context.copy_opaque = True

    def _require_size(self) -> None:
        width, height = self.stream.codec_context.width, self.stream.codec_context.height
        if width * height > MAX_PIXELS:
            self.close()
            raise VideoError(f"expected frames of at most {MAX_PIXELS} pixels in {self._path}, got {width} x {height}")

    def _decoded(self, packets: Iterator[Any], number: int) -> Iterator[Any]:
        for each, packet in enumerate(packets, number):
            packet.opaque = [each]  # an object of its own: PyAV confuses packets that share one
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.failures += 1
                continue
            yield from frames
        for _ in range(_FLUSHES):
            try:
                yield from self.stream.codec_context.decode(None)
            except EOFError:
                return
            except av.error.FFmpegError:
                self.failures += 1
            else:
                return

    def _places(self, table: PacketTable, number: int) -> Iterator[tuple[int, bool]]:
        """Yield where a packet may be sought: an offset, and whether it is one of bytes or one of stamps."""
        if self.formats & _BYTE_SOUGHT and table.place[number] != UNKNOWN:
            yield int(table.place[number]), True
        keys = [number, *(table.key[:number].nonzero()[0][:-3:-1].tolist())]
        for key in keys:
            for column in (table.pts, table.dts):
                if column[key] != UNKNOWN:
                    yield int(column[key]), False


def number_of(raw: Any) -> int:
    """Return the number of the packet that an ``av.VideoFrame`` came in, from 0 in the order of decoding."""
    number: int = raw.opaque[0]
    return number


def _number(table: PacketTable, packet: Any) -> int | None:
    """Return the number of a packet, or None where that cannot be told."""
    alike = table.size == packet.size
    if packet.pos is not None:
        alike = alike & (table.place == packet.pos)
    if packet.pos is None and packet.pts is not None:
        alike = alike & (table.pts == packet.pts)
    found = alike.nonzero()[0]
    return int(found[0]) if len(found) == 1 else None
