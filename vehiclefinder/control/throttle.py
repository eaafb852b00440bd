"""How long whoever fails to log in waits before the next try; why so, see ``docs/decisions/025``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from vehiclefinder.control.accounts import UNKNOWN
from vehiclefinder.control.rejections import ANONYMOUS, Rejections
from vehiclefinder.core.errors import TooManyAttemptsError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.login_failures import LoginFailures
from vehiclefinder.store.control.sessions import SessionStore
from vehiclefinder.store.control.users import StoredUser

READ = 8
"""Failures beyond those that are free that are looked at; so many double the pause often enough."""


@dataclass(frozen=True, slots=True)
class FailureLimit:
    """How many logins may fail, and what follows.

    :param free: So many failures cost nothing.
    :param within: What is older is forgotten.
    :param first: Seconds to wait after one more; each further failure doubles them.
    :param most: Seconds at most.
    """

    free: int
    within: timedelta
    first: float
    most: float

    def wait(self, failures: Sequence[datetime], now: datetime) -> float:
        """Return how many seconds are left to wait.

        :param failures: Their times, the latest first, none older than ``within``.
        """
        if len(failures) < self.free:
            return 0.0
        pause = min(self.first * float(2 ** (len(failures) - self.free)), self.most)
        return max(0.0, pause - (now - failures[0]).total_seconds())


OF_ADDRESS = FailureLimit(10, timedelta(minutes=15), 30, 900)
OF_NAME = FailureLimit(10, timedelta(minutes=15), 5, 60)
OVERALL = FailureLimit(100, timedelta(minutes=5), 5, 60)
LONGEST = max(limit.within for limit in (OF_ADDRESS, OF_NAME, OVERALL))


class LoginThrottle:
    """Slows guessing down, by what the catalog knows of failures: it holds for all processes.

    :param audit: Told of each failure, of which there cannot be many.
    :param rejections: Told of tries that came too early, of which there can.
    """

    def __init__(
        self, failures: LoginFailures, sessions: SessionStore, audit: AuditLog, rejections: Rejections
    ) -> None:
        self._failures = failures
        self._sessions = sessions
        self._audit = audit
        self._rejections = rejections

    def require_allowed(self, address: str, user: StoredUser | None, now: datetime) -> None:
        """Refuse a try that comes too early.

        Where the user logged in from the same address before, failures in their name from elsewhere do not count; where
        anybody did, those of all the world do not.

        :raises TooManyAttemptsError: It says for how long.
        """
        wait = self._wait(address, user, now)
        if wait > 0:
            self._rejections.note("login.throttled", address)
            seconds = ceil(wait)
            raise TooManyAttemptsError(f"too many logins failed; try again in {seconds} seconds", seconds)

    def failed(self, address: str, user: StoredUser | None, now: datetime) -> None:
        """Note a failure; what was given for a name may be a password, and is told only where it is a name."""
        name = user.name if user else None
        self._failures.add(now, network_of(address), name, now - LONGEST)
        self._audit.write(ANONYMOUS, "login.failure", {"name": name or UNKNOWN, "address": address})

    def _wait(self, address: str, user: StoredUser | None, now: datetime) -> float:
        wait = self._left(OF_ADDRESS, now, address=network_of(address))
        if user is not None and not self._sessions.known(address, user.id):
            wait = max(wait, self._left(OF_NAME, now, name=user.name))
        if not self._sessions.known(address):
            wait = max(wait, self._left(OVERALL, now))
        return wait

    def _left(self, limit: FailureLimit, now: datetime, **of: str) -> float:
        return limit.wait(self._failures.times(now - limit.within, limit.free + READ, **of), now)


def network_of(address: str) -> str:
    """Return by what failures are counted: an IPv4 address, or the /64 of an IPv6 one, which is one customer's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(parsed), 64), strict=False))
    return str(parsed)
