"""Tracks go out and come in again by the command line."""

import json
import subprocess
import sys
from pathlib import Path

from ..postgresql import environment_of


def run(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vehiclefinder", "--home", str(home), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment_of(home))


def test_tracks_of_another_tracker_come_in_as_they_were(demo_home: Path, demo_clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "mot"
    assert run(demo_home, "export", "tracks", out, "--format", "mot").returncode == 0
    boxes = out / "source-000001" / "gt" / "gt.txt"
    done = run(tmp_path / "home", "ingest", demo_clip, "--tracks", boxes)
    assert done.returncode == 0, done.stderr
    again = run(tmp_path / "home", "export", "tracks", tmp_path / "again", "--format", "mot")
    assert again.returncode == 0, again.stderr
    told = [sorted(_boxes(file)) for file in (boxes, tmp_path / "again" / "source-000001" / "gt" / "gt.txt")]
    assert told[0] == told[1]
    lines = run(tmp_path / "home", "export", "tracks", "-").stdout.splitlines()
    ids = {json.loads(line)["external_id"] for line in lines}
    assert ids == {line.split(",")[1] for line in boxes.read_text().splitlines()}


def _boxes(file: Path) -> list[str]:
    return [",".join((line.split(",")[0], *line.split(",")[2:6])) for line in file.read_text().splitlines()]


def test_what_cannot_be_is_told(demo_home: Path, demo_clip: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    bad = tmp_path / "gt.txt"
    bad.write_text("1,1,5,5,9,9,1\nnonsense\n")
    for words, told in (
        (("export", "tracks", tmp_path / "taken"), "expected a name that is not taken yet"),
        (("export", "tracks", "-", "--format", "mot"), "expected a folder for mot"),
        (("export", "tracks", tmp_path / "x", "--camera", "nowhere"), "got 'nowhere'"),
        (("ingest", demo_clip, "--tracks", bad, "--stride", "2"), "expected every frame"),
        (("ingest", demo_clip, "--tracks", bad), "gt.txt, line 2: expected frame,id,left"),
    ):
        done = run(demo_home if words[0] == "export" else tmp_path / "home", *words)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
