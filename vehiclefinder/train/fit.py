"""Training of the matcher: settings in, checkpoint out, resumable after every epoch."""

import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn

from vehiclefinder.match.slots import SLOTS
from vehiclefinder.train.augment import augment, mirror_view
from vehiclefinder.train.dataset import Crops, read_coarse, read_crops
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.model import Matcher, load_imagenet
from vehiclefinder.types import FloatArray, IntArray

Report = Callable[[str], None]
Batch = tuple[Tensor, dict[str, Tensor]]
"""Pictures (n, 3, s, s), and slot -> how right each value is, (n, values)."""
SLOT_WEIGHT = {"type": 1.0, "service": 0.3, "colour": 0.7, "orientation": 0.7}
CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True)
class FitSettings:
    """How to train.

    :param data: Folder with ``labels.csv`` and ``crops/``; ``unlabelled`` and ``zenodo6`` are used if there.
    :param out: Folder of the checkpoint.
    :param weights: EfficientNet-Lite0 ImageNet weights to start from, or a checkpoint of this module; None for chance.
    :param size: Side of the square picture, pixels.
    :param coarse: Share of the samples that only have a coarse class.
    :param frozen: Stages of the trunk, the stem apart, that keep their first weights.
    """

    data: Path
    out: Path
    weights: Path | None = None
    split: str = "train"
    epochs: int = 30
    size: int = 128
    batch: int = 64
    rate: float = 1e-3
    scale: float = 16.0
    coarse: float = 0.2
    frozen: int = 2
    threads: int = 2
    seed: int = 0
    resume: bool = False


@dataclass
class State:
    """What a checkpoint holds."""

    model: Matcher
    average: Matcher
    optimiser: torch.optim.Optimizer
    epoch: int = 0


def fit(settings: FitSettings, report: Report) -> Path:
    """Train, writing a checkpoint after every epoch.

    :param report: Called with one line per epoch.
    :returns: The checkpoint.
    :raises ValueError: The folder holds no labelled crops.
    :raises ModelError: The weights to start from are not a trunk.
    """
    torch.set_num_threads(settings.threads)
    cv2.setNumThreads(0)
    crops = read_crops(settings.data, settings.split)
    coarse = read_coarse(settings.data)
    state = _start(settings)
    settings.out.mkdir(parents=True, exist_ok=True)
    while state.epoch < settings.epochs:
        random = np.random.default_rng([settings.seed, state.epoch])
        torch.manual_seed(settings.seed + state.epoch)
        batches = _batches(crops, coarse, settings, random)
        loss = _epoch(state, batches, settings, math.ceil(len(crops) / settings.batch))
        state.epoch += 1
        save(state, settings)
        report(f"epoch {state.epoch}/{settings.epochs}: loss {loss:.3f}")
    return settings.out / CHECKPOINT


def save(state: State, settings: FitSettings) -> None:
    """Write the checkpoint, whole or not at all."""
    content = {
        "model": state.model.state_dict(),
        "average": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "epoch": state.epoch,
        "settings": {
            name: str(value) if isinstance(value, Path) else value for name, value in asdict(settings).items()
        },
    }
    path = settings.out / CHECKPOINT
    torch.save(content, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def load(checkpoint: Path) -> tuple[Matcher, dict[str, Any]]:
    """Return the averaged model of a checkpoint, ready to run, and its settings."""
    content = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = Matcher(scale=content["settings"]["scale"])
    model.load_state_dict(content["average"])
    return model.eval(), content["settings"]


def _start(settings: FitSettings) -> State:
    torch.manual_seed(settings.seed)
    model = Matcher(scale=settings.scale)
    if settings.weights and settings.weights.suffix == ".pt":
        model.load_state_dict(load(settings.weights)[0].state_dict())
    elif settings.weights:
        load_imagenet(model.encoder, settings.weights)
    for part in _frozen(model, settings):
        part.requires_grad_(False)
    fresh = [*model.encoder.slots.parameters(), *model.prototypes.parameters()]
    known = {id(p) for p in fresh}
    trunk = [p for p in model.encoder.parameters() if p.requires_grad and id(p) not in known]
    groups = [{"params": trunk, "factor": 1.0}, {"params": fresh, "factor": 3.0}]
    optimiser = torch.optim.AdamW(groups, lr=settings.rate, weight_decay=0.03)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster on CPUs; missing from the stubs
    state = State(model, deepcopy(model).eval(), optimiser)
    checkpoint = settings.out / CHECKPOINT
    if settings.resume and checkpoint.exists():
        content = torch.load(checkpoint, map_location="cpu", weights_only=True)
        state.model.load_state_dict(content["model"])
        state.average.load_state_dict(content["average"])
        state.optimiser.load_state_dict(content["optimiser"])
        state.epoch = content["epoch"]
    return state


def _frozen(model: Matcher, settings: FitSettings) -> list[nn.Module]:
    if settings.weights is None or settings.frozen == 0:
        return []
    return [model.encoder.stem, *model.encoder.stages[: settings.frozen]]


def _epoch(
    state: State, batches: Iterator[tuple[Tensor, dict[str, Tensor]]], settings: FitSettings, steps: int
) -> float:
    state.model.train()
    for part in _frozen(state.model, settings):
        part.eval()
    losses = []
    for step, (pixels, accepted) in enumerate(batches):
        at = state.epoch * steps + step
        for group in state.optimiser.param_groups:
            group["lr"] = settings.rate * group["factor"] * _schedule(at, settings.epochs * steps)
        loss = matching_loss(state.model(pixels), accepted)
        state.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(state.model.parameters(), 5.0)
        state.optimiser.step()
        _follow(state.average, state.model, min(0.998, (1 + at) / (20 + at)))
        losses.append(loss.item())
    return float(np.mean(losses))


def matching_loss(logits: dict[str, Tensor], accepted: dict[str, Tensor]) -> Tensor:
    """Return -log of the probability of what is right, alternatives counting for less, as a mean over the batch.

    Rows where a slot is unknown add nothing to it.
    """
    total = torch.zeros(())
    for slot, weight in SLOT_WEIGHT.items():
        known = accepted[slot].sum(1) > 0
        if known.any():
            right = (logits[slot].softmax(1) * accepted[slot]).sum(1)[known]
            total = total - weight * right.clamp_min(1e-7).log().sum() / len(known)
    return total


def _schedule(step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / 100)
    return warm * 0.5 * (1 + math.cos(math.pi * step / steps))


@torch.no_grad()
def _follow(average: nn.Module, model: nn.Module, decay: float) -> None:
    for kept, value in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(value, 1 - decay)
        else:
            kept.copy_(value)


def _batches(crops: Crops, coarse: Crops, settings: FitSettings, random: Generator) -> Iterator[Batch]:
    everything = crops + coarse
    strong, weak = _balance(crops), _balance(coarse)
    odds = np.concatenate([strong * (1 - settings.coarse if len(coarse) else 1), weak * settings.coarse])
    order = random.choice(len(everything), len(crops), p=odds / odds.sum())
    for start in range(0, len(order), settings.batch):
        yield _batch(everything, order[start : start + settings.batch], settings.size, random)


def _balance(crops: Crops) -> FloatArray:
    """Odds of drawing each crop: rare types, colours and services more often than they occur, common ones less."""
    odds = np.ones(len(crops))
    for slot, power in (("type", 0.5), ("colour", 0.25), ("service", 0.25), ("orientation", 0.15)):
        rows = crops.accepted[slot]
        shares = rows / np.maximum(rows.sum(1, keepdims=True), 1e-9)
        frequency = np.maximum(shares.sum(0), 1) / max(shares.sum(), 1)
        weight = shares @ frequency**-power
        known = weight > 0
        if known.any():
            odds *= np.where(known, weight / weight[known].mean(), 1.0)
    balanced: FloatArray = (odds / max(odds.sum(), 1e-9)).astype(np.float32)
    return balanced


def _batch(crops: Crops, rows: IntArray, size: int, random: Generator) -> Batch:
    pixels, mirrored = [], random.random(len(rows)) < 0.5
    for row, mirror in zip(rows, mirrored, strict=True):
        image = augment(read_picture(crops.files[row]), size, random)
        pixels.append(image[:, ::-1] if mirror else image)
    accepted = {slot: crops.accepted[slot][rows].copy() for slot in SLOTS}
    views = [mirror_view(view) for view in range(8)]
    accepted["orientation"][mirrored] = accepted["orientation"][mirrored][:, views]
    tensor = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float()
    return tensor.contiguous(memory_format=torch.channels_last), {k: torch.from_numpy(v) for k, v in accepted.items()}
