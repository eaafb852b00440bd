"""Who asks, by whatever they show."""

from dataclasses import dataclass

from vehiclefinder.control.sessions import Sessions
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.users import Users
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import ForbiddenError


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody shows; the first that is there counts.

    :param token: The secret of a token.
    :param proxy_user: The name of a user, as a proxy says it that is trusted.
    :param session: The secret of a session.
    """

    token: str | None = None
    proxy_user: str | None = None
    session: str | None = None


class Identification:
    """Tells who asks; asked anew each time, so that a right that ends, ends at once."""

    def __init__(self, tokens: AccessTokens, users: Users, sessions: Sessions) -> None:
        self._tokens = tokens
        self._users = users
        self._sessions = sessions

    def of(self, shown: Credentials) -> Identity:
        """Return who asks.

        :raises UnauthorizedError: There are accounts, and nothing good is shown.
        :raises ForbiddenError: A proxy knows them, but they are no user here, or a disabled one.
        """
        if shown.token is None and shown.proxy_user is not None:
            return self._user(shown.proxy_user)
        if shown.token is None and shown.session is not None and not self._tokens.local_only:
            return self._sessions.identify(shown.session)
        return self._tokens.identify(shown.token)

    def _user(self, name: str) -> Identity:
        user = self._users.find(name[:64])
        if user is None or user.name != name:
            raise ForbiddenError(f"{name[:64]!r} is no user here: an admin makes one, without a password")
        if user.disabled is not None:
            raise ForbiddenError(f"the user {name} is disabled")
        return user.identity
