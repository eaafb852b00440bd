"""Schedules: on which days of the week, and at which hours, a watch tells of vehicles."""

import re
from dataclasses import dataclass, replace
from datetime import tzinfo

from ner.filters import DailyHours, Times

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST = 200
"""Characters of a schedule as it is kept."""
DAY_MINUTES = 1440
_DAY = "|".join(DAYS)
_PART = re.compile(
    rf"(?P<days>(?:(?:{_DAY})(?:-(?:{_DAY}))?\s*)*)(?:(?P<begin>\d\d?:\d\d)-(?P<end>\d\d?:\d\d))?", re.IGNORECASE
)
_RUN = re.compile(rf"({_DAY})(?:-({_DAY}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hours that come again every week, by the clock of the site.

    :param hours: When a watch tells; what ends past midnight belongs to the day on which it begins.
    """

    hours: tuple[DailyHours, ...]

    @classmethod
    def read(cls, text: str) -> "Schedule":
        """Read a schedule such as ``Mon-Fri 22:00-06:00, Sat Sun``; hours without days are every day's.

        :raises ValueError: It is none.
        """
        schedule = cls(tuple(_hours(part.strip(), text) for part in text.split(",")))
        if len(str(schedule)) > LONGEST:
            raise ValueError(f"expected a schedule of at most {LONGEST} characters, got {len(str(schedule))}")
        return schedule

    def times(self, zone: tzinfo | None) -> Times:
        """Return when that is.

        :param zone: That of the site; None means this machine's.
        """
        return Times(tuple(replace(one, zone=zone) for one in self.hours))

    def __str__(self) -> str:
        return ", ".join(map(_told, self.hours))


def _hours(part: str, text: str) -> DailyHours:
    found = _PART.fullmatch(part)
    if not part or found is None:
        raise ValueError(f"expected a schedule such as Mon-Fri 22:00-06:00, Sat Sun, got {text[:LONGEST]!r}")
    days = frozenset(day for run in _RUN.findall(found["days"]) for day in _run(*run)) or frozenset(range(7))
    if found["begin"] is None:
        return DailyHours(0, DAY_MINUTES, days)
    begin, end = _minutes(found["begin"], text), _minutes(found["end"], text)
    if begin in (end, DAY_MINUTES):
        raise ValueError(f"expected hours that end at another time than they begin, such as 00:00-24:00, got {part!r}")
    return DailyHours(begin, end if end > begin else end + DAY_MINUTES, days)


def _run(first: str, last: str) -> list[int]:
    begin, end = (DAYS.index(day.capitalize()) for day in (first, last or first))
    return [(begin + number) % 7 for number in range((end - begin) % 7 + 1)]


def _minutes(clock: str, text: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    if minutes > 59 or hours * 60 + minutes > DAY_MINUTES:
        raise ValueError(f"expected times from 00:00 to 24:00, got {clock!r} in {text[:LONGEST]!r}")
    return hours * 60 + minutes


def _told(hours: DailyHours) -> str:
    end = hours.end if hours.end <= DAY_MINUTES else hours.end - DAY_MINUTES
    clock = " ".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (hours.begin, end)).replace(" ", "-")
    whole = (hours.begin, hours.end) == (0, DAY_MINUTES)
    days = "" if len(hours.weekdays) == 7 else _days(sorted(hours.weekdays))
    return days if whole and days else " ".join(filter(None, (days, clock)))


def _days(days: list[int]) -> str:
    """Say days in runs of three and more, "Mon-Fri", else one by one; runs reach over Sunday."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and (runs[0][0], runs[-1][-1]) == (0, 6):
        runs = [*runs[1:-1], runs[-1] + runs[0]]
    return " ".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else " ".join(DAYS[day] for day in run) for run in runs
    )
