"""The page of statistics."""

from datetime import UTC, datetime

import pytest

from vehiclefinder.control.statistics.aggregation import Bucket, CountRow, Counts, Grouping
from vehiclefinder.runtime.resources import load_app

from .conftest import OpenPage, shown


def test_vehicles_are_counted_and_what_is_not_known_is_said(open_page: OpenPage) -> None:
    page = open_page("statistics")
    assert not page.exception
    assert [(one.label, one.value) for one in page.metric] == [("Vehicles", "12")]
    assert any("12 tracks have no known time" in text.value for text in page.caption)
    assert page.info[0].value.startswith("No time is known")
    assert len(page.get("vega_lite_chart")) == 5, "type, colour, direction, camera and arrows; nothing over time"
    assert "/v1/stats.csv?bucket=hour&amp;by=type" in shown(page)


def test_a_day_without_vehicles_is_empty_and_says_so(open_page: OpenPage) -> None:
    page = open_page("statistics")
    page.button_group(key="period").set_value("Today").run()
    assert not page.exception
    assert page.info[0].value == "No vehicle was seen there and then."
    assert not page.metric


def test_one_chart_has_so_many_bars_and_no_more(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_app("ui.statistics"), "MOST", 1)
    page = open_page("statistics")
    assert not page.exception
    assert any(text.value.startswith("The 1 of ") for text in page.caption)


def test_bars_over_time_stand_at_the_hours_that_were_counted() -> None:
    hour = datetime(2026, 5, 1, 8, tzinfo=UTC)
    rows = (CountRow(hour, ("this way",), 3), CountRow(hour, ("left",), 1), CountRow(None, ("left",), 2))
    counts = Counts(Grouping(Bucket.HOUR, ("direction",), "UTC"), rows, 2, ())
    chart = load_app("ui.charts").over_time(counts, "direction").to_dict()
    (drawn,) = chart["datasets"].values() if "datasets" in chart else (chart["data"]["values"],)
    assert drawn == [
        {"start": "2026-05-01T08:00:00", "direction": "towards the camera", "count": 3},
        {"start": "2026-05-01T08:00:00", "direction": "left", "count": 1},
    ]
    assert chart["encoding"]["x"]["timeUnit"] == "yearmonthdatehours"


def test_arrows_are_of_each_camera_alone_and_of_what_moved() -> None:
    day = datetime(2026, 5, 1, tzinfo=UTC)
    values = {("gate", "this way"): 3, ("gate", "unknown"): 4, ("north", "left"): 1}
    rows = tuple(CountRow(day, pair, count) for pair, count in values.items())
    again = (CountRow(None, ("gate", "this way"), 2),)
    counts = Counts(Grouping(Bucket.DAY, ("camera", "direction"), "UTC"), (*rows, *again), 2, ())
    chart = load_app("ui.charts").directions(counts).to_dict()
    (drawn,) = chart["datasets"].values() if "datasets" in chart else (chart["data"]["values"],)
    assert drawn == [
        {"camera": "gate", "direction": "towards the camera", "angle": 180, "count": 5},
        {"camera": "north", "direction": "left", "angle": 270, "count": 1},
    ]


@pytest.mark.parametrize(
    ("value", "of", "told"),
    [
        ("estate_car", "type", "estate car"),
        ("suv", "type", "SUV"),
        ("this way", "direction", "towards the camera"),
        ("u_turn", "motion", "U-turn"),
        ("gate_3", "camera", "gate_3"),
        ("multi", "colour", "several colours"),
    ],
)
def test_values_are_told_in_words(value: str, of: str, told: str) -> None:
    assert load_app("ui.words").words(value, of) == told
