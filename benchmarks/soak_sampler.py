"""What a service that is soaked uses: memory, threads, open files, processes."""

import time
from contextlib import AbstractContextManager, suppress
from threading import Event, Thread

import numpy as np
import psutil

from benchmarks.soak_service import SoakedService

EVERY = 5.0
"""Seconds between two looks."""
NAMES = (
    "memory of the service's own (USS), MB",
    "memory of it and its processes (PSS), MB",
    "threads of the service",
    "open files of the service",
    "open files of it and its processes",
    "processes that it has started",
)


class Sampler(AbstractContextManager["Sampler"]):
    """Looks at the service and its processes while it is entered; as text it is a table of its longest life."""

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
                life = self._service.lives
                self._rows.append((time.monotonic(), life, *_used(self._service.processes())))

    def __str__(self) -> str:
        rows = np.array(self._rows)
        lives, counts = np.unique(rows[:, 1], return_counts=True)
        rows = rows[rows[:, 1] == lives[np.argmax(counts)]]
        times, values = rows[:, 0], rows[:, 2:]
        later = times >= times[0] + (times[-1] - times[0]) / 3
        minutes = (times[-1] - times[0]) / 60
        lines = [
            f"| in a life of {minutes:.0f} minutes | at a third | at the end | most | slope an hour |",
            "|---|---|---|---|---|",
        ]
        for name, column in zip(NAMES, values.T, strict=True):
            slope = float(np.polyfit(times[later], column[later], 1)[0]) * 3600
            edge = max(1, int(later.sum()) // 10)
            before, after = np.median(column[later][:edge]), np.median(column[later][-edge:])
            lines.append(f"| {name} | {before:.0f} | {after:.0f} | {column.max():.0f} | {slope:+.1f} |")
        return "\n".join(lines)


def _used(processes: list[psutil.Process]) -> tuple[float, ...]:
    memory = [process.memory_full_info() for process in processes]
    files = [process.num_fds() for process in processes]
    shares = sum(one.pss for one in memory) / 1e6
    return memory[0].uss / 1e6, shares, processes[0].num_threads(), files[0], sum(files), len(processes) - 1
