"""Training of the matcher: settings in, checkpoint out, resumable after every epoch."""

import math
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeGuard

import cv2
import numpy as np
import torch
from torch import nn

from vehiclefinder.train import checkpoint, history
from vehiclefinder.train.averaging import follow
from vehiclefinder.train.batches import Batch, Sampler
from vehiclefinder.train.checkpoint import TrainingState
from vehiclefinder.train.checkpoint_file import plain
from vehiclefinder.train.dataset import UNLABELLED, Crops, RowSelection, read_coarse, read_crops, read_rows
from vehiclefinder.train.evaluate import accuracies
from vehiclefinder.train.loss import LABELS_BESIDE_TEACHERS, matching_loss, teaching_loss
from vehiclefinder.train.model import Matcher, load_imagenet
from vehiclefinder.train.plots import learning_curve
from vehiclefinder.train.predict import probabilities
from vehiclefinder.train.teachers import Teachers
from vehiclefinder.train.trunks import MOBILENET_V2, TRUNKS

Report = Callable[[str], None]
CHECKPOINT = f"checkpoint{checkpoint.SUFFIX}"
CURVE = "learning_curve.png"
DEV = "dev"
DECAY = 0.05
HEAD_FACTOR = 3.0
"""How much faster the slots and prototypes learn than the trunk, which knows pictures already."""
MEMORY = 0.998
"""Share of the averaged weights that one step keeps."""
WARM_STEPS = 100
DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True)
class MatcherFitSettings:
    """How to train.

    :param data: Folder with ``labels.csv`` and ``crops/``; ``unlabelled`` and ``zenodo6`` are used if there.
    :param out: Folder of the checkpoint.
    :param weights: What to start from: ImageNet weights of the trunk (``.pth``), or a checkpoint (``.pt``) with it;
        None starts from chance.
    :param teachers: Checkpoints whose opinion is learned beside the labels, on crops without labels too.
    :param more: Folders with more crops of which a coarse class at most is known, as :func:`cut_crops` writes them.
    :param without: Sources that are left out, to be judged on.
    :param trunk: A name in ``TRUNKS``; MobileNetV2 alone is served, others teach.
    :param size: Side of the square picture, pixels.
    :param rate: Highest learning rate of the trunk.
    :param scale: Factor of the cosines before the softmax.
    :param coarse: Share of the samples that only have a coarse class; none without teachers to say more of them.
    :param device: ``auto`` (CUDA where PyTorch sees it), ``cpu`` or ``cuda``.
    """

    data: Path
    out: Path
    weights: Path | None = None
    teachers: tuple[Path, ...] = ()
    more: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    trunk: str = MOBILENET_V2
    split: str = "train"
    epochs: int = 16
    size: int = 84
    batch: int = 64
    rate: float = 1e-3
    scale: float = 16.0
    coarse: float = 0.4
    device: str = "auto"
    threads: int = 2
    seed: int = 0
    resume: bool = False

    def __post_init__(self) -> None:
        if self.device not in DEVICES:
            raise ValueError(f"expected a device of {list(DEVICES)}, got {self.device!r}")
        if self.trunk not in TRUNKS:
            raise ValueError(f"expected a trunk of {list(TRUNKS)}, got {self.trunk!r}")
        if self.more and not self.teachers:
            raise ValueError("expected a teacher, who says more of crops without labels, got none")
        if bare := [str(folder) for folder in self.more if not (folder / f"{UNLABELLED}.csv").is_file()]:
            raise ValueError(f"expected folders with {UNLABELLED}.csv, got {', '.join(bare)}")

    @property
    def on(self) -> torch.device:
        """Where to train."""
        found = "cuda" if torch.cuda.is_available() else "cpu"
        return torch.device(found if self.device == "auto" else self.device)


def fit(settings: MatcherFitSettings, report: Report) -> Path:
    """Train, writing checkpoint, history and learning curve after every epoch.

    Where the data has a dev split that is not trained on, the averaged weights are measured on it: 541 crops took 3 %
    of the time of an epoch of 3,984, on a CPU.

    :param report: Called with one line per epoch.
    :returns: The checkpoint.
    :raises ValueError: The folder holds no labelled crops.
    :raises ModelError: The weights to start from are not a trunk, the checkpoint to go on from is none, or its history
        is damaged.
    """
    torch.set_num_threads(settings.threads)
    cv2.setNumThreads(0)
    teachers = Teachers.load(settings.teachers, settings.on)
    crops = read_crops(settings.data, settings.split, RowSelection(without=settings.without))
    size = max(settings.size, teachers.size)
    coarse = read_coarse((settings.data, *settings.more), settings.without) if teachers else crops[np.arange(0)]
    sampler = Sampler(crops, coarse, settings.coarse, size, settings.batch)
    dev, state = _dev(settings), _start(settings)
    epochs = history.read(settings.out, state.epoch)
    while state.epoch < settings.epochs:
        torch.manual_seed(settings.seed + state.epoch)
        start = time.perf_counter()
        loss = _epoch(state, sampler, teachers, settings)
        seconds = time.perf_counter() - start
        state.epoch += 1
        measured = accuracies(dev, probabilities(state.average, dev, settings.size)) if dev else {}
        epochs.append(history.Epoch(state.epoch, loss, seconds, measured))
        _keep(state, epochs, settings)
        dev_text = "".join(f", {name} {share:.3f}" for name, share in measured.items())
        report(f"epoch {state.epoch}/{settings.epochs}: loss {loss:.3f}{dev_text}")
    return settings.out / CHECKPOINT


def _keep(state: TrainingState, epochs: list[history.Epoch], settings: MatcherFitSettings) -> None:
    """Write all that there is to show for the training; the checkpoint last, for resuming drops what is ahead of it."""
    history.write(epochs, settings.out)
    learning_curve(epochs, settings.out / CURVE)
    checkpoint.save(state, plain(asdict(settings)), settings.out / CHECKPOINT)


def _dev(settings: MatcherFitSettings) -> Crops | None:
    """The dev split, where there is one and it is not what is trained on."""
    splits = {row.get("split") for row in read_rows(settings.data, None)}
    return read_crops(settings.data, DEV) if DEV in splits - {settings.split} else None


def _start(settings: MatcherFitSettings) -> TrainingState:
    torch.manual_seed(settings.seed)
    model = Matcher(scale=settings.scale, trunk=settings.trunk)
    if _is_checkpoint(settings.weights):
        model.load_state_dict(checkpoint.load(settings.weights)[0].state_dict())
    elif settings.weights is not None:
        load_imagenet(model.encoder, settings.weights)
    model.to(settings.on, memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing from the stubs
    fresh = [*model.encoder.slots.parameters(), *model.prototypes.parameters()]
    trunk = [weight for weight in model.encoder.parameters() if all(weight is not f for f in fresh)]
    groups = [{"params": trunk, "factor": 1.0}, {"params": fresh, "factor": HEAD_FACTOR}]
    optimiser = torch.optim.AdamW(groups, lr=settings.rate, weight_decay=DECAY)
    state = TrainingState(model, deepcopy(model).eval(), optimiser)
    if settings.resume and (settings.out / CHECKPOINT).exists():
        checkpoint.restore(state, settings.out / CHECKPOINT)
    return state


def _is_checkpoint(weights: Path | None) -> TypeGuard[Path]:
    return weights is not None and weights.suffix == checkpoint.SUFFIX


def _epoch(state: TrainingState, sampler: Sampler, teachers: Teachers, settings: MatcherFitSettings) -> float:
    """Train one epoch and return the mean loss."""
    state.model.train()
    losses, done = [], state.epoch * len(sampler)
    for at, batch in enumerate(sampler.epoch(np.random.default_rng([settings.seed, state.epoch])), done):
        for group in state.optimiser.param_groups:
            group["lr"] = settings.rate * group["factor"] * schedule(at, settings.epochs * len(sampler))
        loss = _loss(state.model, batch.to(settings.on), teachers, settings.size)
        state.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(state.model.parameters(), 5.0)
        state.optimiser.step()
        follow(state.average, state.model, min(MEMORY, (1 + at) / (20 + at)))
        losses.append(loss.item())
    return float(np.mean(losses))


def _loss(model: Matcher, batch: Batch, teachers: Teachers, size: int) -> torch.Tensor:
    """Loss of a batch: of its labels, and of what teachers say of the same pictures.

    Pictures are not blended: that makes the shares of rare values too flat, with and without teachers.
    """
    logits = model(batch.pixels_at(size))
    labels = matching_loss(logits, batch.accepted)
    return teaching_loss(logits, teachers(batch)) + LABELS_BESIDE_TEACHERS * labels if teachers else labels


def schedule(step: int, steps: int) -> float:
    """Share of the highest rate: a short rise, then half a cosine down to zero."""
    return min(1.0, (step + 1) / WARM_STEPS) * 0.5 * (1 + math.cos(math.pi * step / steps))
