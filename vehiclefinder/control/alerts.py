"""Alerts: what watches saw, for those who may see the camera."""

from collections.abc import Sequence
from pathlib import Path

from vehiclefinder.control.visibility import visible_cameras
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.visibility import VisibleCameras
from vehiclefinder.store.control.watch_records import StoredAlert
from vehiclefinder.store.tracks.catalog import Catalog


class Alerts:
    """Shows alerts to those for whom their cameras exist, with the name and the sentence of the watch."""

    def __init__(self, catalog: Catalog, audit: AuditLog) -> None:
        self._store = AlertStore(catalog.database, catalog.media)
        self._catalog = catalog
        self._audit = audit

    def list(
        self, who: Identity, limit: int = 50, after: int | None = None, unacknowledged: bool = False
    ) -> Sequence[StoredAlert]:
        """Return alerts in the order in which they arose.

        :param after: Only those with a larger id.
        :param unacknowledged: Only those that nobody has acknowledged.
        """
        return self._store.page(self._seen(who), limit, after or 0, unacknowledged)

    def latest(self, who: Identity, limit: int = 50, unacknowledged: bool = False) -> Sequence[StoredAlert]:
        """Return the alerts that arose last, newest first.

        :param unacknowledged: Only those that nobody has acknowledged.
        """
        return self._store.latest(self._seen(who), limit, unacknowledged)

    def unacknowledged(self, who: Identity) -> int:
        """Return how many alerts nobody has acknowledged."""
        return self._store.unacknowledged(self._seen(who))

    def newest(self, who: Identity) -> int:
        """Return the id of the alert that arose last, or 0."""
        return self._store.newest(self._seen(who))

    def get(self, who: Identity, alert_id: int) -> StoredAlert:
        """Return an alert.

        :raises NotFoundError: There is no such alert, or not for them.
        """
        return self._store.get(self._seen(who), alert_id)

    def picture(self, who: Identity, alert_id: int) -> Path:
        """Return where the picture of an alert lies, a JPEG.

        :raises NotFoundError: There is no such alert, or not for them, or it has no picture.
        """
        return self._store.picture(self._seen(who), alert_id)

    def acknowledge(self, who: Identity, alert_id: int) -> StoredAlert:
        """Note that they have taken notice; whoever did so first stands.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such alert, or not for them.
        """
        who.require(Role.OPERATOR)
        alert = self._store.acknowledge(self._seen(who), alert_id, who.name)
        self._audit.write(who, "alert.acknowledge", {"id": alert_id}, alert.camera)
        return alert

    def _seen(self, who: Identity) -> VisibleCameras:
        return visible_cameras(self._catalog, who)
