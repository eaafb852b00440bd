"""Keeps what a stream sends, as it comes, in a row of files that each begin with a key frame."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import av

PATIENCE = 2.0
"""Lengths of a piece that a key frame may take to come; a stream without any cannot be cut, and is not kept."""

LEAD = 1.0
"""Seconds before it is shown that a first frame is decoded, where the stream does not say; others follow it."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class RecordedFile:
    """One file.

    :param path: Where it lies, Matroska.
    :param stamp: The stream's own time of its first frame, in units of the stream.
    :param begin: Seconds of that frame by the clock of the connection, once it is decoded.
    :param moment: When that frame arrived.
    """

    path: Path
    stamp: int
    begin: float = 0.0
    moment: datetime | None = None


class StreamRecorder:
    """Writes the packets of one connection into pieces; where that fails it tries again a piece later, and the stream
    goes on. One without key frames is not kept any more.

    :param folder: Where the files go; made if there is none.
    :param stream: The ``av.VideoStream`` that is received.
    :param seconds: Least length of a piece.
    """

    def __init__(self, folder: Path, stream: Any, seconds: float) -> None:
        self._folder = folder
        self._stream = stream
        self._length = seconds / stream.time_base
        self._pieces: list[RecordedFile] = []
        self._shown: RecordedFile | None = None
        self._file: Any = None
        self._lead = round(LEAD / stream.time_base)
        self._last: int | None = None
        self._again: int | None = None
        self._given_up = False

    def announce(self, packet: Any) -> None:
        """See whether a piece begins with a packet, which is not decoded yet."""
        if self._given_up or packet.pts is None or (self._again is not None and packet.pts < self._again):
            return
        passed = packet.pts - self._pieces[-1].stamp if self._pieces else self._length
        if packet.is_keyframe and passed >= self._length:
            self._guard(packet.pts, lambda: self._begin(packet.pts))
        elif passed > PATIENCE * self._length:
            log.warning("a stream has had no key frame for too long, and is not recorded any more")
            self._give_up()

    def keep(self, packet: Any) -> None:
        """Write a packet, which has been decoded: its times change."""
        if self._file is None or packet.pts is None or packet.pts < self._pieces[-1].stamp:
            return  # frames that lead a key frame belong to the piece before, and need it
        stamp = packet.pts
        packet.pts -= self._pieces[-1].stamp
        packet.dts = self._order(packet)
        packet.stream = self._file.streams[0]
        self._guard(stamp, lambda: self._file.mux_one(packet))

    def piece_of(self, stamp: int | None) -> RecordedFile | None:
        """Return the piece that a frame lies in, or None where it is in none; frames come in the order of their times.

        :param stamp: Time of the frame; None, where it is not known, is in the piece of the frame before.
        """
        while stamp is not None and len(self._pieces) > 1 and self._pieces[1].stamp <= stamp:
            del self._pieces[0]
        if stamp is not None and self._pieces and self._pieces[0].stamp <= stamp:
            self._shown = self._pieces[0]
        return None if self._given_up else self._shown

    def close(self) -> None:
        """Finish the last piece."""
        self._guard(0, self._end)

    def _order(self, packet: Any) -> int:
        """Return when a packet is decoded, after all before it: not every stream says so."""
        said = None if packet.dts is None else packet.dts - self._pieces[-1].stamp
        if self._last is None:
            self._last = packet.pts - self._lead if said is None else said
        else:
            self._last = self._last + 1 if said is None else max(said, self._last + 1)
        return self._last

    def _begin(self, stamp: int) -> None:
        self._end()
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid4().hex}.mkv"
        self._file = av.open(str(path), "w", format="matroska")
        self._file.add_stream_from_template(self._stream)
        self._pieces.append(RecordedFile(path, stamp))
        self._last = None

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _guard(self, stamp: int, step: Callable[[], object]) -> None:
        try:
            step()
        except (OSError, ValueError, av.error.FFmpegError) as error:
            log.warning("a stream cannot be recorded, which is tried again later: %s", error)
            self._let_go()
            self._again = stamp + round(self._length)

    def _give_up(self) -> None:
        self._given_up = True
        self._let_go()

    def _let_go(self) -> None:
        self._pieces, self._shown = [], None
        with suppress(OSError, av.error.FFmpegError):
            self._end()
