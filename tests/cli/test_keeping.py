"""Retention and feedback from the command line, on the demonstration's catalog with the real models."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder import Settings
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli import app
from vehiclefinder.cli.prune import age
from vehiclefinder.control.feedback.feedback import Feedback, Judgement
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.train.dataset import read_crops

runner = CliRunner()


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def call(home: Path, *arguments: str) -> str:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_prune_says_first_and_removes_then(home: Path) -> None:
    with Catalog(home) as catalog, catalog.database.write() as session:
        session.connection().exec_driver_sql("update sources set start_time = '2020-01-01 00:00:00'")
    assert json.loads(call(home, "prune", "--older-than", "100000w", "--json"))["sources"] == []
    told = json.loads(call(home, "prune", "--older-than", "30d", "--dry-run", "--camera", "demo", "--json"))
    assert told["removed"] is False
    assert [source["camera"] for source in told["sources"]] == ["demo"]
    assert "1 source would be removed" in call(home, "prune", "--older-than", "30d", "--dry-run")
    assert len(json.loads(call(home, "sources", "--json"))) == 1
    assert "1 source was removed" in call(home, "prune", "--older-than", "30d")
    assert json.loads(call(home, "sources", "--json")) == []
    assert not list((home / "crops").iterdir())


def test_verdicts_are_exported_and_measured(home: Path, tmp_path: Path) -> None:
    settings, sentence = Settings(home=home), "red car"
    with open_finder(settings) as finder:
        matches = finder.find(sentence).matches
    decisions = {match.track: match.decision for match in matches}
    with Catalog(home) as catalog:
        feedback = Feedback(catalog, open_reader(settings))
        for number, track in enumerate(decisions):
            verdict = Verdict.WRONG if number else Verdict.RIGHT
            feedback.add(LOCAL, Judgement(track, sentence, verdict))
    out = tmp_path / "out"
    n = len(decisions)
    exported = json.loads(call(home, "feedback", "export", str(out), "--json"))
    assert exported == {"labels": 1, "pairs": n, "without_picture": 0}
    assert read_crops(out, None).accepted["colour"].sum() == 1
    measured = json.loads(call(home, "eval", "feedback", "--data", str(out), "--json"))
    assert measured["pairs"] == n
    assert sum(sum(row.values()) for row in measured["decisions"].values()) == n
    assert sum(measured["decisions"]["right"].values()) == 1
    assert "precision" in call(home, "eval", "feedback", "--data", str(out))
    assert counted(n, "verdict") in call(home, "feedback", "export", str(tmp_path / "again"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30d", timedelta(days=30)), ("12h", timedelta(hours=12)), (" 8w ", timedelta(weeks=8))],
)
def test_an_age_is_a_number_and_a_unit(text: str, expected: timedelta) -> None:
    assert age(text) == expected


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "0d", "1.5d", "30 days", "100001w"])
def test_anything_else_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="expected an age such as 30d"):
        age(text)
