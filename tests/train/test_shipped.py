"""The shipped matcher on real crops that it was not trained on."""

from pathlib import Path
from typing import Any

import pytest

from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session
from vehiclefinder.train.evaluate import evaluate


@pytest.fixture(scope="module")
def metrics(models: Path, shared_data: Path) -> dict[str, Any]:
    artifacts = ModelFolder(models)
    image = artifacts.get("matcher-image")
    encoder = ImageEncoder(open_session(image.path, Provider.CPU), image.sha256, image.info["side"])
    text = TextEncoder(open_session(artifacts.get("matcher-text").path, Provider.CPU))
    return evaluate(shared_data / "attributes", encoder, Decider(text, Calibration.from_info(image.info)), "dev")


@pytest.mark.parametrize(("slot", "floor"), [("colour", 0.80), ("type", 0.60), ("orientation_45", 0.88)])
def test_it_tells_what_it_must(metrics: dict[str, Any], slot: str, floor: float) -> None:
    assert metrics["slots"][slot] >= floor


def test_its_scores_mean_something(metrics: dict[str, Any]) -> None:
    assert metrics["ece"] <= 0.05
    assert metrics["pairs"]["random"]["f1"] >= 0.88
    assert metrics["pairs"]["hard"]["f1"] >= 0.78


def test_the_manifest_says_the_same(metrics: dict[str, Any], models: Path) -> None:
    stated = ModelFolder(models).get("matcher-image").info["metrics"]
    assert stated["crops"] == metrics["crops"]
    assert stated["slots"] == pytest.approx(metrics["slots"], abs=0.01)
