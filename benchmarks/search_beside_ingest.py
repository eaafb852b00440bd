"""Time of POST /v1/search while two 720p streams are ingested, against the time while nothing is, in one run.

``python -m benchmarks.search_beside_ingest [ROUNDS] [TRACKS]``: fills a home with the tracks of
``benchmarks/find.py``, starts ``vehiclefinder serve`` on it, has it receive two streams, and lets one client ask the
sentences of ``benchmarks/rest.py`` with a short pause between. The streams send for some seconds and are silent for
some, in turns, so that what else the machine does weighs on both sides alike: a round is the time while they are
silent, and the time while they send. Told are percentiles over all rounds, and the median of the rounds' ratios. Of
the streams it tells how many frames a second were ingested, of 25 that were sent: searches must not be quick because
ingest starves. ``--clip`` names another video than the demonstration's. ``--baseline DIR`` lets the service of another
checkout answer instead, over the same streams. Where the machine is busy with other things, ``nice -n -20`` before all
of it, as root, keeps those from ingest, which runs 10 below the service.
"""

import argparse
import http.client
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import numpy as np

from benchmarks.find import fill
from benchmarks.live_streams import CONNECTION, sent, write_stream
from benchmarks.rest import MIX, SECONDS, K
from benchmarks.server import ROOT, Build, serving
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.settings import Settings

STREAMS = 2
PAUSE = 0.02
"""Seconds between an answer and the next sentence."""
SILENT, SENDING = 6.0, 9.0
"""Seconds that streams are silent, less than a receiver waits for a camera, and send."""
SETTLING = 1.0
"""Seconds until what was sent last is ingested, or ingest runs again."""
BEGUN = 100
"""Frames of each stream after which it is measured: models are loaded, and vehicles are followed."""
PERCENTS = (50, 99, 100)


@dataclass(frozen=True)
class Round:
    """What searches took, milliseconds, while streams were silent and beside them; frames ingested a second."""

    idle: np.ndarray
    beside: np.ndarray
    rate: float

    def ratio(self, percent: float) -> float:
        """What a percentile beside streams is of the one without."""
        return float(np.percentile(self.beside, percent) / np.percentile(self.idle, percent))

    @classmethod
    def joined(cls, rounds: "Sequence[Round]") -> "Round":
        """Return several as one."""
        idle, beside = (np.concatenate([getattr(one, name) for one in rounds]) for name in ("idle", "beside"))
        return cls(idle, beside, sum(one.rate for one in rounds) / len(rounds))

    def __str__(self) -> str:
        told = [
            f"p{percent} {np.percentile(self.idle, percent):.1f} -> {np.percentile(self.beside, percent):.1f} ms, "
            f"x {self.ratio(percent):.2f}"
            for percent in PERCENTS
        ]
        return f"{'; '.join(told)}; {self.rate:.1f} frames a second of each stream"


class Client:
    """One client, over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._asked = 0

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for something; what is refused ends the benchmark."""
        self._connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status >= http.HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{response.status} for {method} {path}: {answer}")
        return answer

    def searches(self, seconds: float) -> np.ndarray:
        """Search for a while; return how long each took, milliseconds."""
        taken: list[float] = []
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            self.call("POST", "/v1/search", {"sentence": MIX[self._asked % len(MIX)], "k": K})
            taken.append((time.perf_counter() - began) * 1000)
            self._asked += 1
            time.sleep(PAUSE)
        return np.array(taken)

    def receive(self, addresses: Sequence[str]) -> list[int]:
        """Have streams received; return their jobs once that goes on."""
        jobs = [
            self.call("POST", "/v1/sources", {"camera": f"live {number}", "url": address})["id"]
            for number, address in enumerate(addresses)
        ]
        end = time.monotonic() + SECONDS
        while min(self.frames(jobs)) < BEGUN:
            if time.monotonic() > end:
                raise SystemExit("the streams are not received")
            time.sleep(0.5)
        return jobs

    def frames(self, jobs: Sequence[int]) -> list[int]:
        """Return how many frames of each stream were ingested."""
        told = [self.call("GET", f"/v1/sources/{job}") for job in jobs]
        if ended := [one for one in told if one["state"] not in ("queued", "running")]:
            raise SystemExit(f"a stream ended: {ended}")
        return [one["frames"] for one in told]


def measured(client: Client, jobs: Sequence[int], sending: Event) -> Round:
    """Measure one round; the streams send before and afterwards."""
    sending.clear()
    time.sleep(SETTLING)
    idle = client.searches(SILENT - SETTLING)
    sending.set()
    time.sleep(SETTLING)
    before, began = sum(client.frames(jobs)), time.perf_counter()
    beside = client.searches(SENDING - SETTLING)
    frames, passed = sum(client.frames(jobs)) - before, time.perf_counter() - began
    return Round(idle, beside, frames / passed / len(jobs))


def compare(client: Client, addresses: Sequence[str], sending: Event, rounds: int) -> None:
    client.searches(2.0)  # warms up
    jobs, done = client.receive(addresses), []
    for _ in range(rounds):
        done.append(measured(client, jobs, sending))
        print(done[-1], flush=True)
    for job in jobs:
        client.call("DELETE", f"/v1/sources/{job}")
    print(f"all: {Round.joined(done)}")
    told = [f"p{percent} {median(one.ratio(percent) for one in done):.2f}" for percent in PERCENTS]
    print(f"median of the rounds' ratios: {', '.join(told)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int, nargs="?", default=8)
    parser.add_argument("tracks", type=int, nargs="?", default=20_000)
    parser.add_argument("--clip", type=Path, default=ROOT / "data" / "demo" / "traffic.mp4")
    parser.add_argument("--baseline", type=Path, default=ROOT)
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    print(f"{options.tracks} tracks, {STREAMS} streams, {cores} cores, load of the machine {os.getloadavg()[0]:.1f}")
    os.environ["VEHICLEFINDER_STREAM_HOSTS"] = "127.0.0.1"
    with TemporaryDirectory() as folder, ExitStack() as stack:
        home, stream = Path(folder) / "home", Path(folder) / "stream.ts"
        settings = Settings.from_environment().replace(home=home, database=None, media=None)
        with open_catalog(settings) as catalog:
            fill(catalog, open_models(settings).get(IMAGE).sha256, options.tracks)
        write_stream(options.clip, stream, CONNECTION)
        sending = Event()
        sending.set()
        service = stack.enter_context(serving(home, Build(options.baseline.resolve(), Path(sys.executable))))
        addresses = [stack.enter_context(sent(stream, CONNECTION, sending)) for _ in range(STREAMS)]
        compare(Client(service.port), addresses, sending, options.rounds)


if __name__ == "__main__":
    main()
