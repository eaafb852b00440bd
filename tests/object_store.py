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


@dataclass(frozen=True)
class Answered:
    """A request and what was sent.

    :param path: Of the object, with its bucket.
    :param size: Bytes of the body.
    """

    method: str
    path: str
    size: int


class Counting:
    """An application that writes down what is asked of another one."""

    def __init__(self, app: Any, answered: list[Answered]) -> None:
        self._app = app
        self._answered = answered

    def __call__(self, environment: Any, start_response: Any) -> Any:
        content = list(self._app(environment, start_response))
        asked = (environment["REQUEST_METHOD"], environment["PATH_INFO"])
        self._answered.append(Answered(*asked, 0 if asked[0] == "HEAD" else sum(len(part) for part in content)))
        return content


@dataclass
class ObjectStore:
    """A server, which can be away and come back.

    :param port: Of the loopback interface.
    :param answered: What it was asked.
    """

    port: int
    server: Any
    answered: list[Answered]
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
        self.server = _server(self.port, self.answered)
        self.server.start()

    def read(self, path: str) -> list[Answered]:
        """Return what was read, of what path ends so, since that was asked last, and forget all."""
        found = [one for one in self.answered if one.method == "GET" and one.path.endswith(path)]
        self.answered.clear()
        return found


def _server(port: int, answered: list[Answered]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.moto_server.threaded_moto_server import ThreadedMotoServer
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

    class Server(ThreadedMotoServer):
        def _server_entry(self) -> None:
            app = Counting(DomainDispatcherApplication(create_backend_app), answered)
            handler = MotoRequestHandler
            self._server = make_server(self._ip_address, self._port, app, threaded=True, request_handler=handler)
            self._server_ready_event.set()
            self._server.serve_forever()

    return Server("127.0.0.1", port, verbose=False)


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run a server with a bucket."""
    answered: list[Answered] = []
    server = _server(0, answered)
    server.start()
    store = ObjectStore(server.get_host_and_port()[1], server, answered)
    urlopen(Request(f"{store.endpoint}/{BUCKET}", method="PUT")).close()
    try:
        yield store
    finally:
        store.stop()
