"""When a day or a time of the day begins and ends, by the wall clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ner.filters.clock import Clock
from ner.filters.clock_phrases import ClockPhrase
from ner.filters.named import Named
from ner.filters.parts import PARTS
from ner.filters.words import Lead

NEAR, ABOUT, SOON = timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30)
"""How far "at" and "around" reach to both sides, and how long "shortly" is."""
ONE_DAY = timedelta(days=1)
CLOSING = (Lead.BEFORE, Lead.UNTIL, Lead.BY)
DAYLIGHT = (time(7), time(19))
"""Where a loose hour of a past day is looked for."""


@dataclass(frozen=True, slots=True)
class WallSpan:
    """A span of the wall clock.

    :param since: None where it is open.
    :param until: Likewise.
    :param reach: How far it reaches beyond both ends.
    """

    since: datetime | None
    until: datetime | None
    reach: timedelta = timedelta()


def part_of(said: Named) -> str:
    """Return the key of ``PARTS``, "" for the whole day."""
    shaded = f"{said.shade} {said.part}"
    return shaded if shaded in PARTS else said.part


def day_spans(said: Named, now: datetime) -> list[WallSpan]:
    """Return when days, or parts of one, begin and end; a part of no named day is today's, or was yesterday's."""
    if said.moments:
        return [WallSpan(*said.moments)]
    midnight = _midnight(said, now)
    hours = PARTS.get(part_of(said), ((0, 24 * said.days),))
    spans = [(midnight + timedelta(hours=begin), midnight + timedelta(hours=end)) for begin, end in hours]
    back = [_back(since, said, now) for since, _ in spans]
    return [WallSpan(since - days, until - days) for (since, until), days in zip(spans, back, strict=True)]


def limited(span: WallSpan, lead: Lead, now: datetime) -> WallSpan:
    """Return what "since" and "before" make of days."""
    since, until = span.since, span.until
    if lead is Lead.SINCE and since:
        return WallSpan(since, max(now, since))
    if lead is Lead.AFTER and until:
        return WallSpan(until, max(now, until))
    if lead is Lead.BEFORE:
        return WallSpan(None, since)
    return WallSpan(None, until) if lead in CLOSING else span


def range_span(phrase: ClockPhrase, sides: tuple[Named, Named | None], now: datetime) -> WallSpan:
    """Return the span from one time of the day to the next.

    :param sides: What is said of the day of its beginning, and of that of its end where that is another.
    """
    day, other = sides
    first, second = phrase.first, phrase.second or phrase.first
    last = other or replace(day, part="")
    first = replace(first, loose=not first.fixed and (first.loose or bool(second.half)))
    second = replace(second, loose=not second.fixed and (second.loose or bool(first.half or day.part)))
    starts, ends = _moments(first, day, now), _moments(second, last, now)
    if len(starts) > 1 and len(ends) == 1:
        since = max((start for start in starts if start < ends[0]), default=starts[-1])
    else:
        since = _likely(starts, day, now)
    until = min(end + ONE_DAY * max(0, (since - end) // ONE_DAY + 1) for end in ends)
    back = _back(since, day, now)
    return WallSpan(since - back, until - back)


def clock_span(phrase: ClockPhrase, day: Named, now: datetime) -> WallSpan:
    """Return the span that one time of the day means, with the words that lead into it."""
    clock, lead = phrase.first, phrase.leading.lead
    moment = _likely(_moments(clock, day, now), day, now)
    if phrase.leading.soon and lead in (Lead.AFTER, Lead.BEFORE):
        return _soon(moment - _back(moment, day, now), lead)
    if lead in CLOSING:
        return _opening(moment, day, now)
    moment -= _back(moment, day, now)
    if lead is Lead.SINCE or (lead in (Lead.AFTER, Lead.FROM) and not day.dated):
        return WallSpan(moment, max(now, moment))
    if lead in (Lead.AFTER, Lead.FROM):
        ends = day_spans(day, now)[-1].until if day.part in PARTS and day.first else None
        return WallSpan(moment, max(ends or _start_of(moment) + ONE_DAY, moment))
    return WallSpan(moment, moment, ABOUT if lead is Lead.ABOUT or clock.rough else NEAR)


def _soon(moment: datetime, lead: Lead) -> WallSpan:
    return WallSpan(moment, moment + SOON) if lead is Lead.AFTER else WallSpan(moment - SOON, moment)


def _opening(moment: datetime, day: Named, now: datetime) -> WallSpan:
    """Return the day, or the night, up to a moment; midnight is then the day's end."""
    if day.part and day.first and "night" in day.part:
        begin = day_spans(day, now)[0].since or moment
        return WallSpan(min(begin, moment), moment)
    midnight = _start_of(moment)
    return WallSpan(moment, moment + ONE_DAY) if moment == midnight else WallSpan(midnight, moment)


def _midnight(said: Named, now: datetime) -> datetime:
    return datetime.combine(said.first or now.date(), time())


def _start_of(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())


def _moments(clock: Clock, day: Named, now: datetime) -> list[datetime]:
    return [_midnight(day, now) + timedelta(minutes=minutes) for minutes in clock.options(day.part)]


def _likely(moments: Sequence[datetime], day: Named, now: datetime) -> datetime:
    """Of today's the latest that has been, else the next; of another day's the one by daylight."""
    if day.first is None:
        return max((moment for moment in moments if moment <= now), default=moments[-1])
    if day.first == now.date():
        return max((moment for moment in moments if moment <= now), default=moments[0])
    return next((moment for moment in moments if DAYLIGHT[0] <= moment.time() < DAYLIGHT[1]), moments[0])


def _back(since: datetime, said: Named, now: datetime) -> timedelta:
    """Return the day by which what lies ahead is taken back where no day is named."""
    return ONE_DAY if since > now and said.first is None else timedelta()


def minutes_of(phrase: ClockPhrase, sides: tuple[Named, Named | None]) -> tuple[int, int]:
    """Return the minutes from a day's midnight at which the hours begin and end that come again every day."""
    past = datetime(2001, 1, 2)
    day = Named(past.date(), part=sides[0].part)
    later = Named(past.date(), part=sides[1].part) if sides[1] else None
    now = past + timedelta(days=30)
    if phrase.second:
        span = range_span(phrase, (day, later), now)
    else:
        leading = phrase.leading
        lead = (
            Lead.AFTER if leading.lead is Lead.SINCE or (leading.outer and leading.lead is Lead.AFTER) else leading.lead
        )
        span = clock_span(replace(phrase, leading=replace(leading, lead=lead)), day, now)
    since, until = (span.since or past) - span.reach, (span.until or past) + span.reach
    return tuple(round((end - past).total_seconds() / 60) for end in (since, until))  # type: ignore[return-value]


def hours_of(said: Named) -> Iterable[tuple[int, int]]:
    """Return the minutes of a part of the day, or of all of it."""
    return [(60 * begin, 60 * end) for begin, end in PARTS.get(part_of(said), ((0, 24),))]


def date_of(moment: datetime) -> date:
    """Return the day of a span's end, which is the day before where it is a midnight."""
    return (moment - timedelta(microseconds=1)).date()
