"""Who may ask, over a home or a catalog: needs neither models nor the rest of it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from vehiclefinder.control.identification import Identification
from vehiclefinder.control.logins import Logins
from vehiclefinder.control.passwords import Passwords
from vehiclefinder.control.rejections import Rejections
from vehiclefinder.control.sessions import Sessions
from vehiclefinder.control.throttle import LoginThrottle
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.users import Users
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.login_failures import LoginFailures
from vehiclefinder.store.control.sessions import SessionStore
from vehiclefinder.store.control.tokens import TokenStore
from vehiclefinder.store.control.users import UserStore
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.home import open_database


@dataclass(frozen=True, slots=True)
class Accounts:
    """Users, tokens and sessions, and who stands behind them."""

    tokens: AccessTokens
    users: Users
    sessions: Sessions
    logins: Logins
    identification: Identification
    rejections: Rejections


@contextmanager
def open_accounts(settings: Settings) -> Iterator[Accounts]:
    """Open the accounts of a home for as long as the block lasts.

    :raises StoreError: The home or the database cannot be used.
    """
    with closing(open_database(settings.home, settings.database_url)) as database:
        yield accounts(database)


def accounts(database: Database, audit: AuditLog | None = None) -> Accounts:
    """Join the parts over one database.

    :param audit: Where it is written down who did what; the database's unless given.
    """
    audit, kept = audit or AuditLog(database), SessionStore(database)
    rejections = Rejections(audit)
    tokens, sessions = AccessTokens(TokenStore(database), audit), Sessions(kept, audit)
    users = Users(UserStore(database), Passwords(), audit)
    throttle = LoginThrottle(LoginFailures(database), kept, audit, rejections)
    return Accounts(
        tokens=tokens,
        users=users,
        sessions=sessions,
        logins=Logins(users, tokens, sessions, throttle),
        identification=Identification(tokens, users, sessions),
        rejections=rejections,
    )
