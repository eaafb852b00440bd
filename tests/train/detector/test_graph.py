from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import onnx
import torch

from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.train.detector.graph import DetectorGraph


@pytest.fixture(scope="module")
def shipped(models: Path) -> Path:
    return ModelFolder(models).get("detector").path


@pytest.mark.parametrize("size", [(96, 160), (352, 640)])
def test_pytorch_and_onnx_runtime_agree_at_any_size(shipped: Path, size: tuple[int, int]) -> None:
    coarse = np.random.default_rng(0).integers(0, 256, (2, size[0] // 16, size[1] // 16, 3), dtype=np.uint8)
    images = coarse.repeat(16, axis=1).repeat(16, axis=2)
    distances, scores = open_session(shipped, "cpu").run(["distances", "scores"], {"image": images})
    with torch.no_grad():
        ours = DetectorGraph(onnx.load(str(shipped)))(torch.from_numpy(images))
    np.testing.assert_allclose(ours[0].numpy(), distances, atol=0.02)
    np.testing.assert_allclose(ours[1].numpy(), scores, atol=1e-3)
    np.testing.assert_allclose(ours[2].sum(dim=-1).numpy(), 1.0, atol=1e-5)


def test_what_is_trained_is_what_is_exported(shipped: Path, tmp_path: Path) -> None:
    graph = DetectorGraph(onnx.load(str(shipped)), frozen=90)
    with torch.no_grad():
        for share in graph.weights.values():
            share.mul_(1.25)
    onnx.save(graph.exported(), str(tmp_path / "new.onnx"))
    images = np.random.default_rng(1).integers(0, 256, (1, 64, 96, 3), dtype=np.uint8)
    theirs = open_session(tmp_path / "new.onnx", "cpu").run(["distances", "scores"], {"image": images})
    before = open_session(shipped, "cpu").run(["distances", "scores"], {"image": images})
    with torch.no_grad():
        ours = graph(torch.from_numpy(images))
    np.testing.assert_allclose(ours[1].numpy(), theirs[1], atol=5e-3)
    assert np.abs(before[1] - theirs[1]).max() > 0.001


def test_blended_weights_lie_between_two_states(shipped: Path) -> None:
    start, graph = (DetectorGraph(onnx.load(str(shipped)), frozen=90) for _ in range(2))
    with torch.no_grad():
        for share in graph.weights.values():
            share.add_(1.0)
    graph.blend(start, 0.25)
    for ours, theirs in zip(graph.weights.values(), start.weights.values(), strict=True):
        torch.testing.assert_close(ours - theirs, torch.full_like(ours, 0.75))


def test_an_operator_that_is_not_known_is_told(shipped: Path) -> None:
    model = onnx.load(str(shipped))
    model.graph.node[-1].op_type = "Einsum"
    with pytest.raises(ValueError, match=r"expected operators of .*, got \['Einsum'\]"):
        DetectorGraph(model)
