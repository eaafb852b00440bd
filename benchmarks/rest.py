"""Time of POST /v1/search over 100,000 tracks, by 1, 8 and 32 clients, against ``Finder.find`` in process.

``python -m benchmarks.rest [TRACKS] [SECONDS]``: fills a home with the tracks of ``benchmarks/find.py``, starts
``vehiclefinder serve`` on it and lets so many clients ask without a pause, each over one connection. Before each round
as many threads of this process ask the finder itself: the baseline. Everything shares the machine's cores, so that
more clients than cores mostly wait for each other, on both sides.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.find import SENTENCES, fill
from benchmarks.server import serving
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
Search = Callable[[str], object]


def main(tracks: int, seconds: float) -> None:
    with TemporaryDirectory() as folder:
        settings = Settings.from_environment().replace(home=Path(folder), database=None)
        with open_catalog(settings) as catalog:
            fill(catalog, open_models(settings).get(IMAGE).sha256, tracks)
        with open_finder(settings) as finder, serving(settings.home) as port:
            print(f"{tracks} tracks, {len(MIX)} sentences, {seconds:g} s a round, ms")
            print(
                f"{'clients':>7}{'REST p50':>12}{'p99':>9}{'per s':>9}{'in process p50':>17}{'p99':>9}{'p50 ratio':>11}"
            )
            for number in CLIENTS:
                plain = together([lambda sentence: finder.find(sentence, Scope(K))] * number, seconds)
                rest = together([client(port) for _ in range(number)], seconds)
                (p50, p99), (plain50, plain99) = (np.percentile(taken, (50, 99)) for taken in (rest, plain))
                answers = f"{number:7}{p50:12.1f}{p99:9.1f}{len(rest) / seconds:9.1f}"
                print(f"{answers}{plain50:17.1f}{plain99:9.1f}{p50 / plain50:11.2f}")


def together(searches: list[Search], seconds: float) -> np.ndarray:
    """Return how long each search took that was asked by all at once, milliseconds."""
    with ThreadPoolExecutor(len(searches)) as pool:
        return np.concatenate(list(pool.map(lambda search: ask(search, seconds), searches)))


def ask(search: Search, seconds: float) -> np.ndarray:
    search(MIX[0])  # warms up
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        search(MIX[len(taken) % len(MIX)])
        taken.append((time.perf_counter() - began) * 1000)
    return np.array(taken)


def client(port: int) -> Search:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def search(sentence: str) -> object:
        body = json.dumps({"sentence": sentence, "k": K})
        connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{response.status} for {sentence!r}: {answer}")
        return answer

    return search


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 100_000, float(given[1]) if len(given) > 1 else 10.0)
