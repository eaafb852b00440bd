"""Time and score the shipped matcher: ``python benchmarks/matcher.py [--data DIR]``.

Prints ms per crop (batch 1 and 16, threads 1 and 2) beside a plain convolutional encoder of the size that the paper's
CTIM needs for its 73,728 numbers a crop, then, with data, accuracy per source and the commonest confusions.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from benchmarks.plain_encoder import SIDE as PLAIN_SIDE
from benchmarks.plain_encoder import write_plain_encoder
from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import Session, open_session
from vehiclefinder.train.dataset import Crops, read_crops, read_rows
from vehiclefinder.train.evaluate import embed, judge, slot_accuracy

MODELS = Path(__file__).resolve().parent.parent / "models"
ROUNDS = 15


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="folder with labels.csv and crops/")
    options.add_argument("--split", default="dev")
    given = options.parse_args()
    cv2.setNumThreads(1)
    models = ModelFolder(MODELS)
    image = models.get("matcher-image")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        write_plain_encoder(plain)
        time_encoders(image.path, int(image.info["side"]), plain)
    if given.data:
        text = TextEncoder(open_session(models.get("matcher-text").path, Provider.CPU))
        encoder = ImageEncoder(open_session(image.path, Provider.CPU), image.sha256, int(image.info["side"]))
        score(given.data, given.split, encoder, Decider(text, Calibration.from_info(image.info)))


def time_encoders(path: Path, side: int, plain: Path) -> None:
    print("threads  batch  ours ms/crop  plain ms/crop  ratio")
    for threads in (1, 2):
        ours, theirs = (open_session(p, Provider.CPU, threads) for p in (path, plain))
        for batch in (1, 16):
            first, second = best_ms(ours, side, batch), best_ms(theirs, PLAIN_SIDE, batch)
            print(f"{threads:7d} {batch:6d} {first:13.2f} {second:14.2f} {second / first:6.1f}")


def best_ms(session: Session, side: int, batch: int) -> float:
    """The fastest of several rounds, per crop: what else runs on the machine only ever adds."""
    pixels = np.random.default_rng(0).integers(0, 256, (batch, side, side, 3)).astype(np.uint8)
    session.run(["vectors"], {"pixels": pixels})
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        session.run(["vectors"], {"pixels": pixels})
        times.append(time.perf_counter() - start)
    return 1000 * min(times) / batch


def score(data: Path, split: str, encoder: ImageEncoder, decider: Decider) -> None:
    crops = read_crops(data, split)
    vectors = embed(crops, encoder)
    print("all", judge(crops, vectors, decider))
    sources = np.array([row.get("source", "") for row in read_rows(data, split)])
    for source in sorted(set(sources)):
        rows = np.flatnonzero(sources == source)
        measured = slot_accuracy(crops[rows], vectors[rows], decider)
        print(source, len(rows), {k: round(v, 3) for k, v in measured.items()})
    for slot in SLOTS:
        confusions(slot, crops, decider.values(slot, vectors))


def confusions(slot: str, crops: Crops, shares: FloatArray) -> None:
    accepted, chosen = crops.accepted[slot], shares.argmax(axis=1)
    wrong = (accepted[np.arange(len(chosen)), chosen] == 0) & (accepted.sum(axis=1) > 0)
    pairs = Counter(
        (SLOTS[slot][a.argmax()], SLOTS[slot][c]) for a, c in zip(accepted[wrong], chosen[wrong], strict=True)
    )
    print(slot, "taken for:", ", ".join(f"{a} -> {b} {n}" for (a, b), n in pairs.most_common(8)))


if __name__ == "__main__":
    main()
