"""Streams as cameras send them: a clip as 720p MPEG-TS in real time, by HTTP, over and over."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import av

SIZE, FPS = (1280, 720), 25
GROUP = 50
"""Frames from one key frame to the next: 2 s, as cameras are set."""
CONNECTION = 20.0
"""Seconds after which a connection breaks, so that segments end, and are added to the index, more often than once a
minute."""
TICK = 0.1
"""Seconds between two sendings."""


def write_stream(clip: Path, path: Path, seconds: float) -> None:
    """Write so many seconds of a clip as MPEG-TS of 1280 x 720 at 25 frames a second; a short clip begins anew."""
    with av.open(str(path), "w", format="mpegts") as target:
        stream = target.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": str(GROUP)})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number, frame in zip(range(round(seconds * FPS)), _frames(clip), strict=False):
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            target.mux(stream.encode(frame))
        target.mux(stream.encode())


def _frames(clip: Path) -> Iterator[av.VideoFrame]:
    while True:
        with av.open(str(clip)) as source:
            for frame in source.decode(video=0):
                yield frame.reformat(*SIZE, "yuv420p")


@contextmanager
def sent(path: Path, seconds: float, sending: Event) -> Iterator[str]:
    """Send a stream of so many seconds to whoever asks, as fast as it was taken, for as long as the block lasts.

    :param sending: While it is not set, nothing is sent; then the stream goes on where it was.
    :return: Its address.
    """
    content = path.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):  # whoever has enough hangs up
                for begin, end in _pieces(len(content), seconds):
                    sending.wait()
                    self.wfile.write(content[begin:end])

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/live"
        sending.set()
        server.shutdown()


def _pieces(size: int, seconds: float) -> Iterator[tuple[int, int]]:
    """Yield which bytes are due, each when they are."""
    ticks = round(seconds / TICK)
    for tick in range(ticks):
        began = time.monotonic()
        yield size * tick // ticks, size * (tick + 1) // ticks
        time.sleep(max(0.0, TICK - (time.monotonic() - began)))
