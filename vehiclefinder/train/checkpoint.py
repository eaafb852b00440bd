"""What training keeps on disk: everything that resuming needs, written whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from vehiclefinder.train import checkpoint_file
from vehiclefinder.train.model import Matcher
from vehiclefinder.train.trunks import MOBILENET_V2

SUFFIX = ".pt"


@dataclass
class TrainingState:
    """A training under way.

    :param average: The model's weights, averaged over the recent past; what is exported.
    :param epoch: Epochs done.
    """

    model: Matcher
    average: Matcher
    optimiser: torch.optim.Optimizer
    epoch: int = 0


def save(state: TrainingState, settings: Mapping[str, Any], path: Path) -> None:
    """Write a checkpoint.

    :param settings: Plain values, kept beside the weights.
    """
    content = {
        "model": state.model.state_dict(),
        "average": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "epoch": state.epoch,
        "settings": dict(settings),
    }
    checkpoint_file.write(content, path)


def restore(state: TrainingState, path: Path) -> None:
    """Bring a state to where a checkpoint left off.

    :raises ModelError: The file is no such checkpoint.
    """
    content = _read(path)
    state.model.load_state_dict(content["model"])
    state.average.load_state_dict(content["average"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.epoch = content["epoch"]


def load(path: Path) -> tuple[Matcher, dict[str, Any]]:
    """Return the averaged model of a checkpoint, ready to run, and its settings.

    :raises ModelError: The file is no such checkpoint.
    """
    content = _read(path)
    settings = content["settings"]
    model = Matcher(scale=settings["scale"], trunk=settings.get("trunk", MOBILENET_V2))
    model.load_state_dict(content["average"])
    return model.eval(), settings


def _read(path: Path) -> dict[str, Any]:
    return checkpoint_file.read(path, {"model", "average", "optimiser", "epoch", "settings"}, "matcher")
