"""Where north is, said on the command line, on the demonstration's catalog with the real models."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

runner = CliRunner()


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def call(home: Path, *arguments: str) -> str:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def north(home: Path) -> object:
    (camera,) = json.loads(call(home, "cameras", "--json"))
    return camera["north"]


def test_north_is_set_shown_used_and_forgotten(home: Path) -> None:
    assert north(home) is None
    before = json.loads(call(home, "find", "northbound car", "--json"))
    assert "“northbound” did not count: nobody has said where north is on camera demo" in before["notes"]
    told = call(home, "cameras", "set", "demo", "--north", "200.5", "--north-at", "0.5", "0.7")
    assert told == "camera demo: north is 200.5° at 0.5, 0.7 of its picture\n"
    assert north(home) == {"degrees": 200.5, "at": [0.5, 0.7]}
    assert "200.5° at 0.5, 0.7" in call(home, "cameras")
    found = json.loads(call(home, "find", "car from the south or heading south", "-k", "50", "--json"))
    said = {c["keyword"] for match in found["matches"] for c in match["contributions"] if c["label"] == "compass"}
    assert said == {"from the south, heading south"}
    assert call(home, "cameras", "set", "demo", "--north", "360") == "camera demo: north is 0° of its picture\n"
    assert call(home, "cameras", "set", "demo", "--no-north") == "camera demo: nobody has said where north is\n"
    assert north(home) is None
    with Catalog(home) as catalog:
        details = [json.loads(json.dumps(entry.detail)) for entry in AuditLog(catalog.database).page(10, None)]
    written = [detail["north"] for detail in details if "north" in detail]
    assert written == [None, {"degrees": 0.0, "at": None}, {"degrees": 200.5, "at": [0.5, 0.7]}]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["demo"], "--north DEGREES"),
        (["demo", "--north", "90", "--no-north"], "--north DEGREES"),
        (["demo", "--north-at", "0.5", "0.5"], "--north DEGREES"),
        (["demo", "--north", "90", "--north-at", "0.5", "1.5"], "0 to 1"),
    ],
)
def test_what_says_no_north_is_refused(home: Path, arguments: list[str], expected: str) -> None:
    done = runner.invoke(app, ["--home", str(home), "cameras", "set", *arguments])
    assert isinstance(done.exception, ValueError) and expected in str(done.exception)
    assert north(home) is None


def test_parse_shows_compass_points(home: Path) -> None:
    (target,) = json.loads(call(home, "parse", "white van not heading north", "--json"))["targets"]
    point = target["keywords"][-1]
    assert (point["label"], point["text"], point["value"], point["negated"]) == (
        "compass",
        "heading north",
        "north",
        True,
    )
