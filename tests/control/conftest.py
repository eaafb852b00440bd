"""An empty catalog, and the tokens and the log over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vehiclefinder.control.tokens import Tokens
from vehiclefinder.store.audit import AuditLog
from vehiclefinder.store.catalog import Catalog
from vehiclefinder.store.tokens import TokenStore


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def log(catalog: Catalog) -> AuditLog:
    return AuditLog(catalog.database)


@pytest.fixture
def tokens(catalog: Catalog, log: AuditLog) -> Tokens:
    return Tokens(TokenStore(catalog.database), log)
