"""What doctor tells of models that compute something else than where they were made, and of tracks that wait."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from vehiclefinder import Settings
from vehiclefinder.assemble.reference import RUNS, deviations
from vehiclefinder.cli import app
from vehiclefinder.runtime import reference
from vehiclefinder.runtime.dequantize import as_float
from vehiclefinder.runtime.model_folder import ModelFolder, register
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.reference import ReferenceOutput

runner = CliRunner()


@pytest.fixture
def copied(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped models that commands use and a test may change."""
    copy = Path(shutil.copytree(models, tmp_path / "models"))
    monkeypatch.setenv("VEHICLEFINDER_MODELS", str(copy))
    return copy


def doctor(home: Path) -> tuple[int, dict[str, Any]]:
    done = runner.invoke(app, ["--home", str(home), "doctor", "--json"])
    return done.exit_code, json.loads(done.stdout)


def replace_encoder(folder: Path) -> None:
    """Put the float form of the image encoder in its place: the same model in another arithmetic."""
    image = ModelFolder(folder).get("matcher-image")
    content = as_float(image.path)
    assert isinstance(content, bytes)
    image.path.write_bytes(content)
    info = {name: value for name, value in image.info.items() if name not in ("file", "sha256")}
    register(folder, "matcher-image", image.info["file"], info)


def test_the_shipped_reference_is_that_of_the_shipped_models(models: Path, tmp_path: Path) -> None:
    expected = reference.read(models)
    assert {name: one.sha256 for name, one in expected.items()} == {
        name: ModelFolder(models).get(name).sha256 for name in RUNS
    }, "run 'vehiclefinder export reference'"
    assert len(expected["detector"].parts["scores"]) == 1
    found = deviations(Settings(home=tmp_path, provider=Provider.CPU))
    assert {name: one.found < 0.001 for name, one in found.items()} == dict.fromkeys(RUNS, True)


def test_another_arithmetic_is_told_by_model_and_amount(tmp_path: Path, copied: Path) -> None:
    replace_encoder(copied)
    told = json.loads((copied / reference.OUTPUTS).read_text())
    told["matcher-image"]["sha256"] = ModelFolder(copied).get("matcher-image").sha256
    (copied / reference.OUTPUTS).write_text(json.dumps(told))
    code, report = doctor(tmp_path / "home")
    assert code == 1
    (problem,) = report["problems"]
    assert problem.startswith("values: matcher-image computes wrongly on this machine: its ")
    values = report["values"]
    assert 0.01 < values["matcher-image"]["deviates"] < 0.15
    assert {name: values[name]["deviates"] < 0.001 for name in values} == dict.fromkeys(RUNS, True) | {
        "matcher-image": False
    }


def test_a_new_model_needs_a_new_reference(tmp_path: Path, copied: Path) -> None:
    replace_encoder(copied)
    (copied / reference.PICTURE).unlink()
    code, report = doctor(tmp_path / "home")
    assert (code, report["problems"]) == (
        1,
        ["values: the reference is not that of matcher-image: write it anew by 'vehiclefinder export reference'"],
    )
    assert runner.invoke(app, ["export", "reference"]).exit_code == 0
    code, report = doctor(tmp_path / "home")
    assert (code, report["problems"]) == (0, [])


HUGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0\x0f\xb0\xe2\x15"
"""The beginning of a picture of 60,000 by 60,000 pixels."""


@pytest.mark.parametrize(
    ("lost", "content"),
    [
        (reference.OUTPUTS, b"damaged"),
        (reference.OUTPUTS, b'{"ner": {"sha256": "a", "parts": {}}}'),
        (reference.OUTPUTS, b'{"ner": {"sha256": "a", "parts": {"tags": [1.0, NaN]}}}'),
        (reference.PICTURE, b"damaged"),
        (reference.PICTURE, HUGE),
    ],
)
def test_a_damaged_reference_is_told(tmp_path: Path, copied: Path, lost: str, content: bytes) -> None:
    (copied / lost).write_bytes(content)
    code, report = doctor(tmp_path / "home")
    assert code == 1
    (problem,) = report["problems"]
    assert problem.startswith("values: no readable reference ") and str(copied / lost) in problem


def test_a_model_that_finds_nothing_where_nothing_was_expected_does_not_deviate(tmp_path: Path) -> None:
    nothing = {"boxes": np.zeros((0, 4), np.float32)}
    (tmp_path / "reference").mkdir()
    reference.write(tmp_path, {"detector": ReferenceOutput("a", nothing)})
    expected = reference.read(tmp_path)["detector"].parts
    assert reference.deviation(nothing, expected) == ("boxes", 0.0)
    assert reference.deviation({"boxes": np.ones((1, 4), np.float32)}, expected) == ("boxes", 1.0)


def test_tracks_that_wait_for_a_new_model_are_counted_and_encoded_anew(
    demo_home: Path, tmp_path: Path, copied: Path
) -> None:
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    assert runner.invoke(app, ["--home", str(home), "reindex"]).exit_code == 0  # an index of the former model
    replace_encoder(copied)
    runner.invoke(app, ["export", "reference"])
    tracks = doctor(home)[1]["store"]["rows"]["tracks"]
    assert doctor(home)[1]["vectors"] == {"waiting": tracks, "without_pictures": 0, "superseded_sources": 0}
    answer = json.loads(runner.invoke(app, ["--home", str(home), "find", "red car", "--json"]).stdout)
    assert (answer["matches"], answer["waiting"]) == ([], tracks)
    reindexed = runner.invoke(app, ["--home", str(home), "reindex"])
    assert reindexed.stdout == "index made again: 0 tracks\n"
    assert f"{tracks} tracks of" in reindexed.stderr and "run 'vehiclefinder reencode'" in reindexed.stderr

    refused = runner.invoke(app, ["--home", str(home), "label", str(tmp_path / "crops")])
    assert "run 'vehiclefinder reencode'" in str(refused.exception)

    done = json.loads(runner.invoke(app, ["--home", str(home), "reencode", "--json"]).stdout)
    assert done | {"encoder": ""} == {
        "encoder": "",
        "tracks": tracks,
        "partly": 0,
        "without_pictures": {},
        "sources": 1,
        "left": [],
        "superseded": [],
        "waiting": 0,
    }
    assert done["encoder"] == ModelFolder(copied).get("matcher-image").sha256
    code, report = doctor(home)
    assert (report["problems"], code, report["vectors"]["waiting"]) == ([], 0, 0)
    answer = json.loads(runner.invoke(app, ["--home", str(home), "find", "red car", "--json"]).stdout)
    assert (answer["decision"], answer["waiting"], answer["notes"]) == ("match", 0, [])
    assert "0 tracks have a new vector" in runner.invoke(app, ["--home", str(home), "reencode"]).stdout
