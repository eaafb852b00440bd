"""Who viewed which evidence, for the audit log."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from vehiclefinder.core.access import Identity
from vehiclefinder.store.control.audit import AuditLog

ONE_VIEW = timedelta(minutes=1)
"""A player fetches a clip in parts, and a page asks for it before its player does: that is one view."""
MOST = 10_000
"""Views that are remembered; of more, some are written twice."""


class ViewLog:
    """Writes into the audit log what is looked at, once for each view."""

    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit
        self._written: dict[str, datetime] = {}
        self._lock = Lock()

    def write(self, who: Identity, action: str, detail: Mapping[str, Any], camera: str | None = None) -> None:
        """Add an entry, unless the same one was added a moment ago; it is committed when this returns.

        :raises StoreError: It could not be stored.
        """
        key, now = json.dumps([who.name, action, detail, camera], sort_keys=True), datetime.now(UTC)
        with self._lock:
            before = self._written.get(key)
        if before is not None and timedelta(0) <= now - before < ONE_VIEW:
            return
        self._audit.write(who, action, detail, camera, done=False)
        with self._lock:
            self._written.pop(key, None)
            self._written[key] = now
            while len(self._written) > MOST:
                del self._written[next(iter(self._written))]
