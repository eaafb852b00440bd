"""From tracks to rows that a person checks: what is written, what is kept, and what nobody reads before."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.labelled_crops import COLUMNS
from vehiclefinder.core.types import Crop, FloatArray, Motion, Track
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.slots import COLOURS, SLOTS, TYPES
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.store.database.schema.tracks import StateRow
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.train.dataset import read_crops, read_rows
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.label_proposals import DEV_SHARE, Choice, guess, propose
from vehiclefinder.train.label_table import FIELDS, add_rows, read_table, write_page

from ..axes import CANONICAL, EVEN, FakeWords, picture
from ..conftest import REPOSITORY

ENCODER = "e" * 64
RED_VAN = picture(type="van", service="none", colour="red", orientation="left")
BLUE_BUS = picture(type="bus", service="none", colour="blue", orientation="rear")
TORN = picture(type="bus", service="none", colour="white", orientation="rear") + picture(type="truck", colour="grey")
TEMPLATE = (REPOSITORY / "app" / "label.html").read_text(encoding="utf-8")
WITHOUT_TORCH = "import sys; sys.modules['torch'] = None; from vehiclefinder.cli import main; main()"

Ingest = Callable[..., int]


@pytest.fixture
def decider() -> Decider:
    scale, weight, offset, rarity = (dict.fromkeys(SLOTS, value) for value in (20.0, 1.0, 0.0, 0.0))
    text = TextEncoder(FakeWords(CANONICAL))
    return Decider(text, Calibration(scale, weight, offset, rarity, EVEN, match=0.6, possible=0.3))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        with catalog.database.write() as session:
            session.execute(
                update(StateRow).values(catalog="c" * 32)
            )  # it names the scenes, from which splits are drawn
        yield catalog


@pytest.fixture
def ingest(catalog: Catalog) -> Ingest:
    """Ingest one source with a track per vector; the shade of a track's best picture is its number in the source."""

    def run(vectors: Sequence[FloatArray], camera: str = "gate", monochrome: bool | None = None) -> int:
        count = len(catalog.sources())
        writer = catalog.begin(NewSource(camera, "clip.mp4", f"{count:064}", "file", (640, 360), ENCODER))
        assert isinstance(writer, SourceWriter)
        with writer:
            for number, vector in enumerate(vectors):
                writer.add(replace(_track(number), monochrome=monochrome), vector)
            writer.finish(duration=10.0)
        return writer.source_id

    return run


def _track(number: int) -> Track:
    box = np.array([10, 20, 42, 44], np.float32)
    shots = [Crop(np.full((24, 32, 3), shade, np.uint8), 1.0, box, 0.5) for shade in (number, 255)]
    return Track(
        id=number,
        label="car",
        times=np.array([1.0], np.float32),
        boxes=box[None],
        frame_size=(640, 360),
        heading=None,
        motion=Motion.UNKNOWN,
        place=np.full(9, 1 / 9, np.float32),
        speed=0.0,
        crops=tuple(shots),
    )


def check(folder: Path, quality: str = "ok") -> None:
    """Let a person say that every row is right."""
    table = folder / "labels.csv"
    table.write_text(table.read_text().replace(",check,", f",{quality},"))


def test_a_row_holds_the_best_picture_and_what_it_is_taken_for(
    catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path
) -> None:
    source = ingest([RED_VAN, TORN])
    assert propose(tmp_path, catalog, decider, ENCODER, Choice(unsure_first=True)) == 2
    name = "c" * 8
    lines = list(csv.reader((tmp_path / "labels.csv").read_text().splitlines()))
    scene = f"{name}-{source}"
    # The torn one first: two of its slots are a toss-up, in the order of the slot's values.
    assert lines == [
        ["file", "source", "scene", "type", "service", "colour", "view", "quality", "split"],
        [f"{name}-000002.jpg", "gate", scene, "truck|bus", "none", "white|grey", "rear", "check", "train"],
        [f"{name}-000001.jpg", "gate", scene, "van", "none", "red", "left", "check", "train"],
    ]
    shades = [read_picture(tmp_path / "crops" / line[0])[0, 0, 0] for line in lines[1:]]
    np.testing.assert_allclose(shades, [1, 0], atol=2)


def test_the_colour_of_a_grey_picture_is_not_guessed(
    catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path
) -> None:
    ingest([RED_VAN], monochrome=True)
    propose(tmp_path, catalog, decider, ENCODER)
    (row,) = read_table(tmp_path).rows
    assert (row["type"], row["colour"], row["view"]) == ("van", "unknown", "left")
    check(tmp_path)
    assert not read_crops(tmp_path, None).accepted["colour"].any()


@pytest.mark.parametrize(("second", "expected"), [(0.2, "white|black"), (0.19, "white")])
def test_the_second_value_counts_where_it_is_close(second: float, expected: str) -> None:
    shares = np.zeros(len(COLOURS), np.float32)
    shares[:3] = 0.4, second, 0.1
    assert guess("colour", shares) == expected


def test_nobody_reads_a_guess(catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path) -> None:
    ingest([RED_VAN, BLUE_BUS])
    propose(tmp_path, catalog, decider, ENCODER)
    for split in (None, "train"):
        with pytest.raises(ValueError, match=r"no row is checked yet: 2 guesses in .*labels\.csv"):
            read_rows(tmp_path, split)
    table = tmp_path / "labels.csv"
    table.write_text(table.read_text().replace(",check,", ",ok,", 1))
    (row,) = read_rows(tmp_path, None)
    assert row["quality"] == "ok"
    check(tmp_path, "bad")
    assert len(read_rows(tmp_path, "train")) == 1


def test_what_was_checked_is_read_as_labels(catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path) -> None:
    ingest([RED_VAN])
    propose(tmp_path, catalog, decider, ENCODER)
    check(tmp_path)
    crops = read_crops(tmp_path, "train")
    assert crops.files[0].is_file()
    assert crops.accepted["type"][0].tolist() == [float(name == "van") for name in TYPES]
    assert {slot: rows.sum() for slot, rows in crops.accepted.items()} == dict.fromkeys(COLUMNS, 1.0)


def test_a_second_run_adds_what_is_new_and_changes_nothing(
    catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path
) -> None:
    ingest([RED_VAN] * 5)
    assert propose(tmp_path, catalog, decider, ENCODER, Choice(count=3)) == 3
    check(tmp_path)
    table = tmp_path / "labels.csv"
    table.write_bytes(table.read_bytes().replace(b",van,", b",suv|van,").rstrip(b"\n"))
    before = table.read_bytes()
    assert propose(tmp_path, catalog, decider, ENCODER, Choice(count=3)) == 2
    assert table.read_bytes().startswith(before + b"\n")
    assert propose(tmp_path, catalog, decider, ENCODER) == 0
    rows = read_table(tmp_path).rows
    assert len({row["file"] for row in rows}) == 5
    assert [row["type"] for row in rows] == ["suv|van"] * 3 + ["van"] * 2
    assert not list(tmp_path.glob("*.part"))


def test_a_draw_can_be_repeated(catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path) -> None:
    ingest([RED_VAN] * 40)
    drawn = []
    for folder, seed in (("a", 0), ("b", 0), ("c", 1)):
        propose(tmp_path / folder, catalog, decider, ENCODER, Choice(count=10, seed=seed))
        drawn.append([row["file"] for row in read_table(tmp_path / folder).rows])
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) != set(drawn[2])


def test_scenes_are_split_whole_and_keep_their_split(
    catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path
) -> None:
    for _ in range(60):
        ingest([RED_VAN, BLUE_BUS])
    propose(tmp_path, catalog, decider, ENCODER, Choice(count=60))
    first = {row["scene"]: row["split"] for row in read_table(tmp_path).rows}
    propose(tmp_path, catalog, decider, ENCODER, Choice(seed=7))
    rows = read_table(tmp_path).rows
    splits = {(row["scene"], row["split"]) for row in rows}
    assert len(rows) == 120
    assert len(splits) == 60
    assert splits >= set(first.items())
    share = sum(split == "dev" for _, split in splits) / 60
    assert abs(share - DEV_SHARE) < 0.1


def test_the_camera_is_chosen(catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path) -> None:
    ingest([RED_VAN], camera="north")
    ingest([BLUE_BUS], camera="south")
    propose(tmp_path, catalog, decider, ENCODER, Choice(("south",)))
    assert [(row["source"], row["type"]) for row in read_table(tmp_path).rows] == [("south", "bus")]
    with pytest.raises(ValueError, match=r"expected a camera of \['north', 'south'\], got 'west'"):
        propose(tmp_path, catalog, decider, ENCODER, Choice(("west",)))


def test_tracks_whose_picture_is_gone_make_room_for_others(
    catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path
) -> None:
    ingest([RED_VAN] * 3)
    for track in (1, 3):
        catalog.track(track).crops[0].file.path.unlink()
    assert propose(tmp_path, catalog, decider, ENCODER, Choice(count=1)) == 1
    assert read_table(tmp_path).rows[0]["file"].endswith("-000002.jpg")


def test_what_cannot_be_labelled_is_told(catalog: Catalog, decider: Decider, ingest: Ingest, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing was ingested"):
        propose(tmp_path, catalog, decider, ENCODER)
    ingest([RED_VAN])
    table = tmp_path / "labels.csv"
    table.write_text("file,type,colour,view\na.jpg,suv,red,left\n")
    with pytest.raises(ValueError, match=r"got none called \['source', 'scene', 'service', 'quality', 'split'\]"):
        propose(tmp_path, catalog, decider, ENCODER)
    assert table.read_text() == "file,type,colour,view\na.jpg,suv,red,left\n"
    with pytest.raises(ValueError, match="count of at least 1, got 0"):
        Choice(count=0)


class Page(HTMLParser):
    """What a browser would find: tags, and the text of the script that holds the data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.addresses: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("id", "data") in attrs
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, text: str) -> None:
        if self._inside:
            self.scripts.append(text)
            self._inside = False


def test_the_page_holds_the_whole_table_and_needs_no_network(tmp_path: Path) -> None:
    row = dict.fromkeys(FIELDS, "x") | {"source": "</script><b>&{{data}}\u2028", "quality": "check"}
    (tmp_path / "labels.csv").write_text("note," + ",".join(FIELDS) + "\n", encoding="utf-8-sig")
    add_rows(tmp_path, [row])
    text = write_page(tmp_path, TEMPLATE).read_text(encoding="utf-8")
    page = Page(text)
    data = json.loads(page.scripts[0])
    assert data["columns"] == ["note", *FIELDS]
    assert data["rows"] == [{"note": "", **row}]
    assert data["slots"] == {column: list(SLOTS[slot]) for slot, column in COLUMNS.items()}
    assert page.addresses == []
    assert not re.search(r"https?:|fetch\(|XMLHttpRequest|import[ (]", text)


def test_the_command_labels_without_pytorch_what_eval_then_refuses(demo_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["--home", str(demo_home), "label", str(out), "--count", "4", "--json"]
    python = [sys.executable, "-c", WITHOUT_TORCH]
    done = subprocess.run([*python, *command], capture_output=True, text=True, timeout=300, check=True)
    assert json.loads(done.stdout) == {"added": 4, "rows": 4, "waiting": 4, "page": str(out / "label.html")}
    rows = read_table(out).rows
    assert all((out / "crops" / row["file"]).is_file() for row in rows)
    for row in rows:
        assert all(set(row[column].split("|")) <= set(SLOTS[slot]) for slot, column in COLUMNS.items())
    refused = CliRunner().invoke(app, ["eval", "matcher", "--data", str(out)])
    assert isinstance(refused.exception, ValueError)
    assert str(refused.exception).startswith("no row is checked yet: 4 guesses")
