"""Signatures of what webhooks are told, read by the receiver of docs/webhooks.md as it stands there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhook_signatures import key_of, new_secret, signed
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import REPOSITORY
from .test_webhook_delivery import NOW, Listener, delivery, listener, secret

__all__ = ["delivery", "listener", "secret"]

Check = Callable[..., str]


@pytest.fixture(scope="module")
def check() -> Check:
    text = (REPOSITORY / "docs/webhooks.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    checking: Check = names["check"]
    return checking


def test_the_example_of_standard_webhooks_is_signed_as_it_says() -> None:
    """From https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_takes_what_we_told_and_refuses_what_is_old_or_not_ours(
    check: Check, secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts, catalog: Catalog
) -> None:
    listener.status = 500
    delivery.step(NOW)
    ((_, _, body),) = listener.heard
    (headers,) = listener.headers
    home, _ = catalog.generation()
    message = f"{home}-alert-{alerts.newest(LOCAL)}"
    now = NOW.timestamp()
    assert check(secret, headers, body, now) == message
    assert check(secret, headers, body, now + 299) == message
    for late in (301, -301):
        with pytest.raises(ValueError, match="too old"):
            check(secret, headers, body, now + late)
    forged = [
        (new_secret(), headers, body),
        (secret, headers, body + b" "),
        (secret, headers | {"webhook-id": "another"}, body),
        (secret, headers | {"webhook-timestamp": str(int(now) + 60)}, body),
    ]
    for words in forged:
        with pytest.raises(ValueError, match="not signed"):
            check(*words, now)


def test_what_is_told_again_is_the_same_message_at_another_time(
    check: Check, secret: str, listener: Listener, delivery: WebhookDelivery
) -> None:
    listener.status = 500
    delivery.step(NOW)
    again = NOW.replace(minute=1)
    delivery.step(again)
    first, second = listener.headers
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert check(secret, second, listener.heard[1][2], again.timestamp())


def test_secrets_are_base64_or_what_is_written(check: Check) -> None:
    plain = "correct horse battery"
    assert key_of(plain) == plain.encode()
    assert check(plain, signed(plain, "one", NOW, b"{}"), b"{}", NOW.timestamp()) == "one"
    first, second = new_secret(), new_secret()
    assert (len(key_of(first)), first == second) == (32, False)
    with pytest.raises(ValueError, match="expected base64 after whsec_"):
        key_of("whsec_§")
