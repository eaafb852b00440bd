"""The verified model folder."""

import hashlib
import json
from pathlib import Path

import pytest

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime.model_folder import MANIFEST, ModelFolder, register


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ner").mkdir()
    (tmp_path / "ner" / "a.onnx").write_bytes(b"weights")
    register(tmp_path, "ner", "ner/a.onnx", {"opset": 17})
    return tmp_path


def test_a_registered_model_is_found_and_identified_by_its_content(folder: Path) -> None:
    model = ModelFolder(folder).get("ner")
    assert model.path == folder / "ner" / "a.onnx"
    assert model.sha256 == hashlib.sha256(b"weights").hexdigest()
    assert model.info["opset"] == 17


def test_registering_again_replaces_one_entry_and_keeps_the_others(folder: Path) -> None:
    (folder / "b.onnx").write_bytes(b"other")
    register(folder, "detector", "b.onnx", {})
    register(folder, "ner", "ner/a.onnx", {"opset": 18})
    models = ModelFolder(folder)
    assert models.names == ("detector", "ner")
    assert models.get("ner").info["opset"] == 18


def test_a_damaged_file_is_not_opened(folder: Path) -> None:
    (folder / "ner" / "a.onnx").write_bytes(b"weightz")
    with pytest.raises(ModelError, match="damaged"):
        ModelFolder(folder).get("ner")


def test_a_missing_file_is_said_to_be_missing(folder: Path) -> None:
    (folder / "ner" / "a.onnx").unlink()
    with pytest.raises(ModelError, match="missing"):
        ModelFolder(folder).get("ner")


def test_an_unknown_name_says_what_there_is(folder: Path) -> None:
    with pytest.raises(ModelError, match="it has ner"):
        ModelFolder(folder).get("detector")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"models": {"a": {}}}', '{"models": [1]}'])
def test_an_unreadable_manifest_is_a_model_error(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ModelError, match="manifest"):
        ModelFolder(tmp_path)


def test_no_manifest_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no readable model manifest"):
        ModelFolder(tmp_path)


def test_every_shipped_model_is_whole_small_and_names_its_licence(models: Path) -> None:
    shipped = ModelFolder(models)
    assert set(shipped.names) == {"detector", "matcher-image", "matcher-text", "ner", "ner-languages"}
    for name in shipped.names:
        model = shipped.get(name)
        assert model.path.stat().st_size < 20e6
        assert model.info["licence"]
        assert model.info["sources"]
    named = json.loads((models / MANIFEST).read_text())["models"]
    files = {models / info["file"] for info in named.values()}
    assert set(models.rglob("*.onnx")) == files
