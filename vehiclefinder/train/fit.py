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
from torch import Tensor, nn

from vehiclefinder.train import checkpoint, history
from vehiclefinder.train.batches import Sampler
from vehiclefinder.train.checkpoint import State
from vehiclefinder.train.dataset import Crops, read_coarse, read_crops, read_rows
from vehiclefinder.train.evaluate import accuracies
from vehiclefinder.train.model import Matcher, load_imagenet
from vehiclefinder.train.pictures import learning_curve
from vehiclefinder.train.selftrain import label, probabilities

Report = Callable[[str], None]
SLOT_WEIGHT = {"type": 1.0, "service": 0.3, "colour": 0.7, "orientation": 0.7}
CHECKPOINT = f"checkpoint{checkpoint.SUFFIX}"
CURVE = "learning_curve.png"
DEV = "dev"
DECAY = 0.05
MIXING = 0.3
"""Parameter of the Beta distribution that blending draws from: most pictures stay nearly pure."""
HEAD_FACTOR = 3.0
"""How much faster the slots and prototypes learn than the trunk, which knows pictures already."""
MEMORY = 0.998
"""Share of the averaged weights that one step keeps."""
SMOOTHING = 0.05
WARM_STEPS = 100


@dataclass(frozen=True)
class FitSettings:
    """How to train.

    :param data: Folder with ``labels.csv`` and ``crops/``; ``unlabelled`` and ``zenodo6`` are used if there.
    :param out: Folder of the checkpoint.
    :param weights: What to start from: ImageNet weights of EfficientNet-Lite0 (``.pth``), or a checkpoint (``.pt``),
        which first labels the coarse crops itself; None starts from chance.
    :param size: Side of the square picture, pixels.
    :param rate: Highest learning rate of the trunk.
    :param scale: Factor of the cosines before the softmax.
    :param coarse: Share of the samples that only have a coarse class.
    :param frozen: Stages of a trained trunk, the stem apart, that keep their weights.
    """

    data: Path
    out: Path
    weights: Path | None = None
    split: str = "train"
    epochs: int = 30
    size: int = 128
    batch: int = 64
    rate: float = 7e-4
    scale: float = 16.0
    coarse: float = 0.2
    frozen: int = 2
    threads: int = 2
    seed: int = 0
    resume: bool = False


def fit(settings: FitSettings, report: Report) -> Path:
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
    crops = read_crops(settings.data, settings.split)
    sampler = Sampler(crops, _coarse(settings, report), settings.coarse, settings.size, settings.batch)
    dev, state = _dev(settings), _start(settings)
    epochs = history.read(settings.out, state.epoch)
    while state.epoch < settings.epochs:
        torch.manual_seed(settings.seed + state.epoch)
        start = time.perf_counter()
        loss = _epoch(state, sampler, settings)
        seconds = time.perf_counter() - start
        state.epoch += 1
        measured = accuracies(dev, probabilities(state.average, dev, settings.size)) if dev else {}
        epochs.append(history.Epoch(state.epoch, loss, seconds, measured))
        _keep(state, epochs, settings)
        dev_text = "".join(f", {name} {share:.3f}" for name, share in measured.items())
        report(f"epoch {state.epoch}/{settings.epochs}: loss {loss:.3f}{dev_text}")
    return settings.out / CHECKPOINT


def _keep(state: State, epochs: list[history.Epoch], settings: FitSettings) -> None:
    """Write all that there is to show for the training; the checkpoint last, for resuming drops what is ahead of it."""
    history.write(epochs, settings.out)
    learning_curve(epochs, settings.out / CURVE)
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(settings).items()}
    checkpoint.save(state, plain, settings.out / CHECKPOINT)


def matching_loss(logits: dict[str, Tensor], accepted: dict[str, Tensor]) -> Tensor:
    """Return the weighted sum of the slots' losses, as a mean over the batch; unknown slots add nothing.

    A label and its alternatives share the probability, so that none is ruled out: whoever asks may have seen either.
    A coarse class is content with any of its types. A little is asked of every value (label smoothing).
    """
    total = torch.zeros(())
    for slot, weight in SLOT_WEIGHT.items():
        known = accepted[slot].sum(1) > 0
        right, shares = accepted[slot][known], logits[slot][known].log_softmax(1)
        divided = (right / right.sum(1, keepdim=True) * shares).sum(1)
        any_of = (right.log() + shares).logsumexp(1)
        coarse = (right == 1).sum(1) > 1
        gain = torch.where(coarse, any_of, divided) + SMOOTHING * shares.mean(1)
        total = total - weight * gain.sum() / len(known)
    return total


def _coarse(settings: FitSettings, report: Report) -> Crops:
    coarse = read_coarse(settings.data)
    if not len(coarse) or not _is_checkpoint(settings.weights):
        return coarse
    report(f"labelling {len(coarse)} coarse crops with {settings.weights}")
    return label(checkpoint.load(settings.weights)[0], coarse, settings.size)


def _dev(settings: FitSettings) -> Crops | None:
    """The dev split, where there is one and it is not what is trained on."""
    splits = {row.get("split") for row in read_rows(settings.data, None)}
    return read_crops(settings.data, DEV) if DEV in splits - {settings.split} else None


def _start(settings: FitSettings) -> State:
    torch.manual_seed(settings.seed)
    model = Matcher(scale=settings.scale)
    if _is_checkpoint(settings.weights):
        model.load_state_dict(checkpoint.load(settings.weights)[0].state_dict())
    elif settings.weights is not None:
        load_imagenet(model.encoder, settings.weights)
    for part in _frozen(model, settings):
        part.requires_grad_(False)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster on CPUs; missing from the stubs
    fresh = [*model.encoder.slots.parameters(), *model.prototypes.parameters()]
    trunk = [
        weight for weight in model.encoder.parameters() if weight.requires_grad and all(weight is not f for f in fresh)
    ]
    groups = [{"params": trunk, "factor": 1.0}, {"params": fresh, "factor": HEAD_FACTOR}]
    optimiser = torch.optim.AdamW(groups, lr=settings.rate, weight_decay=DECAY)
    state = State(model, deepcopy(model).eval(), optimiser)
    if settings.resume and (settings.out / CHECKPOINT).exists():
        checkpoint.restore(state, settings.out / CHECKPOINT)
    return state


def _is_checkpoint(weights: Path | None) -> TypeGuard[Path]:
    return weights is not None and weights.suffix == checkpoint.SUFFIX


def _frozen(model: Matcher, settings: FitSettings) -> list[nn.Module]:
    if settings.weights is None or settings.frozen == 0:
        return []
    return [model.encoder.stem, *model.encoder.stages[: settings.frozen]]


def _epoch(state: State, sampler: Sampler, settings: FitSettings) -> float:
    """Train one epoch and return the mean loss."""
    state.model.train()
    for part in _frozen(state.model, settings):
        part.eval()
    losses, done = [], state.epoch * len(sampler)
    for at, (pixels, accepted) in enumerate(sampler.epoch(np.random.default_rng([settings.seed, state.epoch])), done):
        for group in state.optimiser.param_groups:
            group["lr"] = settings.rate * group["factor"] * schedule(at, settings.epochs * len(sampler))
        loss = _mixed_loss(state.model, pixels, accepted)
        state.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(state.model.parameters(), 5.0)
        state.optimiser.step()
        _follow(state.average, state.model, min(MEMORY, (1 + at) / (20 + at)))
        losses.append(loss.item())
    return float(np.mean(losses))


def _mixed_loss(model: Matcher, pixels: Tensor, accepted: dict[str, Tensor]) -> Tensor:
    """Loss of every picture blended with another one (mixup): a small set is learned by heart otherwise."""
    share = float(torch.distributions.Beta(MIXING, MIXING).sample())
    partner = torch.randperm(len(pixels))
    logits = model(pixels.lerp(pixels[partner], 1 - share))
    other = {slot: rows[partner] for slot, rows in accepted.items()}
    return share * matching_loss(logits, accepted) + (1 - share) * matching_loss(logits, other)


def schedule(step: int, steps: int) -> float:
    """Share of the highest rate: a short rise, then half a cosine down to zero."""
    return min(1.0, (step + 1) / WARM_STEPS) * 0.5 * (1 + math.cos(math.pi * step / steps))


@torch.no_grad()
def _follow(average: nn.Module, model: nn.Module, memory: float) -> None:
    for kept, value in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(value, 1 - memory)
        else:
            kept.copy_(value)
