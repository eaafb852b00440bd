"""When pictures of a live stream were taken."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from vehiclefinder.video.sources.stream_clock import ClockStepError, StreamClock

from ...conftest import NOW


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def begun(clock: StreamClock, *arrivals: tuple[float, float], said: float | None = None) -> float:
    """Let packets arrive, (own time, arrival), and return when the first picture, of own time 0, was taken."""
    for own, arrival in arrivals:
        clock.arrived(own, at(arrival), None if said is None else at(own + said))
    return (clock.read(0.0, 0.0)[1] - NOW).total_seconds()


def test_the_least_delayed_packet_tells_when_all_were_taken() -> None:
    read_while_opening = [(0.0, 3.0), (1.0, 3.0), (2.0, 3.0)]
    assert begun(StreamClock(), *read_while_opening, (2.9, 3.1), (3.0, 3.3)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("said", "taken", "note"),
    [
        (-3.7, -3.7, None),
        (0.5, 0.0, None),
        (-10.5, 0.0, "the camera's clock is 10 s behind ours, so its times are those of arrival"),
        (7200.0, 0.0, "the camera's clock is 7,200 s ahead of ours, so its times are those of arrival"),
        (-1.7e9, 0.0, "the camera's clock is 1,700,000,000 s behind ours, so its times are those of arrival"),
    ],
)
def test_a_sender_is_believed_within_a_bound(said: float, taken: float, note: str | None) -> None:
    clock = StreamClock()
    assert begun(clock, (0.0, 0.0), said=said) == pytest.approx(taken)
    assert clock.note == note


def test_a_connection_begins_where_the_one_before_ended_at_the_earliest() -> None:
    assert begun(StreamClock(at(2.0)), (0.0, 1.0)) == 2.0
    assert begun(StreamClock(at(-2.0)), (0.0, 1.0)) == 1.0
    assert begun(StreamClock(at(3600.0)), (0.0, 1.0)) == 1.0, "the clock of this machine was set back"


def test_a_clock_that_runs_slow_is_followed_without_a_leap() -> None:
    clock = StreamClock()
    begun(clock, (0.0, 0.0))
    moments = []
    for second in range(1, 1001):
        own = second * 0.9995
        clock.arrived(own, at(second))
        moments.append(clock.read(own, own)[1])
    steps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    assert min(steps) >= 0.9995 * 0.998 - 1e-6
    assert max(steps) <= 0.9995 * 1.002 + 1e-6
    assert moments[-1] <= at(1000)
    assert (at(1000) - moments[-1]).total_seconds() == pytest.approx(0.03, abs=0.01), "half a second without"


def test_a_report_that_comes_late_is_approached_and_time_never_runs_back() -> None:
    clock = StreamClock()
    begun(clock, (0.0, 0.0))
    moments = []
    for second in range(1, 201):
        clock.arrived(second, at(second), at(second - 0.3))
        moments.append(clock.read(float(second), float(second))[1])
    assert moments == sorted(moments)
    assert (moments[99] - at(99.8)).total_seconds() == pytest.approx(0.0, abs=1e-3), "0.2 s in 100"
    assert (moments[-1] - at(199.7)).total_seconds() == pytest.approx(0.0, abs=1e-3)


def test_what_stalls_and_catches_up_keeps_its_times() -> None:
    clock = StreamClock()
    begun(clock, (0.0, 0.0))
    for second in range(1, 11):
        clock.arrived(second, at(max(second, 8.0)))
        assert clock.read(float(second), float(second)) == (float(second), at(second))


def test_clocks_that_were_set_are_noticed() -> None:
    ahead = StreamClock()
    begun(ahead, (0.0, 0.0))
    with pytest.raises(ClockStepError, match="ran ahead by 5 s"):
        ahead.arrived(5.1, at(0.1))
    behind = StreamClock()
    begun(behind, (0.0, 0.0))
    with pytest.raises(ClockStepError, match="fell behind by 3600 s"):
        for second in range(1, 70):
            behind.arrived(second, at(3600 + second))
            behind.read(float(second), float(second))


def test_a_picture_without_a_time_lies_as_far_on_as_it_comes() -> None:
    clock = StreamClock()
    clock.arrived(0.0, NOW)
    assert clock.read(None, 0.0) == (0.0, NOW)
    assert clock.read(None, 0.04) == (0.04, at(0.04))
