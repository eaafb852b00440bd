"""The page of verdicts."""

from vehiclefinder import Decision
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.feedback.feedback import Judgement
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.control.feedback import Verdict

from .conftest import OpenPage, shown


def test_it_says_how_verdicts_come_about(open_page: OpenPage) -> None:
    page = open_page("feedback")
    assert not page.exception
    assert page.info[0].value.startswith("Nothing yet")


def test_verdicts_are_counted_and_shown_latest_first(open_page: OpenPage, page_room: ControlRoom) -> None:
    matches = page_room.search.find(LOCAL, "red car <b>").matches
    given = [
        page_room.feedback.add(LOCAL, Judgement(one.track, "red car <b>", verdict, 0, decision, one.score))
        for one, verdict, decision in zip(
            matches,
            (Verdict.RIGHT, Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG),
            (Decision.MATCH, Decision.MATCH, Decision.NONE, Decision.MATCH),
            strict=False,
        )
    ]
    page = open_page("feedback")
    assert [(one.label, one.value) for one in page.metric] == [
        ("Right", "3"),
        ("Wrong", "1"),
        ("Right, of what the search called a match", "67%"),
    ]
    html = shown(page)
    places = [html.index(f"/v1/feedback/{one.id}/crop") for one in given]
    assert places == sorted(places, reverse=True)
    assert "“red car &lt;b&gt;”" in html
    assert html.count('<b class="right">right</b>') == 3
    assert "vehiclefinder feedback export" in page.code[0].value
