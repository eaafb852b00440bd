"""Which providers are usable, and what a session refuses."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime import providers
from vehiclefinder.runtime.model_folder import ModelFolder
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


@pytest.fixture
def usable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No OpenVINO, and providers that are asked for anew, before and after."""
    monkeypatch.setattr(providers, "find_spec", lambda name: None)
    usable_providers.cache_clear()
    yield
    usable_providers.cache_clear()


@pytest.mark.usefixtures("usable")
def test_cuda_is_not_usable_without_a_device(doubler: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 0)
    assert usable_providers() == (Provider.CPU,)
    with pytest.raises(ModelError, match="no CUDA device"):
        open_session(doubler, Provider.CUDA)
    assert open_session(doubler, Provider.AUTO).get_providers() == ["CPUExecutionProvider"]


@pytest.mark.usefixtures("usable")
def test_cuda_comes_first_where_driver_and_runtime_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 1)
    monkeypatch.setattr(
        "onnxruntime.get_available_providers", lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"]
    )
    monkeypatch.setattr("onnxruntime.preload_dlls", lambda: None, raising=False)
    assert usable_providers() == (Provider.CUDA, Provider.CPU)


@pytest.mark.usefixtures("usable")
def test_openvino_is_usable_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 0)
    monkeypatch.setattr(providers, "find_spec", lambda name: name if name == "openvino" else None)
    assert usable_providers() == (Provider.CPU, Provider.OPENVINO)


class FakeRuntime:
    """An ONNX Runtime of a machine with a GPU, which opens sessions on the providers that it can load."""

    def __init__(self, *loads: str) -> None:
        self.opened: list[tuple[str | bytes, list[str]]] = []
        self._loads = loads

    SessionOptions = onnxruntime.SessionOptions

    def get_available_providers(self) -> list[str]:
        return ["CUDAExecutionProvider", "CPUExecutionProvider"]

    def InferenceSession(self, model: str | bytes, options: object, providers: list[str]) -> Any:  # noqa: N802
        self.opened.append((model, providers))
        loaded = [name for name in providers if name in self._loads]
        return SimpleNamespace(get_providers=lambda: loaded)


def runtime(monkeypatch: pytest.MonkeyPatch, *loads: str) -> FakeRuntime:
    fake = FakeRuntime(*loads)
    monkeypatch.setattr(providers, "_cuda_devices", lambda: 1)
    monkeypatch.setitem(sys.modules, "onnxruntime", fake)
    return fake


@pytest.mark.usefixtures("usable")
def test_cuda_that_opens_on_the_cpu_is_an_error_unless_it_was_not_asked_for(
    doubler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = runtime(monkeypatch, "CPUExecutionProvider")
    with pytest.raises(ModelError, match=r"cannot load its libraries of CUDA and cuDNN and runs on CPUExec.*\[gpu\]"):
        open_session(doubler, Provider.CUDA)
    assert open_session(doubler, Provider.AUTO).get_providers() == ["CPUExecutionProvider"]
    assert fake.opened[-1] == (str(doubler), ["CPUExecutionProvider"])


@pytest.mark.usefixtures("usable")
def test_a_float_model_is_opened_on_cuda_as_it_is(doubler: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    fake = runtime(monkeypatch, *both)
    for provider in (Provider.AUTO, Provider.CUDA):
        assert open_session(doubler, provider).get_providers() == both
    assert open_session(doubler, Provider.CPU).get_providers() == ["CPUExecutionProvider"]
    assert [opened for opened, _ in fake.opened] == [str(doubler)] * 3


@pytest.mark.usefixtures("usable")
def test_an_8_bit_model_is_a_float_model_on_cuda_alone(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = ModelFolder(models).get("matcher-image").path
    fake = runtime(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    open_session(image, Provider.CUDA)
    open_session(image, Provider.CPU)
    (on_cuda, _), (on_cpu, _) = fake.opened
    assert isinstance(on_cuda, bytes)
    operators = {node.op_type for node in onnx.load_from_string(on_cuda).graph.node}
    assert {"Conv", "Clip"} <= operators and not operators & {"QuantizeLinear", "DequantizeLinear"}
    assert on_cpu == str(image)


def test_no_sum_of_two_products_of_the_encoder_leaves_16_bits(models: Path) -> None:
    """In which x86 with AVX2 and without VNNI adds them, saturating: it would compute other vectors."""
    graph = onnx.load(ModelFolder(models).get("matcher-image").path).graph
    weights = [numpy_helper.to_array(one) for one in graph.initializer if one.data_type == TensorProto.INT8]
    largest = max(int(np.abs(one.astype(np.int64)).max()) for one in weights if one.ndim == 4)
    assert largest >= 60
    assert 2 * largest * np.iinfo(np.uint8).max <= np.iinfo(np.int16).max
