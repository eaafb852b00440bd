"""Streams to test with: a port of this machine that answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from vehiclefinder.video.sources.stream_address import StreamAddress

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Answer) -> Iterator[StreamAddress]:
    """Answer every request on a port of this machine for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield StreamAddress.parse(f"http://eve:s3cret@127.0.0.1:{server.server_port}/live?key=s3cret")
        finally:
            server.shutdown()
            thread.join()


def whole(path: Path) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(path.stat().st_size))
        request.end_headers()
        request.wfile.write(path.read_bytes())

    return answer
