"""Schedules of watches."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from vehiclefinder.control.watches.schedule import Schedule
from vehiclefinder.finder.times import seen_within

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mon-Fri 22:00-06:00", "Mon-Fri 22:00-06:00"),
        ("mon-fri  22:00-6:00,sat sun", "Mon-Fri 22:00-06:00, Sat Sun"),
        ("22:00-06:00", "22:00-06:00"),
        ("Fri-Mon", "Fri-Mon"),
        ("Sun-Sat 00:00-24:00", "00:00-24:00"),
        ("Mon Wed Fri 07:30-09:15", "Mon Wed Fri 07:30-09:15"),
        ("Sat 12:00-24:00", "Sat 12:00-24:00"),
    ],
)
def test_a_schedule_is_told_as_it_is_meant(text: str, told: str) -> None:
    assert str(Schedule.read(text)) == told
    assert Schedule.read(told) == Schedule.read(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a schedule such as Mon-Fri"),
        ("Mon,", "expected a schedule such as Mon-Fri"),
        ("nightly", "expected a schedule such as Mon-Fri 22:00-06:00, Sat Sun, got 'nightly'"),
        ("Mon 22-6", "expected a schedule such as Mon-Fri"),
        ("Mon 25:00-26:00", "expected times from 00:00 to 24:00, got '25:00'"),
        ("Mon 08:60-09:00", "expected times from 00:00 to 24:00, got '08:60'"),
        ("Mon 08:00-08:00", "expected hours that end at another time than they begin"),
        (", ".join(["Mon 08:00-09:00"] * 20), "expected a schedule of at most 200 characters, got 338"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule.read(text)


@pytest.mark.parametrize(
    ("wall", "inside"),
    [
        ("2026-05-01 21:59", False),  # a Friday
        ("2026-05-01 22:00", True),
        ("2026-05-02 05:59", True),
        ("2026-05-02 06:01", False),
        ("2026-05-02 23:00", False),
        ("2026-05-04 03:00", False),
        ("2026-05-04 22:30", True),
        ("2026-10-26 00:30", False),  # the night in which clocks go back belongs to Sunday
        ("2026-03-30 23:00", True),  # by summer time, which began the day before
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins_by_the_clock_of_the_site(wall: str, inside: bool) -> None:
    times = Schedule.read("Mon-Fri 22:00-06:00").times(BERLIN)
    moment = np.array([datetime.fromisoformat(wall).replace(tzinfo=BERLIN).timestamp()])
    assert seen_within(times, moment, moment + 1).tolist() == [inside]
