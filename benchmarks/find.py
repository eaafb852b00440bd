"""Time from sentence to answer over 100,000 tracks, in process, against scoring every track exactly.

``python benchmarks/find.py [TRACKS]``: fills a catalog with synthetic tracks (random vectors of unit slots and paths),
then asks the same sentences of the finder twice: as shipped (FAISS chooses the shortlist), and with a shortlist as long
as the catalog, which is the baseline; and then within a zone, for the first time and from then on.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.types import VEHICLE_CLASSES, Motion, Track
from vehiclefinder.finder import track_scoring
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.image_encoder import unit_slots
from vehiclefinder.match.slots import DIM
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

SENTENCES = (
    "white van on the left going away",
    "red car",
    "blue truck driving towards the camera, not a bus",
    "black SUV turning right at the top of the image",
    "silver or grey sedan stopped in the bottom left",
    "a yellow taxi followed by a white van",
)
ROUNDS = 20
ZONE = Zone("left half", ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))


def fill(catalog: Catalog, encoder: str, tracks: int) -> None:
    random = np.random.default_rng(0)
    vectors = unit_slots(random.standard_normal((tracks, DIM)).astype(np.float32))
    source = NewSource("bench", "none", "0" * 64, "file", (1280, 720), encoder)
    writer = catalog.begin(source)
    assert isinstance(writer, SourceWriter)
    with writer:
        for number, vector in enumerate(vectors):
            writer.add(track(number, random), vector)
        writer.finish(float(tracks))


def track(number: int, random: np.random.Generator) -> Track:
    times = np.array([0, 1, 2], np.float32) + number
    boxes = np.sort(random.uniform(0, 700, (3, 4)).astype(np.float32), axis=1)
    return Track(
        id=number,
        label=str(random.choice(VEHICLE_CLASSES)),
        times=times,
        boxes=boxes,
        frame_size=(1280, 720),
        heading=float(random.uniform(0, 360)) if random.random() < 0.8 else None,
        motion=random.choice(list(Motion)),
        place=random.dirichlet(np.full(9, 0.2)).astype(np.float32),
        speed=0.1,
    )


def milliseconds(finder: Finder, scope: Scope = Scope()) -> np.ndarray:
    taken = []
    for _ in range(ROUNDS):
        for sentence in SENTENCES:
            began = time.perf_counter()
            finder.find(sentence, scope)
            taken.append((time.perf_counter() - began) * 1000)
    return np.array(taken)


def main(tracks: int) -> None:
    with TemporaryDirectory() as folder:
        settings = Settings.from_environment().replace(home=Path(folder))
        with open_catalog(settings) as catalog:
            fill(catalog, open_models(settings).get(IMAGE).sha256, tracks)
            CameraStore(catalog.database).change("bench", CameraView(zones=(ZONE,)))
        with open_finder(settings) as finder:
            finder.find(SENTENCES[0])
            shipped = milliseconds(finder)
            within = milliseconds(finder, Scope(zones=(("bench", ZONE.name),)))
            track_scoring.SHORTLIST = tracks
            baseline = milliseconds(finder)
    print(f"in a zone, for the first time: {within[0]:.0f} ms")
    rows = (("as shipped", shipped), ("in a zone", within[1:]), ("baseline: every track scored", baseline))
    for name, taken in rows:
        print(f"{name:30} p50 {np.percentile(taken, 50):6.1f} ms   p99 {np.percentile(taken, 99):6.1f} ms")
    print(f"as shipped / baseline: {np.median(shipped) / np.median(baseline):.2f} over {tracks} tracks")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
