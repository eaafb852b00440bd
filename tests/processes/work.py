"""What the tests let other processes do."""

import logging
import os
import resource
import signal
import sys
import time
from typing import NoReturn

from vehiclefinder.core.errors import BusyError, VideoError
from vehiclefinder.processes.channel import Channel
from vehiclefinder.processes.limits import ProcessLimits
from vehiclefinder.processes.worker_process import WorkerProcess

KEPT: list[bytes] = []


class OddError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def add(a: int, b: int) -> int:
    return a + b


def number() -> int:
    return os.getpid()


def raise_error(kind: str) -> NoReturn:
    raise {
        "video": VideoError("cannot open gate.mp4"),
        "value": ValueError("expected 1, got 2"),
        "busy": BusyError("later", 3),
        "odd": OddError("a", "b"),
    }[kind]


def die(by: int) -> None:
    signal.signal(by, signal.SIG_DFL)
    os.kill(os.getpid(), by)


def leave() -> NoReturn:
    os._exit(7)


def sleep() -> None:
    time.sleep(600)


def eat(mib: int, keep: bool = False) -> int:
    food = b"x" * (mib * 1024**2)
    if keep:
        KEPT.append(food)
    time.sleep(0.5)
    return len(food)


def reserve(mib: int) -> int:
    return len(bytearray(mib * 1024**2))


def limits() -> tuple[int, tuple[int, int], bool]:
    ignored = all(signal.getsignal(one) is signal.SIG_IGN for one in (signal.SIGINT, signal.SIGTERM))
    return os.nice(0), resource.getrlimit(resource.RLIMIT_CORE), ignored


def warn(text: str) -> None:
    try:
        raise_error("value")
    except ValueError:
        logging.getLogger("tests.gate").exception("%s: %d", text, 3)


def hold_the_interpreter(channel: Channel) -> None:
    """Work in a way that no other thread of the process comes to run."""
    sys.setswitchinterval(1e9)
    channel.tell(os.getpid())
    while True:
        pass


def parent() -> None:
    """Start a process, say its number, and wait: to be killed."""
    worker = WorkerProcess(hold_the_interpreter, (), ProcessLimits(1024**3))
    while not (told := list(worker.told())):
        time.sleep(0.01)
    print(told[0], flush=True)  # noqa: T201
    time.sleep(600)


def repeat(channel: Channel) -> None:
    """Tell what comes, or ``stopped`` where it was told to stop."""
    while (work := channel.receive()) is not None:
        while work == "wait" and not channel.stop_asked():
            time.sleep(0.01)
        channel.tell("stopped" if work == "wait" else work)
