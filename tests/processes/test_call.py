"""A function in another process: its value, its errors, and what becomes of one that crashes or takes too much."""

import logging
import signal
from collections.abc import Callable
from typing import Any

import pytest

from vehiclefinder.core.errors import ProcessError, VideoError
from vehiclefinder.processes.call import call

from . import work

MIB = 1024**2


def test_the_value_comes_back_and_the_process_is_used_again() -> None:
    assert call(work.add, (2, 3)) == 5
    assert call(work.number, ()) == call(work.number, ())


@pytest.mark.parametrize(
    ("kind", "error", "told"),
    [
        ("video", VideoError, "cannot open gate.mp4"),
        ("value", ValueError, "expected 1, got 2"),
        ("busy", ProcessError, "BusyError: later"),  # its class takes more than its text, and does not come through
        ("odd", ProcessError, "OddError: ab"),
    ],
)
def test_what_is_raised_there_is_raised_here(kind: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error) as raised:
        call(work.raise_error, (kind,))
    assert (type(raised.value), str(raised.value)) == (error, told)


@pytest.mark.parametrize(
    ("function", "args", "told"),
    [
        (work.die, (signal.SIGSEGV,), r"reading gate.mp4 ended the process that did it \(signal 11 \(SIGSEGV\)\)"),
        (work.leave, (), r"reading gate.mp4 ended the process that did it \(exit code 7\)"),
        (work.sleep, (), "reading gate.mp4 took longer than 3 seconds, and was ended"),
        (work.eat, (300,), "reading gate.mp4 took more than 200 MiB of memory, and was ended"),
    ],
)
def test_what_crashes_hangs_or_eats_memory_is_an_error_and_the_next_call_works(
    function: Callable[..., Any], args: tuple[Any, ...], told: str
) -> None:
    before = call(work.number, (), memory=200 * MIB)
    with pytest.raises(ProcessError, match=told):
        call(function, args, memory=200 * MIB, seconds=3, doing="reading gate.mp4")
    assert call(work.number, (), memory=200 * MIB) != before


def test_more_than_a_process_may_reserve_is_not_given() -> None:
    with pytest.raises(MemoryError):
        call(work.reserve, (4000,), memory=200 * MIB)


def test_a_process_that_has_grown_is_not_used_again() -> None:
    before = call(work.number, (), memory=400 * MIB)
    assert call(work.eat, (250, True), memory=400 * MIB) == 250 * MIB
    assert call(work.number, (), memory=400 * MIB) != before


def test_priority_is_lower_no_core_is_dumped_and_signals_are_the_parents_business() -> None:
    assert call(work.limits, ()) == (5, (0, 0), True)


def test_what_is_logged_there_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    call(work.warn, ("gate",))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("tests.gate", logging.ERROR)
    assert record.getMessage().startswith("gate: 3\nTraceback")
    assert "expected 1, got 2" in record.getMessage()
