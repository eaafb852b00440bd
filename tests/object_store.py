"""A server of objects that speaks S3, of the tests' own, over a socket as any other."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.request import Request, urlopen

KEY, SECRET = "tests-key", "tests-secret/with+signs"
BUCKET = "vehicles"


@dataclass
class ObjectStore:
    """A server, which can be away and come back.

    :param port: Of the loopback interface.
    """

    port: int
    server: Any
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix: str = "") -> str:
        """Return the address of a store in it that nobody else has, with key and secret."""
        secret = SECRET.replace("/", "%2F").replace("+", "%2B")
        place = prefix or f"site-{next(self.numbers)}"
        return f"s3://{KEY}:{secret}@{BUCKET}/{place}?endpoint_url={self.endpoint}"

    def stop(self) -> None:
        """Be away: nobody listens any more. What it holds stays."""
        self.server.stop()

    def start(self) -> None:
        """Be there again."""
        from moto.server import ThreadedMotoServer

        self.server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self.server.start()


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run a server with a bucket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    store = ObjectStore(server.get_host_and_port()[1], server)
    urlopen(Request(f"{store.endpoint}/{BUCKET}", method="PUT")).close()
    try:
        yield store
    finally:
        store.stop()
