"""Writes the tagger as an ONNX graph, node by node: what runs on the edge is what stands here."""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ner.features import WIDTH
from ner.grouping import Attach
from ner.labels import LABELS
from ner.train.model import OUTPUTS, Tagger

OPSET = 18
IR_VERSION = 9
SHAPES: tuple[tuple[int, ...], ...] = ((len(LABELS), 3), (), (len(Attach),), ())
"""Of each output, after batch and tokens."""


class _Builder:
    """Nodes and weights in the making; every node has one output, named by its step."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: int | list[int]) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))  # type: ignore[arg-type]
        return output


def write_graph(tagger: Tagger, path: Path) -> None:
    """Write the tagger to an ONNX file, its table in half precision, its labels in the file's metadata.

    *Shape:* ``features`` int32 (batch, tokens, ``WIDTH``) → the outputs of :class:`ner.train.model.Tagger`.
    """
    state = {name: tensor.detach().numpy() for name, tensor in tagger.state_dict().items()}
    build = _Builder()
    words = _embed(build, state)
    scores = _convolve(build, state, words, tagger.settings.dilations)
    _split(build, scores)
    dims = ["batch", "tokens"]
    graph = helper.make_graph(
        build.nodes,
        "ner",
        [helper.make_tensor_value_info("features", TensorProto.INT32, [*dims, WIDTH])],
        [
            helper.make_tensor_value_info(n, TensorProto.FLOAT, [*dims, *s])
            for n, s in zip(OUTPUTS, SHAPES, strict=True)
        ],
        build.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ner.train")
    model.ir_version = IR_VERSION
    helper.set_model_props(model, {"labels": " ".join(LABELS)})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def _embed(build: _Builder, state: dict[str, NDArray[np.float32]]) -> str:
    """Look up the features, sum them and enter the convolutions' width: (batch, width, tokens)."""
    table = build.weight("table", state["table.weight"].astype(np.float16))
    rows = build.node("Gather", [table, "features"], "rows")
    rows = build.node("Cast", [rows], "rows_float", to=TensorProto.FLOAT)
    words = build.node("ReduceSum", [rows, build.weight("over", np.array([2]))], "words", keepdims=0)
    entered = _linear(build, state, words, "enter")
    entered = build.node("Relu", [entered], "entered")
    return build.node("Transpose", [entered], "channels", perm=[0, 2, 1])


def _convolve(build: _Builder, state: dict[str, NDArray[np.float32]], x: str, dilations: tuple[int, ...]) -> str:
    for i, dilation in enumerate(dilations):
        names = [build.weight(f"blocks.{i}.{part}", state[f"blocks.{i}.{part}"]) for part in ("weight", "bias")]
        y = build.node("Conv", [x, *names], f"conv{i}", dilations=[dilation], pads=[dilation, dilation])
        y = build.node("Relu", [y], f"relu{i}")
        x = build.node("Add", [x, y], f"block{i}")
    x = build.node("Transpose", [x], "tokens", perm=[0, 2, 1])
    return _linear(build, state, x, "leave")


def _split(build: _Builder, scores: str) -> None:
    """Cut the scores into the outputs, in the order in which ``Tagger.score`` lays them out."""
    sizes = build.weight("sizes", np.array([3 * len(LABELS), len(Attach), 1, 1]))
    parts = ["tags_flat", "attach", "negated_wide", "context_wide"]
    build.nodes.append(helper.make_node("Split", [scores, sizes], parts, axis=2))
    build.node("Reshape", ["tags_flat", build.weight("shape", np.array([0, 0, len(LABELS), 3]))], "tags")
    last = build.weight("last", np.array([2]))
    for name in ("negated", "context"):
        build.node("Squeeze", [f"{name}_wide", last], name)


def _linear(build: _Builder, state: dict[str, NDArray[np.float32]], x: str, name: str) -> str:
    product = build.node("MatMul", [x, build.weight(f"{name}.weight", state[f"{name}.weight"].T)], f"{name}_product")
    return build.node("Add", [product, build.weight(f"{name}.bias", state[f"{name}.bias"])], f"{name}_sum")
