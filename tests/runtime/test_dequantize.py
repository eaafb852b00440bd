"""The float form of an 8-bit model: its arithmetic by hand, and the vectors of the shipped encoder."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import RANGES
from vehiclefinder.runtime.dequantize import as_float
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import open_video


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Pictures of 8 bits times a matrix of 8 bits, cut to 0 .. 5.1 by the scale of what comes out."""
    constants = {
        "in_scale": np.float32(0.5),
        "in_zero": np.uint8(10),
        "weight": np.array([[2, -4], [6, 8]], np.int8),
        "weight_scale": np.array([0.1, 0.01], np.float32),
        "weight_zero": np.zeros(2, np.int8),
        "out_scale": np.float32(0.02),
        "out_zero": np.uint8(0),
    }
    nodes = [
        helper.make_node("DequantizeLinear", ["x", "in_scale", "in_zero"], ["pixels"]),
        helper.make_node("DequantizeLinear", ["weight", "weight_scale", "weight_zero"], ["matrix"], axis=1),
        helper.make_node("MatMul", ["pixels", "matrix"], ["product"]),
        helper.make_node("QuantizeLinear", ["product", "out_scale", "out_zero"], ["bytes"]),
        helper.make_node("DequantizeLinear", ["bytes", "out_scale", "out_zero"], ["y"]),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.UINT8, ["n", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])
    weights = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "small", [x], [y], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "small.onnx")
    return tmp_path / "small.onnx"


def test_weights_and_limits_stay_and_rounding_goes(small: Path, tmp_path: Path) -> None:
    content = as_float(small)
    assert isinstance(content, bytes)
    model = onnx.load_from_string(content)
    onnx.checker.check_model(model)
    assert [node.op_type for node in model.graph.node] == ["Cast", "Sub", "Mul", "MatMul", "Clip"]
    (tmp_path / "float.onnx").write_bytes(content)
    (y,) = open_session(tmp_path / "float.onnx", "cpu").run(
        None, {"x": np.array([[13, 10], [0, 9], [20, 90]], np.uint8)}
    )
    # Pixels 1.5 0, -5 -0.5 and 5 40; the matrix is 0.2 -0.04, 0.6 0.08. The first is -0.06 in its second column, which
    # 8 bits from 0 on do not hold; the last is 25, where they end at 5.1.
    np.testing.assert_allclose(y, [[0.3, 0], [0, 0.16], [5.1, 3.0]], atol=1e-6)


def test_a_float_model_stays_the_file_that_it_is(models: Path) -> None:
    detector = ModelFolder(models).get("detector").path
    assert as_float(detector) == str(detector)


def test_without_onnx_an_8_bit_model_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ModelError, match="needs onnx: pip install onnx"):
        as_float(small)


def test_vectors_of_the_encoder_hardly_differ(models: Path, demo_clip: Path, tmp_path: Path) -> None:
    image = ModelFolder(models).get("matcher-image")
    content = as_float(image.path)
    assert isinstance(content, bytes)
    (tmp_path / "float.onnx").write_bytes(content)
    encoders = [
        ImageEncoder(open_session(path, "cpu"), "any", image.info["side"])
        for path in (image.path, tmp_path / "float.onnx")
    ]
    with open_video(demo_clip) as video:
        frames = [frame.image for number, frame in enumerate(video) if number % 10 == 0]
    crops = [frame[top : top + 90, left : left + 120] for frame in frames for top in (0, 120) for left in (0, 160, 320)]
    eight, floats = (encoder.encode(crops) for encoder in encoders)
    assert {slot: bool(np.all(cosines(eight, floats, slot) > 0.98)) for slot in RANGES} == dict.fromkeys(RANGES, True)
    assert np.mean([cosines(eight, floats, slot) for slot in RANGES]) > 0.997


def cosines(a: FloatArray, b: FloatArray, slot: str) -> FloatArray:
    return np.asarray(np.sum(a[:, RANGES[slot]] * b[:, RANGES[slot]], axis=1))
