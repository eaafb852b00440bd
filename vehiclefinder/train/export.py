"""From a checkpoint to the shipped pair of models: exported, compared with PyTorch by value, judged, registered."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.image_encoder import VEHICLE, ImageEncoder, prepare
from vehiclefinder.match.slots import DIM, RANGES, SLOTS
from vehiclefinder.match.text_encoder import BUCKETS, TextEncoder, features
from vehiclefinder.runtime.model_folder import MANIFEST, ModelFolder, register, sha256_of
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import Session, open_session
from vehiclefinder.train.appearance import fit_appearance
from vehiclefinder.train.calibrate import calibrate
from vehiclefinder.train.checkpoint import load
from vehiclefinder.train.dataset import Crops, RowSelection, read_crops, read_rows
from vehiclefinder.train.detector.labelled_frames import read_frames
from vehiclefinder.train.detector.provenance import negative_sources
from vehiclefinder.train.detector_labels import label_shares
from vehiclefinder.train.evaluate import embed, judge, read_picture
from vehiclefinder.train.model import ImageNet, Matcher
from vehiclefinder.train.onnx_file import write_onnx
from vehiclefinder.train.open_set import fit_open_set
from vehiclefinder.train.open_set_examples import examples
from vehiclefinder.train.open_set_limits import judge_open_set
from vehiclefinder.train.provenance import SOURCES, WORDS, hash_of, started_from
from vehiclefinder.train.quantise import quantise
from vehiclefinder.train.text_model import WordNet, fit_words
from vehiclefinder.train.trunks import MOBILENET_V2
from vehiclefinder.train.vocabulary import STARTS, VALUES
from vehiclefinder.video.tracking.detector import DetectorSettings, PicoDet

IMAGE_FILE, TEXT_FILE = "matcher/image.onnx", "matcher/text.onnx"
DETECTOR = "detector"
TOLERANCE = 0.01
"""Largest difference allowed between ONNX with its fp16 weights and PyTorch, in outputs of about unit size."""
LEAST_COSINE = 0.97
"""Least mean cosine between the vectors of the 8-bit encoder and the float one, in every slot; the shipped one
keeps 0.998 of the appearance and 0.9996 or more of the others."""
MEASURED = 512
"""Training crops by which the 8-bit form is measured."""
WORD_STEPS = 2500
TABLES = ("labels.csv", "unlabelled.csv")
SHAPES: dict[str, list[str | int]] = {"vectors": ["n", DIM], VEHICLE: ["n"]}


class ImageGraph(nn.Module):
    """What serving sees of the encoder.

    *Shape:* uint8 (n, s, s, 3) RGB -> float32 (n, DIM), and (n,) how probably each shows a vehicle, where that is read.
    """

    def __init__(self, encoder: ImageNet, appearance: nn.Linear, open_set: nn.Linear | None = None) -> None:
        super().__init__()
        self.encoder = encoder
        self.appearance = appearance
        self.open_set = open_set
        self.outputs = ("vectors",) if open_set is None else ("vectors", VEHICLE)

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Embed pictures."""
        features = self.encoder.features(pixels.permute(0, 3, 1, 2).float())
        vectors = torch.cat([self.encoder.embed(features), F.normalize(self.appearance(features), dim=1)], dim=1)
        return (vectors,) if self.open_set is None else (vectors, self.open_set(features).sigmoid()[:, 0])


class TextGraph(nn.Module):
    """What serving sees of the words. *Shape:* (n, BUCKETS) -> (n, values), and the constant (values, DIM)."""

    prototypes: Tensor

    def __init__(self, net: WordNet, matcher: Matcher) -> None:
        super().__init__()
        self.net = net
        rows = torch.zeros(VALUES, DIM)
        for slot, unit in matcher.unit_prototypes().items():
            rows[STARTS[slot] : STARTS[slot] + len(SLOTS[slot]), RANGES[slot]] = unit.detach()
        self.register_buffer("prototypes", rows)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Return acceptance and prototypes."""
        return self.net(words).sigmoid(), self.prototypes.clone()


def export(checkpoint: Path, models: Path, report: Callable[[str], None], frames: Path | None = None) -> dict[str, Any]:
    """Write and register ``matcher-image``, in 8 bits, and ``matcher-text``.

    :param checkpoint: What ``fit`` returned; its training folder must still be there.
    :param models: The model folder; it must hold the detector if there are frames.
    :param frames: Frames with boxes, and pictures without vehicles, see ``open_set_examples``; the encoder tells
        what is no vehicle if they are given.
    :returns: The metrics on the dev split, as of ``evaluate``.
    :raises ModelError: The checkpoint is of a trunk that only teaches, ONNX and PyTorch disagree, 8 bits do not
        suffice, or there is no detector.
    :raises ValueError: The frames are no such folder.
    """
    matcher, settings = load(checkpoint)
    if (trunk := settings.get("trunk", MOBILENET_V2)) != MOBILENET_V2:
        raise ModelError(f"expected a checkpoint of {MOBILENET_V2}, which is served, got one of {trunk}: {checkpoint}")
    data, side = Path(settings["data"]), int(settings["size"])
    known = read_crops(data, str(settings["split"]))
    report("fitting the appearance")
    appearance = fit_appearance(matcher.encoder, known, side)
    seen = list(examples(frames, _low_detector(models))) if frames else []
    report(f"fitting the open set on {len(seen)} more pictures" if frames else "no frames: no open set")
    open_set = fit_open_set(matcher.encoder, known, seen, side) if frames else None
    report("training the words")
    graphs = (
        ImageGraph(matcher.encoder, appearance, open_set).eval(),
        TextGraph(fit_words(steps=WORD_STEPS, seed=0), matcher).eval(),
    )
    (models / "matcher").mkdir(parents=True, exist_ok=True)
    image, kept = _export_image(graphs[0], models / IMAGE_FILE, _measuring(known, side))
    report("8 bits keep " + ", ".join(f"{slot} {cosine:.4f}" for slot, cosine in kept.items()))
    text = _export_text(graphs[1], models / TEXT_FILE)
    crops = read_crops(data, "dev")
    drawn = read_crops(data, str(settings["split"]), RowSelection(as_drawn=True))
    encoder = ImageEncoder(image, "export", side, tells_vehicles=open_set is not None)
    vectors = embed(crops, encoder)
    words = TextEncoder(text)
    fitted = calibrate(crops, vectors, words, drawn)
    calibration = replace(fitted, labels=_labels(models, data))
    metrics = judge(crops, vectors, Decider(words, calibration))
    report(f"dev: {metrics['slots']}")
    if open_set is not None:
        limits, metrics["open_set"] = judge_open_set(encoder, crops, seen)
        calibration = replace(
            calibration, vehicle=limits.moving, standing=limits.standing, score_weight=limits.score_weight
        )
        report(f"open set: {metrics['open_set']}")
    _register(models, settings, metrics, asdict(calibration), frames)
    return metrics


def _measuring(crops: Crops, side: int) -> ByteArray:
    """Pictures by which the 8-bit form is measured, uint8 (n, side, side, 3)."""
    rows = np.random.default_rng(0).permutation(len(crops))[:MEASURED]
    return np.stack([prepare(read_picture(crops.files[row]), side) for row in rows])


def _labels(models: Path, data: Path) -> dict[str, list[float]]:
    """What the detector of the model folder calls each type; nothing where there is no detector."""
    folder = ModelFolder(models) if (models / MANIFEST).exists() else None
    if folder is None or DETECTOR not in folder.names:
        return {}
    return label_shares(read_crops(data, "train"), PicoDet(open_session(folder.get(DETECTOR).path, Provider.CPU)))


def _export_image(graph: ImageGraph, path: Path, pictures: ByteArray) -> tuple[Session, dict[str, float]]:
    """Write the 8-bit encoder; return it with the mean cosine that it keeps of every slot."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        write_onnx(graph, torch.from_numpy(pictures[:3]), plain, names=("pixels", *graph.outputs), halved=False)
        expected, *rest = open_session(plain, Provider.CPU).run(list(graph.outputs), {"pixels": pictures})
        for ours, theirs in zip(graph(torch.from_numpy(pictures[:3])), (expected, *rest), strict=True):
            _compare(ours, theirs[:3], plain)
        quantise(plain, path, pictures)
    session = open_session(path, Provider.CPU)
    return session, _require_close(session.run(["vectors"], {"pixels": pictures})[0], expected)


def _require_close(vectors: FloatArray, expected: FloatArray) -> dict[str, float]:
    """Return the mean cosine of 8-bit vectors and float ones in each slot, none of which may lose too much."""
    kept = {slot: float((vectors[:, part] * expected[:, part]).sum(axis=1).mean()) for slot, part in RANGES.items()}
    worst = min(kept, key=kept.__getitem__)
    if kept[worst] < LEAST_COSINE:
        raise ModelError(f"in 8 bits the slot {worst} keeps a cosine of {kept[worst]:.3f}, less than {LEAST_COSINE}")
    return kept


def _export_text(graph: TextGraph, path: Path) -> Session:
    words = torch.from_numpy(features(["red", "people carrier", "banana"]))
    write_onnx(graph, words, path, names=("features", "weights", "prototypes"), halved=True)
    session = open_session(path, Provider.CPU)
    for ours, theirs in zip(graph(words), session.run(None, {"features": words.numpy()}), strict=True):
        _compare(ours, theirs, path)
    return session


def _compare(ours: Tensor, theirs: np.ndarray[Any, Any], path: Path) -> None:
    gap = float(np.abs(ours.detach().numpy() - theirs).max())
    if gap > TOLERANCE:
        raise ModelError(f"{path} and PyTorch differ by {gap:.4f}, more than {TOLERANCE}")


def _low_detector(models: Path) -> PicoDet:
    """The detector of the model folder, which calls almost everything a vehicle."""
    session = open_session(ModelFolder(models).get(DETECTOR).path, Provider.CPU)
    return PicoDet(session, DetectorSettings(score=0.03, limit=60))


def _register(
    models: Path,
    settings: dict[str, Any],
    metrics: dict[str, Any],
    calibration: dict[str, Any],
    frames: Path | None,
) -> None:
    data = Path(settings["data"])
    shared = {"opset": 17, "licence": "Apache-2.0", "metrics": metrics, "training_data_sha256": hash_of(data, TABLES)}
    image = {
        "inputs": {"pixels": ["n", settings["size"], settings["size"], 3]},
        "outputs": SHAPES if frames else {"vectors": SHAPES["vectors"]},
        "side": settings["size"],
        "sources": _sources(settings, frames),
        "calibration": calibration,
    }
    register(models, "matcher-image", IMAGE_FILE, image | shared)
    text = {
        "inputs": {"features": ["n", BUCKETS]},
        "outputs": {"weights": ["n", VALUES], "prototypes": [VALUES, DIM]},
        "sources": list(WORDS),
        "image": sha256_of(models / IMAGE_FILE),
    }
    register(models, "matcher-text", TEXT_FILE, text | shared)


def _sources(settings: dict[str, Any], frames: Path | None) -> list[dict[str, str]]:
    """Where the pictures and the first weights come from that the image encoder learned by."""
    names = {row.get("source", "own crops") for row in read_rows(Path(settings["data"]), None)}
    names |= {frame.source for frame in read_frames(frames)} if frames else set()
    own = {"licence": "as given by their owner"}
    told = {one["name"]: one for one in (SOURCES.get(name, {"name": name, **own}) for name in sorted(names))}
    return [*told.values(), *(negative_sources(frames) if frames else []), *started_from(settings)]
