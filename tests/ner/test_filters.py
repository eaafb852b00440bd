"""Cameras and times of a sentence."""

from datetime import datetime, timedelta, timezone

import pytest

from ner.filters import Filters, read_filters

ZONE = timezone(timedelta(hours=2))
NOW = datetime(2024, 5, 15, 18, 30, tzinfo=ZONE)  # a Wednesday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "cameras"),
    [
        ("white van on camera 3", ("3",)),
        ("cam 12, red bus", ("12",)),
        ("red bus on cameras 1, 2 and 4", ("1", "2", "4")),
        ("on Camera two", ("2",)),
        ("cam3 or cam 4b", ("3", "4b")),
        ("a car driving towards the camera", ()),
        ("the camera and 3 cars", ()),
        ("camera 2 at 7 pm", ("2",)),
    ],
)
def test_cameras(text: str, cameras: tuple[str, ...]) -> None:
    assert read_filters(text, NOW).cameras == cameras


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("between 8 and 9 this morning", "2024-05-15 08:00", "2024-05-15 09:00"),
        ("between 2 and 3 this afternoon", "2024-05-15 14:00", "2024-05-15 15:00"),
        ("btw 7:15 and 7:30", "2024-05-15 07:15", "2024-05-15 07:30"),
        ("from 9 to 11 pm", "2024-05-14 21:00", "2024-05-14 23:00"),
        ("from 22:00 to 2:00", "2024-05-14 22:00", "2024-05-15 02:00"),
        ("at 17:40", "2024-05-15 17:35", "2024-05-15 17:45"),
        ("at 19:40", "2024-05-14 19:35", "2024-05-14 19:45"),
        ("around noon", "2024-05-15 11:45", "2024-05-15 12:15"),
        ("at 8 yesterday evening", "2024-05-14 19:55", "2024-05-14 20:05"),
        ("since 7 am", "2024-05-15 07:00", "2024-05-15 18:30"),
        ("before 9:30", "2024-05-15 00:00", "2024-05-15 09:30"),
        ("after 3 pm yesterday", "2024-05-14 15:00", "2024-05-15 00:00"),
        ("yesterday evening", "2024-05-14 17:00", "2024-05-15 00:00"),
        ("last night", "2024-05-14 20:00", "2024-05-15 06:00"),
        ("on Monday", "2024-05-13 00:00", "2024-05-14 00:00"),
        ("on Friday night", "2024-05-10 20:00", "2024-05-11 06:00"),
        ("today", "2024-05-15 00:00", "2024-05-16 00:00"),
        ("in the last ten minutes", "2024-05-15 18:20", "2024-05-15 18:30"),
        ("in the last hour", "2024-05-15 17:30", "2024-05-15 18:30"),
        ("20 minutes ago", "2024-05-15 18:05", "2024-05-15 18:15"),
        ("two days ago", "2024-05-13 18:25", "2024-05-13 18:35"),
    ],
)
def test_times(text: str, since: str, until: str) -> None:
    for sentence in (f"a red car {text}", f"{text}: a red car", f"a red car {text} on camera 2".upper()):
        got = read_filters(sentence, NOW)
        assert (got.since, got.until) == (at(since), at(until)), sentence


@pytest.mark.parametrize(
    "text",
    [
        "white van", "a car going at 40 km/h", "between 3 and 5 cars", "two red cars", "a bus at 30 m", "from camera 2",
        "a van right now", "coming from the left", "between 30 and 50 mph", "BMW 320i at 5 in total", "",
    ],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    got = read_filters(text, NOW)
    assert got == Filters(got.cameras)
