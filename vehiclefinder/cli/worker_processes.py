"""Several processes that answer on one port, for as long as this one runs; each that dies is replaced.

Uvicorn's own supervisor asks each worker for a sign of life and waits for it: where one is killed in between, it
neither replaces it nor heeds SIGTERM for as long as it waits. This one waits for signals and the end of any at once.
"""

import logging
import multiprocessing
import signal
import socket
import sys
import time
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from vehiclefinder.core.errors import VehicleFinderError

if TYPE_CHECKING:
    from uvicorn import Config

NOT_STARTED = 3
"""How uvicorn ends where the application cannot start; in another process it could not either."""
HEARD = 0.5
"""Seconds after which a signal is heard that the system gave to another thread than the one that waits."""
ANEW = 1.0
"""Seconds before one that died is replaced, so that a fault of all of them keeps no core busy."""

log = logging.getLogger("uvicorn.error")


def serve_by_workers(config: "Config", seconds: float) -> None:
    """Serve until SIGINT or SIGTERM; called in the main thread.

    :param config: What each of ``config.workers`` serves; the application by its name.
    :param seconds: How long they may take to end; a second signal ends them at once.
    :raises VehicleFinderError: A worker could not start.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    with listening_socket(config) as listening:
        try:
            _keep(config, listening)
        except KeyboardInterrupt:
            log.info("Told to end")
        finally:
            _end(seconds)


def listening_socket(config: "Config") -> socket.socket:
    """Return a bound socket, whose connections send at once what they are given.

    asyncio sees to that for sockets that say they are of TCP, as the one that uvicorn binds does not: each answer of a
    connection that is kept would wait some 40 ms for an acknowledgement.
    """
    listening = config.bind_socket()
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _keep(config: "Config", listening: socket.socket) -> None:
    workers = [_start(config, listening) for _ in range(config.workers)]
    while True:
        wait([worker.sentinel for worker in workers], HEARD)
        for place, worker in enumerate(workers):
            if worker.is_alive():
                continue
            if worker.exitcode == NOT_STARTED:
                raise VehicleFinderError("a worker could not start: what it wrote before tells why")
            log.warning("Worker [%s] died (exit code %s); another takes its place", worker.pid, worker.exitcode)
            time.sleep(ANEW)
            workers[place] = _start(config, listening)


def _start(config: "Config", listening: socket.socket) -> BaseProcess:
    worker = multiprocessing.get_context("spawn").Process(target=_serve, args=(config, listening))
    worker.start()
    return worker


def _serve(config: "Config", listening: socket.socket) -> None:
    from uvicorn import Server

    config.configure_logging()
    server = Server(config)
    with suppress(KeyboardInterrupt):  # what uvicorn raises again once it has ended as it should
        server.run([listening])
    if not server.started:
        sys.exit(NOT_STARTED)


def _end(seconds: float) -> None:
    """End all, also one that was started when the signal came."""
    workers = multiprocessing.active_children()
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + seconds
    with suppress(KeyboardInterrupt):
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))
    for worker in workers:
        if worker.is_alive():
            log.warning("Worker [%s] does not end, and is killed", worker.pid)
            worker.kill()
        worker.join()
