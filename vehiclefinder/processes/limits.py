"""What a worker process may use, and what it must not outlive."""

import fcntl
import os
import resource
import select
import signal
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What a process may use.

    :param memory: Bytes that it may have in memory; who watches it ends it beyond.
    :param data: Bytes of its own that it may reserve (``RLIMIT_DATA``), beyond which it is given none; None sets no
        such limit. Threads reserve more than they use, and drivers of GPUs much more.
    :param nice: How far its priority is lowered, 0 to 19.
    """

    memory: int
    data: int | None = None
    nice: int = 10

    def __post_init__(self) -> None:
        if self.memory <= 0 or not 0 <= self.nice <= 19:
            raise ValueError(f"expected memory > 0 and 0 <= nice <= 19, got {self.memory} and {self.nice}")


def limit_this_process(limits: ProcessLimits) -> None:
    """Hold this process to its limits: it dumps no core, and what ends a service by a signal leaves it alone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.data is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.data, limits.data))
    os.nice(limits.nice)
    for one in (signal.SIGINT, signal.SIGTERM):  # a terminal, or systemd, sends them to all; the parent says when
        signal.signal(one, signal.SIG_IGN)


def end_with_parent(pipe: int) -> None:
    """Let the kernel kill this process once nobody can write to a pipe any more, whatever it does then.

    A thread that waits for it would not come to run beside a call that keeps the interpreter's lock, and Linux's own
    signal of a parent's death (``PR_SET_PDEATHSIG``) already comes when the *thread* ends that made the child.

    :param pipe: Descriptor of the end to be read, which nothing is ever written to; the parent alone has the other.
    """
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:  # it was gone before
        os.kill(os.getpid(), signal.SIGKILL)


def resident(pid: int) -> int:
    """Return how many bytes a process has in memory; 0 where there is none."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
