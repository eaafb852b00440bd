"""One searcher of all tracks and several with a shard each, asked the same over HTTP, in turns."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.city.measure import SENTENCES
from benchmarks.server import ROOT, Service, wait_for
from vehiclefinder.core.shard import Shard

ROUNDS = 4
TOKEN = "a token of searchers"


def together(database: str, whole: Path, homes: Sequence[Path]) -> dict[str, Any]:
    """Return milliseconds of each search, of one searcher and of several, and the CPU of all that answered.

    :param whole: The home of one that holds all.
    :param homes: Those of several that hold a shard each, by its number.
    """
    with ExitStack() as stack:
        one = [stack.enter_context(searcher(database, whole, free_port()))]
        ports = [free_port() for _ in homes]
        several = [
            stack.enter_context(searcher(database, home, ports[number], Shard(number, len(homes)), ports))
            for number, home in enumerate(homes)
        ]
        sides = {"one": one, "several": several}
        for services in sides.values():
            searched = asked(services[0].port, SENTENCES[0])["searched"]
        told: dict[str, Any] = {name: [] for name in sides} | {"searched": searched}
        for number in range(ROUNDS):
            for sentence in SENTENCES:
                for name, services in sides.items():
                    before = sum(one.cpu() for one in services)
                    answer = asked(services[number % len(services)].port, sentence)
                    if answer["shards"] and answer["shards"]["missing"]:
                        raise SystemExit(f"a searcher did not answer: {answer['notes']}")
                    used = sum(one.cpu() for one in services) - before
                    told[name].append((answer["taken"], used * 1000))
        return told


@contextmanager
def searcher(
    database: str, home: Path, port: int, shard: Shard | None = None, ports: Sequence[int] = ()
) -> Iterator[Service]:
    """Run ``serve`` until the block ends."""
    settings = {"VEHICLEFINDER_DATABASE": database, "VEHICLEFINDER_INGEST": "false", "PYTHONPATH": str(ROOT)}
    if shard:
        others = ",".join(f"http://127.0.0.1:{other}" for other in ports if other != port)
        settings |= {
            "VEHICLEFINDER_SHARD": str(shard),
            "VEHICLEFINDER_PEERS": others,
            "VEHICLEFINDER_PEER_TOKEN": TOKEN,
        }
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "serve", "--port", str(port)]
    errors = (home / "served.txt").open("w")
    with errors, subprocess.Popen(called, cwd=ROOT, env=os.environ | settings, stdout=errors, stderr=errors) as server:
        try:
            wait_for(port, server)
            yield Service(port, server.pid)
        finally:
            server.terminate()


def asked(port: int, sentence: str) -> dict[str, Any]:
    """Return an answer, with the milliseconds that it took as ``taken``."""
    from time import perf_counter

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps({"sentence": sentence, "k": 10})
    began = perf_counter()
    connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer: dict[str, Any] = json.loads(response.read())
    if response.status != http.HTTPStatus.OK:
        raise SystemExit(f"{response.status} for {sentence!r}: {answer}")
    return answer | {"taken": (perf_counter() - began) * 1000}


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
