"""Does a vehicle find itself again? ``python -m benchmarks.similar CLIP...``

Each clip is ingested; the first picture of every track that has several is held against the last picture of all of
them, and ought to find its own. The baseline is the mean cosine of the slots of values, orientation aside.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vehiclefinder.assemble import IMAGE, open_catalog, open_ingester, open_models
from vehiclefinder.ingest import Job
from vehiclefinder.match.image import ImageEncoder
from vehiclefinder.match.slots import APPEARANCE, RANGES, SLOTS
from vehiclefinder.runtime import open_session
from vehiclefinder.settings import Settings
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.types import FloatArray

COUNTED = tuple(slot for slot in SLOTS if slot != "orientation")
MIXTURES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the appearance; the rest is the baseline's."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("clips", type=Path, nargs="+")
    first, last = pictures(options.parse_args().clips)
    print(f"{len(first)} tracks\nappearance    R@1    R@5    MRR")
    baseline = sum(cosines(first, last, slot) for slot in COUNTED) / len(COUNTED)
    for share in MIXTURES:
        ranks = ranks_of_own(share * cosines(first, last, APPEARANCE) + (1 - share) * baseline)
        name = "baseline" if share == 0 else f"{share:.2f}"
        print(f"{name:10} {np.mean(ranks == 1):6.3f} {np.mean(ranks <= 5):6.3f} {np.mean(1 / ranks):6.3f}")


def pictures(clips: list[Path]) -> tuple[FloatArray, FloatArray]:
    """Return the vectors of the first and of the last picture of every track, each (tracks, DIM)."""
    with TemporaryDirectory() as home:
        settings = Settings.from_environment(home=Path(home))
        with open_ingester(settings) as ingester:
            for clip in clips:
                ingester.ingest(Job(clip))
        model = open_models(settings).get(IMAGE)
        encoder = ImageEncoder(open_session(model.path, settings.provider), model.sha256, int(model.info["side"]))
        with open_catalog(settings) as catalog:
            tracks = catalog.tracks(range(1, 1 + sum(source.tracks for source in catalog.sources())))
        seen = [sorted(track.crops, key=lambda crop: crop.time) for track in tracks if len(track.crops) > 1]
        first, last = ([read_picture(crops[at].path) for crops in seen] for at in (0, -1))
        return encoder.encode(first), encoder.encode(last)


def cosines(first: FloatArray, last: FloatArray, slot: str) -> FloatArray:
    """Return (tracks, tracks)."""
    found: FloatArray = first[:, RANGES[slot]] @ last[:, RANGES[slot]].T
    return found


def ranks_of_own(scores: FloatArray) -> FloatArray:
    """Return, per row, where the diagonal stands among the row, from 1."""
    ranks: FloatArray = (scores > scores.diagonal()[:, None]).sum(axis=1) + 1
    return ranks


if __name__ == "__main__":
    main()
