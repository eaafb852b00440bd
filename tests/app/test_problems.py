"""What an error of ours is over HTTP."""

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.problems import UNUSABLE, problem_of
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.engine import Database


@pytest.mark.sqlite("another file lies where the catalog is")
def test_a_catalog_that_fails_is_told_without_where_it_lies(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=str(path)) as raised:
        Database(make_url(f"sqlite:///{path}"))
    response = problem_of(raised.value)
    assert (response.status_code, json.loads(bytes(response.body))["detail"]) == (503, UNUSABLE)
    assert str(path) in caplog.text


def test_what_we_say_ourselves_is_told() -> None:
    response = problem_of(StoreError("track 7 has no vector"))
    assert (response.status_code, json.loads(bytes(response.body))["detail"]) == (503, "track 7 has no vector")
