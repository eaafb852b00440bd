from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.train.detector.checkpoint import load
from vehiclefinder.train.detector.export import export
from vehiclefinder.train.detector.fit import DetectorFitSettings, fit


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Eight frames of grey streets with a dark vehicle each, half of them held out."""
    folder = tmp_path / "frames"
    (folder / "images").mkdir(parents=True)
    rows, about = ["file,class,x1,y1,x2,y2"], ["file,source,split"]
    for at in range(8):
        image = np.full((120, 200, 3), 150, np.uint8)
        image[40:90, 20 + 10 * at : 100 + 10 * at] = 30
        cv2.imwrite(str(folder / f"images/{at}.jpg"), image)
        rows.append(f"{at}.jpg,car,{20 + 10 * at},40,{100 + 10 * at},90")
        about.append(f"{at}.jpg,mine,{'dev' if at % 2 else 'train'}")
    (folder / "boxes.csv").write_text("\n".join(rows) + "\n")
    (folder / "frames.csv").write_text("\n".join(about) + "\n")
    return folder


def test_training_goes_on_where_it_was_interrupted_and_is_exported(
    data: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vehiclefinder.train.detector.fit.TOLD", 1)
    weights = ModelFolder(models).get("detector").path
    settings = DetectorFitSettings(data, weights, tmp_path / "whole", epochs=2, steps=2, batch=2)
    lines: list[str] = []
    whole = fit(settings, lines.append)
    assert lines[0] == "epoch 1 begins, 2 batches of 2 from 4 frames and 0 pictures without vehicles"
    told = [line.split(": loss ")[0] for line in lines[1:]]
    assert told == ["epoch 1, batch 1/2", "epoch 1/2", "epoch 2, batch 1/2", "epoch 2/2"]

    parts = replace(settings, out=tmp_path / "parts")
    stop = RuntimeError("interrupted")

    def interrupt(line: str) -> None:
        if line.startswith("epoch 1/"):
            raise stop

    with pytest.raises(RuntimeError):
        fit(parts, interrupt)
    resumed = fit(replace(parts, resume=True), lines.append)
    assert lines[5].startswith("epoch 2 begins, ")
    for ours, theirs in zip(load(whole)[0].parameters(), load(resumed)[0].parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)

    metrics = export(whole, tmp_path / "models", lines.append)
    info = ModelFolder(tmp_path / "models").get("detector").info
    assert metrics["images"] == info["metrics"]["images"] == 4
    assert info["sources"][-1] == {"name": "mine", "licence": "as given by their owner"}


def test_what_is_no_graph_and_no_checkpoint_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "no.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match="no ONNX file in"):
        fit(DetectorFitSettings(data, tmp_path / "no.onnx", tmp_path), lambda line: None)
    (tmp_path / "no.pt").write_bytes(b"no checkpoint")
    with pytest.raises(ModelError, match="no checkpoint in"):
        load(tmp_path / "no.pt")
