"""Stretches of time by the clock of a site: hours, days and weeks, and the bins that they are cut into."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from vehiclefinder.core.site_clock import SiteClock

HOUR, DAY = 3600, 86_400
"""Seconds; a day has 23 or 25 hours where clocks are set."""
SET_BACK = 2 * HOUR
"""By so much a day may be longer than 24 hours."""
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
"""Seconds of a bin; those of more than an hour begin by the clock on the wall."""
DAYS = (1, 2, 7, 14, 28, 91, 364)
"""Days of a bin; weeks begin on Monday."""


class Span(StrEnum):
    """How much time is looked at."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    ALL = "all"


def around(clock: SiteClock, moment: float, span: Span) -> tuple[float, float]:
    """Return begin and end of the hour, day or week that a moment lies in.

    :param moment: Seconds since 1970 UTC, as all moments here.
    :raises ValueError: There is no such stretch of a moment.
    """
    today = _date(clock, moment)
    if span is Span.WEEK:
        monday = today - timedelta(days=today.weekday())
        return _midnight(clock, monday), _midnight(clock, monday + timedelta(days=7))
    begin, end = _midnight(clock, today), _midnight(clock, today + timedelta(days=1))
    if span is Span.DAY:
        return begin, end
    if span is Span.HOUR:
        begin += (moment - begin) // HOUR * HOUR
        return begin, min(begin + HOUR, end)
    raise ValueError(f"expected hour, day or week around a moment, got {span}")


def name_of(clock: SiteClock, since: float, until: float) -> Span | None:
    """Return what a stretch is, where it is a whole hour, day or week."""
    spans = (Span.HOUR, Span.DAY, Span.WEEK)
    return next((span for span in spans if around(clock, since, span) == (since, until)), None)


def edges(clock: SiteClock, since: float, until: float, most: int) -> list[float]:
    """Return where bins begin and end, rising: begin and end of the whole, and round times of the clock between.

    :param most: Bins at most, at least 1; as many as are round are made.
    """
    for step in STEPS:
        if (until - since - (SET_BACK if step > HOUR else 0)) / step <= most:
            found = _clipped(_times(clock, since, until, step), since, until)
            if len(found) - 1 <= most:
                return found
    return _by_days(clock, since, until, most)


def _by_days(clock: SiteClock, since: float, until: float, most: int) -> list[float]:
    whole = int((until - since) / DAY / most)
    for days in (*DAYS, *(DAYS[-1] * more for more in range(2, whole // DAYS[-1] + 3))):
        if days >= whole:
            found = _clipped(_midnights(clock, since, until, days), since, until)
            if len(found) - 1 <= most:
                return found
    return [since, until]


def _clipped(times: Iterator[float], since: float, until: float) -> list[float]:
    return [since, *sorted({one for one in times if since < one < until}), until]


def _times(clock: SiteClock, since: float, until: float, step: int) -> Iterator[float]:
    """Yield the times of the days that a stretch touches."""
    midnights = [*_midnights(clock, since, until + DAY + SET_BACK, 1)]
    for begin, end in pairwise(midnights):
        if step <= HOUR:
            first = max(0, int((since - begin) // step))
            yield from (begin + step * number for number in range(first, _ceil(min(end, until) - begin, step)))
        else:
            day = _date(clock, begin)
            yield from (_moment(clock, day, time(hour)) for hour in range(0, DAY // HOUR, step // HOUR))


def _midnights(clock: SiteClock, since: float, until: float, days: int) -> Iterator[float]:
    first, last = _date(clock, since).toordinal(), _date(clock, until).toordinal()
    for ordinal in range(first - (first - 1) % days, last + 1, days):
        yield _midnight(clock, date.fromordinal(ordinal))


def _ceil(seconds: float, step: int) -> int:
    return int(-(-seconds // step))


def _date(clock: SiteClock, moment: float) -> date:
    return clock.local(datetime.fromtimestamp(moment, UTC)).date()


def _midnight(clock: SiteClock, day: date) -> float:
    return _moment(clock, day, time.min)


def _moment(clock: SiteClock, day: date, at: time) -> float:
    return clock.local(datetime.combine(day, at)).timestamp()
