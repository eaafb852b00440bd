"""One function in another process: what crashes there is an error here."""

import pickle
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from vehiclefinder.core.errors import ProcessError
from vehiclefinder.processes.channel import Channel
from vehiclefinder.processes.limits import ProcessLimits
from vehiclefinder.processes.worker_process import WorkerProcess

MIB = 1024**2
IDLE = 60.0
"""Seconds after which a process that nobody calls ends."""
KEPT = 2
"""How many processes wait for calls at most."""
LOOK = 0.1
"""Seconds between two looks at what a process takes."""
STACKS = 1024 * MIB
"""What a process may reserve beyond its memory: stacks and arenas of threads, which are hardly touched."""
NICE = 5
"""Before ingest, which is at 10, since somebody waits; behind searches."""

Value = TypeVar("Value")


def call(
    function: Callable[..., Value],
    args: tuple[Any, ...],
    memory: int = 1024 * MIB,
    seconds: float = 60.0,
    doing: str = "the work",
) -> Value:
    """Run a function in another process, which is used again, and return its value; any thread may.

    :param function: Of a module, since the other process imports it by its name.
    :param args: Arguments; they and the value can be pickled.
    :param memory: Bytes that the process may have in memory.
    :param seconds: How long it may take.
    :param doing: What it does, as an error tells it: ``"reading gate.mp4"``.
    :raises ProcessError: The process crashed, took more memory or more time.
    :raises Exception: What the function raised.
    """
    task = pickle.dumps((function, args))
    worker = _idle.take(memory)
    try:
        worker.send(task)
        succeeded, value = _reply(worker, time.monotonic() + seconds, doing, memory, seconds)
    except BaseException:
        worker.kill()
        raise
    _idle.give(worker, memory)
    if not succeeded:
        raise value
    return value  # type: ignore[no-any-return]


def answer_calls(channel: Channel) -> None:
    """Answer calls until none comes for a while: what such a process runs."""
    while (task := channel.receive(IDLE)) is not None:
        try:
            function, args = pickle.loads(task)
            channel.tell((True, function(*args)))
        except Exception as error:
            channel.tell((False, _portable(error)))


def _reply(worker: WorkerProcess, deadline: float, doing: str, memory: int, seconds: float) -> tuple[bool, Any]:
    while True:
        worker.connection.poll(LOOK)
        for reply in worker.told():
            return reply  # type: ignore[no-any-return]
        if (ending := worker.ending) is not None:
            raise ProcessError(f"{doing} ended the process that did it ({ending})")
        if worker.takes_too_much:
            raise ProcessError(f"{doing} took more than {memory // MIB} MiB of memory, and was ended")
        if time.monotonic() > deadline:
            raise ProcessError(f"{doing} took longer than {seconds:g} seconds, and was ended")


def _portable(error: Exception) -> Exception:
    """Return an error that survives the way, the same if it can be."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return ProcessError(f"{type(error).__name__}: {error}")
    return error


class _IdleProcesses:
    """Processes that wait for calls, each with the memory that it may use."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[float, int, WorkerProcess]] = []

    def take(self, memory: int) -> WorkerProcess:
        """Return one of those, or another one; whoever takes it kills it or gives it back."""
        with self._lock:
            self._drop_old()
            for one in self._waiting:
                if one[1] == memory:
                    self._waiting.remove(one)
                    return one[2]
        return WorkerProcess(answer_calls, (), ProcessLimits(memory, memory + STACKS, NICE))

    def give(self, worker: WorkerProcess, memory: int) -> None:
        """Keep one for the next call, where there is room and it takes little; it is not in anybody's hands."""
        large = worker.is_large
        with self._lock:
            self._drop_old()
            if not large and len(self._waiting) < KEPT:
                self._waiting.append((time.monotonic(), memory, worker))
                return
        worker.kill()

    def _drop_old(self) -> None:
        old = time.monotonic() - IDLE / 2  # long before they end by themselves, maybe while they are given something
        for one in [one for one in self._waiting if one[0] < old or one[2].ending is not None]:
            self._waiting.remove(one)
            one[2].kill()


_idle = _IdleProcesses()
