"""Training of the detector: settings in, checkpoint out, resumable after every epoch."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from vehiclefinder.train.averaging import follow
from vehiclefinder.train.checkpoint_file import plain
from vehiclefinder.train.detector import checkpoint
from vehiclefinder.train.detector.assignment import Anchors
from vehiclefinder.train.detector.batches import DetectorSampler, Mixture
from vehiclefinder.train.detector.checkpoint import DetectorTraining, read_graph
from vehiclefinder.train.detector.graph import DetectorGraph
from vehiclefinder.train.detector.labelled_frames import FIRST, read_frames, read_negatives, without_source
from vehiclefinder.train.detector.loss import detection_loss
from vehiclefinder.train.fit import schedule

Report = Callable[[str], None]
CHECKPOINT = "checkpoint.pt"
SHARES = {"rf": 1.0, "ktm": 3.0, "act": 1.5, "vn": 2.0}
"""How often frames of each source are drawn: few frames with two-wheelers stand beside many of one toll road."""
FAR = {"rf": 0.4, "act": 0.6, "vn": 0.4, "ktm": 0.6}
"""Trust in background among small vehicles: the far rows of queues have no boxes."""
DECAY = 1e-4
MEMORY = 0.998
TOLD = 20
"""Batches after which the loss is told within an epoch, which takes minutes."""


@dataclass(frozen=True)
class DetectorFitSettings:
    """How to train.

    :param data: Folder with ``images/``, ``boxes.csv`` and, if there, ``weak.csv``, ``frames.csv``, ``negatives/``.
    :param weights: The graph to start from.
    :param out: Folder of the checkpoint and of the trained graph.
    :param without: A source that is left out, to be judged on.
    :param steps: Batches of an epoch.
    :param frozen: Leading convolutions that keep their weights.
    """

    data: Path
    weights: Path
    out: Path
    without: str = ""
    epochs: int = 10
    steps: int = 200
    batch: int = 4
    rate: float = 1e-3
    frozen: int = 20
    threads: int = 2
    seed: int = 0
    resume: bool = False


def fit(settings: DetectorFitSettings, report: Report) -> Path:
    """Train, writing a checkpoint after every epoch.

    :param report: Called with one line at the start, one every ``TOLD`` batches, and one per epoch.
    :return: The checkpoint.
    :raises ValueError: The folder holds no labelled frames.
    :raises ModelError: What to start from, or to go on from, is no such file.
    """
    torch.set_num_threads(settings.threads)
    frames = read_frames(settings.data, FIRST, riders=True)
    frames = without_source(frames, settings.without)
    negatives = read_negatives(settings.data, FIRST)
    sampler = DetectorSampler(frames, negatives, Mixture(SHARES, FAR, batch=settings.batch))
    training = _start(settings)
    drawn = f"{len(frames)} frames and {len(negatives)} pictures without vehicles"
    report(f"epoch {training.epoch + 1} begins, {settings.steps} batches of {settings.batch} from {drawn}")
    while training.epoch < settings.epochs:
        began = time.perf_counter()
        loss = _epoch(training, sampler, settings, report)
        training.epoch += 1
        checkpoint.save(training, settings.out / CHECKPOINT, plain(asdict(settings)))
        seconds = time.perf_counter() - began
        report(f"epoch {training.epoch}/{settings.epochs}: loss {loss:.3f}, {seconds:.0f} s")
    return settings.out / CHECKPOINT


def _start(settings: DetectorFitSettings) -> DetectorTraining:
    model = read_graph(settings.weights)
    graph, average = DetectorGraph(model, settings.frozen), DetectorGraph(model, settings.frozen)
    optimiser = torch.optim.AdamW(graph.parameters(), lr=settings.rate, weight_decay=DECAY)
    training = DetectorTraining(graph, average, optimiser)
    if settings.resume and (settings.out / CHECKPOINT).exists():
        checkpoint.restore(training, settings.out / CHECKPOINT)
    return training


def _epoch(
    training: DetectorTraining, sampler: DetectorSampler, settings: DetectorFitSettings, report: Report
) -> float:
    """Train one epoch and return the mean loss."""
    losses, total = [], settings.epochs * settings.steps
    random = np.random.default_rng([settings.seed, training.epoch])
    for at, batch in enumerate(sampler.batches(random, settings.steps), training.epoch * settings.steps):
        for group in training.optimiser.param_groups:
            group["lr"] = settings.rate * schedule(at, total)
        loss = detection_loss(training.graph(batch.images), batch, Anchors.of(*batch.images.shape[1:3]))
        training.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(training.graph.parameters(), 10.0)
        training.optimiser.step()
        follow(training.average, training.graph, min(MEMORY, (1 + at) / (20 + at)))
        losses.append(loss.item())
        if len(losses) % TOLD == 0 and len(losses) < settings.steps:
            recent = np.mean(losses[-TOLD:])
            report(f"epoch {training.epoch + 1}, batch {len(losses)}/{settings.steps}: loss {recent:.3f}")
    return float(np.mean(losses))
