"""Times of a sentence: what they are called, and which tracks lie within."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ner.filters import DailyHours, Interval, Times, read_filters
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.times import AHEAD, PARTLY_AHEAD, ahead, seen_within, told
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import START, Add, seen
from .test_finder import ask, keyword, target

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 13, 7, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "2026-05-12 00:00 to 2026-05-13 00:00"),
        ("before Monday", "… to 2026-05-11 00:00"),
        ("on weekdays between 7 and 9", "Mon-Fri 07:00 to 09:00"),
        ("at rush hour", "every day 07:00 to 09:00 and 16:00 to 19:00"),
        ("every night between 22:00 and 6:00", "every day 22:00 to 06:00"),
        ("at weekends", "Sat and Sun all day"),
        ("on Mondays and Fridays at noon", "Mon 11:55 to 12:05 and Fri 11:55 to 12:05"),
        ("every evening last week", "every day 17:00 to 24:00 from 2026-05-04 to 2026-05-10"),
        ("not yesterday", "all but 2026-05-12 00:00 to 2026-05-13 00:00"),
        ("at weekends except between 8 and 9", "Sat and Sun all day, but not Sat and Sun 08:00 to 09:00"),
        ("in the last 3 days between 7 and 9", "every day 07:00 to 09:00 from 2026-05-10 07:30 to 2026-05-13 07:30"),
        ("yesterday at 8 and at 17", "2026-05-12 07:55 to 2026-05-12 08:05 and 2026-05-12 16:55 to 2026-05-12 17:05"),
        ("", ""),
    ],
)
def test_times_are_told_in_plain_words(text: str, words: str) -> None:
    assert told(read_filters(f"a red car {text}", NOW).times) == words


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("at 8 today", (AHEAD,)),
        ("tomorrow", (AHEAD,)),
        ("at 17:00 and at 18:00 today", (AHEAD,)),
        ("at 6:00 and at 18:00 today", (PARTLY_AHEAD,)),
        ("between 7 and 8 this morning", (PARTLY_AHEAD,)),
        ("tonight", (AHEAD,)),
        ("yesterday and tomorrow", (PARTLY_AHEAD,)),
        ("today", ()),
        ("this week", ()),
        ("every day at 8", ()),
        ("not today", ()),
        ("at 7 today", ()),
        ("", ()),
    ],
)
def test_what_lies_ahead_is_told(text: str, notes: tuple[str, ...]) -> None:
    assert ahead(read_filters(f"a red car {text}", NOW).times, NOW) == notes


def test_tracks_are_within_where_they_were_seen_at_any_of_the_times() -> None:
    hours = DailyHours(480, 540, zone=UTC)
    ruled_out = Interval(datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC))
    begins = [(1, 7, 50), (1, 7, 59), (1, 8, 30), (1, 9, 1), (2, 8, 30), (3, 8, 30), (1, 23, 0)]
    start = np.array([datetime(2026, 5, *one, tzinfo=UTC).timestamp() for one in begins] + [np.nan])
    end = start + 120
    end[6] += timedelta(days=4).total_seconds()
    assert seen_within(Times((hours,)), start, end).tolist() == [False, True, True, False, True, True, True, False]
    times = Times((hours,), (ruled_out,))
    assert seen_within(times, start, end).tolist() == [False, True, True, False, False, True, True, False]
    assert seen_within(Times(excluded=(ruled_out,)), start, end).tolist() == [True] * 4 + [False, True, True, False]
    assert seen_within(times, start[7:], end[7:]).tolist() == [False]


def test_a_search_keeps_to_several_times_and_to_those_that_are_given(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(3600 * hour + 60), picture(colour="red")) for hour in range(0, 48, 2)], start_time=START)
    finder = ask(catalog, decider, target(keyword("color", "red")))
    now = START + timedelta(days=2)

    def hours(text: str, scope: Scope = Scope(50)) -> list[tuple[int, int]]:
        answer = finder.find(f"red {text}", scope, now=now)
        return sorted((match.seen.hour, match.seen.day) for match in answer.matches if match.seen)

    assert hours("every day between 13:00 and 17:00") == [(14, 1), (14, 2), (16, 1), (16, 2)]
    assert hours("every day between 13:00 and 17:00", Scope(50, since=START + timedelta(days=1))) == [(14, 2), (16, 2)]
    assert hours("on 1 May at 14:00 and on 2 May at 16:00") == [(14, 1), (16, 2)]
    assert hours("on 2 May except between 3:00 and 21:00") == [(0, 2), (2, 2), (22, 2)]
    assert hours("yesterday between 13:00 and 15:00", Scope(50, until=START)) == hours("", Scope(50, until=START))


def test_times_in_sentences_are_of_the_zone_of_the_site(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red"))], start_time=START)
    there = ZoneInfo("Asia/Kathmandu")  # 5:45 ahead of UTC
    finder = ask(catalog, decider, target(keyword("color", "red")), zone=there)
    assert [match.seen for match in finder.find("red at 17:45 on 1 May 2026").matches] == [START]
    assert finder.find("red at 12:00 on 1 May 2026").matches == ()
    assert finder.where("red on 1 May 2026").times.hull.since == datetime(2026, 5, 1, tzinfo=there)
