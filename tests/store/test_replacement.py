"""A source that is ingested again takes the place of the old one at once: never neither of them, never both."""

from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.store.files.owned_videos import UPLOADS
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_correction import SourceCorrection
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..finder.conftest import seen

VECTOR = np.array([1.0, 0.0], np.float32)


def new(camera: str = "north", uri: str = "a.mp4", fps: float | None = None) -> NewSource:
    settings = {} if fps is None else {"fps": fps}
    return NewSource(camera, uri, "f", "file", (640, 360), "e", settings=settings)


def fill(writer: object, *numbers: int) -> int:
    assert isinstance(writer, SourceWriter)
    with writer:
        for number in numbers:
            writer.add(seen(number), VECTOR)
        writer.finish(10.0)
    return writer.source_id


def found(catalog: Catalog) -> list[int]:
    facts, _ = catalog.facts("e", catalog.finished("e"))
    return sorted(facts.track.tolist())


@pytest.mark.parametrize("fps", [None, 5.0])
def test_the_old_tracks_are_found_until_the_new_ones_are_whole(catalog: Catalog, fps: float | None) -> None:
    old = fill(catalog.begin(new()), 1, 2)
    before, generation = found(catalog), catalog.generation()[1]
    with catalog.begin_again(new(fps=fps), old) as writer:
        writer.add(seen(3), VECTOR)
        assert found(catalog) == before
        writer.finish(10.0)
    assert len(found(catalog)) == 1 and not set(found(catalog)) & set(before)
    assert [(one.id, one.status, one.tracks) for one in catalog.sources()] == [(writer.source_id, "done", 1)]
    assert catalog.generation()[1] == generation + 1
    assert catalog.begin(new(fps=fps)).source_id == writer.source_id  # it is known by what it is
    with pytest.raises(NotFoundError):
        catalog.source(old)


def test_what_breaks_off_leaves_the_old_tracks(catalog: Catalog) -> None:
    old = fill(catalog.begin(new()), 1, 2)
    before = found(catalog)
    with pytest.raises(RuntimeError, match="unplugged"), catalog.begin_again(new(), old) as writer:
        writer.add(seen(3), VECTOR)
        raise RuntimeError("unplugged")
    assert found(catalog) == before
    assert catalog.source(writer.source_id).error == "unplugged"
    fill(catalog.begin_again(new(), old), 4)
    assert [one.status for one in catalog.sources()] == ["done"]
    assert len(found(catalog)) == 1


def test_nobody_changes_the_old_one_meanwhile(catalog: Catalog) -> None:
    old = fill(catalog.begin(new()), 1)
    with catalog.begin_again(new(fps=5.0), old) as writer:
        with pytest.raises(ConflictError):
            catalog.correct_source(old, SourceCorrection("south", None))
        with pytest.raises(ConflictError):
            catalog.remove_source(old)
        with pytest.raises(ConflictError):
            catalog.begin_again(new(), old)
        writer.finish(1.0)
    catalog.remove_source(writer.source_id)
    assert catalog.sources() == []


def test_a_third_source_that_is_the_same_stays(catalog: Catalog) -> None:
    old, other = fill(catalog.begin(new()), 1), fill(catalog.begin(new("south")), 2)
    with pytest.raises(ConflictError, match=f"as source {other}"):
        catalog.begin_again(new("south"), old)
    assert [one.id for one in catalog.sources()] == [old, other]
    with pytest.raises(NotFoundError):
        catalog.begin_again(new(), 99)


def test_a_video_that_was_sent_stays(catalog: Catalog) -> None:
    video: Path = catalog.home / UPLOADS / "sent.mp4"
    video.parent.mkdir(parents=True)
    video.write_bytes(b"video")
    old = fill(catalog.begin(new(uri=str(video))), 1)
    fresh = fill(catalog.begin_again(new(uri=str(video), fps=2.0), old), 2)
    assert video.exists()
    catalog.remove_source(fresh)
    assert not video.exists()
