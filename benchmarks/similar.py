"""Does a vehicle find itself again? ``python -m benchmarks.similar CLIP...``

The clips are ingested; the first picture of every track is held against the last picture of all tracks of all clips,
and ought to find its own. A track counts if its first and last box overlap little: what stands still shows the same
pixels twice. The baseline is the mean cosine of type, service and colour; as shipped, half of the score is
that and half the appearance.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.core.types import FloatArray
from vehiclefinder.ingest.ingest_job import IngestJob
from vehiclefinder.match.slots import APPEARANCE, RANGES, SLOTS
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.records import StoredCrop
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.video.tracking.association import iou

COUNTED = tuple(slot for slot in SLOTS if slot != "orientation")
SHARES = {"baseline": 0.0, "a quarter": 0.25, "half, as shipped": 0.5, "three quarters": 0.75, "alone": 1.0}
"""How much of the score is the appearance; the rest is the baseline's."""
MOST_OVERLAP = 0.5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("clips", type=Path, nargs="+")
    first, last = vectors(options.parse_args().clips)
    cosines = {slot: first[:, part] @ last[:, part].T for slot, part in RANGES.items()}
    baseline = np.mean([cosines[slot] for slot in COUNTED], axis=0)
    print(f"{len(first)} tracks\n{'appearance':18}{'R@1':>7}{'R@5':>7}{'mAP':>7}  mAP / baseline")
    ranks = {name: own_ranks(x * cosines[APPEARANCE] + (1 - x) * baseline) for name, x in SHARES.items()}
    for name, found in ranks.items():
        precision = np.mean(1 / found)  # of one right answer
        ratio = precision / np.mean(1 / ranks["baseline"])
        print(f"{name:18}{np.mean(found == 1):7.3f}{np.mean(found <= 5):7.3f}{precision:7.3f}{ratio:8.2f}")


def vectors(clips: Sequence[Path]) -> tuple[FloatArray, FloatArray]:
    """Ingest clips; return the vectors of the first and of the last picture of every track, each (tracks, DIM)."""
    with TemporaryDirectory() as home:
        settings = Settings.from_environment(home=Path(home))
        with open_ingester(settings) as ingester:
            sources = [ingester.ingest(IngestJob(clip)) for clip in clips]
        with open_catalog(settings) as catalog:
            tracks = catalog.tracks(range(1, 1 + sum(source.tracks for source in sources)))
        seen = [sorted(track.crops, key=lambda crop: crop.time) for track in tracks]
        seen = [crops for crops in seen if len(crops) > 1 and moved(crops)]
        encoder = open_encoder(settings)
        first, last = (encoder.encode([read_picture(crops[at].file.path) for crops in seen]) for at in (0, -1))
    return first, last


def moved(crops: Sequence[StoredCrop]) -> bool:
    return bool(iou(crops[0].box[None], crops[-1].box[None])[0, 0] <= MOST_OVERLAP)


def own_ranks(scores: FloatArray) -> FloatArray:
    """Return, per row, where the diagonal stands among the row, from 1."""
    ranks: FloatArray = (scores > scores.diagonal()[:, None]).sum(axis=1) + 1
    return ranks


if __name__ == "__main__":
    main()
