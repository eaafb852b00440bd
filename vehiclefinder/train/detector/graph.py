"""The detector's ONNX graph, run and trained node by node in PyTorch."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

Values = dict[str, Tensor]
Attributes = Mapping[str, Any]


class DetectorGraph(nn.Module):
    """A graph whose convolutions are trained; everything else stays as the file has it.

    Folding batch normalisation left kernels of very different sizes, so what is trained are weights in units of the
    size that their kernel had: one step of an optimiser then changes each by a like share.

    :param model: As ``models/detector/convert.py`` or ``export detector`` writes it; batch normalisation is folded.
    :param frozen: Leading convolutions that are not trained.
    :raises ValueError: A node's operator is none that is known here.
    """

    def __init__(self, model: onnx.ModelProto, frozen: int = 0) -> None:
        super().__init__()
        self._model = model
        self._nodes = [node for node in model.graph.node if node.op_type != "Cast" or node.input[0] == "planes"]
        unknown = {node.op_type for node in self._nodes} - set(OPERATORS)
        if unknown:
            raise ValueError(f"expected operators of {sorted(OPERATORS)}, got {sorted(unknown)}")
        self._attributes = [
            {one.name: helper.get_attribute_value(one) for one in node.attribute} for node in self._nodes
        ]
        convolutions = [node for node in self._nodes if node.op_type == "Conv"]
        trained = {name for node in convolutions[frozen:] for name in node.input[1:]}
        self._constants = {name: torch.from_numpy(value.copy()) for name, value in _initial(model).items()}
        self._sizes = {name: _size(self._constants[name]) for name in sorted(trained)}
        shares = {_key(name): self._constants.pop(name) / size for name, size in self._sizes.items()}
        self.weights = nn.ParameterDict({key: nn.Parameter(share) for key, share in shares.items()})
        self._bins = [node.output[0] for node in self._nodes if node.op_type == "Softmax"]

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Detect.

        :param images: uint8 (n, h, w, 3), RGB.
        :return: ``distances`` (n, a, 4), pixels; ``scores`` (n, classes, a), in [0, 1]; and what distances are the mean
            of: (n, a, 4, bins), shares of whole strides, sum 1.
        """
        values: Values = {"image": images, **self._constants, **self._trained()}
        for node, attributes in zip(self._nodes, self._attributes, strict=True):
            values[node.output[0]] = OPERATORS[node.op_type]([values[n] for n in node.input if n], attributes)
        return values["distances"], values["scores"], torch.cat([values[name] for name in self._bins], dim=1)

    @torch.no_grad()
    def blend(self, other: "DetectorGraph", share: float) -> None:
        """Replace the share ``share`` of every weight by that of another state of the same graph."""
        for ours, theirs in zip(self.weights.values(), other.weights.values(), strict=True):
            ours.lerp_(theirs, share)

    def exported(self) -> onnx.ModelProto:
        """Return the file's graph with the weights as they are now, in the precision that each had."""
        model = copy.deepcopy(self._model)
        weights = {name: value.detach().cpu().numpy() for name, value in self._trained().items()}
        for tensor in model.graph.initializer:
            name = tensor.name.removesuffix(HALF)
            if name in weights:
                kind = np.float16 if tensor.data_type == TensorProto.FLOAT16 else np.float32
                tensor.CopyFrom(numpy_helper.from_array(weights[name].astype(kind), tensor.name))
        return model

    def _trained(self) -> Values:
        return {name: self.weights[_key(name)] * size for name, size in self._sizes.items()}


LEAST_SIZE = 1e-4
HALF = ".half"
"""How names of weights end that are stored in half precision; a cast in the graph restores each."""


def _initial(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    return {n.removesuffix(HALF): v.astype(np.float32) if v.dtype == np.float16 else v for n, v in values.items()}


def _key(name: str) -> str:
    return name.replace(".", "/")


def _size(value: Tensor) -> Tensor:
    """How large the weights of each kernel are, or the biases of all together."""
    axes = tuple(range(1, value.ndim)) if value.ndim > 1 else (0,)
    return value.square().mean(dim=axes, keepdim=True).sqrt().clamp(min=LEAST_SIZE)


def _convolution(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    value, kernel, bias = inputs
    top, left, bottom, right = attributes["pads"]
    if (top, left) != (bottom, right):
        raise ValueError(f"expected even padding, got {attributes['pads']}")
    rest = attributes["strides"], (top, left), attributes["dilations"], attributes["group"]
    return F.conv2d(value, kernel, bias, *rest)


def _reshape(inputs: list[Tensor], _: Attributes) -> Tensor:
    value, shape = inputs
    return value.reshape([value.shape[at] if side == 0 else side for at, side in enumerate(shape.tolist())])


def _resize(inputs: list[Tensor], _: Attributes) -> Tensor:
    value, scales = inputs[0], inputs[-1]
    return F.interpolate(value, scale_factor=scales[2:].tolist(), mode="nearest")


def _hard_sigmoid(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return torch.clamp(inputs[0] * attributes["alpha"] + attributes["beta"], 0, 1)


OPERATORS: dict[str, Callable[[list[Tensor], Attributes], Tensor]] = {
    "Add": lambda x, a: x[0] + x[1],
    "Cast": lambda x, a: x[0].float(),
    "Concat": lambda x, a: torch.cat(x, dim=a["axis"]),
    "Conv": _convolution,
    "GlobalAveragePool": lambda x, a: x[0].mean(dim=(2, 3), keepdim=True),
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": lambda x, a: F.hardswish(x[0]),
    "MatMul": lambda x, a: x[0] @ x[1],
    "Mul": lambda x, a: x[0] * x[1],
    "Pow": lambda x, a: x[0] ** x[1],
    "Relu": lambda x, a: F.relu(x[0]),
    "Reshape": _reshape,
    "Resize": _resize,
    "Sigmoid": lambda x, a: x[0].sigmoid(),
    "Softmax": lambda x, a: x[0].softmax(dim=a["axis"]),
    # Where a score is nothing at all, its root has no slope.
    "Sqrt": lambda x, a: x[0].clamp(min=1e-12).sqrt(),
    "Sub": lambda x, a: x[0] - x[1],
    "Transpose": lambda x, a: x[0].permute(a["perm"]),
}
