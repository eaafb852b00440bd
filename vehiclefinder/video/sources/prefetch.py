"""Work ahead of the consumer in a background thread, with a bound on how far."""

from collections.abc import Generator, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_POLL = 0.1
"""Seconds between looks at whether the other side is still there."""


class _End:
    """What the producer leaves last: why it stopped, None at the regular end."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def prefetch(items: Iterator[T], depth: int) -> Generator[T, None, None]:
    """Yield ``items`` in their order, up to ``depth`` of them computed ahead.

    An error of the producer is raised where it would have been, after the items before it. When the consumer stops
    early, the producer stops after its current item.

    :param items: Used by the background thread alone from now on.
    :param depth: At least 1.
    """
    queue: Queue[T | _End] = Queue(maxsize=depth)
    stop = Event()
    producer = Thread(target=_produce, args=(items, queue, stop), name="prefetch", daemon=True)
    producer.start()
    try:
        while not isinstance(item := _next(queue, producer), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        producer.join()


def _produce(items: Iterator[T], queue: "Queue[T | _End]", stop: Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _offer(item, queue, stop):
                return
    except BaseException as caught:  # handed over whole: it is raised again in the consumer's thread
        error = caught
    _offer(_End(error), queue, stop)


def _offer(item: T | _End, queue: "Queue[T | _End]", stop: Event) -> bool:
    while not stop.is_set():
        try:
            queue.put(item, timeout=_POLL)
        except Full:
            continue
        return True
    return False


def _next(queue: "Queue[T | _End]", producer: Thread) -> T | _End:
    while True:
        try:
            return queue.get(timeout=_POLL)
        except Empty:
            if not producer.is_alive() and queue.empty():
                return _End(None)
