"""The service that a soak runs, killed and started again on the same port, and what it uses."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import numpy as np
import psutil

from benchmarks.server import ROOT, wait_for

EVERY = 5.0
"""Seconds between two looks at what is used."""


class SoakedService(AbstractContextManager["SoakedService"]):
    """``vehiclefinder serve`` over a home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._log = (home.parent.parent / "serve.log").open("ab")
        self.up = False
        self.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "vehiclefinder", "--home", str(self.home), "serve", "--port", str(self.port)]
        environment = os.environ | {"VEHICLEFINDER_STREAM_HOSTS": "127.0.0.1", "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, cwd=ROOT, env=environment)
        wait_for(self.port, self._process)
        self.up = True

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        self.up = False
        self._process.send_signal(how)
        self._process.wait(60)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that ingest for it."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children(recursive=True)
            return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]
        return []

    def processes(self) -> list[psutil.Process]:
        """Return it and its workers; none while it is down."""
        return [psutil.Process(self._process.pid), *self.workers()] if self.up else []

    def call(self, method: str, path: str, body: Any = None, seconds: float = 30.0) -> httpx.Response:
        """Ask for something."""
        return httpx.request(method, f"{self.url}{path}", json=body, timeout=seconds)

    def receive(self, name: str, address: str) -> int:
        """Have a camera received, and return its job."""
        answer = self.call("POST", "/v1/sources", {"camera": name, "url": address})
        answer.raise_for_status()
        job: int = answer.json()["id"]
        return job

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self.end(signal.SIGKILL)
        self._log.close()


class Sampler(AbstractContextManager["Sampler"]):
    """Looks at memory, threads and open files of the service, and of it with its workers, while it is entered."""

    def __init__(self, service: SoakedService) -> None:
        self._service = service
        self._over = Event()
        self._rows: list[tuple[float, ...]] = []
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            with suppress(psutil.Error, IndexError):  # one of them has just ended
                self._rows.append(_used(self._service.processes()))

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        rows = np.array(self._rows)
        time_, began = rows[:, 0], rows[0, 0]
        later = time_ > began + (time_[-1] - began) / 3
        lines = ["| of the service | at a third | at the end | slope an hour |", "|---|---|---|---|"]
        names = ("memory of it, MB", "of it and its workers, MB", "threads of it", "files of it", "files of all")
        for name, values in zip(names, rows[:, 1:].T, strict=True):
            slope = float(np.polyfit(time_[later], values[later], 1)[0]) * 3600
            edge = max(1, int(later.sum()) // 10)
            before, after = np.median(values[later][:edge]), np.median(values[later][-edge:])
            lines.append(f"| {name} | {before:.0f} | {after:.0f} | {slope:+.1f} |")
        return lines


def _used(processes: list[psutil.Process]) -> tuple[float, ...]:
    memory = [process.memory_info().rss / 1e6 for process in processes]
    files = [process.num_fds() for process in processes]
    return time.monotonic(), memory[0], sum(memory), processes[0].num_threads(), files[0], sum(files)
