"""What people and programs do with a service that is soaked: search, watch, listen, keep, export, delete, back up."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import httpx
import numpy as np

from benchmarks.rest import MIX
from benchmarks.soak_service import SoakedService

KEPT = 8
"""Videos that stay, the latest; retention by age would find nothing so soon."""
TASKS = {"search": 0.3, "listen": 1.0, "metrics": 5.0, "keep": 40.0, "prune": 60.0, "back up": 240.0}
"""Seconds between two of each."""


class Load(AbstractContextManager["Load"]):
    """Works while it is entered; what is refused while the service is up is counted by its status."""

    def __init__(self, service: SoakedService, folder: Path, webhook: str) -> None:
        self._service = service
        self._folder = folder
        self._over = Event()
        self._sentences = cycle(MIX)
        self._times: list[float] = []
        self.answers: Counter[str] = Counter()
        tasks = {
            "search": self._search,
            "listen": self._listen,
            "metrics": lambda: str(service.call("GET", "/metrics").status_code),
            "keep": self._keep,
            "prune": self._prune,
            "back up": self._back_up,
        }
        self._threads = [Thread(target=self._repeat, args=(name, task), daemon=True) for name, task in tasks.items()]
        for sentence in ("car", "white van"):
            watch = {"name": sentence, "sentence": sentence, "webhook": webhook}
            service.call("POST", "/v1/watches", watch).raise_for_status()

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def __str__(self) -> str:
        p50, p99 = np.percentile(self._times, (50, 99))
        told = ", ".join(f"{name} {many}" for name, many in sorted(self.answers.items()))
        return f"searches: p50 {p50:.0f} ms, p99 {p99:.0f} ms\n{told}"

    def _repeat(self, name: str, task: Callable[[], str]) -> None:
        while not self._over.wait(TASKS[name]):
            if not self._service.up:
                continue
            try:
                self.answers[f"{name}: {task()}"] += 1
            except httpx.TransportError as error:
                self.answers[f"{name}: {type(error).__name__}{'' if self._service.up else ' while it was down'}"] += 1

    def _search(self) -> str:
        began = time.perf_counter()
        answer = self._service.call("POST", "/v1/search", {"sentence": next(self._sentences)})
        self._times.append((time.perf_counter() - began) * 1000)
        return str(answer.status_code)

    def _listen(self) -> str:
        """Listen until the stream ends, which it does now and then, or nothing is heard any more."""
        with self._service.stream("/v1/alerts/stream") as stream:
            for line in stream.iter_lines():
                self.answers["alerts heard"] += line == "event: alert"
                if self._over.is_set():
                    break
            return str(stream.status_code)

    def _keep(self) -> str:
        found = self._service.call("GET", "/v1/tracks?limit=3")
        tracks = [one["track"] for one in found.json().get("tracks", [])] if found.is_success else []
        if not tracks:
            return f"nothing to keep ({found.status_code})"
        made = self._service.call("POST", "/v1/cases", {"name": f"case {time.monotonic()}"})
        if not made.is_success:
            return str(made.status_code)
        case = f"/v1/cases/{made.json()['id']}"
        steps = (
            ("POST", f"{case}/items", {"tracks": tracks}),
            ("GET", f"{case}/export", None),
            ("DELETE", case, None),
        )
        return " ".join(str(self._service.call(method, path, body, 120.0).status_code) for method, path, body in steps)

    def _prune(self) -> str:
        listed = self._service.call("GET", "/v1/videos?limit=200")
        if not listed.is_success:
            return str(listed.status_code)
        ids = sorted(video["id"] for video in listed.json()["items"])
        statuses = Counter(self._service.call("DELETE", f"/v1/videos/{id_}").status_code for id_ in ids[:-KEPT])
        pruned = self._service.command("prune", "--older-than", "1h").returncode
        return f"{', '.join(map(str, sorted(statuses))) or 'nothing'}, prune {pruned}"

    def _back_up(self) -> str:
        file = self._folder / "home.tar"
        done = self._service.command("backup", str(file)).returncode
        checked = self._service.command("restore", "--check", str(file)).returncode if done == 0 else None
        file.unlink(missing_ok=True)
        return f"{done}, checked {checked}"
