"""Sessions: browsers that are logged in. Rights are those that the user or token has now, not those of the login."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.access import TokenRow
from vehiclefinder.store.database.schema.accounts import SessionRow, UserRow

KEPT = timedelta(days=90)
"""How long it is remembered that there was a session."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session, without its secret.

    :param name: Of the user or token that it came from.
    :param seen: When it was last used, to a few minutes.
    :param address: Where it was begun from.
    :param agent: What the browser calls itself, cut short.
    :param ended: When it was ended, before it expired; None where it was not.
    :param open: Whether it still opens anything, which it also does not where its user or token may not.
    """

    id: int
    name: str
    created: datetime
    expires: datetime
    seen: datetime
    address: str
    agent: str
    ended: datetime | None
    open: bool

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.name,
            "created": self.created.isoformat(),
            "expires": self.expires.isoformat(),
            "seen": self.seen.isoformat(),
            "address": self.address,
            "agent": self.agent,
            "ended": self.ended.isoformat() if self.ended else None,
            "open": self.open,
        }


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that begins: of a user or of a token, one of both; ``digest`` is the SHA-256 of its secret."""

    digest: str
    user_id: int | None
    token_id: int | None
    expires: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that opens something, and who holds it."""

    id: int
    seen: datetime
    identity: Identity


class SessionStore:
    """The sessions of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewSession) -> None:
        """Store a session, and forget those of long ago."""
        now = datetime.now(UTC)
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires < now - KEPT))
            session.add(
                SessionRow(
                    digest=new.digest,
                    user_id=new.user_id,
                    token_id=new.token_id,
                    created=now,
                    expires=new.expires,
                    seen=now,
                    address=new.address,
                    agent=new.agent,
                )
            )

    def opened_by(self, digest: str, now: datetime) -> OpenSession | None:
        """Return the session whose secret has a digest, with the rights of its user or token at a moment.

        :return: None where there is none, or it opens nothing any more.
        """
        role, cameras = func.coalesce(UserRow.role, TokenRow.role), (UserRow.cameras, TokenRow.cameras)
        columns = (SessionRow.id, SessionRow.seen, SessionRow.user_id, _NAME.label("name"), role.label("role"))
        query = _joined(select(*columns, cameras[0].label("users"), cameras[1].label("tokens")))
        with self._database.columns() as connection:  # asked at every request
            row = connection.execute(query.where(SessionRow.digest == digest, _open(now))).one_or_none()
            if row is None:
                return None
            seen = row.tokens if row.user_id is None else row.users
            return OpenSession(
                row.id, row.seen, Identity(row.name, Role(row.role), None if seen is None else tuple(seen))
            )

    def page(
        self, limit: int, after: int | None = None, name: str | None = None, *, now: datetime
    ) -> Sequence[StoredSession]:
        """Return the newest sessions first.

        :param after: Only those with a smaller id.
        :param name: Only those of a user or token.
        """
        query = _listing(now).order_by(SessionRow.id.desc()).limit(limit)
        query = query if after is None else query.where(SessionRow.id < after)
        with self._database.columns() as connection:
            rows = connection.execute(query if name is None else query.where(_NAME.in_([name])))
            return [StoredSession(*row) for row in rows]

    def get(self, session_id: int, now: datetime) -> StoredSession:
        """Return a session.

        :raises NotFoundError: There is no such session.
        """
        with self._database.columns() as connection:
            row = connection.execute(_listing(now).where(SessionRow.id == session_id)).one_or_none()
            if row is None:
                raise NotFoundError(f"no session {session_id}")
            return StoredSession(*row)

    def end(self, session_id: int) -> None:
        """End a session; one that ended stays as it is."""
        with self._database.write() as session:
            open_one = update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended.is_(None))
            session.execute(open_one.values(ended=datetime.now(UTC)))

    def use(self, used: Mapping[int, datetime]) -> None:
        """Note when sessions, by their ids, were last used."""
        with self._database.write() as session:
            for session_id, seen in used.items():
                session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen=seen))

    def known(self, address: str, user_id: int | None = None) -> bool:
        """Whether somebody, or one user, logged in from an address within the last months."""
        there = exists().where(SessionRow.address == address)
        with self._database.columns() as connection:
            return bool(
                connection.scalar(select(there if user_id is None else there.where(SessionRow.user_id == user_id)))
            )


_NAME: ColumnElement[str] = func.coalesce(UserRow.name, TokenRow.name)


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    users = query.select_from(SessionRow).outerjoin(UserRow, SessionRow.user_id == UserRow.id)
    return users.outerjoin(TokenRow, SessionRow.token_id == TokenRow.id)


def _open(now: datetime) -> ColumnElement[bool]:
    """Whether neither the session has ended nor what it came from."""
    lasting = or_(TokenRow.expires.is_(None), TokenRow.expires > now)
    return (
        SessionRow.ended.is_(None)
        & (SessionRow.expires > now)
        & UserRow.disabled.is_(None)
        & TokenRow.revoked.is_(None)
        & lasting
    )


def _listing(now: datetime) -> Select[*tuple[Any, ...]]:
    row = SessionRow
    times = (row.created, row.expires, row.seen)
    return _joined(select(row.id, _NAME, *times, row.address, row.agent, row.ended, _open(now)))
