"""The span of time that a sentence means, put together from the days and the times of the day that it names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from ner.filters.clock import Clock, find_clocks
from ner.filters.days import MARK, Day, find_days
from ner.filters.words import Lead, is_followed, joins, joint_of, lead_of, other_number

Period = tuple[datetime | None, datetime | None]
"""Since and until, of the wall clock; None where it is open."""

NEAR, ABOUT = timedelta(minutes=5), timedelta(minutes=15)
"""How far "at" and "around" reach to both sides."""
ONE_DAY = timedelta(days=1)
CLOSING = (Lead.BEFORE, Lead.UNTIL, Lead.BY)
SO_FAR = re.compile(r"\b(?:earlier|so\s+far)\s*(?:on\s*)?$", re.IGNORECASE)
DAYLIGHT = (time(7), time(19))
"""Where a loose hour of a past day is looked for."""


def read_period(text: str, now: datetime) -> Period:
    """Return since when and until when a sentence says to look.

    :param text: The sentence.
    :param now: The present by the wall clock, without a zone.
    """
    days, text = find_days(text, now.date())
    clocks = [] if any(day.days > 1 for day in days) else list(find_clocks(text))
    for first, second in pairwise(clocks):
        if _is_range(text, first, second):
            return _range(first, second, _sides(days, joint_of(text, first.end)), now)
    for clock in clocks:
        lead = lead_of(text, clock.start)
        if _is_time(text, clock, lead, days):
            return _around(clock, lead, _merged(days, days), now)
    return _whole(text, days, now)


def _is_range(text: str, first: Clock, second: Clock) -> bool:
    lead = lead_of(text, first.start)
    if lead is Lead.NOT or not joins(text, first.end, second.start):
        return False
    if second.bare and not is_followed(text, second.end):
        return False
    if first.certain or second.certain:
        return True
    if first.bare and second.bare and other_number(text, first.start):
        return False
    return lead in (Lead.BETWEEN, Lead.FROM, Lead.SINCE, Lead.AFTER)


def _is_time(text: str, clock: Clock, lead: Lead, days: Sequence[Day]) -> bool:
    """Tell a time from another number: "at 8" is one only where the sentence names a day."""
    if lead is Lead.NOT:
        return False
    if not clock.bare:
        return clock.certain or lead is not Lead.NONE or bool(days)
    if not is_followed(text, clock.end) or other_number(text, clock.start):
        return False
    parts = (day.start for day in days if day.part and day.start >= clock.end)
    if lead in (Lead.SINCE, Lead.UNTIL) or any(not text[clock.end : start].strip(f" {MARK}") for start in parts):
        return True
    if lead in (Lead.AFTER, Lead.BEFORE):
        return bool(days) or text[clock.start].isdigit()
    return bool(days) and lead in (Lead.AT, Lead.FROM)


def _sides(days: Sequence[Day], joint: int) -> tuple[Sequence[Day], Sequence[Day]]:
    return [day for day in days if day.start < joint], [day for day in days if day.start > joint]


def _merged(days: Iterable[Day], others: Iterable[Day]) -> Day:
    """Return the first day named and the first part of a day; the day may be one of ``others``."""
    parts = [day.part for day in days if day.part]
    dates = [day for day in (*days, *others) if day.first]
    return replace(dates[0] if dates else Day(0, 0, None), part=parts[0] if parts else "")


def _moments(clock: Clock, day: Day, now: datetime) -> list[datetime]:
    midnight = datetime.combine(day.first or now.date(), time())
    return [midnight + timedelta(minutes=minutes) for minutes in clock.options(day.part)]


def _likely(moments: Sequence[datetime], day: Day, now: datetime) -> datetime:
    """Of today's the latest that has been, of another day's the one by daylight."""
    if day.first in (None, now.date()):
        return max((moment for moment in moments if moment <= now), default=moments[-1])
    return next((moment for moment in moments if DAYLIGHT[0] <= moment.time() < DAYLIGHT[1]), moments[0])


def _range(first: Clock, second: Clock, sides: tuple[Sequence[Day], Sequence[Day]], now: datetime) -> Period:
    """Return the span from one clock to the next; a day that is named on one side only is of both."""
    before, after = sides
    days = (*before, *after)
    day = _merged(before or after, days)
    last = _merged(after, days) if before and after else replace(day, part="")
    first = replace(first, loose=not first.fixed and (first.loose or bool(second.half)))
    second = replace(second, loose=not second.fixed and (second.loose or bool(first.half or day.part)))
    starts, ends = _moments(first, day, now), _moments(second, last, now)
    if len(starts) > 1 and len(ends) == 1:
        since = max((start for start in starts if start < ends[0]), default=starts[-1])
    else:
        since = _likely(starts, day, now)
    until = min(end + ONE_DAY * max(0, (since - end) // ONE_DAY + 1) for end in ends)
    back = _back(since, day, now)
    return since - back, until - back


def _around(clock: Clock, lead: Lead, day: Day, now: datetime) -> Period:
    moment = _likely(_moments(clock, day, now), day, now)
    if lead in CLOSING:
        return _opening(moment, day)
    moment -= _back(moment, day, now)
    if lead is Lead.SINCE or (lead in (Lead.AFTER, Lead.FROM) and day.first is None):
        return moment, max(now, moment)
    if lead in (Lead.AFTER, Lead.FROM):
        return moment, max(day.span(now.date())[1] if day.part == "night" else _midnight(moment) + ONE_DAY, moment)
    reach = ABOUT if lead is Lead.ABOUT or clock.rough else NEAR
    return moment - reach, moment + reach


def _opening(moment: datetime, day: Day) -> Period:
    """Return the day, or the night, up to a moment; midnight is then the day's end."""
    if day.part == "night" and day.first:
        return min(day.span(day.first)[0], moment), moment
    return (moment, moment + ONE_DAY) if moment == _midnight(moment) else (_midnight(moment), moment)


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())


def _whole(text: str, days: Sequence[Day], now: datetime) -> Period:
    """Return the days themselves, or what lies before or after them."""
    if not days:
        return None, None
    lead = lead_of(text, days[0].start)
    since, until = _span(text, days, now)
    if lead not in CLOSING:
        back = _back(since, _merged(days, days), now)
        since, until = since - back, until - back
    if lead is Lead.SINCE:
        return since, max(now, since)
    if lead is Lead.AFTER:
        return until, max(now, until)
    if lead is Lead.BEFORE:
        return None, since
    if lead in (Lead.UNTIL, Lead.BY):
        return None, until
    if SO_FAR.search(text, 0, days[0].start) and since <= now:
        until = min(until, now)
    return since, until


def _span(text: str, days: Sequence[Day], now: datetime) -> tuple[datetime, datetime]:
    first, *others = (day for day in days if day.first) if any(day.first for day in days) else days
    since, until = _merged(days, days).span(now.date())
    if others and joins(text, first.end, others[0].start):
        since, end = first.span(now.date())[0], others[0].span(now.date())[1]
        return since, end if end > since else max(now, since)
    return since, until


def _back(since: datetime, day: Day, now: datetime) -> timedelta:
    """Return the day by which what lies ahead is taken back: only "tonight" and a whole day that is named stay."""
    named = day.first is not None and (day.first != now.date() or day.part in ("", "night"))
    return ONE_DAY if since > now and not named else timedelta()
