import threading
from collections.abc import Iterator
from threading import Event

import pytest

from vehiclefinder.video.sources.prefetch import prefetch


def counting(made: list[int], last: int) -> Iterator[int]:
    for number in range(last):
        made.append(number)
        yield number


def test_order_is_kept() -> None:
    assert list(prefetch(counting([], 100), 3)) == list(range(100))


def test_it_runs_ahead_but_not_far() -> None:
    made: list[int] = []
    fifth = Event()

    def watched() -> Iterator[int]:
        for number in counting(made, 100):
            if number == 4:
                fifth.set()
            yield number

    numbers = prefetch(watched(), 3)
    next(numbers)
    assert fifth.wait(60)
    numbers.close()
    assert len(made) == 5  # one taken, three waiting, one that finds no room


def test_an_error_comes_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("third")

    numbers = prefetch(broken(), 2)
    assert [next(numbers), next(numbers)] == [1, 2]
    with pytest.raises(KeyError, match="third"):
        next(numbers)


def test_the_producer_stops_with_its_consumer() -> None:
    before = set(threading.enumerate())
    made: list[int] = []
    for number in prefetch(counting(made, 10**9), 2):
        if number == 5:
            break
    assert set(threading.enumerate()) <= before
    assert len(made) < 10
