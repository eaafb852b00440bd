"""Delivers alerts to webhooks, again where they did not listen."""

import logging
from datetime import UTC, datetime, timedelta

from vehiclefinder.control.watches.webhooks import WebhookError, Webhooks
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.watch_records import PendingDelivery, StoredAlert
from vehiclefinder.store.tracks.catalog import Catalog

log = logging.getLogger(__name__)

DELAYS = (timedelta(seconds=10), timedelta(minutes=1))
"""How long to wait after the first failure and after the second; the third gives up."""


class WebhookDelivery:
    """Tells the webhooks of a catalog's watches; only one process does so at a time, see :class:`Scheduler`."""

    def __init__(self, catalog: Catalog, webhooks: Webhooks) -> None:
        self._alerts = AlertStore(catalog.database, catalog.home)
        self._webhooks = webhooks

    def step(self, now: datetime | None = None) -> bool:
        """Tell of one alert that is due.

        A crash between telling and noting so tells twice: webhooks know an alert by its id.

        :param now: The present unless given.
        :returns: Whether there was one.
        :raises StoreError: The catalog could not be read or written.
        """
        now = now or datetime.now(UTC)
        delivery = self._alerts.due(now)
        if delivery is None:
            return False
        try:
            self._webhooks.tell(delivery.url, delivery.secret, message(delivery.alert))
        except (ValueError, WebhookError) as error:
            self._alerts.record_failure(delivery.alert.id, str(error), _again(delivery, error, now))
        except Exception as error:  # it would be the first that is due for ever, and no other be told
            log.exception("alert %d could not be told", delivery.alert.id)
            told = f"an unexpected failure ({type(error).__name__}); the log of the service says more"
            self._alerts.record_failure(delivery.alert.id, told, _again(delivery, error, now))
        else:
            self._alerts.record_delivery(delivery.alert.id)
        return True


def message(alert: StoredAlert) -> dict[str, object]:
    """Return what a webhook is told of an alert, as plain values."""
    told = alert.to_json()
    names = ("watch", "sentence", "camera", "track", "score", "decision", "time", "seen", "picture")
    return {"alert": alert.id, **{name: told[name] for name in names}}


def _again(delivery: PendingDelivery, error: Exception, now: datetime) -> datetime | None:
    tries = delivery.alert.attempts
    if isinstance(error, ValueError) or tries >= len(DELAYS):  # what is not allowed will not be in a minute
        return None
    return now + DELAYS[tries]
