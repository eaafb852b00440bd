"""The dataset kit on the command line."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from ner.rows import read_rows
from vehiclefinder.cli import app, main
from vehiclefinder.train.dataset import read_coarse

runner = CliRunner()


def test_generate_and_import_write_what_eval_reads(tmp_path: Path) -> None:
    size = ["--train", "40", "--test", "30", "--operator", "0.5", "--json"]
    done = runner.invoke(app, ["data", "generate", "--out", str(tmp_path / "made"), *size])
    assert done.exit_code == 0, done.output
    shares = json.loads(done.stdout)
    assert (shares["train"]["rows"], shares["test"]["rows"]) == (40, 30)
    assert len(list(read_rows(tmp_path / "made" / "test.jsonl"))) == 30

    source = tmp_path / "original.jsonl"
    source.write_text('{"data": "red bus", "ner_label": [["vehicle_type", 0, 3, "bus"]]}\n', encoding="utf-8")
    done = runner.invoke(app, ["data", "import", str(source), "--out", str(tmp_path / "imported"), "--json"])
    assert json.loads(done.stdout) == {
        "sentences": 1, "rows": 1, "twins merged": 0, "offset moved to its words": 1,
    }  # fmt: skip
    (row,) = read_rows(tmp_path / "imported" / "findvehicle.jsonl")
    assert row.entities == (("vehicle_type", 4, 7),)


def test_a_damaged_file_is_one_line_that_names_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "original.jsonl"
    source.write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["vehiclefinder", "data", "import", str(source), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "original.jsonl, line 1" in " ".join(capsys.readouterr().err.split()).replace("- ", "-")
    assert not (tmp_path / "out").exists()


def test_crops_of_frames_are_cut(tmp_path: Path) -> None:
    frames, out = tmp_path / "frames", tmp_path / "out"
    (frames / "images").mkdir(parents=True)
    cv2.imwrite(str(frames / "images" / "a.png"), np.zeros((60, 80, 3), np.uint8))
    (frames / "boxes.csv").write_text("file,class,x1,y1,x2,y2,split\na.png,car,10,10,50,40,train\n", encoding="utf-8")
    done = runner.invoke(app, ["data", "crops", str(frames), "--out", str(out), "--json"])
    assert json.loads(done.stdout) == {"crops": 1}
    assert len(read_coarse([out])) == 1
