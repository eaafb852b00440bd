"""A camera that is made to misbehave: MPEG-TS over HTTP, in real time, disturbed on demand."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

TICK = 0.1
"""Seconds between two sendings."""
PACKET = 188
"""Bytes of a packet of MPEG-TS."""


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


class Feed:
    """The camera; ``disturbance`` may be set at any time, and ``hang_up`` drops whoever is connected."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.disturbance = Disturbance.NONE
        self.connections = 0
        self._content = path.read_bytes()
        self._ticks = round(seconds / TICK)
        self._drops = 0

    def hang_up(self) -> None:
        """Drop every connection."""
        self._drops += 1

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one connection."""
        self.connections += 1
        state, drops = self.disturbance, self._drops
        if state is Disturbance.AWAY:
            return
        request.send_response(404 if state is Disturbance.MISSING else 200)
        request.end_headers()
        if state is Disturbance.TEXT:
            request.wfile.write(b"<html>" + b"<p>camera 3</p>" * 1000)
        if state in (Disturbance.MISSING, Disturbance.TEXT):
            return
        for tick in range(self._ticks):
            if self._drops != drops or self.disturbance is Disturbance.AWAY:
                return
            self._send(request, tick)

    def _send(self, request: BaseHTTPRequestHandler, tick: int) -> None:
        packets = len(self._content) // PACKET
        begin, end = (PACKET * (packets * (tick + more) // self._ticks) for more in (0, 1))
        piece = self._content[begin:end]
        while self.disturbance in (Disturbance.SILENT, Disturbance.STALLED):
            time.sleep(TICK)
        if self.disturbance is Disturbance.LOSSY:
            piece = b"".join(piece[at : at + PACKET] for at in range(0, len(piece), PACKET) if random.random() > 0.1)
        if self.disturbance is Disturbance.NOISE:
            piece = random.randbytes(len(piece))
        request.wfile.write(piece)
        time.sleep(TICK * (2 if self.disturbance is Disturbance.SLOW else 1))


@contextmanager
def camera(path: Path, seconds: float) -> Iterator[tuple[str, Feed]]:
    """Serve a clip of so many seconds of MPEG-TS for as long as the block lasts; each connection begins it anew.

    :return: Its address, and what disturbs it.
    """
    feed = Feed(path, seconds)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # whoever has enough hangs up
                feed.serve(self)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/live", feed
        feed.disturbance = Disturbance.AWAY
        server.shutdown()
