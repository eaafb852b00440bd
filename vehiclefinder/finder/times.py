"""The times of a sentence: which tracks lie within, what they are called, and whether they lie ahead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from ner.filters import DailyHours, Interval, Times

AHEAD = "the time in the sentence lies ahead: nothing was seen then yet"
"""Said of a search that can find nothing because of when it looks."""
PARTLY_AHEAD = "the time in the sentence lies partly ahead: nothing was seen then yet"
_AT_ONCE, _ALMOST_A_DAY = timedelta(minutes=5), timedelta(hours=22)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 1440


def seen_within(times: Times, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return what was seen at any of some times, bool (n,); never what has no known time.

    :param times: When; hours that come again do so for as long as anything was seen.
    :param start: float64 (n,), seconds since 1970 UTC, NaN where it is not known.
    :param end: float64 (n,), likewise.
    """
    known = ~np.isnan(start)
    if not known.any():
        return known
    stretches = np.array(times.stretches(float(start[known].min()), float(end[known].max()))).reshape(-1, 2)
    following = np.searchsorted(stretches[:, 1], start)  # the first stretch that ends no earlier; past all for NaN
    begins = np.append(stretches[:, 0], np.inf)[following]
    return known & (begins <= end)


def agrees(times: Times, since: datetime | None, until: datetime | None) -> bool:
    """Tell whether any of the times may lie between two moments; None is open."""
    limits = Interval(since, until)
    return not times.included or any(_meet(one.bounds, limits) for one in times.included)


def ahead(times: Times, now: datetime) -> tuple[str, ...]:
    """Say so where the times lie ahead, or some of them, or the end of one; but today is not over before it is.

    :param now: The present; that of this machine where it has no zone.
    """
    bounds = [one.bounds for one in times.included]
    late = [one.since is not None and _seconds(one.since) > _seconds(now) for one in bounds]
    if late and all(late):
        return (AHEAD,)
    begun = (one for one in times.included if isinstance(one, Interval))
    return (PARTLY_AHEAD,) if any(late) or any(_goes_on(one, now) for one in begun) else ()


def told(times: Times) -> str:
    """Say what times mean: "Mon-Fri 07:00 to 09:00", "2026-05-01 08:00 to 2026-05-01 09:00"."""
    included, excluded = _listed(times.included), _listed(times.excluded)
    if not excluded:
        return included
    return f"{included}, but not {excluded}" if included else f"all but {excluded}"


def _meet(one: Interval, other: Interval) -> bool:
    ends = ((one.since, other.until), (other.since, one.until))
    return all(a is None or b is None or _seconds(a) <= _seconds(b) for a, b in ends)


def _goes_on(interval: Interval, now: datetime) -> bool:
    since, until = interval.since, interval.until
    if since is None or until is None or _seconds(until) - _seconds(since) > _ALMOST_A_DAY.total_seconds():
        return False
    return _seconds(until) - _seconds(now) > _AT_ONCE.total_seconds()


def _seconds(moment: datetime) -> float:
    """Moments are compared so: two times of one zone are compared by the wall clock, which is set back once a year."""
    return moment.timestamp()


def _listed(times: Iterable[Interval | DailyHours]) -> str:
    """Say times, hours of the same days as one."""
    groups: dict[Interval | DailyHours, list[str]] = {}
    for one in times:
        if isinstance(one, Interval):
            groups[one] = [_interval(one)]
        else:
            groups.setdefault(replace(one, begin=0, end=_DAY), []).append(_hours(one))
    said = (
        hours[0]
        if isinstance(days, Interval)
        else " ".join(filter(None, (_days(days), " and ".join(hours), _until(days))))
        for days, hours in groups.items()
    )
    return " and ".join(said)


def _interval(interval: Interval) -> str:
    return f"{_moment(interval.since)} to {_moment(interval.until)}"


def _moment(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M") if time else "…"


def _hours(hours: DailyHours) -> str:
    if hours.end - hours.begin >= _DAY:
        return "all day"
    return " to ".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in _clock(hours))


def _clock(hours: DailyHours) -> tuple[int, int]:
    end = hours.end if hours.end == _DAY else hours.end % _DAY
    return hours.begin % _DAY, end


def _days(hours: DailyHours) -> str:
    days = sorted(hours.weekdays)
    if len(days) == len(_WEEKDAYS):
        return "every day"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{_WEEKDAYS[days[0]]}-{_WEEKDAYS[days[-1]]}"
    return _and([_WEEKDAYS[day] for day in days])


def _until(hours: DailyHours) -> str:
    """Say from when to when the hours come again, where that is limited."""
    if hours.within != Interval():
        return f"from {_interval(hours.within)}"
    ends = {"from": hours.first, "to": hours.last}
    return " ".join(f"{word} {day}" for word, day in ends.items() if day)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
