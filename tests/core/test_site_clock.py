"""How moments are told at a site, whatever zone this machine is in."""

from datetime import UTC, datetime

import pytest

from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone

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
