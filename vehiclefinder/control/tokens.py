"""Tokens: who may ask, for programs and people alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from vehiclefinder.control.accounts import digest, new_secret, require_name, require_rights
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ForbiddenError, UnauthorizedError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.tokens import NewToken, StoredToken, TokenStore

LOCAL_HOSTS = frozenset({"localhost", "testserver"})
"""What this machine is called, besides its loopback addresses; the second by test clients."""
MAX_DAYS = 3660
"""Ten years: what should last longer has no end at all."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A token as it is asked for.

    :param name: 1 to 64 letters, digits and ``._@-``; it stands in the audit log.
    :param role: What its holder may do.
    :param cameras: Names of the cameras that exist for its holder; None means all. They need not be there yet.
    :param days: When it ends, 1 to 3,660; None means never.
    """

    name: str
    role: Role = Role.VIEWER
    cameras: tuple[str, ...] | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        require_name(self.name)
        require_rights(self.role, self.cameras)
        if self.days is not None and not 1 <= self.days <= MAX_DAYS:
            raise ValueError(f"expected 1 to {MAX_DAYS} days, got {self.days}")


@dataclass(frozen=True, slots=True)
class IssuedToken(StoredToken):
    """A token that was just made; its secret is told here and nowhere else."""

    secret: str = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, the secret among them."""
        return {**StoredToken.to_json(self), "secret": self.secret}


class AccessTokens:
    """Makes, lists and ends tokens, and tells who stands behind one."""

    def __init__(self, store: TokenStore, audit: AuditLog) -> None:
        self._store = store
        self._audit = audit
        self._any = False

    @property
    def local_only(self) -> bool:
        """Whether there never was a token or user, so that whoever sits at this machine may do everything.

        One that ended still counts: that the last one ends must open nothing.
        """
        self._any = self._any or self._store.any_account()
        return not self._any

    def require_host(self, host: str) -> None:
        """Refuse to serve anybody but this machine where there are no accounts.

        :param host: A name or address that is served or asked for.
        :raises ForbiddenError: It is not this machine.
        """
        if not _is_local(host) and self.local_only:
            raise ForbiddenError(
                f"without accounts only this machine is served, not {host[:100]!r}; "
                "make one: vehiclefinder user create, or vehiclefinder token create"
            )

    def identify(self, secret: str | None) -> Identity:
        """Return who asks.

        :param secret: As it was given, or None where none was.
        :raises UnauthorizedError: There are accounts, and this is not a good token.
        """
        if secret is None:
            if self.local_only:
                return LOCAL
            raise UnauthorizedError("a token is needed: send Authorization: Bearer TOKEN")
        return self.of_secret(secret).identity

    def of_secret(self, secret: str) -> StoredToken:
        """Return the token of a secret.

        :raises UnauthorizedError: It is not a good one.
        """
        token = self._store.of_digest(digest(secret))
        if token is None or not token.good(datetime.now(UTC)):
            raise UnauthorizedError("the token is unknown, expired or revoked")
        return token

    def create(self, who: Identity, request: TokenRequest) -> IssuedToken:
        """Make a token.

        :raises ForbiddenError: They are no admin.
        :raises ConflictError: There is or was a token or user of that name.
        """
        who.require(Role.ADMIN)
        secret = new_secret()
        expires = None if request.days is None else datetime.now(UTC) + timedelta(days=request.days)
        token = self._store.add(NewToken(request.name, request.role, request.cameras, expires, digest(secret)))
        self._audit.write(who, "token.create", token.to_json())
        return IssuedToken(**{each.name: getattr(token, each.name) for each in fields(token)}, secret=secret)

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredToken]:
        """Return tokens in the order of their creation, revoked ones too.

        :param after: Only those with a larger id.
        :raises ForbiddenError: They are no admin.
        """
        who.require(Role.ADMIN)
        return self._store.page(limit, after)

    def revoke(self, who: Identity, token_id: int) -> StoredToken:
        """End a token for good.

        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: There is no such token.
        """
        who.require(Role.ADMIN)
        token = self._store.revoke(token_id)
        self._audit.write(who, "token.revoke", {"id": token.id, "name": token.name})
        return token


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOCAL_HOSTS
