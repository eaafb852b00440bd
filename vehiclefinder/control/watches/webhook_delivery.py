"""Delivers alerts to webhooks, again where they did not listen."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from vehiclefinder.control.watches.webhooks import WebhookError, Webhooks
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.watch_records import StoredAlert
from vehiclefinder.store.tracks.catalog import Catalog

log = logging.getLogger(__name__)

DELAYS = (timedelta(seconds=10), timedelta(minutes=1))
"""How long to wait after the first failure and after the second; the third gives up."""


class WebhookDelivery:
    """Tells the webhooks of a catalog's watches; only one process does so at a time, see :class:`Scheduler`."""

    def __init__(self, catalog: Catalog, webhooks: Webhooks) -> None:
        self._alerts = AlertStore(catalog.database, catalog.media)
        self._catalog = catalog
        self._webhooks = webhooks

    def step(self, now: datetime | None = None) -> bool:
        """Tell of one alert that is due.

        A crash between telling and noting so tells twice: webhooks know a message by its id.

        :param now: The present unless given.
        :returns: Whether there was one.
        :raises StoreError: The catalog could not be read or written.
        """
        now = now or datetime.now(UTC)
        delivery = self._alerts.due(now)
        if delivery is None:
            return False
        alert = delivery.alert
        home, _ = self._catalog.generation()
        attempt = Attempt(delivery.url, delivery.secret, message(alert), f"{home}-alert-{alert.id}", alert.attempts)
        failure = attempt.make(self._webhooks, now)
        if failure is None:
            self._alerts.record_delivery(alert.id)
        else:
            self._alerts.record_failure(alert.id, failure.error, failure.again)
        return True


@dataclass(frozen=True, slots=True)
class Failure:
    """A webhook was not told.

    :param again: When to try next, or None where that is given up.
    """

    error: str
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a webhook is to be told.

    :param secret: What signs it.
    :param message: Its id, the same for every try and another one in every home.
    :param tries: How often it was tried before.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    content: Mapping[str, object]
    message: str
    tries: int

    def make(self, webhooks: Webhooks, now: datetime) -> Failure | None:
        """Tell it; return why and when again where it was not taken."""
        again = now + DELAYS[self.tries] if self.tries < len(DELAYS) else None
        try:
            webhooks.tell(self.url, self.secret, self.content, self.message, now)
        except ValueError as error:  # what is not allowed will not be in a minute
            return Failure(str(error), None)
        except WebhookError as error:
            return Failure(str(error), again)
        except Exception as error:  # it would be the first that is due for ever, and no other be told
            log.exception("a webhook could not be told")
            told = f"an unexpected failure ({type(error).__name__}); the log of the service says more"
            return Failure(told, again)
        return None


def message(alert: StoredAlert) -> dict[str, object]:
    """Return what a webhook is told of an alert, as plain values."""
    told = alert.to_json()
    names = ("watch", "sentence", "camera", "track", "score", "decision", "time", "seen", "picture")
    return {"alert": alert.id, **{name: told[name] for name in names}}
