"""Tracks of an older encoder, made findable by a newer one from their stored pictures."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.types import Crop, FloatArray, Motion, Track
from vehiclefinder.ingest import reencoder as reencoder_module
from vehiclefinder.ingest.reencoder import BATCH, Reencoder
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import DIM, RANGES
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import sharp_decider
from ..postgresql import environment_of

COLOUR = RANGES["colour"].start
RED, BLUE = (200, 0, 0), (0, 0, 200)
Colour = tuple[int, int, int]


class MeanColour:
    """An encoder model that says how red, green and blue a picture is."""

    def __init__(self) -> None:
        self.seen = 0

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        self.seen += len(inputs["pixels"])
        vectors = np.zeros((len(inputs["pixels"]), DIM), np.float32)
        vectors[:, COLOUR : COLOUR + 3] = inputs["pixels"].mean(axis=(1, 2)) / 200
        return [vectors]


def track(number: int, *crops: tuple[Colour, float]) -> Track:
    box = np.array([10, 20, 42, 52], np.float32)
    pictures = tuple(
        Crop(np.full((32, 32, 3), colour, np.uint8), 1.0 + n, box, q) for n, (colour, q) in enumerate(crops)
    )
    place = np.eye(9, dtype=np.float32)[4]
    times, boxes = np.array([number, number + 1], np.float32), np.stack([box, box])
    return Track(number, "car", times, boxes, (640, 360), None, Motion.STOPPED, place, 0.0, pictures)


def ingest(catalog: Catalog, *tracks: Track, encoder: str = "old", content: str = "a") -> int:
    writer = catalog.begin(NewSource("north", f"{content}.mp4", content, "file", (640, 360), encoder))
    assert isinstance(writer, SourceWriter)
    with writer:
        for one in tracks:
            writer.add(one, np.full(DIM, 0.5, np.float32))
        writer.finish(10.0)
    return writer.source_id


def vectors(catalog: Catalog, encoder: str = "new") -> dict[int, FloatArray]:
    index = IndexKeeper(catalog.home / "index", catalog, encoder, sharp_decider()).current()
    if not len(index):
        return {}
    return dict(zip(index.facts.track.tolist(), index.vectors(np.arange(len(index))), strict=True))


def colours(catalog: Catalog) -> dict[int, list[float]]:
    """The red, green and blue of every track that the new encoder finds, to one digit."""
    found = vectors(catalog)
    return {id_: [round(float(v), 1) for v in vector[COLOUR : COLOUR + 3]] for id_, vector in found.items()}


def pictures(catalog: Catalog, track_id: int) -> Sequence[Path]:
    return [crop.file.path for crop in catalog.track(track_id).crops]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def model() -> MeanColour:
    return MeanColour()


@pytest.fixture
def reencoder(catalog: Catalog, model: MeanColour) -> Reencoder:
    return Reencoder(catalog, ImageEncoder(model, "new", side=8))


def test_tracks_get_the_vector_of_their_pictures_weighted_as_by_ingest(catalog: Catalog, reencoder: Reencoder) -> None:
    source = ingest(catalog, track(0, (RED, 0.9)), track(1, (RED, 0.6), (BLUE, 0.8)))
    generation = catalog.generation()[1]
    assert colours(catalog) == {}
    done = reencoder.run()
    assert (done.tracks, done.partly, done.lost, done.sources, done.left) == (2, 0, 0, 1, [])
    assert colours(catalog) == {1: [1.0, 0.0, 0.0], 2: [0.6, 0.0, 0.8]}
    assert catalog.generation()[1] == generation + 1
    assert catalog.source(source).encoder == "new"
    assert vectors(catalog, "old") == {}
    assert catalog.health().rows["embeddings"] == 2


def test_what_is_done_is_not_done_again_nor_ingested_twice(
    catalog: Catalog, reencoder: Reencoder, model: MeanColour
) -> None:
    ingest(catalog, track(0, (RED, 1.0)))
    reencoder.run()
    generation = catalog.generation()
    again = Reencoder(catalog, ImageEncoder(model, "new", side=8)).run()
    assert (again.tracks, again.sources, model.seen, catalog.generation()) == (0, 0, 1, generation)
    assert not isinstance(catalog.begin(NewSource("north", "a.mp4", "a", "file", (640, 360), "new")), SourceWriter)


def test_missing_pictures_are_told_and_their_tracks_kept(catalog: Catalog, reencoder: Reencoder) -> None:
    source = ingest(
        catalog, track(0, (RED, 1.0), (BLUE, 1.0)), track(1, (RED, 1.0)), track(2, (RED, 1.0)), track(3, (BLUE, 1.0))
    )
    pictures(catalog, 1)[0].unlink()
    pictures(catalog, 2)[0].write_bytes(pictures(catalog, 2)[0].read_bytes()[:200])
    (kept,) = pictures(catalog, 3)
    kept.rename(kept.with_suffix(".away"))
    done = reencoder.run()
    assert (done.tracks, done.partly, done.without_pictures) == (2, 1, {source: [2, 3]})
    assert colours(catalog) == {1: [0.0, 0.0, 1.0], 4: [0.0, 0.0, 1.0]}
    assert [one.id for one in catalog.tracks([1, 2, 3, 4])] == [1, 2, 3, 4]
    covered = IndexKeeper(catalog.home / "index", catalog, "new", sharp_decider()).coverage()
    assert (covered.waiting(), covered.without_pictures()) == (0, 2)
    assert catalog.health().rows["embeddings"] == 4

    kept.with_suffix(".away").rename(kept)
    again = Reencoder(catalog, reencoder._encoder).run()
    assert (again.tracks, again.without_pictures) == (1, {source: [2]})
    assert colours(catalog)[3] == [1.0, 0.0, 0.0]
    assert catalog.coverage("new").without_pictures() == 1


def test_a_source_that_was_ingested_once_more_is_not_found_twice(catalog: Catalog, reencoder: Reencoder) -> None:
    older = ingest(catalog, track(0, (RED, 1.0)), encoder="older")
    old = ingest(catalog, track(0, (RED, 1.0)))
    other = ingest(catalog, track(0, (BLUE, 1.0)), content="b")
    ingest(catalog, track(0, (BLUE, 1.0)), content="b", encoder="new")
    assert catalog.coverage("new").superseded == (older, other)
    reencoder.run()
    assert sorted(colours(catalog)) == [2, 4]
    assert {one.id: one.encoder for one in catalog.sources()} == {1: "older", old: "new", 3: "old", 4: "new"}
    assert catalog.coverage("new").gaps == ()


def test_what_is_ingested_once_more_meanwhile_stands_for_the_old(catalog: Catalog, reencoder: Reencoder) -> None:
    old = ingest(catalog, track(0, (RED, 1.0)))
    steps = reencoder.steps()
    next(steps)
    ingest(catalog, track(0, (RED, 1.0)), encoder="new")
    assert list(steps) == [None]
    assert reencoder.done.left == [old]
    assert sorted(colours(catalog)) == [2]


def test_what_is_left_of_an_ingest_that_broke_off_is_no_obstacle(catalog: Catalog, reencoder: Reencoder) -> None:
    old = ingest(catalog, track(0, (RED, 1.0)))
    again = catalog.begin(NewSource("north", "a.mp4", "a", "file", (640, 360), "new"))
    assert isinstance(again, SourceWriter)
    again.fail("the power went")
    reencoder.run()
    assert [(one.id, one.encoder) for one in catalog.sources()] == [(old, "new")]


def test_a_source_that_is_removed_meanwhile_is_left_alone(catalog: Catalog, reencoder: Reencoder) -> None:
    first, gone = ingest(catalog, track(0, (RED, 1.0))), ingest(catalog, track(0, (BLUE, 1.0)), content="b")
    for number, _ in enumerate(reencoder.steps()):
        if number == 0:
            catalog.remove_source(gone)
    assert (reencoder.done.left, reencoder.done.sources) == ([gone], 1)
    assert [one.id for one in catalog.sources()] == [first]
    assert catalog.health().rows["embeddings"] == 1


@pytest.mark.parametrize("claimed", [b"\xff\xff\xff\xff", b"\x20\x00\x20\x00"])
def test_a_picture_whose_header_claims_a_huge_one_is_damaged(
    catalog: Catalog, reencoder: Reencoder, claimed: bytes
) -> None:
    ingest(catalog, track(0, (RED, 0.9), (BLUE, 0.5)))
    damaged = bytearray(pictures(catalog, 1)[0].read_bytes())
    size = damaged.index(b"\xff\xc0") + 5
    damaged[size : size + 4] = claimed
    pictures(catalog, 1)[0].write_bytes(damaged)
    done = reencoder.run()
    assert (done.tracks, done.partly, colours(catalog)) == (1, 1, {1: [0.0, 0.0, 1.0]})


def test_what_was_encoded_after_an_index_was_made_does_not_pass_for_lost(
    catalog: Catalog, reencoder: Reencoder
) -> None:
    ingest(catalog, track(0, (RED, 1.0)), track(1, (BLUE, 1.0)))
    pictures(catalog, 2)[0].unlink()
    indexed: dict[int, int] = {}
    assert catalog.coverage("new", indexed).waiting() == 2
    reencoder.run()
    covered = catalog.coverage("new", indexed)
    assert (covered.waiting(), covered.without_pictures()) == (0, 1)


def test_a_track_without_pictures_is_told_once_though_steps_begin_again(
    catalog: Catalog, reencoder: Reencoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reencoder_module, "BATCH", 1)
    source = ingest(catalog, track(0, (RED, 1.0)), track(1, (BLUE, 1.0)))
    pictures(catalog, 1)[0].unlink()
    next(reencoder.steps())
    assert reencoder.done.without_pictures == {source: [1]}
    assert reencoder.run().without_pictures == {source: [1]}


def test_one_process_at_a_time(
    catalog: Catalog, reencoder: Reencoder, model: MeanColour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reencoder_module, "PATIENCE", 0.0)
    ingest(catalog, track(0, (RED, 1.0)))
    with catalog.locks.hold("reencode"), pytest.raises(ConflictError, match="by another process"):
        reencoder.run()
    assert model.seen == 0
    assert reencoder.run().tracks == 1


OTHER_PROCESS = """
import os, sys
from pathlib import Path
from tests.ingest.test_reencoder import BATCH, MeanColour
from vehiclefinder.ingest.reencoder import Reencoder
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.tracks.catalog import Catalog

class Hangs(MeanColour):
    def run(self, names, inputs):
        if self.seen == BATCH + 5:
            print("hangs", flush=True)
            sys.stdin.read()
        return super().run(names, inputs)

with Catalog(Path(sys.argv[1]), os.environ.get("VEHICLEFINDER_DATABASE")) as catalog:
    Reencoder(catalog, ImageEncoder(Hangs(), "new", side=8)).run()
"""


def test_a_run_that_is_killed_is_continued(catalog: Catalog, reencoder: Reencoder, model: MeanColour) -> None:
    number = 2 * BATCH + 3
    shades = [(10 * (n % 20) + 5, 0, 200) for n in range(number)]
    ingest(catalog, *(track(n, (shade, 1.0)) for n, shade in enumerate(shades)))
    command = [sys.executable, "-c", OTHER_PROCESS, str(catalog.home)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment_of(catalog.home) | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"hangs\n"
        os.kill(process.pid, signal.SIGKILL)
    assert catalog.health().rows["embeddings"] == number + BATCH
    assert catalog.coverage("new").waiting() == number - BATCH
    done = reencoder.run()
    assert (done.tracks, model.seen, done.sources) == (number - BATCH, number - BATCH, 1)
    expected = {
        n + 1: [round(float(part), 1) for part in np.array(s) / np.linalg.norm(s)] for n, s in enumerate(shades)
    }
    assert {n: np.abs(np.subtract(c, expected[n])).max() < 0.11 for n, c in colours(catalog).items()} == dict.fromkeys(
        range(1, number + 1), True
    )
    health = catalog.health()
    assert (health.rows["embeddings"], health.problems) == (number, ())
