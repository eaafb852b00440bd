"""Zones as places of a search."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ner.keywords import Keyword, Query, Target
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.types import Track
from vehiclefinder.finder import zones
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.zones import Zones, inside, touched
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.queries import Feet

from ..axes import picture
from .conftest import Add, seen

LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
NOTCHED = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.2), (0.0, 1.0))


def standing(number: int, x: float, bottom: float) -> Track:
    """A track whose foot stands at a fraction of the frame's width and height."""
    box = np.array([x * 640 - 10, bottom * 360 - 20, x * 640 + 10, bottom * 360], np.float32)
    return replace(seen(number), boxes=np.stack([box, box]))


def test_points_are_told_from_a_polygon_that_is_not_convex() -> None:
    points = np.array([[0.5, 0.1], [0.5, 0.3], [0.1, 0.5], [0.9, 0.5], [0.5, 1], [0, 0], [0.1, 0.9]], np.float32)
    assert inside(points, NOTCHED).tolist() == [True, False, True, True, False, True, False]
    assert inside(np.array([[0.2, 1.0]], np.float32), LEFT).all(), "the lower edge of the frame belongs to it"


def test_one_point_of_a_path_is_enough() -> None:
    paths = [np.array([[0.9, 0.5], [0.1, 0.5]], np.float32), np.array([[0.9, 0.5]], np.float32)]
    assert touched(paths, LEFT).tolist() == [True, False]
    assert touched([], LEFT).tolist() == []


@pytest.fixture
def finder(catalog: Catalog, decider: Decider, add: Add) -> Finder:
    red = picture(colour="red")
    book = CameraStore(catalog.database)
    book.create("north", CameraView(zones=(Zone("bus lane", LEFT),)))
    add([(standing(0, 0.2, 0.5), red), (standing(1, 0.8, 0.5), red)])
    add([(standing(0, 0.2, 0.5), red)], camera="south")
    target = Target((Keyword("vehicle_color", "red", 0, 3, value="red"),))
    return Finder(
        lambda text: Query(text, (target,)),
        decider,
        catalog,
        IndexKeeper(catalog.home / "index", catalog, "e", decider),
    )


def test_only_what_was_in_a_zone_is_found(finder: Finder, catalog: Catalog) -> None:
    def found(*zones: tuple[str, str], **scope: Any) -> list[int]:
        return sorted(match.track for match in finder.find("red", Scope(zones=zones, **scope)).matches)

    assert found() == [1, 2, 3]
    assert found(("north", "bus lane")) == [1]
    assert found(("north", "bus lane"), cameras=("south",)) == []
    assert [match.track for match in finder.similar(3, Scope(zones=(("north", "bus lane"),))).matches] == [1]
    CameraStore(catalog.database).change("north", CameraView(zones=(Zone("bus lane", NOTCHED),)))
    assert found(("north", "bus lane")) == [1, 2], "a zone that is drawn anew holds at once"
    for zone, visible in (
        (("north", "pavement"), None),
        (("west", "bus lane"), None),
        (("north", "bus lane"), ("south",)),
    ):
        with pytest.raises(ValueError, match=r"expected a (camera|zone) of"):
            found(zone, visible=visible)


def test_what_was_found_of_a_source_is_held_and_not_without_end(
    finder: Finder, catalog: Catalog, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    feet = catalog.feet

    def counted(self: Catalog, sources: Sequence[int]) -> Iterator[tuple[int, Feet]]:
        asked.extend(sources)
        return feet(sources)

    monkeypatch.setattr(Catalog, "feet", counted)
    keeper, cameras, index = Zones(catalog), catalog.camera_ids(), finder.index()
    for _ in range(2):
        keeper.visited(index.facts, [("north", "bus lane")], cameras)
    assert asked == [1]
    add([(standing(5, 0.3, 0.9), picture(colour="red"))], fingerprint="later")
    monkeypatch.setattr(zones, "MOST", 1)
    after = finder.index().facts
    assert after.track[keeper.visited(after, [("north", "bus lane")], cameras)].tolist() == [1, 4]
    assert asked == [1, 3]
