"""Several processes that serve one port, and what is left when they are killed."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from uvicorn import Config

from vehiclefinder.cli.worker_processes import listening_socket
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

from ..service import SECONDS, started

SENTENCES = [f"red car {number}" for number in range(6)]


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return copytree(demo_home, tmp_path / "home")


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that answer; the resource tracker of ``multiprocessing`` is none."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def await_end(pids: Sequence[int]) -> None:
    deadline = time.monotonic() + SECONDS
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, "they do not end"
        time.sleep(0.1)


def searched(url: str) -> int:
    """How many searches were answered, by what any of the processes says."""
    told = httpx.get(f"{url}/metrics", timeout=SECONDS).text
    (count,) = re.findall(r"^vehiclefinder_query_seconds_count (\S+)$", told, re.MULTILINE)
    return int(float(count))


def test_a_search_that_was_answered_is_in_the_log_however_the_service_ended(home: Path) -> None:
    with started("serve", home, "--workers", "2") as (url, process):
        workers = workers_of(process)
        assert len(workers) == 2
        for sentence in SENTENCES:  # each over a connection of its own, to whichever process takes it
            response = httpx.post(f"{url}/v1/search", json={"sentence": sentence}, timeout=SECONDS)
        for pid in (*workers, process.pid):
            os.kill(pid, signal.SIGKILL)
        assert response.status_code == 200
        process.wait(SECONDS)
        await_end(workers)
    with Catalog(home) as catalog:
        entries = [entry for entry in AuditLog(catalog.database).page(100) if entry.action == "search"]
        asked = [entry.detail["sentence"] for entry in entries], [query.sentence for query in catalog.queries()]
        for newest_first in asked:  # other tests may have asked before, of the home that this one is a copy of
            assert newest_first[: len(SENTENCES)] == SENTENCES[::-1]
        assert catalog.health().problems == ()


def test_connections_send_their_answers_at_once() -> None:
    with listening_socket(Config("nothing", port=0)) as listening, socket.socket() as client:
        listening.listen()
        client.connect(listening.getsockname())
        with listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_they_count_together_and_end_together(home: Path) -> None:
    with started("serve", home, "--workers", "2") as (url, process):
        workers = workers_of(process)
        for number, sentence in enumerate(SENTENCES, 1):
            httpx.post(f"{url}/v1/search", json={"sentence": sentence}, timeout=SECONDS).raise_for_status()
            assert searched(url) == number
        process.terminate()
        assert process.wait(SECONDS) == 0
        await_end(workers)
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)


def test_they_end_where_the_process_that_started_them_is_killed(home: Path) -> None:
    with started("serve", home, "--workers", "2") as (_, process):
        workers = workers_of(process)
        process.kill()
        await_end(workers)


def test_a_worker_that_is_killed_is_replaced_and_one_that_hangs_holds_up_nothing(home: Path) -> None:
    with started("serve", home, "--workers", "2") as (url, process):
        stays, dies = workers_of(process)
        os.kill(dies, signal.SIGSTOP)  # it does not even hear that it should end
        os.kill(dies, signal.SIGKILL)
        await_end([dies])
        deadline = time.monotonic() + SECONDS
        while len(workers := workers_of(process)) < 2:
            assert time.monotonic() < deadline, "it is not replaced"
            time.sleep(0.1)
        assert stays in workers and dies not in workers
        httpx.post(f"{url}/v1/search", json={"sentence": "red car"}, timeout=SECONDS).raise_for_status()
        os.kill(stays, signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0
        await_end(workers)
