"""Where alarms of streams are told."""

from vehiclefinder.control.sources.stream_alarms import AlarmWebhook
from vehiclefinder.control.watches.webhook_signatures import key_of
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.settings import Settings


def alarm_webhook(settings: Settings) -> AlarmWebhook | None:
    """Return where alarms are told; None where they are not.

    :raises ValueError: The webhook may not be told, or no key signs what it is told.
    """
    if settings.alarm_webhook is None:
        return None
    if settings.alarm_key is None:
        raise ValueError("expected VEHICLEFINDER_ALARM_KEY beside VEHICLEFINDER_ALARM_WEBHOOK, got none")
    webhook = AlarmWebhook(settings.alarm_webhook.get_secret_value(), settings.alarm_key.get_secret_value())
    Webhooks(settings.webhook_hosts).require(webhook.url)
    key_of(webhook.secret)
    return webhook
