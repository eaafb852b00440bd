"""Zones that a sentence names, over cameras that have zones of the same name and one that has none."""

import pytest

from ner.keywords import Keyword, Query, Target
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope, ScopeField
from vehiclefinder.finder.sentence_places import sentence_places
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import Add
from .test_zones import LEFT, standing

RIGHT = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


def read(text: str) -> Query:
    at = text.find("red")
    found = [Keyword("vehicle_color", "red", at, at + 3, value="red")] if at >= 0 else []
    found += [Keyword("vehicle_type", "bus", at, at + 3, value="bus")] if (at := text.find("bus")) >= 0 else []
    if (at := text.find("on the left") + 3) > 2:
        found.append(Keyword("vehicle_location", "the left", at, at + 8, value="left"))
    return Query(text, (Target(tuple(found)),) if found else ())


@pytest.fixture
def finder(catalog: Catalog, decider: Decider, add: Add) -> Finder:
    """Tracks 1, 3 and 5 are on the left, 2, 4 and 6 on the right: of the gate, the bridge and the yard."""
    book = CameraStore(catalog.database)
    book.create("gate", CameraView(zones=(Zone("Bus lane", LEFT), Zone("Pavement", RIGHT), Zone("left", LEFT))))
    book.create("bridge", CameraView(zones=(Zone("bus-lane", RIGHT),)))
    red = picture(colour="red")
    for camera in ("gate", "bridge", "yard"):
        add([(standing(0, 0.2, 0.5), red), (standing(1, 0.8, 0.5), red)], camera=camera)
    return Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))


def tracks(answer: Answer) -> list[int]:
    return sorted(match.track for match in answer.matches)


@pytest.mark.parametrize(
    ("sentence", "expected", "note"),
    [
        (
            "red one in the bus lane",
            [1, 4],
            "only what was in zone bus-lane, Bus lane of cameras bridge and gate (“bus lane”) is searched",
        ),
        ("red one on the sidewalk", [2], "only what was in zone Pavement of camera gate (“sidewalk”) is searched"),
        (
            "red one not in the bus lane",
            [2, 3, 5, 6],
            "what was in zone bus-lane, Bus lane of cameras bridge and gate (“bus lane”) is left out",
        ),
        (
            "red one on the hard shoulder",
            [1, 2, 3, 4, 5, 6],
            "no zone is called hard shoulder; draw one to search it",
        ),
        (
            "red one in the bus lane on camera yard",
            [5, 6],
            "no zone of the cameras that are searched is called bus lane; draw one to search it",
        ),
        ("red one in the zone left", [1], "only what was in zone left of camera gate is searched"),
        ("anything in the bus lane", [1, 4], ""),
        ("anything in the bus lane on camera gate", [1], "camera gate is taken for gate"),
        ("everything on camera yard", [5, 6], "camera yard is taken for yard"),
        ("everything not on camera yard", [1, 2, 3, 4], "camera yard is left out: yard"),
        ("everything", [], "nothing in the sentence could be checked; name a type, colour, direction, place or motion"),
    ],
)
def test_only_what_was_in_a_zone_that_the_sentence_names_is_searched(
    finder: Finder, sentence: str, expected: list[int], note: str
) -> None:
    answer = finder.find(sentence, Scope(10))
    assert tracks(answer) == expected
    assert note in answer.notes or not note


def test_who_asks_for_every_vehicle_is_told_beforehand_where_alone(finder: Finder) -> None:
    told = finder.understanding("everything on camera yard")
    assert (told.notes, told.may_match) == (("camera yard is taken for yard",), True)


def test_places_in_the_picture_stay_what_they_are(finder: Finder) -> None:
    answer = finder.find("red one on the left", Scope(10))
    assert (tracks(answer), answer.notes) == ([1, 2, 3, 4, 5, 6], ())


def test_a_zone_that_nobody_drew_keeps_vehicles_from_being_a_match(finder: Finder) -> None:
    decisions = {said: finder.find(said, Scope(10)).decision for said in ("red, in the bus lane", "red, in lane 4")}
    assert decisions == {"red, in the bus lane": Decision.MATCH, "red, in lane 4": Decision.POSSIBLE}
    assert finder.find("red one at the junction", Scope(10)).decision is Decision.MATCH


def test_the_bus_of_a_bus_lane_is_no_vehicle(finder: Finder) -> None:
    assert [k.text for k in finder.read("red one in the bus lane").keywords] == ["red"]
    assert [k.text for k in finder.read("red bus in lane 4").keywords] == ["red", "bus"]


def test_zones_that_are_set_outweigh_the_sentence_which_may_also_be_told_to_set_none(finder: Finder) -> None:
    set_ = finder.find("red one in the bus lane", Scope(10, zones=(("gate", "Pavement"),)))
    assert tracks(set_) == [2]
    assert any("did not count: zones are set besides the sentence" in note for note in set_.notes)
    unheard = finder.find("red one in the bus lane", Scope(10, unheard=frozenset({ScopeField.ZONES})))
    assert (tracks(unheard), unheard.notes) == ([1, 2, 3, 4, 5, 6], ())


def test_zones_of_cameras_that_do_not_exist_for_whoever_asks_are_none(finder: Finder) -> None:
    where = finder.where("red one in the bus lane, not on the pavement", Scope(visible=("bridge", "yard")))
    assert (where.zones, where.excluded_zones) == ((("bridge", "bus-lane"),), ())
    all_ = finder.where("red one in the bus lane, not on the pavement")
    assert all_.zones == (("bridge", "bus-lane"), ("gate", "Bus lane"))
    assert all_.excluded_zones == (("gate", "Pavement"),)


def test_a_zone_that_is_drawn_later_counts_at_once(finder: Finder, catalog: Catalog) -> None:
    assert any("no zone is called hard shoulder" in note for note in finder.find("red, hard shoulder").notes)
    CameraStore(catalog.database).change("yard", CameraView(zones=(Zone("shoulder", RIGHT),)))
    assert tracks(finder.find("red, hard shoulder")) == [6]


def test_all_words_that_were_used_are_told() -> None:
    text = "a northbound red one in the bus lane heading east or west"
    places = sentence_places(Query(text), (), [("gate", "Bus lane")])
    assert [text[start:end] for start, end in places.spans] == ["northbound", "in the bus lane", "heading east", "west"]
