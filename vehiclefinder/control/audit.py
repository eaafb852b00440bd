"""The audit log, for those who may read it."""

from collections.abc import Sequence

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.audit import AuditEntry, AuditLog


class AuditReader:
    """Shows who asked what."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[AuditEntry]:
        """Return the newest entries first.

        :param after: Only those with a smaller id: the last one of the page before.
        :raises ForbiddenError: They are no admin, or limited to some cameras.
        """
        who.require(Role.ADMIN)
        who.require_every_camera("the audit log")
        return self._log.page(limit, after)
