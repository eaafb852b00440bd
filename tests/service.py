"""A service of ours in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from .postgresql import environment_of

SECONDS = 300.0
"""How long it may take to start, and to end."""


@contextmanager
def running(command: str, home: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run ``serve`` or ``dashboard`` over a home for as long as the block lasts.

    :return: The address at which it is ready.
    """
    with started(command, home, environment=environment) as (url, _):
        yield url


@contextmanager
def started(
    command: str, home: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a command likewise, which the block may end itself.

    :return: The address at which it is ready, and its process.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(home), command, "--port", str(port), *options]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(called, stdout=quiet, stderr=quiet, env=environment_of(home) | dict(environment or {}))
    try:
        _await(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(SECONDS)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            assert httpx.get(url).status_code == 200
            return
        except httpx.TransportError:
            assert process.poll() is None, f"it ended by itself ({process.returncode})"
            assert time.monotonic() < deadline, "it does not start"
            time.sleep(0.2)
