"""Every command is documented, helps, and speaks JSON where it reads."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app

from ..conftest import REPOSITORY

runner = CliRunner()
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)
GROUPS = sorted(group.name for group in app.registered_groups if group.name)


def call(home: Path, *arguments: str) -> str:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("command", [*COMMANDS, *GROUPS])
def test_every_command_has_help_and_stands_in_the_readme(command: str) -> None:
    done = runner.invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert re.search(rf"`(.*\W)?{command}\W", (REPOSITORY / "README.md").read_text())


def test_find_tells_all_that_a_program_needs(demo_home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheets" / "out.jpg"
    answer = json.loads(call(demo_home, "find", "red car", "-k", "3", "--json", "--sheet", str(sheet)))
    match = answer["matches"][0]
    assert {
        "track", "camera", "source", "score", "decision", "start", "end", "best_time", "best_box", "frame_size",
        "label", "contributions", "crop",
    } <= set(match)  # fmt: skip
    assert 0 <= match["score"] <= 1
    assert match["start"] <= match["best_time"] <= match["end"]
    assert Path(match["crop"]).is_file()
    assert [c["keyword"] for c in match["contributions"]] == ["red", "car"]
    assert sheet.read_bytes()[:2] == b"\xff\xd8"
    assert "score" in call(demo_home, "find", "red car")


def test_similar_finds_others(demo_home: Path, tmp_path: Path) -> None:
    found = json.loads(call(demo_home, "find", "car", "-k", "1", "--json"))["matches"][0]
    sheet = tmp_path / "alike.jpg"
    answer = json.loads(call(demo_home, "similar", str(found["track"]), "-k", "3", "--json", "--sheet", str(sheet)))
    scores = [match["score"] for match in answer["matches"]]
    assert len(scores) == 3 and scores == sorted(scores, reverse=True)
    assert found["track"] not in {match["track"] for match in answer["matches"]}
    assert sheet.read_bytes()[:2] == b"\xff\xd8"
    assert "colour" in call(demo_home, "similar", str(found["track"]))


def test_show_has_the_path(demo_home: Path) -> None:
    found = json.loads(call(demo_home, "find", "car", "--json"))["matches"][0]
    track = json.loads(call(demo_home, "show", str(found["track"]), "--json"))
    times = [row[0] for row in track["path"]]
    assert times == sorted(times)
    assert times[0] == pytest.approx(found["start"], abs=1e-2)
    assert "heading" in call(demo_home, "show", str(found["track"]))


def test_parse_shows_values(demo_home: Path) -> None:
    (target,) = json.loads(call(demo_home, "parse", "maroon lorry", "--json"))["targets"]
    colour, kind = target["keywords"]
    assert colour["value"].split("|")[0] == "red"
    assert kind["value"].split("|")[0] == "truck"
    assert "maroon" in call(demo_home, "parse", "maroon lorry")


def test_the_library_is_listed(demo_home: Path) -> None:
    (camera,) = json.loads(call(demo_home, "cameras", "--json"))
    (source,) = json.loads(call(demo_home, "sources", "--json"))
    assert camera["name"] == source["camera"] == "demo"
    assert camera["tracks"] == source["tracks"] > 0
    assert "demo" in call(demo_home, "cameras")
    assert "done" in call(demo_home, "sources")
    assert json.loads(call(demo_home, "reindex", "--json")) == {"tracks": camera["tracks"]}
