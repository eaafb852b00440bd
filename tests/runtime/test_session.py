"""Which providers are usable, and what a session refuses."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime import providers
from vehiclefinder.runtime.providers import Provider, usable_providers
from vehiclefinder.runtime.session import open_session


@pytest.fixture
def doubler(tmp_path: Path) -> Path:
    """A model that adds its input to itself."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "doubler", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "doubler.onnx")
    return tmp_path / "doubler.onnx"


def test_a_session_computes(doubler: Path) -> None:
    session = open_session(doubler, Provider.CPU, threads=1)
    (y,) = session.run(None, {"x": np.array([1.5, -2], np.float32)})
    np.testing.assert_array_equal(y, [3, -4])


def test_a_file_that_is_no_model_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "fake.onnx"
    path.write_text("not a model")
    with pytest.raises(ModelError, match="cannot open model"):
        open_session(path, Provider.CPU)


def test_callers_mistakes(doubler: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a provider of .*, got 'tpu'"):
        open_session(doubler, "tpu")
    with pytest.raises(ValueError, match="at least 1 thread, got 0"):
        open_session(doubler, threads=0)


def test_cuda_is_not_usable_without_a_device(doubler: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 0)
    usable_providers.cache_clear()
    assert usable_providers() == (Provider.CPU,)
    with pytest.raises(ModelError, match="no CUDA device"):
        open_session(doubler, Provider.CUDA)
    assert open_session(doubler, Provider.AUTO) is not None
    usable_providers.cache_clear()


def test_cuda_comes_first_where_driver_and_runtime_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 1)
    monkeypatch.setattr(
        "onnxruntime.get_available_providers", lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"]
    )
    monkeypatch.setattr("onnxruntime.preload_dlls", lambda: None, raising=False)
    usable_providers.cache_clear()
    assert usable_providers() == (Provider.CUDA, Provider.CPU)
    usable_providers.cache_clear()
