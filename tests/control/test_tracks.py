from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.control.tracks import Tracks
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

ELSEWHERE = Identity("ann", Role.OPERATOR, ("south",))
THERE = Identity("bob", Role.VIEWER, ("south", "north"))


@pytest.fixture
def tracks(catalog: Catalog) -> Iterator[Tracks]:
    """Track 1 with a picture and track 2 without, both of the camera north."""
    writer = catalog.begin(NewSource("north", "a.mp4", "a" * 64, "file", (640, 360), "e"))
    assert isinstance(writer, SourceWriter)
    times, box = np.zeros(1, np.float32), np.array([[1, 2, 30, 40]], np.float32)
    picture = Crop(np.full((8, 8, 3), 90, np.uint8), 0.0, box[0], 1.0)
    with writer:
        for crops in ((picture,), ()):
            place = np.eye(9, dtype=np.float32)[4]
            track = Track(0, "car", times, box, (640, 360), None, Motion.UNKNOWN, place, 0.0, crops)
            writer.add(track, np.ones(4, np.float32))
        writer.finish(1.0)
    yield Tracks(catalog)


@pytest.mark.parametrize("who", [LOCAL, THERE])
def test_a_track_is_shown_to_those_who_may_see_its_camera(tracks: Tracks, who: Identity) -> None:
    assert tracks.get(who, 1).camera == "north"
    assert tracks.crop(who, 1).read_bytes()[:2] == b"\xff\xd8"


def test_for_others_it_is_not_there_in_the_same_words(tracks: Tracks) -> None:
    for look in (tracks.get, tracks.crop):
        told = []
        for who, number in ((ELSEWHERE, 1), (ELSEWHERE, 9), (LOCAL, 9)):
            with pytest.raises(NotFoundError) as caught:
                look(who, number)
            told.append(str(caught.value).replace(str(number), "N"))
        assert told == ["no track N in the catalog"] * 3


def test_pictures_are_counted_from_the_best_on(tracks: Tracks) -> None:
    assert tracks.crop(LOCAL, 1, 1) == tracks.get(LOCAL, 1).crops[0].file.path
    for rank in (0, 2):
        with pytest.raises(NotFoundError, match=f"no picture {rank} of track 1"):
            tracks.crop(LOCAL, 1, rank)


def test_a_picture_that_is_gone_is_not_found(tracks: Tracks) -> None:
    Path(tracks.crop(LOCAL, 1)).unlink()
    for number in (1, 2):
        with pytest.raises(NotFoundError, match=f"no picture 1 of track {number}"):
            tracks.crop(LOCAL, number)
