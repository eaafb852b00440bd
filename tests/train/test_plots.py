"""Pictures show the numbers that the metrics are made of."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from vehiclefinder import Settings
from vehiclefinder.assemble.encoder import open_encoder
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.cli import app
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.match.slots import SERVICES, SLOTS
from vehiclefinder.train.evaluate import CropPredictions, ask, evaluate, summary
from vehiclefinder.train.reliability import BINS, confusion, reliability

MODULE = "vehiclefinder.train.plots"
LARGEST = 100_000


@pytest.fixture
def drawing() -> None:
    pytest.importorskip("matplotlib", reason="pictures need the extra [train]")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def verdicts(settings: Settings, crops_folder: Path) -> CropPredictions:
    return ask(crops_folder, open_encoder(settings), open_decider(settings), "dev")


def test_one_set_of_arrays_makes_metrics_and_tallies(verdicts: CropPredictions, settings: Settings) -> None:
    metrics = summary(verdicts)
    assert metrics["ece"] == reliability(*verdicts.pairs).error
    counts = confusion(verdicts.crops.accepted["type"], verdicts.values["type"])
    assert metrics["slots"]["type"] == counts.trace() / counts.sum(), "no type of these crops has an alternative"
    folder = verdicts.crops.files[0].parent.parent
    assert metrics == evaluate(folder, open_encoder(settings), open_decider(settings), "dev")


def test_every_source_is_measured_by_itself(verdicts: CropPredictions) -> None:
    half = replace(verdicts, sources=("near",) * 5 + ("far",) * 7)
    by_source = summary(half)["by_source"]
    assert {name: part["crops"] for name, part in by_source.items()} == {"near": 5, "far": 7}
    whole = summary(verdicts)
    assert "by_source" not in whole
    mean = (5 * by_source["near"]["type"] + 7 * by_source["far"]["type"]) / 12
    assert mean == pytest.approx(whole["slots"]["type"])


@pytest.mark.usefixtures("drawing")
def test_a_confusion_matrix_shows_counts_shaded_by_row() -> None:
    from vehiclefinder.train.plots import confusion_figure

    counts = np.zeros((len(SERVICES), len(SERVICES)), np.int64)
    counts[0, 0], counts[0, 3], counts[2, 1] = 6, 2, 5
    (axes,) = confusion_figure("service", counts).axes
    texts = {(text.get_position()[1], text.get_position()[0]): text.get_text() for text in axes.texts}
    assert texts == {(0, 0): "6", (0, 3): "2", (2, 1): "5"}
    shades = np.asarray(axes.images[0].get_array())
    assert shades[0].tolist() == [0.75, 0, 0, 0.25, 0]
    assert shades[[1, 2]].sum(axis=1).tolist() == [0, 1]
    assert [label.get_text() for label in axes.get_xticklabels()] == list(SERVICES)
    assert axes.get_yticklabels()[2].get_text() == "police (5)"
    assert axes.get_title() == "service: 6 of 13 on the diagonal"


@pytest.mark.usefixtures("drawing")
def test_a_reliability_diagram_shows_the_bins() -> None:
    from vehiclefinder.train.plots import reliability_figure

    bins = reliability(np.array([0.01, 0.5, 0.5, 1.0], np.float32), np.array([False, True, False, True]))
    above, below = reliability_figure(bins).axes
    heights = [np.array([bar.get_height() for bar in axes.containers[0]]) for axes in (above, below)]
    assert len(heights[0]) == BINS
    assert heights[0][[0, 7, 14]].tolist() == [0, 0.5, 1]
    assert heights[1][[0, 1, 7, 14]].tolist() == [1, 0, 2, 1]
    assert "4 pairs" in above.get_title() and f"{bins.error:.3f}" in above.get_title()


@pytest.mark.usefixtures("drawing")
def test_the_command_writes_pictures_that_open(crops_folder: Path, verdicts: CropPredictions, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pictures"
    arguments = ["eval", "matcher", "--data", str(crops_folder), "--split", "dev", "--pictures", str(folder), "--json"]
    done = CliRunner().invoke(app, ["--home", str(tmp_path), *arguments])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == summary(verdicts)
    labelled = [slot for slot in SLOTS if slot != "service"]
    assert {path.name for path in folder.iterdir()} == {"reliability.png", *(f"confusion_{s}.png" for s in labelled)}
    for path in folder.iterdir():
        assert str(path) in done.stderr
        assert path.stat().st_size < LARGEST
        picture = cv2.imread(str(path))
        assert picture is not None and picture.shape[1] >= 400


def test_without_matplotlib_the_extra_is_named(
    crops_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for name in ("matplotlib.axes", "matplotlib.figure", MODULE):
        monkeypatch.delitem(sys.modules, name, raising=False)
    arguments = ["--home", str(tmp_path), "eval", "matcher", "--data", str(crops_folder)]
    done = CliRunner().invoke(app, [*arguments, "--pictures", str(tmp_path / "pictures")])
    assert isinstance(done.exception, VehicleFinderError)
    assert re.match(r"matplotlib\S* is not installed: pip install 'vehiclefinder\[train]'", str(done.exception))
    assert not (tmp_path / "pictures").exists()
    assert CliRunner().invoke(app, [*arguments, "--split", "dev"]).exit_code == 0, "only pictures need it"
