"""The page of statistics."""

from .conftest import OpenPage, shown


def test_vehicles_are_counted_and_what_is_not_known_is_said(open_page: OpenPage) -> None:
    page = open_page("statistics")
    assert not page.exception
    assert [(one.label, one.value) for one in page.metric] == [("Vehicles", "12")]
    assert any("12 tracks have no known time" in text.value for text in page.caption)
    assert page.info[0].value.startswith("No time is known")
    assert len(page.get("vega_lite_chart")) == 4, "type, colour, direction and camera; nothing over time"
    assert "/v1/stats.csv?bucket=hour&amp;by=type" in shown(page)


def test_a_day_without_vehicles_is_empty_and_says_so(open_page: OpenPage) -> None:
    page = open_page("statistics")
    page.button_group(key="period").set_value("Today").run()
    assert not page.exception
    assert page.info[0].value == "No vehicle was seen there and then."
    assert not page.metric
