"""What training of the detector keeps on disk: all that resuming and exporting need, written whole or not at all."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch

from vehiclefinder.core.errors import ModelError
from vehiclefinder.train import checkpoint_file
from vehiclefinder.train.detector.graph import DetectorGraph


@dataclass
class DetectorTraining:
    """A training under way.

    :param average: The graph with its weights averaged over the recent past; what is exported.
    :param epoch: Epochs done.
    """

    graph: DetectorGraph
    average: DetectorGraph
    optimiser: torch.optim.Optimizer
    epoch: int = 0


def read_graph(path: Path) -> onnx.ModelProto:
    """Read an ONNX file.

    :raises ModelError: It is missing or none.
    """
    try:
        model: onnx.ModelProto = onnx.load(str(path))
    except Exception as error:  # the parser raises a class of its own
        raise ModelError(f"no ONNX file in {path}: {str(error).splitlines()[0]}") from error
    return model


def save(state: DetectorTraining, path: Path, settings: Mapping[str, Any]) -> None:
    """Write a checkpoint.

    :param settings: Plain values, kept beside the weights.
    """
    content = {
        "graph": state.graph.state_dict(),
        "average": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "epoch": state.epoch,
        "settings": dict(settings),
    }
    checkpoint_file.write(content, path)


def restore(state: DetectorTraining, path: Path) -> None:
    """Bring a state to where a checkpoint left off.

    :raises ModelError: The file is no such checkpoint.
    """
    content = _read(path)
    state.graph.load_state_dict(content["graph"])
    state.average.load_state_dict(content["average"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.epoch = content["epoch"]


def load(path: Path, kept: float = 0.0) -> tuple[DetectorGraph, dict[str, Any]]:
    """Return the averaged graph of a checkpoint, and its settings.

    :param kept: Share of the weights that training started from.
    :raises ModelError: The file is no such checkpoint, or the graph that training started from is gone.
    """
    content = _read(path)
    settings = content["settings"]
    start = DetectorGraph(read_graph(Path(settings["weights"])), settings["frozen"])
    graph = copy.deepcopy(start)
    graph.load_state_dict(content["average"])
    graph.blend(start, kept)
    return graph.eval(), settings


def _read(path: Path) -> dict[str, Any]:
    return checkpoint_file.read(path, {"graph", "average", "optimiser", "epoch", "settings"}, "detector")
