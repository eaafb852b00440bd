"""Both catalogs of a move are asked the same, with the real models; between two engines where there are two."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from vehiclefinder import Settings
from vehiclefinder.assemble.store_move import EVERY, SENTENCES, move_store
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.database.schema.tracks import QueryRow
from vehiclefinder.store.move.move import StoreMove
from vehiclefinder.store.move.target import MoveTarget
from vehiclefinder.store.tracks.catalog import Catalog

from ..postgresql import PostgresHomes


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A home of which only these three were ever asked, whatever other tests asked of the demonstration."""
    copy = Path(shutil.copytree(demo_home, tmp_path / "home"))
    with Catalog(copy) as catalog:
        with catalog.database.write() as session:
            session.execute(delete(QueryRow))
        for sentence in ("a truck that stops", "a car on camera 99", "red car"):
            catalog.log_query(sentence, Decision.NONE, None)
    return copy


@pytest.fixture
def source(home: Path, databases: PostgresHomes | None) -> str:
    if databases:
        return databases.url(home).render_as_string(hide_password=False)
    return f"sqlite:///{home / 'catalog.db'}"


def ignored(*_done: object) -> None:
    pass


def test_both_are_asked_what_is_always_asked_and_what_was_asked_last(home: Path, source: str, tmp_path: Path) -> None:
    with Catalog(home, source) as catalog:
        tracks = sum(each.tracks for each in catalog.sources())
    moved = move_store(Settings(home=home), source, f"sqlite:///{tmp_path / 'moved.db'}", ignored)
    asked = {one.sentence: one for one in moved.compared}
    assert list(asked) == [EVERY, *SENTENCES, "a car on camera 99", "a truck that stops"]
    assert [(asked[one].searched, asked[one].matches) for one in (EVERY, "red car")] == [(tracks, 5), (tracks, 5)]
    assert not list((home / "staging").glob("*"))
    assert moved.rows["queries"] == 3


def test_a_catalog_in_a_server_answers_as_the_file_it_came_from(
    home: Path, source: str, tmp_path: Path, make_database: Callable[..., str]
) -> None:
    file, server = f"sqlite:///{tmp_path / 'moved.db'}", make_database()
    there = move_store(Settings(home=home), source, file, ignored)
    back = move_store(Settings(home=home), file, server, ignored)
    assert (back.compared, back.rows) == (there.compared, there.rows)


def test_a_catalog_that_answers_otherwise_is_not_used(
    home: Path, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows were compared before: what is changed behind that stands for an engine that reads them otherwise."""
    verify = StoreMove._verify

    def spoil(self: StoreMove, target: MoveTarget, *arguments: Any) -> None:
        verify(self, target, *arguments)
        with target.database.write() as session:
            session.execute(text("UPDATE tracks SET label = 'bus', heading = 270"))

    monkeypatch.setattr(StoreMove, "_verify", spoil)
    target = f"sqlite:///{tmp_path / 'moved.db'}"
    with pytest.raises(StoreError, match="the rows are the same, and “every vehicle” is answered otherwise"):
        move_store(Settings(home=home), source, target, ignored)
    with pytest.raises(StoreError, match="holds a part of a catalog"):
        Catalog(home, target)
