from pathlib import Path
from threading import Event

import pytest

from vehiclefinder.control import scheduler
from vehiclefinder.control.scheduler import BackgroundTask, Scheduler

PATIENCE = 60.0
"""Seconds in which what must happen may happen."""


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

    with Scheduler(tmp_path, [BackgroundTask("task", "lock", task)]):
        assert enough.wait(PATIENCE)
    assert calls[:4] == [0, 1, 2, 3]
    assert not (tmp_path / "locks" / "lock").exists()


def test_of_two_over_one_home_one_works_until_it_ends(tmp_path: Path) -> None:
    first, second = Event(), Event()

    def say(event: Event) -> bool:
        event.set()
        return False

    with Scheduler(tmp_path, [BackgroundTask("task", "lock", lambda: say(first))]):
        assert first.wait(PATIENCE)
        heir = Scheduler(tmp_path, [BackgroundTask("another name", "lock", lambda: say(second))])
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
        Scheduler(tmp_path, [BackgroundTask("task", None, lambda: say(first))]),
        Scheduler(tmp_path, [BackgroundTask("task", None, lambda: say(second), every=0.01)]),
    ):
        assert first.wait(PATIENCE)
        assert second.wait(PATIENCE)
