"""The tokens of a home, which need neither models nor the rest of its catalog."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.tokens import TokenStore
from vehiclefinder.store.database.home import open_database


@contextmanager
def open_tokens(settings: Settings) -> Iterator[AccessTokens]:
    """Open the tokens for as long as the block lasts.

    :raises StoreError: The home or the database cannot be used.
    """
    with closing(open_database(settings.home, settings.database_url)) as database:
        yield AccessTokens(TokenStore(database), AuditLog(database))
