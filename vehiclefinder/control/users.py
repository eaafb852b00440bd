"""Users: people who log in by a name and a password, or by a proxy that knows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from vehiclefinder.control.accounts import require_name, require_rights
from vehiclefinder.control.passwords import Passwords
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.users import StoredUser, UserStore


@dataclass(frozen=True, slots=True)
class UserRequest:
    """A user as they are asked for.

    :param name: 1 to 64 letters, digits and ``._@-``, of no other user or token; it stands in the audit log.
    :param role: What they may do.
    :param cameras: Names of the cameras that exist for them; None means all. They need not be there yet.
    """

    name: str
    role: Role = Role.VIEWER
    cameras: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        require_name(self.name)
        require_rights(self.role, self.cameras)


class Users:
    """Lets admins say who the users are; what changes holds from the next request on."""

    def __init__(self, store: UserStore, passwords: Passwords, audit: AuditLog) -> None:
        self._store = store
        self._passwords = passwords
        self._audit = audit

    def create(self, who: Identity, request: UserRequest, password: str | None = None) -> StoredUser:
        """Make a user.

        :param password: None where they have none yet, or a proxy says who they are.
        :raises ForbiddenError: Whoever asks is no admin.
        :raises ConflictError: There is or was a user or token of that name.
        """
        who.require(Role.ADMIN)
        hashed = None if password is None else self._passwords.hash(password)
        user = self._store.add(request.name, request.role, request.cameras, hashed)
        self._audit.write(who, "user.create", user.to_json())
        return user

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredUser]:
        """Return users in the order of their creation, disabled ones too.

        :param after: Only those with a larger id.
        :raises ForbiddenError: Whoever asks is no admin.
        """
        who.require(Role.ADMIN)
        return self._store.page(limit, after)

    def get(self, who: Identity, user_id: int) -> StoredUser:
        """Return a user.

        :raises ForbiddenError: Whoever asks is no admin.
        :raises NotFoundError: There is no such user.
        """
        who.require(Role.ADMIN)
        return self._store.get(user_id)

    def named(self, who: Identity, name: str) -> StoredUser:
        """Return the user of a name.

        :raises ForbiddenError: Whoever asks is no admin.
        :raises NotFoundError: There is no such user.
        """
        who.require(Role.ADMIN)
        user = self.find(name)
        if user is None:
            raise NotFoundError(f"no user named {name!r}")
        return user

    def set_rights(self, who: Identity, user_id: int, role: Role, cameras: tuple[str, ...] | None) -> StoredUser:
        """Give a user other rights.

        :raises ForbiddenError: Whoever asks is no admin.
        :raises NotFoundError: There is no such user.
        """
        who.require(Role.ADMIN)
        require_rights(role, cameras)
        user = self._store.set_rights(user_id, role, cameras)
        self._audit.write(who, "user.rights", user.to_json())
        return user

    def set_disabled(self, who: Identity, user_id: int, *, disabled: bool) -> StoredUser:
        """Lock a user out, which ends their sessions for good; or let them in again.

        :raises ForbiddenError: Whoever asks is no admin.
        :raises NotFoundError: There is no such user.
        """
        who.require(Role.ADMIN)
        user = self._store.set_disabled(user_id, disabled=disabled)
        self._audit.write(who, "user.disable" if disabled else "user.enable", {"id": user.id, "name": user.name})
        return user

    def set_password(self, who: Identity, user_id: int, password: str) -> StoredUser:
        """Give a user another password, which ends their sessions.

        :raises ForbiddenError: Whoever asks is no admin.
        :raises NotFoundError: There is no such user.
        """
        who.require(Role.ADMIN)
        return self.replace_password(who, user_id, password)

    def find(self, name: str) -> StoredUser | None:
        """Return the user of a name, for whoever finds out who asks; None where there is none."""
        return self._store.named(name)

    def proven(self, user: StoredUser | None, password: str) -> StoredUser | None:
        """Return a user whose password it is and who may log in, else None; it takes as long where there is none.

        :raises BusyError: Too many passwords are checked at once.
        """
        stored = self._store.hash_of(user.id) if user else None
        if not self._passwords.fits(stored, password) or user is None or stored is None or user.disabled is not None:
            return None
        if self._passwords.outdated(stored):
            self._store.rehash(user.id, stored, self._passwords.rehash(password))
        return user

    def replace_password(self, who: Identity, user_id: int, password: str) -> StoredUser:
        """Give a user another password, for whoever has found out that this may be; it ends their sessions."""
        user = self._store.set_password(user_id, self._passwords.hash(password))
        self._audit.write(who, "user.password", {"id": user.id, "name": user.name})
        return user
