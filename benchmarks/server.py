"""The real server, ``vehiclefinder serve``, for as long as a benchmark asks it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 180.0
"""Longest that the server may take to start."""


ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Build:
    """A checkout of this program, and the Python that runs it."""

    root: Path = ROOT
    python: Path = Path(sys.executable)

    def where(self) -> dict[str, Any]:
        """Return how a process of it is started."""
        return {"cwd": self.root, "env": os.environ | {"PYTHONPATH": str(self.root)}}


@dataclass(frozen=True)
class Service:
    """A running server."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used so far, with its workers."""
        return sum(map(_cpu, (self.pid, *_children(self.pid))))


def _cpu(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def serving(
    home: Path, build: Build = Build(), options: Sequence[str] = (), command: str = "serve"
) -> Iterator[Service]:
    """Run ``serve`` or ``dashboard`` until the block ends; yields it once it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    called = [str(build.python), "-m", "vehiclefinder", "--home", str(home), command, "--port", str(port), *options]
    with subprocess.Popen(called, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **build.where()) as server:
        try:
            wait_for(port, server)
            yield Service(port, server.pid)
        finally:
            server.terminate()


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.2)
    raise SystemExit("the server does not start: try vehiclefinder serve")
