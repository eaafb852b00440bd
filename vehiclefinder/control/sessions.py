"""Sessions: browsers that are logged in, and who sits before them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from vehiclefinder.control.accounts import digest, new_secret
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import NotFoundError, StoreError, UnauthorizedError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.sessions import NewSession, OpenSession, SessionStore, StoredSession
from vehiclefinder.store.control.tokens import StoredToken
from vehiclefinder.store.control.users import StoredUser

HOURS = 12
"""How long a browser stays logged in."""
COARSE = timedelta(minutes=5)
"""How exactly it is known when a session was last used: each note is a write."""
MAX_AGENT, MAX_ADDRESS = 100, 64
MOST_NOTED = 1000
"""Sessions of which it is held when their use was noted last."""


@dataclass(frozen=True, slots=True)
class Client:
    """From where somebody asks.

    :param address: Of their machine, as far as it is known.
    :param agent: What their program calls itself.
    """

    address: str
    agent: str = ""


class Sessions:
    """Begins, lists and ends sessions."""

    def __init__(self, store: SessionStore, audit: AuditLog) -> None:
        self._store = store
        self._audit = audit
        self._noting = Lock()
        self._lock = Lock()
        self._noted: dict[int, datetime] = {}
        self._used: dict[int, datetime] = {}

    def begin(self, account: StoredUser | StoredToken, client: Client) -> str:
        """Begin a session of a user or a token, and return its secret."""
        secret, expires = new_secret(), datetime.now(UTC) + timedelta(hours=HOURS)
        agent = "".join(filter(str.isprintable, client.agent))[:MAX_AGENT]
        by_password = isinstance(account, StoredUser)
        user, token = (account.id, None) if by_password else (None, account.id)
        self._store.add(NewSession(digest(secret), user, token, expires, client.address[:MAX_ADDRESS], agent))
        told = {"by": "password" if by_password else "token", "address": client.address}
        self._audit.write(account.identity, "login.success", told)
        return secret

    def identify(self, secret: str) -> Identity:
        """Return who holds a session, with the rights that they have now.

        :raises UnauthorizedError: It opens nothing, or not any more.
        """
        now = datetime.now(UTC)
        found = self._store.opened_by(digest(secret), now)
        if found is None:
            raise UnauthorizedError("the session has ended; log in again")
        self._note(found, now)
        return found.identity

    @property
    def used(self) -> bool:
        """Whether :meth:`note_use` has something to write."""
        return bool(self._used)

    def note_use(self) -> None:
        """Write down which sessions were used; it is no reason for anything to fail, or to wait, where it cannot be."""
        if not self._noting.acquire(blocking=False):
            return
        try:
            with self._lock:
                used, self._used = self._used, {}
            with suppress(StoreError):
                self._store.use(used)
        finally:
            self._noting.release()

    def _note(self, found: OpenSession, now: datetime) -> None:
        with self._lock:
            if now - max(found.seen, self._noted.get(found.id, found.seen)) < COARSE:
                return
            self._used[found.id] = self._noted[found.id] = now
            if len(self._noted) > MOST_NOTED:
                del self._noted[next(iter(self._noted))]

    def end(self, secret: str) -> None:
        """Log out; a session that ended already stays so."""
        found = self._store.opened_by(digest(secret), datetime.now(UTC))
        if found is not None:
            self._store.end(found.id)
            self._audit.write(found.identity, "logout", {"id": found.id})

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredSession]:
        """Return the newest sessions first: everybody's for an admin, else one's own.

        :param after: Only those with a smaller id.
        """
        name = None if who.role.covers(Role.ADMIN) else who.name
        return self._store.page(limit, after, name, now=datetime.now(UTC))

    def revoke(self, who: Identity, session_id: int) -> StoredSession:
        """End a session: anybody's by an admin, else one's own.

        :raises NotFoundError: There is no such session, or it is another's.
        """
        found = self._store.get(session_id, datetime.now(UTC))
        if found.name != who.name and not who.role.covers(Role.ADMIN):
            raise NotFoundError(f"no session {session_id}")
        self._store.end(session_id)
        self._audit.write(who, "session.revoke", {"id": session_id, "name": found.name})
        return self._store.get(session_id, datetime.now(UTC))
