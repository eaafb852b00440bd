"""Train CTIM, judge it and the shipped matcher alike: ``python -m benchmarks.ctim --data DIR --out runs/ctim``.

With ``--resume --epochs 0`` nothing is trained: the checkpoint that is there is exported, judged and timed.
"""

import argparse
import math
from pathlib import Path
from typing import Any

import cv2
import torch

from benchmarks.ctim.fit import FitSettings, fit
from benchmarks.ctim.model import Ctim, FusedEncoder
from benchmarks.ctim.scores import Constants, calibrate, cosines, decider_table, judge, slot_accuracy
from benchmarks.ctim.speed import Encoder, print_speed
from benchmarks.plain_encoder import OUTPUTS, SIDE
from vehiclefinder.core.errors import ModelError
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import DIM
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import Session, open_session
from vehiclefinder.train import evaluate
from vehiclefinder.train.dataset import Crops, read_crops
from vehiclefinder.train.onnx_file import write_onnx

MODELS = Path(__file__).resolve().parents[2] / "models"
TOLERANCE = 0.999
"""Least cosine between a map of the fused file and that of the branches it was fused from."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with labels.csv and crops/")
    options.add_argument("--out", type=Path, required=True, help="folder of the checkpoint and the exported encoder")
    options.add_argument("--epochs", type=int, default=20)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    given = options.parse_args()
    settings = FitSettings(given.data, given.out, given.epochs, given.threads, resume=given.resume)
    ctim, epochs = fit(settings)
    path = given.out / "image.onnx"
    crops, image = read_crops(given.data, "dev"), ModelFolder(MODELS).get("matcher-image")
    session = export(ctim, path, crops)
    ours, theirs = judge_ours(crops), judge_ctim(crops, ctim, session)
    print(
        f"\nCTIM after {epochs} epochs from chance, {len(crops)} crops of dev, threshold {theirs.pop('threshold'):.3f}"
    )
    print_metrics({"numbers per crop": DIM} | flat(ours), {"numbers per crop": OUTPUTS} | flat(theirs))
    print_speed(Encoder(image.path, int(image.info["side"])), Encoder(path, SIDE))


@torch.no_grad()
def export(ctim: Ctim, path: Path, crops: Crops) -> Session:
    """Write the fused image encoder.

    :raises ModelError: It does not say what the trained branches say.
    """
    pixels = torch.from_numpy(cv2.resize(evaluate.read_picture(crops.files[0]), (SIDE, SIDE)))[None]
    write_onnx(FusedEncoder(ctim.image).eval(), pixels, path, names=("pixels", "vectors"), halved=True)
    session = open_session(path, Provider.CPU)
    written = torch.from_numpy(session.run(["vectors"], {"pixels": pixels.numpy()})[0])
    trained = ctim.image(pixels.permute(0, 3, 1, 2).float()).flatten(1)
    agreement = float(torch.cosine_similarity(written, trained))
    if agreement < TOLERANCE:
        raise ModelError(f"{path} and PyTorch agree by a cosine of {agreement:.4f} only")
    return session


def judge_ctim(crops: Crops, ctim: Ctim, session: Session) -> dict[str, Any]:
    table = cosines(crops, session, ctim.text)
    constants = calibrate(crops, table, Constants(math.exp(ctim.log_scale.item()), ctim.margin.item()))
    slots = {"slots": slot_accuracy(crops, constants.log_odds(table)), "threshold": constants.threshold}
    return slots | judge(crops, constants.probability(table), constants.threshold)


def judge_ours(crops: Crops) -> dict[str, Any]:
    """Return the metrics of the shipped matcher.

    :raises ModelError: The measures used for CTIM say something else of it than those of ``eval matcher``.
    """
    models = ModelFolder(MODELS)
    image = models.get("matcher-image")
    encoder = ImageEncoder(open_session(image.path, Provider.CPU), image.sha256, int(image.info["side"]))
    text = TextEncoder(open_session(models.get("matcher-text").path, Provider.CPU))
    decider, vectors = Decider(text, Calibration.from_info(image.info)), evaluate.embed(crops, encoder)
    metrics = evaluate.judge(crops, vectors, decider)
    again, stated = flat(judge(crops, decider_table(decider, vectors), decider.threshold)), flat(metrics)
    different = {name: (value, stated[name]) for name, value in again.items() if abs(value - stated[name]) > 1e-6}
    if different:
        raise ModelError(f"the two ways to judge a matcher differ: {different}")
    return metrics


def flat(metrics: dict[str, Any], before: str = "") -> dict[str, float]:
    """Return nested metrics under joined names."""
    rows: dict[str, float] = {}
    for name, value in metrics.items():
        rows |= flat(value, f"{before}{name} ") if isinstance(value, dict) else {f"{before}{name}": float(value)}
    return rows


def print_metrics(ours: dict[str, float], theirs: dict[str, float]) -> None:
    print(f"{'':28}    ours    CTIM")
    for name, value in theirs.items():
        digits = 0 if value > 1 else 3
        print(f"{name:28} {ours[name]:7.{digits}f} {value:7.{digits}f}")


if __name__ == "__main__":
    main()
