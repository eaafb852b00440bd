"""From a checkpoint to the shipped detector: compared with PyTorch by value, measured, registered."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import torch

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import VEHICLE_CLASSES, ByteArray
from vehiclefinder.runtime.model_folder import register
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import Session, open_session
from vehiclefinder.train.detector.calibrate import calibrated, fit_powers
from vehiclefinder.train.detector.checkpoint import load
from vehiclefinder.train.detector.evaluate import LEAST, evaluate, outcomes
from vehiclefinder.train.detector.graph import DetectorGraph
from vehiclefinder.train.detector.labelled_frames import (
    BOXES,
    FIRST,
    NEGATIVES,
    SECOND,
    WEAK,
    LabelledFrame,
    of_split,
    read_frames,
    read_negatives,
)
from vehiclefinder.train.detector.provenance import PUBLISHED, SOURCES, negative_sources
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.provenance import hash_of
from vehiclefinder.video.tracking.detector import TRUSTED, PicoDet, input_size

NAME, FILE = "detector", "detector/picodet_s.onnx"
SCORE_TOLERANCE, BOX_TOLERANCE = 0.02, 1.0
"""Largest mean difference of scores, and of distances, pixels, that weights in half precision may make."""
SEEN = 100
"""Anchors of each frame that are compared, those with the best scores."""
COMPARED = 12
KEPT = 0.6
"""Share of the weights that training started from: what training forgets comes back, what it learned stays (Wortsman et
al. 2022, https://arxiv.org/abs/2109.01903). Measured on the dev split, see the detector's card."""


def export(checkpoint: Path, models: Path, report: Callable[[str], None]) -> dict[str, Any]:
    """Write and register the detector.

    :param checkpoint: What ``fit`` returned; its training folder must still be there.
    :param models: The model folder.
    :return: The metrics of the dev split, as of ``evaluate``.
    :raises ModelError: The file is no checkpoint, or ONNX and PyTorch disagree.
    """
    graph, settings = load(checkpoint, KEPT)
    data = Path(settings["data"])
    frames = read_frames(data)
    dev = [*of_split(frames, SECOND), *read_negatives(data, SECOND)]
    (models / FILE).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph.exported(), models / FILE)
    session = open_session(models / FILE, Provider.CPU)
    gaps = compare(graph, session, dev[:: max(1, len(dev) // COMPARED)])
    report(f"with weights in half precision scores differ by {gaps[0]:.4f}, distances by {gaps[1]:.3f} px, on average")
    powers = fit_powers(outcomes(dev, PicoDet(session, LEAST)), TRUSTED)
    report(f"powers of the scores: {dict(zip(VEHICLE_CLASSES, powers.round(3).tolist(), strict=True))}")
    onnx.save(calibrated(graph.exported(), powers), models / FILE)
    metrics = evaluate(dev, PicoDet(open_session(models / FILE, Provider.CPU), LEAST))
    sources = {frame.source for frame in of_split(frames, FIRST)} - {settings["without"]}
    about = _information(data, sources, {**metrics, "fp16_score_difference": gaps[0]})
    register(models, NAME, FILE, {**about, "opset": graph.exported().opset_import[0].version})
    return metrics


def compare(graph: DetectorGraph, session: Session, frames: Sequence[LabelledFrame]) -> tuple[float, float]:
    """Return the mean difference of scores, and of distances in pixels, at the best anchors of each frame.

    :raises ModelError: It is too large.
    """
    scores, distances = [], []
    for frame in frames:
        image = _input(read_picture(frame.path))
        theirs = session.run(["distances", "scores"], {"image": image})
        with torch.no_grad():
            ours = [value.numpy() for value in graph(torch.from_numpy(image))[:2]]
        seen = np.argsort(ours[1][0].max(axis=0))[-SEEN:]
        scores.append(np.abs(ours[1] - theirs[1])[0][:, seen].ravel())
        distances.append(np.abs(ours[0] - theirs[0])[0][seen].ravel())
    gaps = tuple(float(np.concatenate(several).mean()) for several in (scores, distances))
    if gaps[0] > SCORE_TOLERANCE or gaps[1] > BOX_TOLERANCE:
        raise ModelError(f"ONNX and PyTorch differ by {gaps[0]:.4f} in scores and {gaps[1]:.3f} px in distances")
    return gaps[0], gaps[1]


def _input(picture: ByteArray) -> ByteArray:
    height, width = input_size(picture.shape[0], picture.shape[1], LEAST.side)
    return np.asarray(cv2.resize(picture, (width, height)), np.uint8)[None]


def _information(data: Path, sources: set[str], metrics: dict[str, Any]) -> dict[str, Any]:
    own = {"licence": "as given by their owner"}
    return {
        "inputs": {"image": ["n", "height", "width", 3]},
        "outputs": {"distances": ["n", "anchors", 4], "scores": ["n", len(VEHICLE_CLASSES), "anchors"]},
        "licence": "Apache-2.0",
        "sources": [
            *PUBLISHED,
            *(SOURCES.get(name, {"name": name, **own}) for name in sorted(sources)),
            *negative_sources(data),
        ],
        "metrics": metrics,
        "classes": list(VEHICLE_CLASSES),
        "training_data_sha256": hash_of(data, (BOXES, WEAK, NEGATIVES)),
    }
