"""Time from sentence to answer, to load the index, and memory, against a former build in the same run.

``python benchmarks/find.py [TRACKS] --baseline DIR`` fills a catalog with synthetic tracks (random vectors of unit
slots and paths), lets this build and the one of the checkout ``DIR`` make their indexes, and asks both the same
sentences, in turns, each time in a new process; ratios are baseline / ours. The Python of the baseline is this one
unless ``--python`` names another; where the models are others, VEHICLEFINDER_MODELS names some that both read. Load is
the time until the index can be searched; memory is what resident memory grows by from before that until all sentences
are answered. Then this build alone, within a zone, the first time and from then on.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.models import IMAGE, open_models
from vehiclefinder.core.camera_view import CameraView, Zone
from vehiclefinder.core.types import VEHICLE_CLASSES, Motion, Track
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
TURNS = 3
ROOT = Path(__file__).resolve().parent.parent
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


def measured(home: Path) -> dict[str, Any]:
    """Return what one process of this build needs for all sentences, over the catalog of a home."""
    with open_finder(Settings.from_environment().replace(home=home)) as finder:
        for sentence in SENTENCES:
            finder.read(sentence)  # what reading loads at its first use is no memory of tracks
        before, began = resident(), time.perf_counter()
        tracks = len(finder.index())
        loaded = time.perf_counter() - began
        finder.find(SENTENCES[0])
        taken = milliseconds(finder)
        return {"tracks": tracks, "load": loaded, "bytes": (resident() - before) / max(tracks, 1), "find": taken}


def resident() -> int:
    """Return the resident memory of this process in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def milliseconds(finder: Finder, scope: Scope = Scope()) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        for sentence in SENTENCES:
            began = time.perf_counter()
            finder.find(sentence, scope)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def turn(home: Path, root: Path, python: Path) -> dict[str, Any]:
    """Measure a build in a process of its own: what runs is this file, what it imports is of the checkout."""
    command = [str(python), str(Path(__file__).resolve()), "--measure", str(home)]
    environment = os.environ | {"PYTHONPATH": str(root)}
    told = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, check=True).stdout
    result: dict[str, Any] = json.loads(told)
    return result


def compare(home: Path, builds: dict[str, tuple[Path, Path]]) -> None:
    for root, python in builds.values():
        turn(home, root, python)  # which makes the index
    turns: dict[str, list[dict[str, Any]]] = {name: [] for name in builds}
    for _ in range(TURNS):
        for name, (root, python) in builds.items():
            turns[name].append(turn(home, root, python))
    searched = {name: of[0]["tracks"] for name, of in turns.items()}
    if len(set(searched.values())) > 1:
        folder = "VEHICLEFINDER_MODELS should name a folder of models that both builds read"
        raise SystemExit(f"expected builds that search the same tracks, got {searched}: {folder}")
    rows = {name: summary(of) for name, of in turns.items()}
    for name, row in rows.items():
        print(f"{name:9}" + "".join(f"{key} {value:9.2f}   " for key, value in row.items()))
    if len(rows) > 1:
        ours, theirs = rows.values()
        print("ratios   " + "".join(f"{key} {theirs[key] / ours[key]:9.2f}   " for key in ours))


def summary(turns: Sequence[dict[str, Any]]) -> dict[str, float]:
    taken = np.concatenate([one["find"] for one in turns])
    return {
        "p50 ms": float(np.percentile(taken, 50)),
        "p99 ms": float(np.percentile(taken, 99)),
        "load s": min(one["load"] for one in turns),
        "B a track": min(one["bytes"] for one in turns),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tracks", type=int, nargs="?", default=100_000)
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(options.measure)))
        return
    with TemporaryDirectory() as folder:
        settings = Settings.from_environment().replace(home=Path(folder))
        with open_catalog(settings) as catalog:
            fill(catalog, open_models(settings).get(IMAGE).sha256, options.tracks)
            CameraStore(catalog.database).change("bench", CameraView(zones=(ZONE,)))
        builds = {"ours": (ROOT, Path(sys.executable))}
        if options.baseline:
            builds["baseline"] = options.baseline.resolve(), options.python.absolute()
        compare(settings.home, builds)
        with open_finder(settings) as finder:
            within = milliseconds(finder, Scope(zones=(("bench", ZONE.name),)))
    print(f"in a zone: first {within[0]:.0f} ms, then p50 {np.percentile(within[1:], 50):.1f} ms")


if __name__ == "__main__":
    main()
