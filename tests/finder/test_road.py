"""Sentences with km/h and metres, over cameras with and without a calibration."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ner.keywords import Keyword, Query, Target
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.types import Decision, Motion, Track
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.ordering import IN_THE_IMAGE, Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import picture

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
ROAD = [[0.0, 36.0], [64.0, 36.0], [64.0, 0.0], [0.0, 0.0]]
"""Seen straight from above, ten pixels a metre."""


def driving(number: int, kmh: float, x: float = 5.0) -> Track:
    """To the right, for two seconds, over the middle of the picture."""
    times = np.linspace(0, 2, 21, dtype=np.float32)
    middle = np.asarray(10 * (x + kmh / 3.6 * times), np.float32)
    boxes = np.stack([middle - 5, np.full(21, 150), middle + 5, np.full(21, 160)], axis=1, dtype=np.float32)
    place = np.eye(9, dtype=np.float32)[4]
    return Track(number, "car", times, boxes, (640, 360), 90.0, Motion.STRAIGHT, place, 0.1, ())


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        for camera in ("north", "south"):
            source = NewSource(camera, "a.mp4", camera, "file", (640, 360), "e")
            writer = catalog.begin(source)
            assert isinstance(writer, SourceWriter)
            with writer:
                for number, kmh in enumerate((20.0, 80.0)):
                    writer.add(driving(number, kmh), picture(colour="red"))
                writer.finish(10.0)
        yield catalog


@pytest.fixture
def cameras(catalog: Catalog) -> Cameras:
    return Cameras(catalog, AuditLog(catalog.database))


def ask(catalog: Catalog, decider: Decider, sentence: str, words: str) -> Answer:
    label = "velocity" if "km/h" in words else "range"
    start = sentence.index(words)
    keywords = (
        Keyword("vehicle_color", "red", 0, 3, value="red"),
        Keyword(f"vehicle_{label}", words, start, start + len(words), value=words),
    )
    index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
    return Finder(lambda text: Query(text, (Target(keywords),)), decider, catalog, index).find(sentence)


def test_without_any_calibration_speed_does_not_count_and_that_is_said(catalog: Catalog, decider: Decider) -> None:
    answer = ask(catalog, decider, "red over 60 km/h", "60 km/h")
    assert [match.contributions[1].probability for match in answer.matches] == [None] * 4
    assert {match.decision for match in answer.matches} == {Decision.POSSIBLE}
    assert answer.notes == ("“over 60 km/h” did not count: speed is known only on the calibrated road of a camera",)


def test_a_calibration_lets_speed_count_for_that_camera_at_once(
    catalog: Catalog, cameras: Cameras, decider: Decider
) -> None:
    before = ask(catalog, decider, "red over 60 km/h", "60 km/h")
    cameras.update(LOCAL, "north", {"calibration": {"image": SQUARE, "road": ROAD}})
    answer = ask(catalog, decider, "red over 60 km/h", "60 km/h")
    found = {
        (match.camera, match.track): (match.contributions[1].probability, match.decision) for match in answer.matches
    }
    slow, fast = sorted(match.track for match in before.matches if match.camera == "north")
    assert found["north", slow] == (0.03, Decision.NONE)
    assert found["north", fast] == (0.95, Decision.MATCH)
    assert [value for (camera, _), value in found.items() if camera == "south"] == [(None, Decision.POSSIBLE)] * 2
    assert any("for 2 of 4 vehicles" in note for note in answer.notes)
    track = catalog.track(fast).to_json()
    assert track["speed_kmh"] == pytest.approx(80, rel=0.01)
    assert (track["nearest_m"], track["farthest_m"]) == (20, 20)
    assert catalog.track(answer.matches[0].track).to_json().keys() == track.keys()


def test_another_calibration_measures_again_and_none_forgets(
    catalog: Catalog, cameras: Cameras, decider: Decider
) -> None:
    halved = [[x / 2, y / 2] for x, y in ROAD]
    cameras.update(LOCAL, "north", {"calibration": {"image": SQUARE, "road": ROAD}})
    cameras.update(LOCAL, "north", {"calibration": {"image": SQUARE, "road": halved}})
    answer = ask(catalog, decider, "red at 40 km/h", "40 km/h")
    measured = [m.contributions[1].probability for m in answer.matches if m.camera == "north"]
    assert sorted(p for p in measured if p is not None) == [0.03, 0.95]
    cameras.update(LOCAL, "north", {"calibration": None})
    answer = ask(catalog, decider, "red at 40 km/h", "40 km/h")
    assert [match.contributions[1].probability for match in answer.matches] == [None] * 4


@pytest.mark.parametrize(("words", "probability"), [("within 30 m", 0.95), ("within 10 m", 0.03), ("22 m", 0.95)])
def test_distance_counts_from_the_camera(
    catalog: Catalog, cameras: Cameras, decider: Decider, words: str, probability: float
) -> None:
    cameras.update(LOCAL, "north", {"calibration": {"image": SQUARE, "road": ROAD, "near": 3.0}})
    answer = ask(catalog, decider, f"red {words} away", words.removeprefix("within "))
    assert {m.contributions[1].probability for m in answer.matches if m.camera == "north"} == {probability}


def test_the_fastest_are_those_of_the_most_kmh_and_what_was_not_measured_comes_last(
    catalog: Catalog, cameras: Cameras, decider: Decider
) -> None:
    read = Query("red", (Target((Keyword("vehicle_color", "red", 0, 3, value="red"),)),))
    finder = Finder(lambda text: read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))
    assert IN_THE_IMAGE in finder.find("red", Scope(order=Order.FASTEST)).notes
    cameras.update(LOCAL, "south", {"calibration": {"image": SQUARE, "road": ROAD}})
    answer = finder.find("red", Scope(order=Order.FASTEST))
    assert [match.track for match in answer.matches] == [4, 3, 1, 2]
    assert answer.notes == ("2 of 4 vehicles come last: their speed was not measured",)
    nearest = finder.find("red", Scope(order=Order.NEAREST))
    assert nearest.notes == ("2 of 4 vehicles come last: their distance was not measured",)
