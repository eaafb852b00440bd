"""The move of a catalog from the command line, on the demonstration's with the real models."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vehiclefinder import Settings
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.cli import app
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files.lock import FileLock
from vehiclefinder.store.index.track_index import IndexOrigin
from vehiclefinder.store.tracks.catalog import Catalog

pytestmark = pytest.mark.sqlite("files; tests/store/test_moved_answers.py moves to a server and back")
runner = CliRunner()
SENTENCES = ("white van going away", "red car", "a truck that stops", "blue car or bus on the left")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(demo_home, tmp_path / "home"))
    with Catalog(copy) as catalog:
        catalog.log_query("a truck that stops", Decision.NONE, None)
        catalog.log_query("a car on camera 99", Decision.NONE, None)
    return copy


@pytest.fixture
def source(home: Path) -> str:
    return f"sqlite:///{home / 'catalog.db'}"


@pytest.fixture
def target(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'moved.db'}"


def call(home: Path, *arguments: str, database: str | None = None, code: int = 0) -> str:
    environment = {"VEHICLEFINDER_DATABASE": database} if database else {}
    done = runner.invoke(app, ["--home", str(home), *arguments], env=environment)
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def answers(home: Path, database: str | None = None) -> list[Any]:
    told = [json.loads(call(home, "find", sentence, "--json", database=database)) for sentence in SENTENCES]
    return [{name: value for name, value in one.items() if name != "milliseconds"} for one in told]


def test_a_moved_catalog_answers_alike_and_goes_on_with_its_index(home: Path, source: str, target: str) -> None:
    before = answers(home)
    assert [bool(one["matches"]) for one in before] == [True] * 4
    told = json.loads(call(home, "migrate-store", source, target, "--json"))
    assert (told["rows"]["sources"], told["went_on"], told["equal"]) == (1, False, True)
    compared = {one["sentence"]: one["matches"] for one in told["compared"]}
    assert next(iter(compared)) == "every vehicle"
    assert {"red car", "a truck that stops", "a car on camera 99"} <= compared.keys()
    assert compared["a truck that stops"] == len(before[2]["matches"])
    assert answers(home, target) == before
    settings = Settings(home=home)
    with Catalog(home, target) as catalog:
        keeper = open_index(settings, catalog, open_decider(settings))
        assert len(keeper.current()) > 0
        assert keeper.origin == IndexOrigin.LOADED
        (entry,) = [entry for entry in AuditLog(catalog.database).page(10) if entry.action == "store.migrate"]
        assert entry.detail == {"from": source, "to": target}
    assert json.loads(call(home, "doctor", "--json", database=target))["problems"] == []
    assert not list((home / "staging").glob("*"))


def test_what_was_done_and_what_is_next_is_told(home: Path, source: str, target: str) -> None:
    told = call(home, "migrate-store", source, target)
    assert f" to {target}: " in told
    assert "rows moved, and compared by value." in told
    assert "Pictures and videos stay where they are, and so does the index" in told
    assert f"Next: set VEHICLEFINDER_DATABASE to {target} for all programs, and start them." in told
    (home / "catalog.db").unlink()
    told = call(home, "migrate-store", target, source)
    assert "Next: take VEHICLEFINDER_DATABASE out of the environment, and `database` out of config.toml, and" in told


def test_a_catalog_in_use_and_a_target_that_is_not_empty_are_refused(home: Path, source: str, target: str) -> None:
    with FileLock(home / "locks" / "patrol"):
        assert "in use" in refused(home, source, target)
    assert call(home, "migrate-store", source, target)
    assert "expected an empty database" in refused(home, source, target)


def refused(home: Path, source: str, target: str) -> str:
    with pytest.raises(Exception) as error:
        runner.invoke(app, ["--home", str(home), "migrate-store", source, target], catch_exceptions=False)
    return str(error.value)
