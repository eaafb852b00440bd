"""The command that ingests and answers no searches: work."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from vehiclefinder.assemble.ingest_service import open_ingest_service
from vehiclefinder.cli.common import errors, settings_of
from vehiclefinder.cli.serve import GRACE, HOST, NEEDED, Host, require, require_port
from vehiclefinder.core.counting import counted
from vehiclefinder.runtime.resources import load_app

if TYPE_CHECKING:
    from vehiclefinder.control.sources.ingest_service import IngestService
    from vehiclefinder.settings import Settings

Port = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=65535,
        help="TCP port on which it answers /healthz, /readyz and /metrics; none unless given.",
        show_default=False,
    ),
]


def work(context: typer.Context, host: Host = HOST, port: Port = None) -> None:
    """Ingest what the queue holds, and answer no searches, on any number of machines.

    Each needs a home of its own; they share the queue by one database. When it is told to end, by SIGTERM or Ctrl-C,
    what it was at goes back into the queue at once, for another one.
    """
    settings = settings_of(context)
    with told_to_end() as wait, open_ingest_service(settings) as service, _answers(service, settings, host, port):
        videos = counted(settings.videos_at_once, "video")
        streams = counted(settings.streams, "stream")
        errors.print(f"Ingests {videos} and {streams} at once, for the home {settings.home}.", markup=False)
        with service.scheduler:
            wait()


@contextmanager
def told_to_end() -> Iterator[Callable[[], object]]:
    """Yield what returns once the process is told to end; told again, it ends no sooner: that takes seconds.

    The system may give a signal to any thread, which does not wake the main one, that handlers run in: so what they
    would do, to write into a pipe, is done where the signal comes.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    kept = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: os.read(reading, 1)
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)


@contextmanager
def _answers(service: "IngestService", settings: "Settings", host: str, port: int | None) -> Iterator[None]:
    """Answer those who watch over the process, in a thread, as long as the block lasts."""
    if port is None:
        yield
        return
    for needed in NEEDED:
        require(needed)
    service.tokens.require_host(host)
    require_port(host, port)
    import uvicorn

    app = load_app("worker_app").create_worker_app(service, settings)
    config = uvicorn.Config(app, host=host, port=port, timeout_graceful_shutdown=GRACE, proxy_headers=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
