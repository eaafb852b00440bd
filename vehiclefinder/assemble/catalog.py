"""The catalog of a home, and what needs nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.tokens import TokenStore
from vehiclefinder.store.tracks.catalog import Catalog


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog of the home.

    :raises StoreError: The home or the database cannot be used.
    """
    return Catalog(settings.home, settings.database)


@contextmanager
def open_tokens(settings: Settings) -> Iterator[AccessTokens]:
    """Open the tokens alone, which need no model, for as long as the block lasts.

    :raises StoreError: The home or the database cannot be used.
    """
    with open_catalog(settings) as catalog:
        yield AccessTokens(TokenStore(catalog.database), AuditLog(catalog.database))
