"""Rejected requests and logins that may come a thousand a second, written down once a minute for each address."""

from collections import OrderedDict, deque
from contextlib import suppress
from threading import Lock
from time import monotonic

from vehiclefinder.control.accounts import UNKNOWN
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.control.audit import AuditLog

ANONYMOUS = Identity(UNKNOWN, Role.VIEWER, ())
"""Who stands in the audit log where nobody knows who it was."""
EVERY = 60.0
"""Seconds for which further rejections of a kind, to one address, are only counted."""
ADDRESSES = 1000
"""How many are told apart; then those that were told longest ago are forgotten."""
ENTRIES = 60
"""How many are written in a minute, whatever the addresses."""


class Rejections:
    """Writes the first one at once, and with the next one after a minute how many there were between."""

    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit
        self._lock = Lock()
        self._told: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._written: deque[float] = deque(maxlen=ENTRIES)

    def note(self, action: str, address: str) -> None:
        """Note one; it is no reason to fail otherwise where it cannot be written."""
        more = self._due((action, address), monotonic())
        if more is not None:
            with suppress(StoreError):
                self._audit.write(ANONYMOUS, action, {"address": address, "more": more})

    def _due(self, key: tuple[str, str], now: float) -> int | None:
        """Return how many were only counted before this one; None where this one is, too."""
        with self._lock:
            since, more = self._told.get(key, (now - EVERY, 0))
            due = now - since >= EVERY and not self._full(now)
            self._told[key] = (now, 0) if due else (since, more + 1)
            if due:
                self._written.append(now)
                self._told.move_to_end(key)
            if len(self._told) > ADDRESSES:
                self._told.popitem(last=False)
            return more if due else None

    def _full(self, now: float) -> bool:
        return len(self._written) == ENTRIES and now - self._written[0] < EVERY
