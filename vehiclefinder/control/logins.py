"""Logging in, by a user's password or by a token; and changing one's own password, which asks for the present one."""

from datetime import UTC, datetime

from vehiclefinder.control.accounts import NAME
from vehiclefinder.control.sessions import Client, Sessions
from vehiclefinder.control.throttle import LoginThrottle
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.users import Users
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import ForbiddenError, UnauthorizedError
from vehiclefinder.store.control.users import StoredUser


class Logins:
    """Begins sessions for those who prove who they are."""

    def __init__(self, users: Users, tokens: AccessTokens, sessions: Sessions, throttle: LoginThrottle) -> None:
        self._users = users
        self._tokens = tokens
        self._sessions = sessions
        self._throttle = throttle

    def by_password(self, name: str, password: str, client: Client) -> str:
        """Begin a session of a user, and return its secret.

        :raises UnauthorizedError: The name or the password is wrong, or the user is disabled.
        :raises TooManyAttemptsError: Too many logins failed before.
        :raises BusyError: Too many passwords are checked at once.
        """
        user = self._proven(name, password, client)
        return self._sessions.begin(user, client)

    def by_token(self, secret: str, client: Client) -> str:
        """Begin a session of a token, and return its own secret.

        :raises UnauthorizedError: It is not a good token.
        :raises TooManyAttemptsError: Too many logins failed before.
        """
        self._throttle.require_allowed(client.address, None, datetime.now(UTC))
        try:
            token = self._tokens.of_secret(secret)
        except UnauthorizedError:
            self._throttle.failed(client.address, None, datetime.now(UTC))
            raise
        return self._sessions.begin(token, client)

    def change_password(self, who: Identity, present: str, new: str, client: Client) -> None:
        """Change one's own password, which ends all of one's sessions.

        :raises ForbiddenError: They are no user, but a token, or whoever is at this machine; or the present password is
            wrong, which says nothing of who they are.
        :raises ValueError: The new one is too short or too long.
        :raises TooManyAttemptsError: Too many tries failed before.
        """
        if self._users.find(who.name) is None:
            raise ForbiddenError(f"{who.name} is no user, and has no password")
        try:
            user = self._proven(who.name, present, client)
        except UnauthorizedError:
            raise ForbiddenError("the present password is wrong") from None
        self._users.replace_password(who, user.id, new)

    def _proven(self, name: str, password: str, client: Client) -> StoredUser:
        user = self._users.find(name) if NAME.fullmatch(name) else None
        self._throttle.require_allowed(client.address, user, datetime.now(UTC))
        proven = self._users.proven(user, password)
        if proven is None:
            self._throttle.failed(client.address, user, datetime.now(UTC))
            raise UnauthorizedError("the name or the password is wrong")
        return proven
