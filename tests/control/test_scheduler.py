import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from time_machine import Traveller

from vehiclefinder.control import scheduler
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler, TaskStatus
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.locks import FileLocks, Lock

from ..conftest import NOW

PATIENCE = 60.0
"""Seconds in which what must happen may happen."""


def lock_in(home: Path) -> Callable[[], Lock]:
    return partial(FileLocks(home).hold, "lock")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "EVERY", 0.01)
    monkeypatch.setattr(scheduler, "AFTER_FAILURE", 0.01)


def test_a_failure_does_not_end_the_work(tmp_path: Path) -> None:
    calls: list[int] = []
    enough = Event()

    def task() -> bool:
        calls.append(len(calls))
        if len(calls) == 2:
            raise RuntimeError("disk on fire")
        if len(calls) >= 4:
            enough.set()
        return False

    with Scheduler([BackgroundTask("task", lock_in(tmp_path), task)]):
        assert enough.wait(PATIENCE)
    assert calls[:4] == [0, 1, 2, 3]
    assert not (tmp_path / "locks" / "lock").exists()


def test_what_fails_again_and_again_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "EVERY", 1.0)
    monkeypatch.setattr(scheduler, "AFTER_FAILURE", 30.0)
    assert list(map(scheduler.pause_after, (1, 2, 3, 4, 5, 6, 7, 5000))) == [1, 2, 4, 8, 16, 30, 30, 30]


def test_of_two_over_one_home_one_works_until_it_ends(tmp_path: Path) -> None:
    first, second = Event(), Event()

    def say(event: Event) -> bool:
        event.set()
        return False

    with Scheduler([BackgroundTask("task", lock_in(tmp_path), lambda: say(first))]):
        assert first.wait(PATIENCE)
        heir = Scheduler([BackgroundTask("another name", lock_in(tmp_path), lambda: say(second))])
        heir.__enter__()
        assert not second.wait(0.2)
    assert second.wait(PATIENCE)
    heir.__exit__()
    first.clear()
    assert not first.wait(0.05)


def test_what_each_process_does_for_itself_waits_for_no_other(tmp_path: Path) -> None:
    first, second = Event(), Event()

    def say(event: Event) -> bool:
        event.set()
        return False

    with (
        Scheduler([BackgroundTask("task", None, lambda: say(first))]),
        Scheduler([BackgroundTask("task", None, lambda: say(second), every=0.01)]),
    ):
        assert first.wait(PATIENCE)
        assert second.wait(PATIENCE)


def test_it_tells_which_task_fails_since_when_and_why(tmp_path: Path, clock: Traveller) -> None:
    moments = [NOW + timedelta(minutes=minute) for minute in range(6)]
    outcomes = [None, StoreError("disk full"), RuntimeError("a mistake"), None]
    told: list[TaskStatus] = []
    enough = Event()

    def step() -> bool:
        told.extend(one.status())
        if len(told) > len(outcomes):
            enough.set()
            return False
        clock.move_to(moments[len(told)], tick=False)
        if error := outcomes[len(told) - 1]:
            raise error
        return False

    one = Scheduler([BackgroundTask("ingest", lock_in(tmp_path), step)])
    with one:
        assert enough.wait(PATIENCE)
    first, second = moments[1:3]
    assert told[: len(outcomes) + 1] == [
        TaskStatus("ingest"),
        TaskStatus("ingest", True, first),
        TaskStatus("ingest", True, first, "disk full", second),
        TaskStatus("ingest", True, first, "RuntimeError: a mistake", second),
        TaskStatus("ingest", True, moments[4]),
    ]


def test_what_another_process_does_is_not_told_of(tmp_path: Path) -> None:
    begun = Event()

    def step() -> bool:
        begun.set()
        return False

    with Scheduler([BackgroundTask("task", lock_in(tmp_path), step)]):
        assert begun.wait(PATIENCE)
        with Scheduler([BackgroundTask("task", lock_in(tmp_path), step)]) as other:
            assert other.status() == (TaskStatus("task"),)


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file where a folder should be")
    with Scheduler([BackgroundTask("task", lock_in(tmp_path), lambda: False)]) as one:
        deadline = time.monotonic() + PATIENCE
        while one.status()[0].error is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert (one.status()[0].error or "").startswith("cannot lock")
