"""An 8-bit model as the float32 model that it stands for: a GPU without 8-bit kernels would run every node of both."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

QUANTIZE, DEQUANTIZE = "QuantizeLinear", "DequantizeLinear"


def as_float(path: Path) -> str | bytes:
    """Return what a session opens: the path of a float model, or the float32 form of an 8-bit one.

    Weights are dequantised, and of each pair of nodes around an activation only the limits stay: what was quantised
    to 0 to 6 has no other activation function. What is lost is the rounding.

    :raises ModelError: The model is one of 8 bits, and onnx is not installed.
    """
    if DEQUANTIZE.encode() not in path.read_bytes():
        return str(path)
    try:
        import onnx
    except ImportError as error:
        raise ModelError("8-bit models run on CUDA as floats, which needs onnx: pip install onnx") from error
    model = onnx.load(path)
    _Dequantizer(model.graph).apply()
    content: bytes = model.SerializeToString()
    return content


class _Dequantizer:
    """Rewrites a graph in which scales and zero points are constants, one for all or one for each index of an axis."""

    def __init__(self, graph: "GraphProto") -> None:
        from onnx import numpy_helper

        self._graph = graph
        self._constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        self._quantized = {node.output[0]: node.input[0] for node in graph.node if node.op_type == QUANTIZE}

    def apply(self) -> None:
        from onnx import numpy_helper

        nodes = [new for node in self._graph.node for new in self._rewritten(node)]
        used = {name for node in nodes for name in node.input}
        constants = [numpy_helper.from_array(value, name) for name, value in self._constants.items() if name in used]
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(nodes)
        self._graph.initializer.extend(constants)

    def _rewritten(self, node: "NodeProto") -> "Iterator[NodeProto]":
        if node.op_type == QUANTIZE:
            return
        if node.op_type != DEQUANTIZE:
            yield node
        elif node.input[0] in self._constants:
            self._constants[node.output[0]] = self._weights(node)
        elif node.input[0] in self._quantized:
            yield self._limits(node)
        else:
            yield from self._scaled(node)

    def _weights(self, node: "NodeProto") -> NDArray[Any]:
        values, scale, zero = (self._constants[name] for name in node.input)
        axis = next((one.i for one in node.attribute if one.name == "axis"), 1)
        shape = [-1 if axis == at and scale.ndim else 1 for at in range(values.ndim)]
        offsets = values.astype(np.int64) - zero.astype(np.int64).reshape(shape)
        return np.asarray(offsets * scale.reshape(shape), np.float32)

    def _limits(self, node: "NodeProto") -> "NodeProto":
        from onnx import helper

        scale, zero = (self._constants[name] for name in node.input[1:])
        ends = np.iinfo(zero.dtype)
        names = [f"{node.output[0]}_{end}" for end in ("least", "most")]
        for name, end in zip(names, (ends.min, ends.max), strict=True):
            self._constants[name] = np.asarray((end - int(zero)) * scale, np.float32)
        return helper.make_node("Clip", [self._quantized[node.input[0]], *names], [node.output[0]])

    def _scaled(self, node: "NodeProto") -> "Iterator[NodeProto]":
        """What enters the model in 8 bits, such as a picture."""
        from onnx import TensorProto, helper

        result, zero = node.output[0], self._constants[node.input[2]]
        self._constants[f"{result}_zero"] = np.asarray(zero, np.float32)
        yield helper.make_node("Cast", [node.input[0]], [f"{result}_cast"], to=TensorProto.FLOAT)
        yield helper.make_node("Sub", [f"{result}_cast", f"{result}_zero"], [f"{result}_offset"])
        yield helper.make_node("Mul", [f"{result}_offset", node.input[1]], [result])
