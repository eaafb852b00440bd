"""Zones and lanes of sentences."""

import pytest

from ner.filters.places import read_places

ZONES = (
    "Bus lane", "Hard Shoulder", "Sidewalk", "Lane 1", "Lane 2", "left side", "Bay", "North gate", "Zone 1",
    "Car park A", "Car park B", "loading bay 3", "Zebra",
)  # fmt: skip
NAMED = """
bus in the bus lane | in the bus lane = Bus lane
bus in the BUS-LANE | in the BUS-LANE = Bus lane
a bus using the bus lanes | using the bus lanes = Bus lane
bus lane | bus lane = Bus lane
a bus not in the bus lane | in the bus lane = not Bus lane
a taxi which isn't in the bus lane | in the bus lane = not Bus lane
a van outside the bus lane | outside the bus lane = not Bus lane
the van avoiding the bus lane | the bus lane = not Bus lane
truck on the hard shoulder | on the hard shoulder = Hard Shoulder
truck on the shoulder | on the shoulder = Hard Shoulder
truck in the emergency lane | in the emergency lane = Hard Shoulder
not driving on the hard shoulder | on the hard shoulder = not Hard Shoulder
van on the pavement | on the pavement = Sidewalk
van on a footpath | on a footpath = Sidewalk
car in lane 2 | in lane 2 = Lane 2
car in lane two | in lane two = Lane 2
car in lane number 2 | in lane number 2 = Lane 2
lane 2 white van | lane 2 = Lane 2
a van in lane 2 at 8 am | in lane 2 = Lane 2
cars in lanes 1 and 2 | in lanes 1 = Lane 1; 2 = Lane 2
cars in lane 1 and 2 vans | in lane 1 = Lane 1
cars not in lanes 1 or 2 | in lanes 1 = not Lane 1; 2 = not Lane 2
car in the left side zone | in the left side zone = left side
car in the zone left side | in the zone left side = left side
car in the bay | in the bay = Bay
in zone 1 | in zone 1 = Zone 1
silver car at the North gate | at the North gate = North gate
vehicles in the car park | in the car park = Car park A, Car park B
anything in the parking lot | in the parking lot = Car park A, Car park B
parked in loading bay 3 | in loading bay 3 = loading bay 3
car in the loading bay | in the loading bay = loading bay 3
van on the crosswalk | on the crosswalk = Zebra
a van on the pedestrian crossing | on the pedestrian crossing = Zebra
"""
UNDRAWN = """
car in the left lane | in the left lane = no left lane
car in the left-hand lane | in the left-hand lane = no left-hand lane
car in the outside lane | in the outside lane = no outside lane
car in lane 12 | in lane 12 = no lane 12
a car in zone 7 | in zone 7 = no zone 7
a bus at the junction | at the junction = no junction
cars in lanes 2 and 3 | in lanes 2 = Lane 2; 3 = no lane 3
"""
ELSE = """
car on the left side
car on the left
a car in the middle
bay horse
near the zebra crossing
van next to the bus lane
a car crossing the road
car changing lanes
a 4 lane road
middle of the road
two cars parking
a red car
"""


def said(text: str, zones: tuple[str, ...] = ZONES) -> str:
    found = read_places(text, zones)
    meant = ((text[m.start : m.end], ", ".join(m.zones) or f"no {m.said}", "not " if m.negated else "") for m in found)
    return "; ".join(f"{words} = {denied}{names}" for words, names, denied in meant)


@pytest.mark.parametrize("line", [*NAMED.strip().splitlines(), *UNDRAWN.strip().splitlines()])
def test_a_zone_is_known_by_its_name_and_words_of_the_same_meaning(line: str) -> None:
    text, expected = line.split(" | ")
    assert said(text) == expected


@pytest.mark.parametrize("text", ELSE.strip().splitlines())
def test_places_in_the_picture_and_what_is_beside_a_zone_are_none(text: str) -> None:
    assert said(text) == ""


def test_where_nothing_is_drawn_lanes_are_told_all_the_same() -> None:
    assert (
        said("truck on the hard shoulder, not in lane 1", ())
        == "on the hard shoulder = no hard shoulder; in lane 1 = not no lane 1"
    )


def test_what_is_taken_by_other_things_is_no_zone() -> None:
    assert read_places("van at the North gate", ZONES, [(4, 21)]) == ()
