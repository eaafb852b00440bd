"""Eight bits instead of thirty-two: bytes between the layers, seven bits as weights, one scale per output channel.

Weights within 64 of zero let no sum of two products leave 16 bits, in which processors with AVX2 and no VNNI add them:
all compute the same. On the dev crops that costs nothing.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from vehiclefinder.core.types import ByteArray
from vehiclefinder.train.model import PIXEL_SCALE, PIXEL_ZERO

BATCH = 16
QUANTISED = ["Conv", "Clip", "Add"]
"""ReLU6 (Clip) among them becomes the limits of its convolution's output and costs nothing."""


def quantise(source: Path, out: Path, pictures: ByteArray) -> None:
    """Write the 8-bit form of an exported image encoder.

    :param source: The float model, with input ``pixels``.
    :param out: The file to write.
    :param pictures: uint8 (n, s, s, 3), RGB, by which the range of every layer is measured.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared), str(out), _Pictures(pictures), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, reduce_range=True,
            op_types_to_quantize=QUANTISED,
        )  # fmt: skip
    model = onnx.load(str(out))
    _feed_bytes(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


class _Pictures(CalibrationDataReader):  # type: ignore[misc]  # untyped base
    def __init__(self, pictures: ByteArray) -> None:
        self._batches: Iterator[ByteArray] = iter(np.array_split(pictures, -(-len(pictures) // BATCH)))

    def get_next(self) -> dict[str, ByteArray] | None:
        batch = next(self._batches, None)
        return None if batch is None else {"pixels": batch}


def _feed_bytes(model: onnx.ModelProto) -> None:
    """Let the first convolution read the pixels themselves, which are quantised numbers as they are."""
    graph = model.graph
    made_by = {name: node for node in graph.node for name in node.output}
    quantiser = next(node for node in graph.node if node.op_type == "QuantizeLinear")
    chain = [quantiser]
    while chain[-1].op_type != "Transpose":
        chain.append(made_by[chain[-1].input[0]])
    reader = next(node for node in graph.node if quantiser.output[0] in node.input)
    constants = {"pixels.scale": np.float32(1 / PIXEL_SCALE), "pixels.zero": np.uint8(PIXEL_ZERO)}
    graph.initializer.extend(numpy_helper.from_array(np.array(value), name) for name, value in constants.items())
    direct = helper.make_node("DequantizeLinear", [chain[-1].output[0], *constants], list(reader.output), reader.name)
    position = list(graph.node).index(reader)
    graph.node.insert(position, direct)
    for node in (*chain[:-1], reader):
        graph.node.remove(node)
    used = {name for node in graph.node for name in node.input}
    for orphan in [each for each in graph.initializer if each.name not in used]:
        graph.initializer.remove(orphan)
