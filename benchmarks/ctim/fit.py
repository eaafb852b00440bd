"""Training of CTIM from chance, as the paper's was; a checkpoint after every epoch, from which it resumes.

Crops, augmentation and the drawing of rare things are those of the shipped matcher; its coarse crops are left out, as
they have no three keywords. A batch's crops are held against all keywords of the batch, and against the same with one
of the three made wrong. Three means of cross-entropies are summed: over pairs that match, over pairs that do not, and
over each crop with its own keywords made wrong, so that each weighs as in the protocol. Layers run in bfloat16.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from benchmarks.ctim.model import Ctim
from benchmarks.plain_encoder import SIDE
from vehiclefinder.core.types import IntArray
from vehiclefinder.train.batches import Batch, Sampler
from vehiclefinder.train.dataset import Crops, read_crops
from vehiclefinder.train.fit import schedule
from vehiclefinder.train.pairs import BoolArray, draw, satisfied

CHECKPOINT = "ctim.pt"
BATCH, RATE, DECAY = 32, 1e-3, 0.05


@dataclass(frozen=True)
class FitSettings:
    """How to train.

    :param data: Folder with ``labels.csv`` and ``crops/``.
    :param out: Folder of the checkpoint.
    :param epochs: Epochs in all, over which the learning rate falls to zero.
    :param resume: Go on from the checkpoint, if there is one.
    """

    data: Path
    out: Path
    epochs: int
    threads: int = 1
    seed: int = 0
    resume: bool = False


@dataclass(frozen=True)
class Step:
    """What one step learns from.

    :param keywords: int64 (m, 3), positions in ``KEYWORDS``.
    :param matches: bool (n, m): the crop satisfies all three.
    :param differs: bool (n, m): the crop is known not to satisfy one of them.
    :param hard: bool (n, m): a crop and its own keywords with one made wrong.
    """

    keywords: IntArray
    matches: BoolArray
    differs: BoolArray
    hard: BoolArray


def fit(settings: FitSettings) -> tuple[Ctim, int]:
    """Train up to ``settings.epochs``, and return the model, ready to run, and the epochs that it was trained."""
    torch.set_num_threads(settings.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(settings.seed)
    model = Ctim()
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    epoch, path = 0, settings.out / CHECKPOINT
    if settings.resume and path.exists():
        content = torch.load(path, map_location="cpu", weights_only=True)
        model.load_state_dict(content["model"])
        optimiser.load_state_dict(content["optimiser"])
        epoch = content["epoch"]
    while epoch < settings.epochs:
        start, loss = time.monotonic(), _epoch(model, optimiser, epoch, settings)
        epoch += 1
        _save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch}, path)
        print(f"epoch {epoch}/{settings.epochs}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)
    return model.eval(), epoch


def draw_step(crops: Crops, seed: int) -> Step:
    """Return the keywords of a batch, right and with one made wrong, and which crops they match.

    Where a crop's own label is unknown, no pair that turns on it is either a match or none.
    """
    protocol = draw(crops, seed)
    keywords = np.concatenate([protocol.positive.keyword, protocol.hard.keyword])
    hard = np.zeros((len(crops), len(keywords)), bool)
    hard[protocol.hard.crop, len(protocol.positive) + np.arange(len(protocol.hard))] = True
    fits = [fit[:, keywords[:, at]] for at, fit in enumerate(satisfied(crops).values())]
    known = [fit.any(axis=1, keepdims=True) for fit in satisfied(crops).values()]
    wrong = [k & ~f for k, f in zip(known, fits, strict=True)]
    return Step(keywords, np.logical_and.reduce(fits), np.logical_or.reduce(wrong), hard)


def pair_loss(log_odds: Tensor, step: Step) -> Tensor:
    """Return the loss of a batch, from log-odds (n, m)."""
    alarm, miss = F.softplus(log_odds), F.softplus(-log_odds)
    kinds = (miss, step.matches), (alarm, step.differs), (alarm, step.hard)
    return torch.stack([loss[torch.from_numpy(chosen)].mean() for loss, chosen in kinds]).sum()


def _epoch(model: Ctim, optimiser: torch.optim.Optimizer, epoch: int, settings: FitSettings) -> float:
    """Train one epoch and return the mean loss."""
    model.train()
    crops = read_crops(settings.data, "train")
    sampler = Sampler(crops, crops[np.arange(0)], share=0.0, size=SIDE, batch=BATCH)
    losses, done, steps = [], epoch * len(sampler), settings.epochs * len(sampler)
    for at, batch in enumerate(sampler.epoch(np.random.default_rng([settings.seed, epoch])), done):
        for group in optimiser.param_groups:
            group["lr"] = RATE * schedule(at, steps)
        loss = _batch_loss(model, batch, at)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def _batch_loss(model: Ctim, batch: Batch, seed: int) -> Tensor:
    rows = {slot: values.numpy() for slot, values in batch.accepted.items()}
    step = draw_step(Crops((Path(),) * len(batch.pixels), rows), seed)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        pictures, words = model.image(batch.pixels.contiguous()), model.text(torch.from_numpy(step.keywords))
    return pair_loss(model.compare(pictures.float(), words.float()), step)


def _save(content: dict[str, object], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(content, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)
