"""Compass points of sentences: which vehicles travel to, and which only name a place."""

import pytest

from ner.filters.compass import read_compass

TRAVEL = """
northbound white van | northbound = north
a NB truck | NB = north
white pickup sb | sb = south
a van n/b on the A40 | n/b = north
N/bound van | N/bound = north
E-bound lorry | E-bound = east
northwest-bound coach | northwest-bound = north-west
north east bound traffic | north east bound traffic = north-east
southbound on the A40 | southbound = south
a car on the southbound A1 | on the southbound = south
van in the eastbound lanes | in the eastbound lanes = east
silver car on the westbound carriageway | on the westbound carriageway = west
the Northbound car and the Southbound van | Northbound = north; Southbound = south
car heading south | heading south = south
car heading South on Tuesday | heading South = south
heading South Tuesday | heading South = south
car going north-east | going north-east = north-east
car travelling southwest | travelling southwest = south-west
car traveling south west at speed | traveling south west = south-west
lorry driven west | driven west = west
a car which went north-west | went north-west = north-west
heads west along the high street | heads west = west
going straight north | going straight north = north
heading back east | heading back east = east
a red car heading due east | heading due east = east
heading for the west | heading for the west = west
moving towards the north | moving towards the north = north
a lorry towards the east | towards the east = east
in the direction of the south | in the direction of the south = south
heading NE on M1 | heading NE = north-east
truck going E on A12 | going E = east
facing north | facing north = north
driving northwards | driving northwards = north
a car northwards | northwards = north
cars southwards or westerly | southwards = south; westerly = west
travelling in a northerly direction | in a northerly direction = north
a van in a south direction | in a south direction = south
van from the north | from the north = south
coming from the south-east | coming from the south-east = north-west
a lorry coming from west | coming from west = east
going from north to south | going from north to south = south
a bus on the left heading north | heading north = north
heading north or south | heading north = north; south = south
heading north/south | heading north = north; south = south
north- or southbound vans | north = north; southbound = south
a van that is not northbound | northbound = not north
a van that isn't going west | going west = not west
a van not heading south | heading south = not south
anything but northbound | northbound = not north
neither northbound nor southbound | northbound = not north; southbound = not south
not northbound but southbound | northbound = not north; southbound = south
vans not going south or west | going south = not south; west = not west
"""
PLACES = """
North Street
a car on North Street
driving on East Street
heading towards East Gate
car heading to West Ham
north gate camera
heading north gate
the north side of the road
a car from the west end
van from the North Circular
going north of the bridge
parked north of the bridge
a northbound camera
white van on the northbound cam
vans to the north
northern
Eastern European truck
cars on the western road
east London bus
driving in East London
a white car with a westfield badge
Seat Leon
mercedes e class
NB12 XYZ
plate NB 12
a van with plate SB 1
turning left
the left lane
"""


def said(text: str, names: tuple[str, ...] = ()) -> str:
    found = read_compass(text, names)
    return "; ".join(f"{text[one.start : one.end]} = {'not ' if one.negated else ''}{one.value}" for one in found)


@pytest.mark.parametrize("line", TRAVEL.strip().splitlines())
def test_where_to_vehicles_travel_is_read(line: str) -> None:
    text, expected = line.split(" | ")
    assert said(text) == expected


@pytest.mark.parametrize("text", PLACES.strip().splitlines())
def test_what_lies_there_is_no_direction(text: str) -> None:
    assert said(text) == ""


def test_names_of_cameras_are_no_directions() -> None:
    assert said("a van on A40 northbound", ("A40 Northbound",)) == ""
    assert said("a van on A40 northbound heading south", ("A40 Northbound",)) == "heading south = south"
    assert said("a northbound van", ("North",)) == "northbound = north"


def test_a_long_row_of_points_is_read_to_its_end() -> None:
    assert read_compass("north and " * 100) == ()
    assert len(read_compass("heading " + "north and " * 90 + "north")) == 91
