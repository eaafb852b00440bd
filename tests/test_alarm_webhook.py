"""Where alarms of streams may be told."""

import pytest
from pydantic import SecretStr

from vehiclefinder import Settings
from vehiclefinder.assemble.alarm_webhook import alarm_webhook
from vehiclefinder.control.sources.stream_alarms import AlarmWebhook

URL, KEY = "https://hooks.example.org/s3cret", "0123456789abcdef"


def test_alarms_are_told_to_a_host_that_is_allowed_and_signed() -> None:
    assert alarm_webhook(Settings()) is None
    chosen = Settings(alarm_webhook=SecretStr(URL), alarm_key=SecretStr(KEY), webhook_hosts=("hooks.example.org",))
    assert alarm_webhook(chosen) == AlarmWebhook(URL, KEY)
    with pytest.raises(ValueError, match="expected a webhook to one of VEHICLEFINDER_WEBHOOK_HOSTS"):
        alarm_webhook(chosen.replace(webhook_hosts=()))
    with pytest.raises(ValueError, match="expected VEHICLEFINDER_ALARM_KEY beside VEHICLEFINDER_ALARM_WEBHOOK"):
        alarm_webhook(chosen.replace(alarm_key=None))
    assert "s3cret" not in repr(alarm_webhook(chosen))
    with pytest.raises(ValueError, match="expected base64 after whsec_"):
        alarm_webhook(chosen.replace(alarm_key=SecretStr("whsec_ no base64 at all")))
