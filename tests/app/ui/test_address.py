"""The address of a search, there and back, without a browser."""

from datetime import datetime, timedelta, timezone

import pytest

from app.ui.address import SearchAddress, read, read_text
from vehiclefinder import Order
from vehiclefinder.control import ScopeField

CEST = timezone(timedelta(hours=2))
WHOLE = SearchAddress(
    sentence="white van & 100 % <b>, café",
    without=(("vehicle_color", 0, 5), ("vehicle_type-van", 6, 9)),
    unheard=frozenset({ScopeField.TIMES, ScopeField.CAMERAS}),
    attributes={"vehicle_type": ("suv", "van"), "vehicle_color": ("white",), "vehicle_motion": ("left",)},
    speed="over 60 km/h",
    cameras=("north gate", "a+b=c"),
    zones=(("north gate", "bus lane/east"),),
    since=datetime(2026, 5, 1, 8, 15, tzinfo=CEST),
    until=datetime(2026, 5, 1, 23, 59, 59, 999999, tzinfo=CEST),
    order=Order.LONGEST_STOP,
    least=0.35,
    similar=7,
    show=72,
    selected=(3, 12, 5),
)


def test_everything_goes_there_and_back() -> None:
    assert read_text(WHOLE.text) == (WHOLE, ())
    assert WHOLE.text.endswith("&order=longest_stop&least=0.35&similar=7&show=72&selected=3-12-5")
    assert "&zone=north+gate%2Fbus+lane%2Feast&from=2026-05-01T08%3A15%3A00%2B02%3A00&" in WHOLE.text


def test_what_is_as_ever_stands_not_in_it() -> None:
    assert SearchAddress(attributes={}).text == ""
    assert read({}) == (SearchAddress(attributes={}), ())
    assert SearchAddress("red car").text == "sentence=red+car"


def test_what_browsing_knows_goes_along() -> None:
    assert WHOLE.browsing == {name: WHOLE.query[name] for name in ("camera", "zone", "from", "to")}
    assert SearchAddress("bus", cameras=("gate",), order=Order.OLDEST).browsing == {
        "camera": ["gate"], "order": ["oldest"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("show=1001", "show: expected a number from 1 to 1000, got '1001'"),
        ("show=many", "show: expected a number from 1 to 1000, got 'many'"),
        ("least=1.5", "least: expected a number from 0 to 1, got '1.5'"),
        ("least=nan", "least: expected a number from 0 to 1, got 'nan'"),
        ("similar=-1", "similar: expected the number of a track, got '-1'"),
        ("selected=3-x", "selected: expected the number of a track, got 'x'"),
        ("off=red", "off: expected a keyword such as vehicle_color.0.3, got 'red'"),
        ("unheard=all", "unheard: expected one of cameras, times, order, zones, got 'all'"),
        ("from=2026-05-01T08:15", "from: expected a moment such as 2026-05-01T08:15+02:00, got '2026-05-01T08:15'"),
        ("to=soon", "to: expected a moment such as 2026-05-01T08:15+02:00, got 'soon'"),
        ("zone=lane", "zone: expected CAMERA/ZONE, got 'lane'"),
        ("velocity=" + "9" * 51, "velocity: expected at most 50 characters, got 51"),
        ("sentence=" + "a" * 1001, "sentence: expected at most 1000 characters, got 1001"),
        ("colour=red", "colour: nothing of that name can be asked"),
    ],
)
def test_junk_is_left_out_and_told(text: str, note: str) -> None:
    assert read_text(f"camera=gate&{text}") == (SearchAddress(attributes={}, cameras=("gate",)), (note,))


def test_a_value_that_no_vehicle_has_is_told_with_those_there_are() -> None:
    asked, (note,) = read_text("color=mauve&order=loudest")[0], read_text("color=mauve")[1]
    assert asked == SearchAddress(attributes={})
    assert note.startswith("color: expected some of white, black, ") and note.endswith(", got 'mauve'")
