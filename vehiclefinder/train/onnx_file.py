"""ONNX files of one piece."""

import warnings
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 17
LARGE = 256
"""Tensors with fewer numbers stay in single precision: they weigh nothing."""


def write_onnx(graph: nn.Module, example: Tensor, path: Path, *, names: tuple[str, ...], halved: bool) -> None:
    """Write a module of one input, batch norm folded, the batch axis free.

    :param names: The input's name, then the outputs' names.
    :param halved: Whether large weights are stored in half precision.
    """
    free = {name: {0: "n"} for name in names if name != "prototypes"}
    with warnings.catch_warnings():  # the exporter's successor needs a package more and writes the same graph
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph, (example,), str(path), input_names=list(names[:1]), output_names=list(names[1:]),
            dynamic_axes=free, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
    model = onnx.load(str(path))
    if halved:
        _halve(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve(model: onnx.ModelProto) -> None:
    """Store large weights as fp16; the runtime casts them back once, when it opens the file."""
    casts = []
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight)
        if weight.data_type == TensorProto.FLOAT and array.size >= LARGE:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(array.astype("float16"), f"{name}.fp16"))
            casts.append(helper.make_node("Cast", [weight.name], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        model.graph.node.insert(0, node)
