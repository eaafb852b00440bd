"""The service that a soak runs, killed and started again on the same port."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.server import ROOT, wait_for

WORKER = "vehiclefinder.processes.child"
"""What the processes that ingest, and those that read video for the service, run."""
INGEST_NICE = 10
"""The priority of those that ingest; the others are before them."""


class SoakedService(AbstractContextManager["SoakedService"]):
    """``vehiclefinder serve`` over a home, asked by a token.

    :ivar lives: How often it was started.
    :param log: What it writes goes there.
    """

    def __init__(self, home: Path, log: Path, settings: Mapping[str, str]) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._log = log.open("ab")
        self._settings = {name.upper(): value for name, value in settings.items()}
        self.lives = 0
        self.up = False
        secret = self.command("token", "create", "soak", "--role", "admin").stdout.strip()
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=bearer(secret))
        self.start()

    def start(self, **settings: str) -> None:
        """Start it, with other settings than usual where there are any, and wait until it answers."""
        changed = {f"VEHICLEFINDER_{name.upper()}": value for name, value in (self._settings | settings).items()}
        command = [*self._command(), "serve", "--port", str(self.port)]
        environment = self._environment() | changed
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, cwd=ROOT, env=environment)
        wait_for(self.port, self._process)
        self.lives += 1
        self.up = True

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        self.up = False
        self._process.send_signal(how)
        self._process.wait(60)

    def signal(self, how: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(how)

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run another command over its home."""
        done = subprocess.run(
            [*self._command(), *arguments], cwd=ROOT, env=self._environment(), capture_output=True, text=True
        )
        if done.returncode:
            self._log.write(f"soak: {arguments[0]} ended with {done.returncode}: {done.stderr}\n".encode())
            self._log.flush()
        return done

    def workers(self) -> list[psutil.Process]:
        """Return the processes that ingest for it."""
        return [child for child in self._children() if child.nice() == INGEST_NICE]

    def processes(self) -> list[psutil.Process]:
        """Return it and all that it has started; none while it is down."""
        return [psutil.Process(self._process.pid), *self._children()] if self.up else []

    def call(self, method: str, path: str, body: Any = None, seconds: float = 30.0) -> httpx.Response:
        """Ask for something."""
        return self._client.request(method, path, json=body, timeout=seconds)

    def stream(self, path: str, secret: str | None = None) -> "AbstractContextManager[httpx.Response]":
        """Ask for something that lasts, by another token where one is given."""
        return self._client.stream("GET", path, headers=bearer(secret) if secret else None, timeout=60)

    def receive(self, name: str, address: str) -> int:
        """Have a camera received, and return its job."""
        answer = self.call("POST", "/v1/sources", {"camera": name, "url": address})
        answer.raise_for_status()
        job: int = answer.json()["id"]
        return job

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self.end(signal.SIGKILL)
        self._client.close()
        self._log.close()

    def _children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children()
            return [child for child in children if WORKER in child.cmdline()]
        return []

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "vehiclefinder", "--home", str(self.home)]

    @staticmethod
    def _environment() -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(ROOT)}


def bearer(secret: str) -> dict[str, str]:
    """Return what shows a token."""
    return {"Authorization": f"Bearer {secret}"}
