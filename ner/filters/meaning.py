"""When the clauses of a sentence mean: stretches of time, and hours that come again."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from ner.filters.clauses import Clause, together
from ner.filters.clock_phrases import ClockPhrase
from ner.filters.days import Day
from ner.filters.intervals import EVERY_DAY, DailyHours, Interval
from ner.filters.named import Named
from ner.filters.spans import (
    CLOSING,
    WallSpan,
    clock_span,
    date_of,
    day_spans,
    hours_of,
    limited,
    minutes_of,
    range_span,
)
from ner.filters.wall_clock import readings
from ner.filters.words import Lead, joint_of, lead_of, reaches_now

_LIMITS = (Lead.SINCE, Lead.AFTER, *CLOSING)
_SO_FAR = re.compile(r"\b(?:earlier|so\s+far)\s*(?:on\s*)?$", re.IGNORECASE)
_TODAY_SO_FAR = re.compile(r"\s+so\s+far\b", re.IGNORECASE)
Sides = tuple[Named, Named | None]


def meanings(clause: Clause, text: str, now: datetime, standing: bool = False) -> list[Interval | DailyHours]:
    """Return when a clause means.

    :param text: The sentence; marks stand where days are named.
    :param now: The present; its zone is that of the times, or that of this machine where it has none.
    :param standing: Hours of no named day are those of every day, as for what is asked for ever.
    """
    said, wall = together(clause.days), now.replace(tzinfo=None)
    undated = not clause.dated and clause.timed
    if undated and standing:
        return _daily(clause, text, Named(weekdays=EVERY_DAY), now)
    if clause.last:
        days = _range_of_days(said, clause.last, wall)
        return _daily(clause, text, days, now) if clause.clocks else [_interval(_from_to(said, clause.last, wall), now)]
    many = said.days > 1 or said.moments is not None
    if said.weekdays is not None or (many and clause.timed) or _windowed(clause, text):
        return _daily(clause, text, said, now)
    if clause.clocks:
        return [_interval(_clocked(clause, one, text, wall), now) for one in clause.clocks]
    return [_interval(span, now) for span in _whole(clause, said, text, wall)]


def _lead(clause: Clause, text: str) -> Lead:
    """Return what leads into the days."""
    days = sorted(clause.days, key=lambda day: (day.said.first is None, not day.said.dated))
    leading = lead_of(text, days[0].start if days else clause.start)
    not_before = leading.turned and leading.lead is Lead.AFTER
    to_now = leading.lead in (Lead.FROM, Lead.BETWEEN) and reaches_now(text, clause.end)
    return Lead.SINCE if not_before or to_now else leading.lead


def _windowed(clause: Clause, text: str) -> bool:
    """Tell "between 8 and 9 since Monday" from "since Monday 8 am"."""
    own = any(not phrase.leading.outer and phrase.leading.lead is not Lead.NONE for phrase in clause.clocks)
    return clause.dated and own and _lead(clause, text) in _LIMITS


def _sides(clause: Clause, phrase: ClockPhrase, text: str) -> Sides:
    """Return what is said of the day on which a time of the day begins, and of that on which it ends if another."""
    if phrase.second is None:
        return together(clause.days), None
    joint = joint_of(text, phrase.first.end)
    before, after = ([day for day in clause.days if (day.start > joint) is side] for side in (False, True))
    if not (before and after):
        return together(clause.days), None
    return _side(before, after), _side(after, before)


def _side(days: Sequence[Day], others: Sequence[Day]) -> Named:
    said = together(days)
    dates = next((day.said for day in others if day.said.dated), None)
    return said if said.dated or dates is None else replace(dates, part=said.part, shade=said.shade)


def _clocked(clause: Clause, phrase: ClockPhrase, text: str, now: datetime) -> WallSpan:
    sides = _sides(clause, phrase, text)
    return range_span(phrase, sides, now) if phrase.second else clock_span(phrase, sides[0], now)


def _daily(clause: Clause, text: str, said: Named, now: datetime) -> list[Interval | DailyHours]:
    """Return hours that come again on the days that are said."""
    hours = [minutes_of(phrase, _sides(clause, phrase, text)) for phrase in clause.clocks]
    hours = hours or list(hours_of(together(clause.days)))
    first, last, within = None, None, Interval()
    if said.moments:
        within = Interval(*said.moments)
    elif said.first:
        begin = datetime.combine(said.first, time())
        span = WallSpan(begin, begin + timedelta(days=said.days))
        span = limited(span, _lead(clause, text), now.replace(tzinfo=None))
        first, last = span.since and span.since.date(), span.until and date_of(span.until)
    weekdays = EVERY_DAY if said.weekdays is None else said.weekdays
    return [DailyHours(begin, end, weekdays, first, last, within, now.tzinfo) for begin, end in hours]


def _range_of_days(first: Named, last: Named, now: datetime) -> Named:
    span = _from_to(replace(first, part=""), replace(last, part=""), now)
    if span.since is None or span.until is None:
        return first
    return Named(span.since.date(), max((date_of(span.until) - span.since.date()).days, 0) + 1)


def _from_to(first: Named, last: Named, now: datetime) -> WallSpan:
    since, until = day_spans(first, now)[0].since, day_spans(last, now)[-1].until
    if since is None or until is None or first.moments or last.moments:
        return WallSpan(since, until)
    return WallSpan(since, until if until > since else max(now, since))


def _whole(clause: Clause, said: Named, text: str, now: datetime) -> list[WallSpan]:
    """Return the days themselves, or what lies before or after them."""
    lead = _lead(clause, text)
    if lead in CLOSING and not said.dated:
        said = replace(said, first=now.date())
    spans = day_spans(said, now)
    if lead in _LIMITS:
        span = WallSpan(spans[0].since, spans[-1].until)
        return [span] if said.moments and lead not in CLOSING else [limited(span, lead, now)]
    if _SO_FAR.search(text, 0, clause.start) or _TODAY_SO_FAR.match(text, clause.end):
        return [WallSpan(one.since, min(one.until or now, now)) for one in spans if not one.since or one.since <= now]
    return spans


def _interval(span: WallSpan, now: datetime) -> Interval:
    def moved(moment: datetime, by: timedelta) -> datetime:
        return (moment.astimezone(UTC) + by).astimezone(now.tzinfo)

    ends = [
        None if wall is None else wall if wall.tzinfo else moved(readings(wall, now.tzinfo)[at], by)
        for at, (wall, by) in enumerate(((span.since, -span.reach), (span.until, span.reach)))
    ]
    return Interval(*ends)
