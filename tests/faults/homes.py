"""Homes that operations begin with."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np

from ner.keywords import Query
from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.feedback.feedback import Feedback, Judgement
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.types import Crop, Decision, Motion, Track
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.control.watch_records import NewWatch
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.files.owned_videos import RECORDINGS
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.sources.open import ReadSettings

from ..store.old_catalogs import make_old_catalog

CLIP = Path(__file__).resolve().parents[2] / "data" / "demo" / "traffic.mp4"
START = datetime(2024, 5, 1, 12, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
FEW = ReadSettings(fps=1.0)
"""Of the whole clip a frame a second is enough to have tracks."""
ENOUGH = 5.0
"""Frames a second of its parts, for the same."""
FIRST = {"movflags": "faststart"}
"""What a video needs to be read while it comes."""
TRACKS = 3
"""Of each source that is made here."""
PART = "part.mp4"
"""Beside a home: a part of the clip."""


def track(number: int, shade: int) -> Track:
    """Return a vehicle with two pictures."""
    times = np.array([1.0, 1.5, 2.25], np.float32) + number
    boxes = np.array([[10, 20, 30, 40], [11, 21, 31, 41], [12.5, 22, 32, 42]], np.float32)
    place = np.full(9, 1 / 9, np.float32)
    picture = np.full((48, 64, 3), (200, shade, 40), np.uint8)
    crops = (Crop(picture, float(times[1]), boxes[1], 0.75), Crop(picture, float(times[2]), boxes[2], 0.5))
    return Track(number, "car", times, boxes, (640, 360), 90.0, Motion.LEFT, place, 0.125, crops)


def add_source(home: Path, number: int, start: datetime = START) -> None:
    """Ingest a segment of a stream, which was recorded, with vehicles in it."""
    recording = home / RECORDINGS / f"{number}.mkv"
    recording.parent.mkdir(parents=True, exist_ok=True)
    recording.write_bytes(b"video")
    with Catalog(home) as catalog:
        source = NewSource("north", str(recording), f"{number:064d}", "stream", (640, 360), "another", start)
        writer = catalog.begin(source)
        assert isinstance(writer, SourceWriter)
        with writer:
            for each in range(TRACKS):
                writer.add(track(each, 40 * number + each), np.ones(DIM, np.float32))
            writer.finish(duration=10.0)


def some(home: Path) -> None:
    """Make a home of three sources, of which two are old, and with an index."""
    for number, start in enumerate((START - timedelta(days=9), START - timedelta(days=2), NOW)):
        add_source(home, number, start)
    make_index(home)


def make_index(home: Path) -> None:
    """Make the index anew."""
    settings = Settings(home=home)
    with Catalog(home) as catalog:
        open_index(settings, catalog, open_decider(settings)).rebuild()


def keep(home: Path) -> None:
    """Put vehicles into a case."""
    with Catalog(home) as catalog:
        cases = Cases(catalog, {})
        found = [case.id for case in cases.list(LOCAL)] or [cases.create(LOCAL, "theft", "of a van").id]
        cases.add(LOCAL, found[0], Selection((1, 2, 5), "white van", "see"))


def judge(home: Path, verdict: Verdict = Verdict.WRONG) -> None:
    """Say of a result that it is wrong, whatever was said of it before."""
    with Catalog(home) as catalog:
        Feedback(catalog, _unread).add(LOCAL, Judgement(1, "white van", verdict))


def kept(home: Path) -> None:
    """Make a home with a case, and with feedback."""
    some(home)
    keep(home)
    judge(home, Verdict.RIGHT)


def watched(home: Path) -> None:
    """Make a home with a watch, and with vehicles that it has not looked at."""
    some(home)
    with Catalog(home) as catalog:
        WatchStore(catalog.database).add(NewWatch("ada", "all", "car", None, Decision.POSSIBLE))
    ingest(home, CLIP)


def ingest(home: Path, clip: Path | None = None) -> None:
    """Ingest a video, the part of the clip unless another one is given."""
    with open_ingester(Settings(home=home)) as ingester:
        part = IngestJob(home.with_name(PART), "demo", START, ReadSettings(fps=ENOUGH))
        ingester.ingest(IngestJob(clip, "demo", START, FEW) if clip else part)


def backed_up(home: Path) -> None:
    """Make a backup beside the place of a home, which is not there."""
    origin = home.with_name("origin")
    kept(origin)
    with Catalog(origin) as catalog:
        back_up(catalog, home.with_name("backup.tar"), videos=True)
    shutil.rmtree(origin)


def sent(home: Path, seconds: float = 2.0) -> None:
    """Make a home, and beside it a part of the clip that is sent; a key frame comes with every second."""
    some(home)
    with av.open(str(CLIP)) as clip, av.open(str(home.with_name(PART)), "w", options=FIRST) as part:
        stream = part.add_stream("libx264", rate=10, options={"g": "10", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = (
            clip.streams.video[0].width,
            clip.streams.video[0].height,
            "yuv420p",
        )
        for frame in clip.decode(video=0):
            if frame.time is not None and frame.time < seconds:
                part.mux(stream.encode(frame))
        part.mux(stream.encode())


def old(home: Path) -> None:
    """Make a catalog of an older program."""
    make_old_catalog(home / "catalog.db", 7)


def _unread(sentence: str) -> Query:
    raise AssertionError("nothing reads what is said of a result")
