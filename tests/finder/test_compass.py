"""Sentences with compass points, over cameras whose pictures lie differently, and one of which nobody said how."""

from collections.abc import Sequence

import numpy as np
import pytest

from ner.keywords import Keyword, Query, Target, TargetRole
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.types import Decision, Track
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import Add, seen
from .test_road import ROAD, SQUARE, driving

WAYS = (0.0, 90.0, 180.0, 270.0, None)
"""Headings of the tracks of each camera: towards it, right, away, left, and none."""


def read(text: str) -> Query:
    """Red vehicles; "van" is another one, which is only mentioned."""
    red = (
        Target((Keyword("vehicle_color", "red", (at := text.index("red")), at + 3, value="red"),))
        if "red" in text
        else None
    )
    at = text.find("van")
    van = Target((Keyword("vehicle_type", "van", at, at + 3, value="van"),), TargetRole.CONTEXT) if at >= 0 else None
    return Query(text, tuple(filter(None, (red, van))))


@pytest.fixture
def cameras(catalog: Catalog, add: Add) -> Cameras:
    red = picture(colour="red")
    for camera in ("gate", "bridge", "yard"):
        add([(seen(number, heading), red) for number, heading in enumerate(WAYS)], camera=camera)
    cameras = Cameras(catalog, AuditLog(catalog.database))
    cameras.update(LOCAL, "gate", {"north": {"degrees": 180.0}})
    cameras.update(LOCAL, "bridge", {"north": {"degrees": 90.0, "at": [0.5, 0.5]}})
    return cameras


@pytest.fixture
def finder(catalog: Catalog, decider: Decider) -> Finder:
    return Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))


def told(answer: Answer, label: str = "compass") -> dict[tuple[str, float | None], float | None]:
    """Camera and heading -> what the compass says of it."""
    first = {"gate": 1, "bridge": 6, "yard": 11}
    return {
        (match.camera, WAYS[match.track - first[match.camera]]): part.probability
        for match in answer.matches
        for part in match.contributions
        if part.label == label
    }


def found(answer: Answer) -> set[tuple[str, float | None]]:
    first = {"gate": 1, "bridge": 6, "yard": 11}
    return {
        (match.camera, WAYS[match.track - first[match.camera]])
        for match in answer.matches
        if match.decision is Decision.MATCH
    }


@pytest.mark.parametrize(
    ("sentence", "ways"),
    [
        ("red car northbound", {("gate", 180.0), ("bridge", 90.0)}),
        ("red car heading east", {("gate", 90.0), ("bridge", 0.0)}),
        ("red car from the north", {("gate", 0.0), ("bridge", 270.0)}),
        ("red car travelling west", {("gate", 270.0), ("bridge", 180.0)}),
        ("red car heading north or south", {("gate", 180.0), ("gate", 0.0), ("bridge", 90.0), ("bridge", 270.0)}),
        ("northbound", {("gate", 180.0), ("bridge", 90.0)}),
        ("red car not heading north or south", {("gate", 90.0), ("gate", 270.0), ("bridge", 0.0), ("bridge", 180.0)}),
    ],
)
def test_the_same_point_is_another_direction_in_another_picture(
    cameras: Cameras, finder: Finder, sentence: str, ways: set[tuple[str, float]]
) -> None:
    assert found(finder.find(sentence, Scope(15))) == ways


def test_what_is_ruled_out_is_every_other_direction(cameras: Cameras, finder: Finder) -> None:
    answer = finder.find("red car not northbound", Scope(15))
    assert ("gate", 180.0) not in found(answer)
    assert found(answer) == {(c, w) for c, north in (("gate", 180.0), ("bridge", 90.0)) for w in WAYS[:4] if w != north}
    assert told(answer)["gate", 180.0] == pytest.approx(0.05, abs=1e-4)


def test_points_between_are_half_as_wide(cameras: Cameras, finder: Finder) -> None:
    answer = finder.find("red car going north-east", Scope(15, ("gate",)))
    assert told(answer) == {
        ("gate", 180.0): pytest.approx(0.49, abs=1e-4),
        ("gate", 90.0): pytest.approx(0.49, abs=1e-4),
        ("gate", 0.0): 0.03,
        ("gate", 270.0): 0.03,
        ("gate", None): None,
    }


def test_what_cannot_be_told_is_never_found_and_counted(cameras: Cameras, finder: Finder) -> None:
    answer = finder.find("red car northbound", Scope(15))
    assert {way for way, share in told(answer).items() if share is None} == {
        *(("yard", way) for way in WAYS),
        ("gate", None),
        ("bridge", None),
    }
    assert not {way for way in found(answer) if way[0] == "yard"}
    assert answer.notes == (
        "“northbound” did not count for 5 of 15 vehicles: nobody has said where north is on camera yard",
        "“northbound” did not count for 2 of 15 vehicles: they hardly moved",
    )
    reason = "it hardly moved, or nobody has said where north is on its camera"
    assert {part.note for match in answer.matches for part in match.contributions if part.probability is None} == {
        reason
    }


def test_where_nobody_knows_it_does_not_count_at_all(cameras: Cameras, finder: Finder) -> None:
    answer = finder.find("red car northbound", Scope(15, ("yard",)))
    assert answer.notes == ("“northbound” did not count: nobody has said where north is on camera yard",)
    assert {match.decision for match in answer.matches} == {Decision.POSSIBLE}
    alone = finder.find("northbound", Scope(15, ("yard",)))
    assert alone.decision is Decision.NONE
    assert any(note.startswith("nothing in the sentence could be checked") for note in alone.notes)


def test_north_that_is_drawn_anew_or_removed_holds_at_once(cameras: Cameras, finder: Finder) -> None:
    scope = Scope(15, ("gate",))
    assert found(finder.find("red car northbound", scope)) == {("gate", 180.0)}
    cameras.update(LOCAL, "gate", {"north": {"degrees": 0.0}})
    assert found(finder.find("red car northbound", scope)) == {("gate", 0.0)}
    cameras.update(LOCAL, "gate", {"north": None})
    assert any("did not count" in note for note in finder.find("red car northbound", scope).notes)


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("red car heading north followed by a van", ["red", "heading north"]),
        ("red car followed by a van heading north", ["red"]),
        ("northbound red car, van southbound", ["northbound", "red"]),
        ("a van, then a red car from the east", ["red", "from the east"]),
    ],
)
def test_a_point_belongs_to_the_nearest_vehicle(
    cameras: Cameras, finder: Finder, sentence: str, bound: Sequence[str]
) -> None:
    (wanted,) = (target for target in finder.read(sentence).targets if target.role is TargetRole.TARGET)
    assert [keyword.text for keyword in wanted.keywords] == bound


def test_a_point_that_is_taken_off_does_not_count(cameras: Cameras, finder: Finder) -> None:
    sentence = "red car northbound"
    answer = finder.find(sentence, Scope(15, ("gate",)), ignored=[("compass", 8, 18)])
    assert len(found(answer)) == 5 and not told(answer)


def test_a_watch_may_speak_of_the_compass_alone(cameras: Cameras, finder: Finder) -> None:
    finder.require_checkable("northbound")


def test_it_is_known_beforehand_that_no_camera_has_a_north(cameras: Cameras, finder: Finder) -> None:
    told = {names: finder.understanding("red car northbound", Scope(visible=names)) for names in (None, ("yard",), ())}
    assert {names: one.may_match for names, one in told.items()} == {None: True, ("yard",): False, (): False}
    assert told[None].notes == ()
    assert told["yard",].notes == ("“northbound” did not count: nobody has said where north is on camera yard",)
    assert told[()].notes == ("“northbound” did not count: nobody has said where north is on any camera",)
    said = finder.understanding("red car northbound on camera yard")
    assert (said.notes, said.may_match) == (("camera yard is taken for yard", *told["yard",].notes), False)


SLANTED = [[0.45, 0.3], [0.55, 0.3], [1.0, 1.0], [0.0, 1.0]]
"""A road of 7 by 60 metres that runs away from the camera: its edges converge in the picture."""
STRAIGHT = [[0.0, 60.0], [7.0, 60.0], [7.0, 0.0], [0.0, 0.0]]


def along(number: int, start: tuple[float, float], end: tuple[float, float], heading: float) -> Track:
    """From one point of the picture to another, by its foot."""
    track = driving(number, 20.0)
    x, y = (np.linspace(a, b, 21) * side for a, b, side in zip(start, end, (640, 360), strict=True))
    boxes = np.stack([x - 5, y - 10, x + 5, y], axis=1).astype(np.float32)
    return Track(number, "car", track.times, boxes, (640, 360), heading, track.motion, track.place, 0.1, ())


def test_on_a_calibrated_road_directions_are_those_on_the_ground(catalog: Catalog, add: Add, finder: Finder) -> None:
    """Both follow the edges of the road: away from the camera on the ground, and 98 degrees apart in the picture."""
    lean = float(np.degrees(np.arctan2(0.45 * 640, -0.7 * 360)) % 360)
    red = picture(colour="red")
    tracks = [along(0, (0.0, 1.0), (0.45, 0.3), lean), along(1, (1.0, 1.0), (0.55, 0.3), 360 - lean)]
    add([(track, red) for track in tracks], camera="gate")
    cameras = Cameras(catalog, AuditLog(catalog.database))
    cameras.update(LOCAL, "gate", {"north": {"degrees": lean, "at": [0.0, 1.0]}})
    flat = finder.find("red car northbound", Scope(2))
    assert [match.contributions[1].probability for match in flat.matches] == [0.95, 0.03]
    cameras.update(LOCAL, "gate", {"calibration": {"image": SLANTED, "road": STRAIGHT}})
    ground = finder.find("red car northbound", Scope(2))
    assert [match.contributions[1].probability for match in ground.matches] == [0.95, 0.95]
    cameras.update(LOCAL, "gate", {"calibration": {"image": SQUARE, "road": ROAD}})
    above = finder.find("red car northbound", Scope(2))
    assert sorted(match.contributions[1].probability or 0 for match in above.matches) == [0.03, 0.95]
