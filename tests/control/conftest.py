"""An empty catalog, the tokens and the log over it, and who watches it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.patrol import Patrol
from vehiclefinder.control.tokens import Tokens
from vehiclefinder.control.watches import Watches
from vehiclefinder.control.webhooks import Webhooks
from vehiclefinder.store.audit import AuditLog
from vehiclefinder.store.catalog import Catalog
from vehiclefinder.store.tokens import TokenStore

from .street import Street


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


@pytest.fixture
def street(catalog: Catalog) -> Street:
    return Street(catalog)


@pytest.fixture
def watches(street: Street, catalog: Catalog, log: AuditLog) -> Watches:
    return Watches(catalog, street.finder, Webhooks(["hooks.example.org", "127.0.0.1"]), log)


@pytest.fixture
def alerts(catalog: Catalog, log: AuditLog) -> Alerts:
    return Alerts(catalog, log)


@pytest.fixture
def patrol(street: Street, catalog: Catalog) -> Patrol:
    return Patrol(catalog, street.finder)
