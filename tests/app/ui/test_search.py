"""The page of searches, beyond its box."""

from vehiclefinder import Order, Scope
from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL

from .conftest import OpenPage, shown


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


def test_what_nobody_used_is_marked_and_noted(open_page: OpenPage) -> None:
    page = open_page("search", sentence="red car with a <b>ladder</b>")
    assert not page.exception
    assert '<u title="not checked">b&gt;ladder&lt;/b<small>not checked</small></u>' in shown(page)
    assert not page.success


def test_how_many_and_the_order_of_a_sentence_are_shown_and_can_be_taken_off(open_page: OpenPage) -> None:
    page = open_page("search", sentence="how many cars, fastest first")
    counted = [text.value for text in page.markdown if "more possible" in text.value]
    assert len(counted) == 1
    assert counted[0].startswith("**")
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options[-1] == "order: fastest, how many"
    pills.set_value(list(pills.value or ())[:-1]).run()
    assert not page.exception
    assert not [text.value for text in page.markdown if "more possible" in text.value]


def test_a_count_alone_is_no_order(open_page: OpenPage) -> None:
    page = open_page("search", sentence="how many cars")
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options[-1] == "count: how many"


def test_compass_points_and_zones_are_chips_that_can_be_taken_off(open_page: OpenPage, page_room: ControlRoom) -> None:
    corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    north = {"degrees": 180.0, "at": None}
    page_room.cameras.update(LOCAL, "demo", {"zones": [{"name": "Bus lane", "polygon": corners}], "north": north})
    page = open_page("search", sentence="cars heading north, not in the bus lane")
    (pills,) = (one for one in page.pills if one.label.startswith("Understood"))
    assert pills.options == ["type: cars", "compass: heading north", "zone: not Bus lane of demo"]
    assert page.info[0].value.startswith("Nothing matches"), "the zone is the whole picture"
    pills.set_value(list(pills.value or ())[:-1]).run()
    assert not page.exception and not page.info
    page_room.cameras.update(LOCAL, "demo", {"zones": [], "north": None})


def test_an_order_and_a_least_score_are_filters(open_page: OpenPage, page_room: ControlRoom) -> None:
    page = open_page("search", sentence="car")
    page.selectbox(key="order").set_value(Order.OLDEST).run()
    scope = Scope(12, order=Order.OLDEST)
    assert page.session_state["shown"] == tuple(m.track for m in page_room.search.find(LOCAL, "car", scope).matches)
    page.slider(key="least").set_value(1.0).run()
    assert not page.exception
    assert page.info[0].value.startswith("Nothing matches")


def test_with_an_empty_box_every_vehicle_of_a_camera_is_shown_page_by_page(
    open_page: OpenPage, page_room: ControlRoom
) -> None:
    page = open_page("search")
    page.select_slider(key="k").set_value(4)
    page.multiselect(key="cameras").set_value(["demo"]).run()
    every = [match.track for match in page_room.search.browse(LOCAL, Scope(8, ("demo",))).matches]
    assert page.session_state["shown"] == tuple(every[:4])
    page.number_input(key="page of all").set_value(2).run()
    assert not page.exception
    assert page.session_state["shown"] == tuple(every[4:])
    page.select_slider(key="k").set_value(96).run()
    assert not page.exception
    assert page.session_state["shown"][:8] == tuple(every)
