"""The page of searches, beyond its box."""

from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL

from .conftest import OpenPage


def test_a_zone_is_a_filter(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search")
    assert all(one.label != "Zones" for one in page.multiselect)
    corners = [[0.0, 0.0], [0.01, 0.0], [0.01, 0.01], [0.0, 0.01]]
    page_room.cameras.update(LOCAL, "demo", {"zones": [{"name": "the sky", "polygon": corners}]})
    page.text_input(key="sentence").input("red car").run()
    assert page.success[0].value == "Found."
    page.multiselect(key="zones").set_value([("demo", "the sky")]).run()
    assert not page.exception
    assert page.info[0].value.startswith("Nothing matches")


def test_what_pictures_do_not_tell_apart_is_noted(open_page: OpenPage) -> None:
    page = open_page("search", sentence="white and blue tanker")
    noted = "\n".join(text.value for text in page.caption)
    assert "“tanker” is not told apart from truck." in noted
    assert "Two colours at once are not told apart from one of them." in noted.replace("“white, blue”: two", "Two")
    assert not page.success
