"""A proxy that knows who somebody is, and says so to the service behind it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

HEAD = b"\r\n\r\n"


class LoginProxy:
    """Says a user's name in a header of every request, those that open a web socket too.

    A browser that a test drives adds no header of the test's to the latter (Chromium 150).

    :ivar user: The name that is said.
    :param service: Address of the service.
    """

    def __init__(self, service: str, user: str) -> None:
        self.user = user
        self.url = ""
        self._behind = urlsplit(service)
        self._ready = Event()

    def run(self) -> None:
        """Answer until :meth:`stop`."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1")
        async with server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self._ready.set()
            await self._stopped.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        assert self._ready.wait(60)

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            head = await reader.readuntil(HEAD)
            behind_reader, behind_writer = await asyncio.open_connection(self._behind.hostname, self._behind.port)
            writers.append(behind_writer)
            behind_writer.write(self._named(head))
            await asyncio.gather(_pass(reader, behind_writer), _pass(behind_reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass  # either side has gone
        finally:
            for one in writers:
                one.close()

    def _named(self, head: bytes) -> bytes:
        """Return the head of a request with who asks; it is the only one of its connection."""
        lines = head.removesuffix(HEAD).split(b"\r\n")
        opens = any(line.lower().startswith(b"upgrade:") for line in lines)
        kept = [line for line in lines if opens or not line.lower().startswith(b"connection:")]
        said = [f"X-User: {self.user}".encode(), b"X-Forwarded-For: 192.0.2.1"]
        return b"\r\n".join((*kept, *said, *(() if opens else (b"Connection: close",)))) + HEAD


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()


@contextmanager
def login_proxy(service: str, user: str) -> Iterator[LoginProxy]:
    """Run a proxy in front of a service for as long as the block lasts."""
    proxy = LoginProxy(service, user)
    thread = Thread(target=proxy.run, daemon=True)
    thread.start()
    proxy.wait()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()
