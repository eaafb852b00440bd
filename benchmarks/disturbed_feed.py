"""A camera that is made to misbehave: MPEG-TS over HTTP, in real time, disturbed on demand."""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import av
import numpy as np

from benchmarks.live_streams import FPS, TICK, Coding, paced, served, write_stream

PACKET = 188
"""Bytes of a packet of MPEG-TS."""
CONNECTION = 90.0
"""Seconds of stream until a camera begins anew."""
OTHER = 14.0
"""Seconds of what is sent instead, over and over."""
HOUR = 3600.0
RATE = 8000
"""Samples of sound a second."""


class Disturbance(StrEnum):
    """What a camera does instead of sending its stream."""

    NONE = "none"
    AWAY = "refuses connections"
    SILENT = "accepts, and sends nothing"
    MISSING = "answers 404"
    STALLED = "stops sending, and stays connected"
    SLOW = "sends at half the speed"
    LOSSY = "loses every tenth packet"
    NOISE = "sends noise"
    TEXT = "sends a page of HTML"
    JUMPED = "has its clock set by an hour, and back"
    RESIZED = "comes back with another picture size"
    SOUND = "comes back with sound alone"
    KEYLESS = "comes back without key frames"


BY_CONNECTION = frozenset(Disturbance) - {
    Disturbance.NONE,
    Disturbance.STALLED,
    Disturbance.SLOW,
    Disturbance.LOSSY,
    Disturbance.NOISE,
    Disturbance.JUMPED,
}
"""Those that begin and end with a connection."""


def write_contents(clip: Path, folder: Path) -> Mapping[Disturbance, bytes]:
    """Return what cameras send, and what they send instead, made of a clip."""
    path = folder / "stream.ts"
    other = {
        Disturbance.JUMPED: Coding(begin=HOUR),
        Disturbance.RESIZED: Coding(size=(640, 360)),
        Disturbance.KEYLESS: Coding(group=round(4 * OTHER * FPS)),
    }
    contents = {Disturbance.SOUND: _sound(path, OTHER)}
    for name, coding in other.items():
        write_stream(clip, path, 2 * OTHER, coding)
        contents[name] = path.read_bytes()[path.stat().st_size // PACKET // 2 * PACKET :]  # not its first key frame
    write_stream(clip, path, CONNECTION)
    return contents | {Disturbance.NONE: path.read_bytes()}


def _sound(path: Path, seconds: float) -> bytes:
    with av.open(str(path), "w", format="mpegts") as target:
        stream = target.add_stream("aac", rate=RATE, layout="mono")
        samples = np.sin(np.arange(round(seconds * RATE), dtype=np.float32) / 3)[np.newaxis]
        for begin in range(0, samples.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(samples[:, begin : begin + 1024].copy(), "fltp", "mono")
            frame.rate, frame.pts = RATE, begin
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return path.read_bytes()


class Feed:
    """The camera; ``disturbance`` may be set at any time, and ``hang_up`` drops whoever is connected."""

    def __init__(self, contents: Mapping[Disturbance, bytes]) -> None:
        self.disturbance = Disturbance.NONE
        self._contents = contents
        self._drops = 0

    def hang_up(self) -> None:
        """Drop every connection."""
        self._drops += 1

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one connection."""
        state, drops = self.disturbance, self._drops
        if state is Disturbance.AWAY:
            return
        request.send_response(404 if state is Disturbance.MISSING else 200)
        request.end_headers()
        if state is Disturbance.TEXT:
            request.wfile.write(b"<html>" + b"<p>camera 3</p>" * 1000)
        if state in (Disturbance.MISSING, Disturbance.TEXT):
            return
        for tick in paced(round(CONNECTION / TICK)):
            while self.disturbance in (Disturbance.SILENT, Disturbance.STALLED) and self._drops == drops:
                time.sleep(TICK)
            if self._drops != drops:
                return
            request.wfile.write(self._piece(tick))
            if self.disturbance is Disturbance.SLOW:
                time.sleep(TICK)

    def _piece(self, tick: int) -> bytes:
        state = self.disturbance
        usual = state not in self._contents or state is Disturbance.NONE
        content = self._contents[Disturbance.NONE if usual else state]
        packets, ticks = len(content) // PACKET, round((CONNECTION if usual else OTHER) / TICK)
        begin, end = (PACKET * (packets * (tick % ticks + more) // ticks) for more in (0, 1))
        piece = content[begin:end]
        if state is Disturbance.LOSSY:
            return b"".join(piece[at : at + PACKET] for at in range(0, len(piece), PACKET) if random.random() > 0.1)
        return random.randbytes(len(piece)) if state is Disturbance.NOISE else piece


@contextmanager
def camera(contents: Mapping[Disturbance, bytes]) -> Iterator[tuple[str, Feed]]:
    """Send a stream to whoever asks for as long as the block lasts; each connection begins it anew.

    :return: Its address, and what disturbs it.
    """
    feed = Feed(contents)
    with served(feed.serve) as address:
        yield f"{address}/live", feed
        feed.disturbance = Disturbance.AWAY
        feed.hang_up()
