"""A worker process: what it is told and tells, and that it never outlives who started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from vehiclefinder.processes.limits import ProcessLimits
from vehiclefinder.processes.worker_process import WorkerProcess

from . import work


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    worker = WorkerProcess(work.repeat, (), ProcessLimits(1024**3))
    yield worker
    worker.kill()


def wait_for(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 600
    while not (value := condition()):
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.01)
    return value


def test_it_takes_work_and_ends_it_when_told(worker: WorkerProcess) -> None:
    worker.send("one")
    assert wait_for(lambda: list(worker.told())) == ["one"]
    worker.ask_to_stop()  # nothing is being done: it means nothing
    worker.send("two")
    assert wait_for(lambda: list(worker.told())) == ["two"]
    worker.send("wait")
    worker.ask_to_stop()
    assert wait_for(lambda: list(worker.told())) == ["stopped"]


def test_its_end_is_told(worker: WorkerProcess) -> None:
    worker.send("one")
    assert wait_for(lambda: list(worker.told())) == ["one"]
    os.kill(worker.pid, signal.SIGTERM)
    worker.send("two")
    assert wait_for(lambda: list(worker.told())) == ["two"], "it is its parent that ends it"
    os.kill(worker.pid, signal.SIGKILL)
    assert wait_for(lambda: worker.ending) == "signal 9 (SIGKILL)"
    worker.send("three")
    assert list(worker.told()) == []


def test_it_ends_with_its_parent_whatever_it_does() -> None:
    code = "from tests.processes.work import parent; parent()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert psutil.wait_procs([child], timeout=600)[1] == []


@pytest.mark.parametrize("limits", [(0, None, 10), (1024, None, 20)])
def test_limits_check_themselves(limits: tuple[int, int | None, int]) -> None:
    with pytest.raises(ValueError, match="expected memory > 0 and 0 <= nice <= 19"):
        ProcessLimits(*limits)
