"""Commands that read, over a home that cannot be written."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app

from ..small_disk import SmallDisk

runner = CliRunner()
WARNING = "warning: nothing can be stored now: it is read-only"
UNWRITTEN = [
    "nothing can be stored now: it is read-only; the log of queries is not written",
    "the index is held in memory alone: it is read-only",
]


@pytest.fixture
def home(demo_home: Path, disk: SmallDisk) -> Path:
    copied = Path(shutil.copytree(demo_home, disk.path / "home"))
    shutil.rmtree(copied / "index", ignore_errors=True)
    disk.make_read_only()
    return copied


def test_a_search_is_answered_with_notes_and_warnings(home: Path) -> None:
    done = runner.invoke(app, ["--home", str(home), "find", "red car", "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["decision"], answer["notes"]) == (0, "match", UNWRITTEN)
    assert done.stderr.splitlines() == [f"warning: {note}" for note in UNWRITTEN]


@pytest.mark.parametrize("command", [["sources"], ["sources", "--json"], ["cameras"], ["show", "1"]])
def test_what_reads_answers_with_a_warning(home: Path, command: list[str]) -> None:
    done = runner.invoke(app, ["--home", str(home), *command])
    assert (done.exit_code, done.stderr.splitlines()) == (0, [WARNING])
    assert done.stdout


def test_doctor_says_why_nothing_can_be_stored(home: Path) -> None:
    report = json.loads(runner.invoke(app, ["--home", str(home), "doctor", "--json"]).stdout)
    assert report["store"]["unwritable"] == "it is read-only"
    assert "store: nothing can be stored now: it is read-only" in report["notes"]
    assert [problem.partition(":")[0] for problem in report["problems"]] == ["disk"]  # which is small


@pytest.mark.parametrize("command", [["reindex"], ["sources", "set", "1", "--untimed"], ["sources", "delete", "1"]])
def test_what_writes_says_why_it_cannot(home: Path, command: list[str]) -> None:
    done = runner.invoke(app, ["--home", str(home), *command])
    assert done.exit_code == 1
    assert str(done.exception).endswith("Read-only file system")
