"""Somebody who is told of alerts, and sometimes does not take them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from benchmarks.live_streams import TICK, served


class Webhook:
    """Takes what it is told; while ``hangs`` its answer goes on and on, and never to the end."""

    def __init__(self) -> None:
        self.hangs = False
        self.taken = 0

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer once."""
        request.rfile.read(int(request.headers.get("Content-Length", 0)))
        if self.hangs:
            request.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while self.hangs:
            request.wfile.write(b"X: 1\r\n")
            time.sleep(TICK)
        request.send_response(204)
        request.end_headers()
        self.taken += 1


@contextmanager
def webhook() -> Iterator[tuple[str, Webhook]]:
    """Listen for as long as the block lasts.

    :return: Its address, and what makes it hang.
    """
    hook = Webhook()
    with served(hook.serve) as address:
        yield f"{address}/alerts", hook
        hook.hangs = False
