"""The packets of a live stream's video, each with when it arrived and when its sender says that it was taken."""

import struct
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SETTLING = 1.0
"""Seconds after opening in which FFmpeg has handed over whatever had arrived before."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REFERENCE = "prft"


class LostError(Exception):
    """A connection could not be made, or broke; its text names no address."""


@dataclass(frozen=True, slots=True, eq=False)
class ArrivedPacket:
    """An ``av.Packet``.

    :param own: Its seconds by the stream's own clock, or None where it has none.
    :param arrival: When it arrived, at the latest.
    """

    packet: Any
    own: float | None
    arrival: datetime

    @property
    def said(self) -> datetime | None:
        """When the sender says that it was taken (from its RTCP sender reports), or None."""
        if not self.packet.has_sidedata(_REFERENCE):
            return None
        (micros,) = struct.unpack_from("=q", bytes(self.packet.get_sidedata(_REFERENCE)))
        try:
            return _EPOCH + timedelta(microseconds=micros)
        except OverflowError:  # some send any number
            return None


class StreamPackets:
    """Yields packets as they arrive, but for the first: FFmpeg reads for seconds while it opens a stream, and hands
    over afterwards what it has read. They wait for one that arrived after opening, which tells when they did.

    :param container: The ``av.container.InputContainer``.
    :param stream: The video stream of it.
    :param limit: Seconds in which some of it must arrive, whatever else does.
    :param now: The clock of this machine, aware.
    :param asked: When opening began.
    """

    def __init__(self, container: Any, stream: Any, limit: float, now: Callable[[], datetime], asked: datetime) -> None:
        self._container = container
        self._stream = stream
        self._limit = limit
        self._now = now
        self._opened = now()
        self._opening = (self._opened - asked).total_seconds()

    def settled(self) -> tuple[list[ArrivedPacket], Iterator[ArrivedPacket]]:
        """Return the packets that waited, in the order in which they arrived, and those that are yet to arrive.

        :raises LostError: No video arrives.
        """
        packets, held = self.arriving(), deque[ArrivedPacket]()
        for one in packets:
            held.append(one)
            if self._is_later(one, held):
                break
        return list(self._dated(held)), packets

    def arriving(self) -> Iterator[ArrivedPacket]:
        """Yield packets as FFmpeg hands them over.

        :raises LostError: While iterating: no video arrives any more.
        """
        last = self._opened
        for packet in self._container.demux():  # of all streams: where sound alone arrives somebody must notice
            arrival = self._now()
            if packet.stream.index == self._stream.index:
                last = arrival
                own = None if packet.pts is None else float(packet.pts * packet.time_base)
                yield ArrivedPacket(packet, own, arrival)
            elif (arrival - last).total_seconds() > self._limit:
                raise LostError("it sends no video any more")

    def _is_later(self, one: ArrivedPacket, held: deque[ArrivedPacket]) -> bool:
        """Whether a packet cannot have arrived while the stream was opened."""
        first = next((other.own for other in held if other.own is not None), None)
        if first is not None and one.own is not None and one.own - first > self._opening:
            return True
        return (one.arrival - self._opened).total_seconds() > SETTLING

    def _dated(self, held: deque[ArrivedPacket]) -> Iterator[ArrivedPacket]:
        """Give the first packets the times that FFmpeg leaves out: over RTSP the first one, a key frame, has none."""
        bare = [one.packet for one in held if one.packet.size]
        known = next((at for at, packet in enumerate(bare) if packet.pts is not None), 0)
        step = abs(bare[known + 1].pts - bare[known].pts) if known and _timed(bare[known : known + 2]) else 0
        for back, packet in enumerate(reversed(bare[:known]), 1):
            packet.pts = bare[known].pts - back * step
        for one in held:
            own = None if one.packet.pts is None else float(one.packet.pts * one.packet.time_base)
            yield ArrivedPacket(one.packet, own, one.arrival)


def _timed(packets: list[Any]) -> bool:
    return len(packets) == 2 and all(packet.pts is not None for packet in packets)
