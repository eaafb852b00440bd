"""Backup and restore from the command line, on the demonstration's catalog with the real models."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

pytestmark = pytest.mark.sqlite("a catalog of PostgreSQL is dumped by its own programs")

runner = CliRunner()
SENTENCES = ("white van going away", "red car", "a truck that stops", "blue car or bus on the left")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def call(home: Path, *arguments: str, code: int = 0) -> str:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def answers(home: Path) -> list[Any]:
    """Return what a home answers, but for its own folder and how long it took."""
    told = [json.loads(call(home, "find", sentence, "--json").replace(str(home), "HOME")) for sentence in SENTENCES]
    return [{name: value for name, value in one.items() if name != "milliseconds"} for one in told]


def actions(home: Path) -> list[str]:
    with Catalog(home) as catalog:
        return [entry.action for entry in AuditLog(catalog.database).page(10)]


def test_a_restored_home_answers_alike(home: Path, tmp_path: Path) -> None:
    before = answers(home)
    assert [bool(one["matches"]) for one in before] == [True] * 4
    with Catalog(home) as catalog:
        AuditLog(catalog.database).write(LOCAL, "search", {})
    made = json.loads(call(home, "backup", str(tmp_path / "a.tar"), "--json"))
    assert (made["rows"]["sources"], made["missing"], made["videos"]) == (1, [], False)
    shutil.rmtree(home)
    assert "is whole" in call(home, "restore", str(tmp_path / "a.tar"), "--check")
    assert not home.exists()
    call(home, "restore", str(tmp_path / "a.tar"))
    assert answers(home) == before
    assert actions(home) == ["backup.restore", "search"]
    assert json.loads(call(home, "doctor", "--json", code=0))["problems"] == []


def test_a_backup_is_in_the_audit_log(home: Path, tmp_path: Path) -> None:
    call(home, "backup", str(tmp_path / "a.tar"))
    assert actions(home) == ["backup.create"]
