"""Time of POST /v1/search over 100,000 tracks, by 1, 8 and 32 clients, against ``Finder.find`` in process.

``python -m benchmarks.rest [TRACKS] [SECONDS]``: fills a home with the tracks of ``benchmarks/find.py``, starts
``vehiclefinder serve`` on it and lets so many clients ask without a pause, each over one connection. Before each round
as many threads of this process ask the finder itself: the baseline. Everything shares the machine's cores, so that
more clients than cores mostly wait for each other, on both sides.

``--baseline DIR`` names another checkout instead: its service and this one's, over copies of one home that the other
filled, take turns; the ratios are of answers a second, ours / baseline, of p99, and of the server's seconds of CPU an
answer, baseline / ours: on a machine that is busy with other things the last one alone means much. Its Python is
``DIR/.venv/bin/python`` unless ``--python`` names one. ``--workers N`` is for this checkout alone. A search that is
refused (503) is asked again at once; refused ones are counted, and are no answers.
"""

import argparse
import http.client
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.find import SENTENCES, fill
from benchmarks.server import Build, Service, serving
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.finder.scope import Scope
from vehiclefinder.settings import Settings

MIX = (
    *SENTENCES, "white car", "a motorcycle", "two red buses", "van turning left", "maroon lorry on the right",
    "dark green pickup going away", "not a taxi, but yellow", "police car stopped at the top", "a grey hatchback",
    "a bicycle crossing in the bottom right", "any SUV coming towards us", "white van behind a black sedan",
    "orange truck going straight in the centre", "blue convertible making a u-turn",
)  # fmt: skip
CLIENTS = (1, 8, 32)
K = 5
SECONDS = 60.0
"""Longest that an answer may take."""
ROUNDS = 2
FILL = """
import sys
from pathlib import Path
from benchmarks.find import fill
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.settings import Settings
settings = Settings.from_environment().replace(home=Path(sys.argv[1]), database=None, media=None)
with open_catalog(settings) as catalog:
    fill(catalog, open_models(settings).get(IMAGE).sha256, int(sys.argv[2]))
"""
Search = Callable[[str], bool]
"""Asks a sentence; says whether it was answered."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tracks", type=int, nargs="?", default=100_000)
    parser.add_argument("seconds", type=float, nargs="?", default=10.0)
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.tracks} tracks, {len(MIX)} sentences, {options.seconds:g} s a round, ms")
    served = ["--workers", str(options.workers)] if options.workers > 1 else []
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if options.baseline:
            python = options.python or options.baseline / ".venv" / "bin" / "python"
            baseline = Build(options.baseline.resolve(), python.absolute())
            called = [str(python.absolute()), "-c", FILL, str(home), str(options.tracks)]
            subprocess.run(called, check=True, **baseline.where())
            against_build(home, baseline, served, options.seconds)
        else:
            against_process(home, options.tracks, served, options.seconds)


def against_process(home: Path, tracks: int, served: Sequence[str], seconds: float) -> None:
    settings = Settings.from_environment().replace(home=home, database=None, media=None)
    with open_catalog(settings) as catalog:
        fill(catalog, open_models(settings).get(IMAGE).sha256, tracks)
    with open_finder(settings) as finder, serving(home, options=served) as service:

        def find(sentence: str) -> bool:
            finder.find(sentence, Scope(K))
            return True

        together([find, client(service.port)], 0.1)  # warms up
        for number in CLIENTS:
            plain, rest = together([find] * number, seconds), at_once(number, service, seconds)
            print(f"{number} clients: REST {rest}; in process {plain}; p50 ratio {rest.at(50) / plain.at(50):.2f}")


def against_build(
    home: Path, baseline: Build, served: Sequence[str], seconds: float, clients: Sequence[int] = CLIENTS
) -> None:
    ours_home = copytree(home, home.with_name(f"{home.name}-ours"))
    with ExitStack() as stack:
        services = [stack.enter_context(serving(home, baseline))]
        services.append(stack.enter_context(serving(ours_home, options=served)))
        together([client(one.port) for one in services], 0.1)  # warms up
        for number in clients:
            turns = [[at_once(number, one, seconds) for one in services] for _ in range(ROUNDS)]
            theirs, ours = (Round.joined([turn[side] for turn in turns]) for side in (0, 1))
            answers, slowest = ours.per_second / theirs.per_second, theirs.at(99) / ours.at(99)
            told = f"ratios: answers {answers:.2f}, p99 {slowest:.2f}, CPU {theirs.cpu / ours.cpu:.2f}"
            print(f"{number} clients: baseline {theirs}; ours {ours}; {told}", flush=True)


@dataclass(frozen=True)
class Round:
    """What searches took that were asked by several at once.

    :param taken: Milliseconds of each that was answered.
    :param refused: How many were not.
    :param used: Seconds of CPU of the server, 0 where there is none.
    """

    taken: np.ndarray
    refused: int
    seconds: float
    used: float = 0.0

    @classmethod
    def joined(cls, rounds: "Sequence[Round]") -> "Round":
        """Return several as one."""
        taken = np.concatenate([one.taken for one in rounds])
        sums = [sum(getattr(one, name) for one in rounds) for name in ("refused", "seconds", "used")]
        return cls(taken, *sums)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds

    @property
    def cpu(self) -> float:
        """Milliseconds of CPU an answer."""
        return self.used * 1000 / len(self.taken)

    def at(self, percent: float) -> float:
        """Milliseconds within which so many were answered."""
        return float(np.percentile(self.taken, percent))

    def __str__(self) -> str:
        refused = f", {self.refused} refused" if self.refused else ""
        used = f", {self.cpu:.1f} of CPU an answer" if self.used else ""
        return f"p50 {self.at(50):.1f} p99 {self.at(99):.1f}, {self.per_second:.1f} a second{used}{refused}"


def at_once(number: int, service: Service, seconds: float) -> Round:
    """Let so many clients of a service ask at once."""
    before = service.cpu()
    asked = together([client(service.port) for _ in range(number)], seconds)
    return replace(asked, used=service.cpu() - before)


def together(searches: Sequence[Search], seconds: float) -> Round:
    """Let several ask at once, without a pause."""
    with ThreadPoolExecutor(len(searches)) as pool:
        began = time.perf_counter()
        each = list(pool.map(lambda search: ask(search, seconds), searches))
        lasted = time.perf_counter() - began
    return Round(np.concatenate([taken for taken, _ in each]), sum(refused for _, refused in each), lasted)


def ask(search: Search, seconds: float) -> tuple[np.ndarray, int]:
    """Ask for a while; return how long each answer took, milliseconds, and how many searches were refused."""
    taken: list[float] = []
    refused = 0
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        if search(MIX[len(taken) % len(MIX)]):
            taken.append((time.perf_counter() - began) * 1000)
        else:
            refused += 1
    return np.array(taken), refused


def client(port: int) -> Search:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def search(sentence: str) -> bool:
        body = json.dumps({"sentence": sentence, "k": K})
        connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status not in (http.HTTPStatus.OK, http.HTTPStatus.SERVICE_UNAVAILABLE):
            raise SystemExit(f"{response.status} for {sentence!r}: {answer}")
        return response.status == http.HTTPStatus.OK

    return search


if __name__ == "__main__":
    main()
