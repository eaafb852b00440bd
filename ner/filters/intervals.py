"""Times as a search asks for them: stretches, hours that come again every day, and those that are ruled out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from math import inf

from ner.filters.wall_clock import readings

Stretch = tuple[float, float]
"""First and last second, counted from 1970 UTC."""
EVERY_DAY = frozenset(range(7))
DAY_MINUTES = 1440
_EDGES = (datetime.min.replace(tzinfo=UTC) + timedelta(days=2), datetime.max.replace(tzinfo=UTC) - timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of time.

    :param since: Aware; None where it is open.
    :param until: Likewise.
    """

    since: datetime | None = None
    until: datetime | None = None

    @property
    def bounds(self) -> "Interval":
        """Itself."""
        return self

    def stretches(self, first: float, last: float) -> Iterator[Stretch]:
        """Yield it, see :meth:`Times.stretches`."""
        yield (self.since.timestamp() if self.since else -inf, self.until.timestamp() if self.until else inf)


@dataclass(frozen=True, slots=True)
class DailyHours:
    """Hours of the wall clock that come again every day, or on some days of the week.

    :param begin: Minutes from the day's midnight.
    :param end: Likewise; past 1,440 it ends on the next day.
    :param weekdays: The days on which it begins, Monday is 0.
    :param first: The first day on which it begins; None where there is none.
    :param last: The last one.
    :param within: What it is cut to besides.
    :param zone: Of the wall clock; None means this machine's.
    """

    begin: int = 0
    end: int = DAY_MINUTES
    weekdays: frozenset[int] = EVERY_DAY
    first: date | None = None
    last: date | None = None
    within: Interval = Interval()
    zone: tzinfo | None = None

    @property
    def bounds(self) -> Interval:
        """When it begins for the first time, and ends for the last."""
        since = readings(_wall(self.first, self.begin), self.zone)[0] if self.first else None
        until = readings(_wall(self.last, self.end), self.zone)[1] if self.last else None
        return Interval(self.within.since or since, self.within.until or until)

    def stretches(self, first: float, last: float) -> Iterator[Stretch]:
        """Yield one stretch a day, see :meth:`Times.stretches`."""
        ((since, until),) = self.within.stretches(first, last)
        day, end = self._day(max(first, since), -self.end), self._day(min(last, until), 0)
        day, end = max(day, self.first or day), min(end, self.last or end)
        while day <= end:
            if day.weekday() in self.weekdays:
                stretch = max(self._at(day, self.begin)[0], since), min(self._at(day, self.end)[1], until)
                if stretch[0] < stretch[1] and stretch[0] <= last and stretch[1] >= first:
                    yield stretch
            day += timedelta(days=1)

    def _at(self, day: date, minutes: int) -> tuple[float, float]:
        early, late = readings(_wall(day, minutes), self.zone)
        return early.timestamp(), late.timestamp()

    def _day(self, moment: float, minutes: int) -> date:
        least, most = (edge.timestamp() for edge in _EDGES)
        there = datetime.fromtimestamp(min(max(moment, least), most), UTC).astimezone(self.zone)
        return (there + timedelta(minutes=minutes)).date()


@dataclass(frozen=True, slots=True)
class Times:
    """When to look; empty where any time will do.

    :param included: What is searched; all but ``excluded`` where there is none.
    :param excluded: What is ruled out.
    """

    included: tuple[Interval | DailyHours, ...] = ()
    excluded: tuple[Interval | DailyHours, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.included or self.excluded)

    def stretches(self, first: float, last: float) -> list[Stretch]:
        """Return when to look, in order, none touching another.

        :param first: Seconds since 1970 UTC; what comes again begins here.
        :param last: And ends here. Single stretches are whole, whatever these say.
        """
        wanted = [s for one in self.included or (Interval(),) for s in one.stretches(first, last)]
        return _without(_joined(wanted), _joined(s for one in self.excluded for s in one.stretches(first, last)))

    @property
    def hull(self) -> Interval:
        """Since when and until when anything is searched; open where hours come again without end."""
        since, until = ([getattr(one.bounds, end) for one in self.included] for end in ("since", "until"))
        return Interval(
            min(since, key=datetime.timestamp) if since and all(since) else None,
            max(until, key=datetime.timestamp) if until and all(until) else None,
        )


ANY_TIME = Times()
"""No limit of time."""


def _wall(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for begin, end in sorted(stretches):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _without(stretches: list[Stretch], gaps: list[Stretch]) -> list[Stretch]:
    """Cut the gaps out; both are in order."""
    if not gaps:
        return stretches
    edges = [(-inf, gaps[0][0]), *((one[1], other[0]) for one, other in pairwise(gaps)), (gaps[-1][1], inf)]
    return list(_common(stretches, edges))


def _common(some: Sequence[Stretch], others: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield what lies in both; each is in order."""
    i = j = 0
    while i < len(some) and j < len(others):
        begin, end = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if begin < end:
            yield begin, end
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
