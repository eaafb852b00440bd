"""Tokens: who may ask. A secret is never stored; whoever has the catalog has no way to any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select, update

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.accounts import any_account, claim_name
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.access import TokenRow


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that is about to be stored; ``digest`` is the SHA-256 of its secret, in hexadecimal."""

    name: str
    role: Role
    cameras: tuple[str, ...] | None
    expires: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token, without its secret.

    :param cameras: Names of the cameras that exist for it; None means all.
    :param expires: When it ends; None means never.
    :param revoked: When it was revoked; None where it was not.
    """

    id: int
    name: str
    role: Role
    cameras: tuple[str, ...] | None
    created: datetime
    expires: datetime | None
    revoked: datetime | None

    def good(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    @property
    def identity(self) -> Identity:
        """Whoever holds it."""
        return Identity(self.name, self.role, self.cameras)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "cameras": None if self.cameras is None else list(self.cameras),
            "created": self.created.isoformat(),
            "expires": self.expires.isoformat() if self.expires else None,
            "revoked": self.revoked.isoformat() if self.revoked else None,
        }


class TokenStore:
    """The tokens of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewToken) -> StoredToken:
        """Store a token.

        :raises ConflictError: There is or was a token or user of that name.
        """
        with self._database.write() as session:
            claim_name(session, new.name)
            cameras = None if new.cameras is None else list(new.cameras)
            row = TokenRow(
                name=new.name,
                digest=new.digest,
                role=new.role,
                cameras=cameras,
                created=datetime.now(UTC),
                expires=new.expires,
            )
            session.add(row)
            session.flush()
            return _token(row)

    def of_digest(self, digest: str) -> StoredToken | None:
        """Return the token whose secret has a digest, good or not; None where there is none."""
        query = select(*TokenRow.__table__.columns).where(TokenRow.digest == digest)
        with self._database.columns() as connection:  # asked at every request
            row = connection.execute(query).one_or_none()
            return None if row is None else _token(row)

    def any_account(self) -> bool:
        """Whether there is or was a token or a user at all."""
        with self._database.columns() as connection:
            return any_account(connection)

    def page(self, limit: int, after: int | None = None) -> Sequence[StoredToken]:
        """Return tokens in the order of their creation, revoked ones too.

        :param after: Only those with a larger id.
        """
        with self._database.read() as session:
            rows = session.scalars(
                select(TokenRow).where(TokenRow.id > (after or 0)).order_by(TokenRow.id).limit(limit)
            )
            return [_token(row) for row in rows]

    def revoke(self, token_id: int) -> StoredToken:
        """End a token for good; one that is revoked stays as it is.

        :raises NotFoundError: There is no such token.
        """
        with self._database.write() as session:
            ended = update(TokenRow).where(TokenRow.id == token_id, TokenRow.revoked.is_(None))
            session.execute(ended.values(revoked=datetime.now(UTC)))
            return _token(row_of(session, TokenRow, token_id, f"token {token_id}"))


def _token(row: TokenRow | Row[Any]) -> StoredToken:
    cameras = None if row.cameras is None else tuple(row.cameras)
    return StoredToken(row.id, row.name, Role(row.role), cameras, row.created, row.expires, row.revoked)
