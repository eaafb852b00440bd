"""Sentences, and when a person in a control room means by them."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import inf
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from ner.filters import DailyHours, Interval, Times, read_filters

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAILY = re.compile(
    r"(?P<days>[A-Za-z ]+) (?P<begin>[\d:]+)-(?P<end>[\d:]+)"
    r"(?: (?P<first>[\d-]+)\.\.(?P<last>[\d-]+))?(?: (?P<within>.*….*))?"
)


def cases() -> Iterator[tuple[str, str, str, str, str]]:
    now = ""
    with (Path(__file__).parent / "times.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            now = row["now"] or now
            yield now, row["sentence"], row["times"], row["ruled out"], row["unread"]


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    text = text.strip()
    if len(text) == len("05-13 07:30"):
        text = f"2026-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=zone) if text else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


def interval(text: str, zone: ZoneInfo) -> Interval:
    since, until = (moment(end, zone) for end in text.split("…"))
    return Interval(since, until)


def minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def meant(text: str, zone: ZoneInfo) -> Interval | DailyHours:
    daily = DAILY.fullmatch(text)
    if daily is None:
        return interval(text, zone)
    words = WEEKDAYS if daily["days"] == "every" else daily["days"].split()
    return DailyHours(
        minutes(daily["begin"]),
        minutes(daily["end"]),
        frozenset(map(WEEKDAYS.index, words)),
        day(daily["first"]),
        day(daily["last"]),
        interval(daily["within"], zone) if daily["within"] else Interval(),
        zone,
    )


def listed(text: str, zone: ZoneInfo) -> tuple[Interval | DailyHours, ...]:
    return tuple(meant(one.strip(" "), zone) for one in text.split(",")) if text.strip() else ()


@pytest.mark.parametrize(("now", "text", "times", "ruled_out", "unread"), list(cases()))
def test_when_a_sentence_means(now: str, text: str, times: str, ruled_out: str, unread: str) -> None:
    at, name = now.split()
    zone = ZoneInfo(name)
    present = datetime.fromisoformat(at).replace(tzinfo=zone)
    for before, after in (("a red car ", ""), ("", ": a red car"), ("a red car ", " on the left")):
        sentence = before + text + after
        got = read_filters(sentence, present)
        assert got.times == Times(listed(times, zone), listed(ruled_out, zone)), sentence
        kept = [sentence[: got.spans[0][0]], sentence[got.spans[-1][1] :]] if got.spans else [sentence]
        assert "".join(kept).replace(" ", "") == (before + unread + after).replace(" ", ""), sentence
    if times or ruled_out:
        assert read_filters(f"a red car {text}".upper(), present).times == got.times


def stretches(times: Times, zone: ZoneInfo, first: str, last: str) -> list[tuple[str, str]]:
    ends = (datetime.fromisoformat(end).replace(tzinfo=zone).timestamp() for end in (first, last))
    return [
        tuple(f"{datetime.fromtimestamp(end, UTC):%d %H:%M}" for end in one)  # type: ignore[misc]
        for one in times.stretches(*ends)
    ]


@pytest.mark.parametrize(
    ("zone", "days", "text", "utc"),
    [
        (
            "Europe/Berlin",
            ("2026-03-28", "2026-03-30"),
            "every day at 1:00",
            ["27 23:55–28 00:05", "28 23:55–29 00:05"],
        ),
        ("Europe/Berlin", ("2026-03-28", "2026-03-30"), "every day between 2:00 and 3:00", ["28 01:00–28 02:00"]),
        (
            "Europe/Berlin",
            ("2026-03-28", "2026-03-30"),
            "every day between 1:30 and 3:30",
            ["28 00:30–28 02:30", "29 00:30–29 01:30"],
        ),
        (
            "Europe/Berlin",
            ("2026-10-24", "2026-10-26"),
            "every day between 2:00 and 3:00",
            ["24 00:00–24 01:00", "25 00:00–25 02:00"],
        ),
        (
            "Europe/Berlin",
            ("2026-10-24", "2026-10-26"),
            "between 22:00 and 6:00 every night",
            ["23 20:00–24 04:00", "24 20:00–25 05:00", "25 21:00–26 05:00"],
        ),
        (
            "America/New_York",
            ("2026-03-07", "2026-03-09"),
            "every day between 2:30 and 4:00",
            ["07 07:30–07 09:00", "08 07:00–08 08:00"],
        ),
        ("America/New_York", ("2026-11-01", "2026-11-02"), "every day at 1:30", ["01 05:25–01 06:35"]),
        ("America/New_York", ("2026-10-30", "2026-11-03"), "at weekends", ["31 04:00–02 05:00"]),
    ],
)
def test_hours_that_come_again_while_clocks_change(zone: str, days: tuple[str, str], text: str, utc: list[str]) -> None:
    there = ZoneInfo(zone)
    times = read_filters(f"a red car {text}", datetime(2026, 12, 1, 12, tzinfo=there)).times
    assert [f"{begin}–{end}" for begin, end in stretches(times, there, *days)] == utc


def test_what_is_ruled_out_is_cut_from_what_is_searched() -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 5, 13, 7, 30, tzinfo=zone)
    times = read_filters("a red car yesterday except between 8 and 9 and not at noon", now).times
    assert stretches(times, zone, "2026-01-01", "2026-12-31") == [
        ("11 22:00", "12 06:00"),
        ("12 07:00", "12 09:55"),
        ("12 10:05", "12 22:00"),
    ]
    midnights = [datetime(2026, 5, day, tzinfo=zone).timestamp() for day in (12, 13)]
    left = read_filters("a red car not yesterday", now).times.stretches(0, 1)
    assert left == [(-inf, midnights[0]), (midnights[1], inf)]


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("between 22:00 and 6:00", "every 22:00-30:00"),
        ("at 8 pm", "every 19:55-20:05"),
        ("after 22:00", "every 22:00-24:00"),
        ("since 6 am", "every 06:00-24:00"),
        ("in the morning", "every 05:00-12:00"),
        ("on weekdays between 7 and 9", "Mon Tue Wed Thu Fri 07:00-09:00"),
        ("yesterday between 8 and 9", "05-12 08:00 … 05-12 09:00"),
    ],
)
def test_hours_of_no_named_day_are_those_of_every_day_for_what_is_asked_for_ever(text: str, standing: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    got = read_filters(f"a red car {text}", datetime(2026, 5, 13, 7, 30, tzinfo=zone))
    assert got.standing.included == listed(standing, zone)


WORDS = """a red car on at in the from to between and or , - but not except since until before after every each last
    this next 3 8 9 17 30 0800 2026 24.11. 31/12 8:30 20h noon midnight am pm morning evening night nights rush hour
    hours day days week weekend weekends weekdays month year November May Monday Tuesdays mon-fri yesterday today
    tomorrow tonight ago minutes early late again of camera cameras cam north gate all only about shortly İ ² ٣ 😀
    \u2019s 9999 99 half past quarter"""


def test_no_words_break_the_reader_and_spans_lie_in_the_text_in_order() -> None:
    random, words = Random(4), WORDS.split()
    now = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    year = now - timedelta(days=365)
    for _ in range(3000):
        text = " ".join(random.choices(words, k=random.randint(0, 14)))
        got = read_filters(text, now, ("north gate", "gate", "May"))
        assert all(0 <= start < end <= len(text) for start, end in got.spans), text
        assert list(got.spans) == sorted(got.spans), text
        assert all(text[start] != " " and text[end - 1] != " " for start, end in got.spans), text
        assert bool(got.times or got.cameras or got.excluded) == bool(got.spans), text
        for times in (got.times, got.standing):
            found = times.stretches(year.timestamp(), now.timestamp())
            assert found == sorted(found), text
            assert all(begin <= end for begin, end in found), text
