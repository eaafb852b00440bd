"""Users: people who may ask. Of a password only a hash is stored, no part of a user and told to the login alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.accounts import claim_name
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.accounts import SessionRow, UserRow


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A user.

    :param cameras: Names of the cameras that exist for them; None means all.
    :param has_password: Whether they can log in by one.
    :param disabled: Since when they may do nothing; None where they may.
    """

    id: int
    name: str
    role: Role
    cameras: tuple[str, ...] | None
    has_password: bool
    created: datetime
    password_changed: datetime | None
    disabled: datetime | None

    @property
    def identity(self) -> Identity:
        """Who they are."""
        return Identity(self.name, self.role, self.cameras)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "cameras": None if self.cameras is None else list(self.cameras),
            "has_password": self.has_password,
            "created": self.created.isoformat(),
            "password_changed": self.password_changed.isoformat() if self.password_changed else None,
            "disabled": self.disabled.isoformat() if self.disabled else None,
        }


class UserStore:
    """The users of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, cameras: tuple[str, ...] | None, password: str | None) -> StoredUser:
        """Store a user.

        :param password: Its hash, or None.
        :raises ConflictError: There is or was a user or token of that name.
        """
        now = datetime.now(UTC)
        with self._database.write() as session:
            claim_name(session, name)
            row = UserRow(
                name=name,
                role=role,
                cameras=None if cameras is None else list(cameras),
                password=password,
                created=now,
                password_changed=now if password else None,
            )
            session.add(row)
            session.flush()
            return _user(row)

    def named(self, name: str) -> StoredUser | None:
        """Return the user of a name, disabled or not; None where there is none."""
        with self._database.read() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == name))
            return None if row is None else _user(row)

    def get(self, user_id: int) -> StoredUser:
        """Return a user.

        :raises NotFoundError: There is no such user.
        """
        with self._database.read() as session:
            return _user(_row(session, user_id))

    def page(self, limit: int, after: int | None = None) -> Sequence[StoredUser]:
        """Return users in the order of their creation, disabled ones too.

        :param after: Only those with a larger id.
        """
        with self._database.read() as session:
            query = select(UserRow).where(UserRow.id > (after or 0)).order_by(UserRow.id).limit(limit)
            return [_user(row) for row in session.scalars(query)]

    def set_rights(self, user_id: int, role: Role, cameras: tuple[str, ...] | None) -> StoredUser:
        """Give a user other rights, which hold from the next request on.

        :raises NotFoundError: There is no such user.
        """
        with self._database.write() as session:
            row = _row(session, user_id)
            row.role, row.cameras = role, None if cameras is None else list(cameras)
            session.flush()
            return _user(row)

    def set_disabled(self, user_id: int, *, disabled: bool) -> StoredUser:
        """Lock a user out, which ends their sessions; or let them in again.

        :raises NotFoundError: There is no such user.
        """
        with self._database.write() as session:
            row = _row(session, user_id)
            if disabled != (row.disabled is not None):
                row.disabled = datetime.now(UTC) if disabled else None
            if disabled:
                _end_sessions(session, user_id)
            session.flush()
            return _user(row)

    def set_password(self, user_id: int, password: str) -> StoredUser:
        """Store the hash of another password, which ends their sessions.

        :raises NotFoundError: There is no such user.
        """
        with self._database.write() as session:
            row = _row(session, user_id)
            row.password, row.password_changed = password, datetime.now(UTC)
            _end_sessions(session, user_id)
            session.flush()
            return _user(row)

    def hash_of(self, user_id: int) -> str | None:
        """Return the hash of a user's password, for whoever checks one; None where they have none."""
        with self._database.read() as session:
            return session.scalar(select(UserRow.password).where(UserRow.id == user_id))

    def rehash(self, user_id: int, before: str, password: str) -> None:
        """Store another hash of the same password, unless it was changed meanwhile.

        :param before: The hash that it replaces.
        """
        with self._database.write() as session:
            same = update(UserRow).where(UserRow.id == user_id, UserRow.password == before)
            session.execute(same.values(password=password))


def _end_sessions(session: Session, user_id: int) -> None:
    theirs = update(SessionRow).where(SessionRow.user_id == user_id, SessionRow.ended.is_(None))
    session.execute(theirs.values(ended=datetime.now(UTC)))


def _row(session: Session, user_id: int) -> UserRow:
    return row_of(session, UserRow, user_id, f"user {user_id}")


def _user(row: UserRow) -> StoredUser:
    cameras = None if row.cameras is None else tuple(row.cameras)
    times = (row.created, row.password_changed, row.disabled)
    return StoredUser(row.id, row.name, Role(row.role), cameras, row.password is not None, *times)
