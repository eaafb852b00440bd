"""Streams as cameras send them: a clip as 720p MPEG-TS in real time, by HTTP, over and over."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Coding:
    """How a clip is coded as a stream.

    :param size: Width and height, pixels.
    :param group: Frames from one key frame to the next.
    :param begin: What its clock shows at first, seconds.
    """

    size: tuple[int, int] = SIZE
    group: int = GROUP
    begin: float = 0.0


def write_stream(clip: Path, path: Path, seconds: float, coding: Coding = Coding()) -> None:
    """Write so many seconds of a clip as MPEG-TS of 25 frames a second; a short clip begins anew."""
    with av.open(str(path), "w", format="mpegts") as target:
        options = {"preset": "ultrafast", "g": str(coding.group), "sc_threshold": "0"}
        stream = target.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height = coding.size
        stream.pix_fmt = "yuv420p"
        for number, frame in zip(range(round(seconds * FPS)), _frames(clip, coding.size), strict=False):
            frame.pts, frame.time_base = number + round(coding.begin * FPS), Fraction(1, FPS)
            target.mux(stream.encode(frame))
        target.mux(stream.encode())


def _frames(clip: Path, size: tuple[int, int]) -> Iterator[av.VideoFrame]:
    while True:
        with av.open(str(clip)) as source:
            for frame in source.decode(video=0):
                yield frame.reformat(*size, "yuv420p")


@contextmanager
def sent(path: Path, seconds: float, sending: Event) -> Iterator[str]:
    """Send a stream of so many seconds to whoever asks, as fast as it was taken, for as long as the block lasts.

    :param sending: While it is not set, nothing is sent; then the stream goes on where it was.
    :return: Its address.
    """
    content, ticks = path.read_bytes(), round(seconds / TICK)

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for tick in paced(ticks):
            sending.wait()
            request.wfile.write(content[len(content) * tick // ticks : len(content) * (tick + 1) // ticks])

    with served(answer) as address:
        yield f"{address}/live"
        sending.set()


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Answer every request of HTTP, each in a thread of its own, for as long as the block lasts.

    :return: The address of the server.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # whoever has enough hangs up
                answer(self)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def paced(ticks: int) -> Iterator[int]:
    """Yield the numbers of so many sendings, each when it is due."""
    for tick in range(ticks):
        began = time.monotonic()
        yield tick
        time.sleep(max(0.0, TICK - (time.monotonic() - began)))
