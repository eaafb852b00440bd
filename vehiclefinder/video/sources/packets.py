"""The packets of a stream as they lie in a file, read without decoding them."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import ByteArray

UNKNOWN = -(2**63)
"""Stands for a number that a packet lacks."""

_FAILURES = 32
"""Reads in a row that may fail before a file is taken to end there."""
_VP8_SHOWN = 0x10
"""Bit of a frame's first byte, by RFC 6386."""
_EMPTY_MPEG4 = 8
"""Bytes of a packet that only says that two frames came in the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class PacketTable:
    """All packets of a stream, in the order of decoding; n rows.

    :param pts: int64 (n,), when each is shown, in units of the stream's time base; ``UNKNOWN`` where it does not say.
    :param dts: int64 (n,), when each is decoded, likewise.
    :param length: int64 (n,), how long each is shown, 0 where it does not say.
    :param place: int64 (n,), where each begins in the file, bytes, likewise.
    :param size: int64 (n,), bytes.
    :param key: uint8 (n,), 1 where decoding may begin.
    :param hidden: uint8 (n,), 1 where nothing is to be shown.
    :param end: Seconds at which the last packet of any stream ends, by its own stamps.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    length: NDArray[np.int64]
    place: NDArray[np.int64]
    size: NDArray[np.int64]
    key: ByteArray
    hidden: ByteArray
    end: float

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def own_end(self) -> int:
        """When the last packet ends, in units of the stream's time base."""
        known = self.pts != UNKNOWN
        return int((self.pts[known] + self.length[known]).max(initial=0))


def read_packets(container: Any, *streams: Any) -> Iterator[Any]:
    """Yield packets, and go on behind places that cannot be read; those that only end a stream are left out.

    :param container: An ``av.InputContainer``.
    :param streams: Those wanted; all of them unless given.
    """
    failures = 0
    while failures < _FAILURES:
        try:
            for packet in container.demux(*streams):
                failures = 0
                if packet.size:
                    yield packet
            return
        except (OSError, av.error.FFmpegError):
            failures += 1


def tabulate(container: Any, stream: Any) -> PacketTable:
    """Read a file through to its end.

    :param container: An ``av.InputContainer`` at its beginning.
    :param stream: The one that is tabulated.
    """
    columns = [array("q") for _ in range(5)]
    key, hidden, end = bytearray(), bytearray(), 0.0
    codec = stream.codec_context.name
    for packet in read_packets(container):
        stamp = packet.dts if packet.pts is None else packet.pts
        if stamp is not None and packet.time_base:
            end = max(end, float((stamp + (packet.duration or 0)) * packet.time_base))
        if packet.stream_index != stream.index:
            continue
        row = (packet.pts, packet.dts, packet.duration or 0, packet.pos, packet.size)
        for column, value in zip(columns, row, strict=True):
            column.append(UNKNOWN if value is None else value)
        key.append(packet.is_keyframe)
        hidden.append(packet.is_discard or _shows_nothing(packet, codec))
    values = [np.frombuffer(column, np.int64) if column else np.zeros(0, np.int64) for column in columns]
    pts, dts, length, place, size = values
    flags = [np.frombuffer(bytes(flag), np.uint8) for flag in (key, hidden)]
    return PacketTable(pts, dts, length, place, size, flags[0], flags[1], end)


def _shows_nothing(packet: Any, codec: str) -> bool:
    """Tell whether a packet is there for others alone, or is empty."""
    if codec == "vp8":
        return not memoryview(packet)[0] & _VP8_SHOWN
    return codec == "mpeg4" and packet.size <= _EMPTY_MPEG4
