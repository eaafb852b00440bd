"""How moments are told at a site, whatever zone this machine is in."""

from datetime import UTC, date, datetime, time

import pytest

from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone

FIRST = " when clocks were set: the first is taken"
WINTER, SUMMER = datetime(2026, 1, 31, 23, 30, 5, tzinfo=UTC), datetime(2026, 7, 31, 23, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "told", "name"),
    [
        ("Europe/Berlin", WINTER, "01 Feb 2026, 00:30:05", "CET, Europe/Berlin"),
        ("Europe/Berlin", SUMMER, "01 Aug 2026, 01:30:05", "CEST, Europe/Berlin"),
        ("UTC", WINTER, "31 Jan 2026, 23:30:05", "UTC"),
        ("Asia/Kathmandu", WINTER, "01 Feb 2026, 05:15:05", "+0545, Asia/Kathmandu"),
    ],
)
def test_moments_are_told_in_the_zone_of_the_site(zone: str, moment: datetime, told: str, name: str) -> None:
    clock = SiteClock(time_zone(zone))
    assert (clock.second(moment), clock.name(moment)) == (told, name)
    assert told.startswith(clock.minute(moment)) and clock.minute(moment).startswith(clock.day(moment))


def test_what_has_no_zone_is_by_the_clock_of_the_site() -> None:
    clock = SiteClock(time_zone("Europe/Berlin"))
    assert clock.local(datetime(2026, 7, 1, 8, 0)).astimezone(UTC) == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "utc", "doubt"),
    [
        ("2026-07-01 08:00", "2026-07-01 06:00", ""),
        ("2026-10-25 01:59", "2026-10-24 23:59", ""),
        (
            "2026-10-25 02:30",
            "2026-10-25 00:30",
            "25 Oct 2026, 02:30 came twice" + FIRST,
        ),
        ("2026-10-25 03:00", "2026-10-25 02:00", ""),
        ("2026-03-29 02:30", "2026-03-29 01:30", "29 Mar 2026, 02:30 was left out when clocks were set: read as 03:30"),
    ],
)
def test_days_on_which_clocks_are_set(local: str, utc: str, doubt: str) -> None:
    clock = SiteClock(time_zone("Europe/Berlin"))
    moment, told = clock.placed(datetime.fromisoformat(local))
    assert (moment.astimezone(UTC), told) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), doubt)
    assert clock.read(local).timestamp() == clock.local(datetime.fromisoformat(local)).timestamp() == moment.timestamp()


def test_a_day_begins_when_it_does_at_the_site() -> None:
    clock = SiteClock(time_zone("Pacific/Auckland"))
    assert clock.at(date(2026, 9, 27), time.min).astimezone(UTC) == datetime(2026, 9, 26, 12, tzinfo=UTC)
    assert clock.at(date(2026, 9, 28), time.min).astimezone(UTC) == datetime(2026, 9, 27, 11, tzinfo=UTC)
    assert clock.iso(datetime(2026, 9, 26, 12, tzinfo=UTC)) == "2026-09-27 00:00:00+12:00"


def test_what_is_no_time_is_refused_with_an_example() -> None:
    with pytest.raises(ValueError, match="expected a time such as 2026-11-23 08:30"):
        SiteClock().read("yesterday")
