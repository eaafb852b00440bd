"""A plain 3 x 3 convolutional encoder, as RepVGG looks once fused, with an output as large as CTIM's: for timing alone.

The paper gives no layer widths; this one has those of RepVGG-A0, ends at stride 16 and gives the 73,728
numbers a crop that the paper compares by cosine. Its weights are random.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 192
LAYERS = (*[(48, 2)] * 2, (48, 1), (96, 2), *[(96, 1)] * 3, (192, 2), *[(192, 1)] * 13, (512, 1))
"""Width and stride of each layer."""
OUTPUTS = 512 * (SIDE // 16) ** 2


def write_plain_encoder(path: Path) -> None:
    """Write the encoder: ``pixels`` uint8 (n, SIDE, SIDE, 3) -> ``vectors`` float32 (n, 73,728)."""
    random = np.random.default_rng(0)
    weights, nodes, width, last = [], [], 3, "nchw"
    nodes.append(helper.make_node("Cast", ["pixels"], ["float"], to=TensorProto.FLOAT))
    nodes.append(helper.make_node("Transpose", ["float"], ["nchw"], perm=[0, 3, 1, 2]))
    for number, (out, stride) in enumerate(LAYERS):
        kernel = random.normal(0, (2 / (9 * width)) ** 0.5, (out, width, 3, 3)).astype(np.float32)
        weights.append(numpy_helper.from_array(kernel, f"kernel{number}"))
        weights.append(numpy_helper.from_array(np.zeros(out, np.float32), f"bias{number}"))
        inputs = [last, f"kernel{number}", f"bias{number}"]
        nodes.append(helper.make_node("Conv", inputs, [f"conv{number}"], strides=[stride, stride], pads=[1, 1, 1, 1]))
        nodes.append(helper.make_node("Relu", [f"conv{number}"], [f"relu{number}"]))
        width, last = out, f"relu{number}"
    nodes.append(helper.make_node("Flatten", [last], ["vectors"]))
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", SIDE, SIDE, 3])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", OUTPUTS])
    graph = helper.make_graph(nodes, "plain", [pixels], [vectors], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))
