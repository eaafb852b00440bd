"""Webhooks, told over real sockets on this machine."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import sleep

import pytest

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchChange, WatchRequest
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.control.watches.webhook_delivery import WebhookDelivery
from vehiclefinder.control.watches.webhook_signatures import SIGNATURE
from vehiclefinder.control.watches.webhooks import WebhookError, Webhooks
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.tracks.catalog import Catalog

from .street import Street

NOW = datetime(2100, 1, 1, tzinfo=UTC)


class Listener:
    """A webhook that answers with what it is told to, and keeps what it heard."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[tuple[str, str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((self.path, self.headers[SIGNATURE], body))
                listener.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(listener.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/very-secret"


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    thread = Thread(target=listener.server.serve_forever, args=(0.01,))
    thread.start()
    yield listener
    listener.server.shutdown()
    thread.join()
    listener.server.server_close()


@pytest.fixture
def delivery(catalog: Catalog) -> WebhookDelivery:
    return WebhookDelivery(catalog, Webhooks(["127.0.0.1"]))


@pytest.fixture
def secret(street: Street, watches: Watches, evaluator: WatchEvaluator, listener: Listener) -> str:
    """The secret of a watch that has raised one alert."""
    made = watches.create(LOCAL, WatchRequest("red ones", "red van", webhook=listener.url))
    street.see("north", "red")
    assert evaluator.step()
    return made.secret or ""


def test_an_alert_is_told_once_and_signed(
    secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts
) -> None:
    assert delivery.step()
    ((path, signature, body),) = listener.heard
    assert path == "/very-secret"
    assert signature == "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    (alert,) = alerts.list(LOCAL)
    assert json.loads(body) == {
        "alert": alert.id,
        "watch": "red ones",
        "sentence": "red van",
        "camera": "north",
        "track": alert.track,
        "score": alert.score,
        "decision": "match",
        "time": alert.time.isoformat(),
        "seen": None,
        "picture": f"/v1/alerts/{alert.id}/picture",
    }
    assert (alert.delivery, alert.attempts, alert.error) == ("delivered", 1, None)
    assert not delivery.step(NOW)
    assert len(listener.heard) == 1


def test_three_tries_then_no_more(secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts) -> None:
    listener.status = 500
    told = []
    for now in (NOW, NOW + timedelta(seconds=9), NOW + timedelta(seconds=10), NOW + timedelta(seconds=70)):
        delivery.step(now)
        (alert,) = alerts.list(LOCAL)
        told.append((len(listener.heard), alert.delivery.value, alert.error))
    waiting = "pending", "answered 500"
    assert told == [(1, *waiting), (1, *waiting), (2, *waiting), (3, "failed", "answered 500")]
    assert not delivery.step(NOW + timedelta(days=1))


def test_an_unexpected_failure_is_tried_again_later_and_holds_nothing_up(
    secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("no certificates")

    with monkeypatch.context() as patch:
        patch.setattr(Webhooks, "tell", fail)
        assert delivery.step(NOW)
    (alert,) = alerts.list(LOCAL)
    told = "an unexpected failure (OSError); the log of the service says more"
    assert (alert.delivery, alert.attempts, alert.error) == ("pending", 1, told)
    assert not delivery.step(NOW), "it is not due"
    assert delivery.step(NOW + timedelta(seconds=10))
    assert len(listener.heard) == 1


def test_a_second_try_may_succeed(secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts) -> None:
    listener.status = 503
    delivery.step(NOW)
    listener.status = 204
    delivery.step(NOW + timedelta(seconds=10))
    (alert,) = alerts.list(LOCAL)
    assert (alert.delivery, alert.attempts, alert.error) == ("delivered", 2, None)


def test_a_redirection_is_not_followed(
    secret: str, listener: Listener, delivery: WebhookDelivery, alerts: Alerts
) -> None:
    listener.status = 307
    delivery.step()
    assert [path for path, _, _ in listener.heard] == ["/very-secret"]
    assert alerts.list(LOCAL)[0].error == "answered 307"


def test_a_host_that_is_no_longer_allowed_is_not_told(
    secret: str, listener: Listener, alerts: Alerts, catalog: Catalog
) -> None:
    WebhookDelivery(catalog, Webhooks(["hooks.example.org"])).step()
    (alert,) = alerts.list(LOCAL)
    assert listener.heard == []
    assert (alert.delivery, alert.attempts) == ("failed", 1)
    assert alert.error == "expected a webhook to one of VEHICLEFINDER_WEBHOOK_HOSTS, got '127.0.0.1'"


@pytest.mark.parametrize("change", [WatchChange(active=False), WatchChange(webhook=""), None])
def test_what_is_stopped_is_told_no_more(
    secret: str,
    listener: Listener,
    delivery: WebhookDelivery,
    watches: Watches,
    alerts: Alerts,
    change: WatchChange | None,
) -> None:
    watch = watches.list(LOCAL)[0].id
    if change is None:
        watches.delete(LOCAL, watch)
    else:
        watches.update(LOCAL, watch, change)
    assert not delivery.step(NOW)
    assert (listener.heard, alerts.list(LOCAL)[0].delivery) == ([], "failed")


def test_nobody_there_is_told_in_few_words(listener: Listener) -> None:
    webhooks = Webhooks([f"127.0.0.1:{listener.server.server_port}", "localhost:1"])
    webhooks.tell(listener.url, "key", {}, "one", NOW)
    with pytest.raises(WebhookError, match=r"^no answer: ConnectError$"):
        webhooks.tell("http://localhost:1/", "key", {}, "one", NOW)


def test_whoever_answers_byte_by_byte_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vehiclefinder.control.watches.webhooks.LONGEST_ANSWER", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            asked, _ = server.accept()
            with asked, suppress(OSError):  # it was broken off
                asked.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    asked.sendall(b"x")
                    sleep(0.01)

        thread = Thread(target=drip)
        thread.start()
        with pytest.raises(WebhookError, match=r"^no answer: RemoteProtocolError$"):
            Webhooks(["127.0.0.1"]).tell(f"http://127.0.0.1:{server.getsockname()[1]}/", "key", {}, "one", NOW)
        thread.join()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://evil.org/", "one of VEHICLEFINDER_WEBHOOK_HOSTS, got 'evil.org'"),
        ("https://good.org@evil.org/", "without a user and password"),
        (r"https://evil.org\@good.org/", "expected"),
        ("https://good.org.evil.org/", "got 'good.org.evil.org'"),
        ("http://good.org/", "expected https for a webhook, or http to this machine, got 'http'"),
        ("http://169.254.169.254/", "expected https"),
        ("https://169.254.169.254/", "got '169.254.169.254'"),
        ("https://good.org:8443/", None),
        ("https://GOOD.org/", None),
        ("https://picky.org:8443/", None),
        ("https://picky.org/", "got 'picky.org'"),
        ("http://[::1]:9/", None),
        ("file:///etc/passwd", "expected https"),
        ("gopher://good.org/", "expected https"),
        ("https://", "got ''"),
        ("/relative", "expected https"),
        ("https://good.org:99999/", "expected a port from 1 to 65535, got 99999"),
        ("https://good.org/" + "x" * 2000, "at most 2000 characters, got 2017"),
    ],
)
def test_only_allowed_hosts_are_told(url: str, message: str | None) -> None:
    webhooks = Webhooks(["good.org", "PICKY.org:8443", "::1"])
    if message is None:
        webhooks.require(url)
        return
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        webhooks.require(url)


def test_nothing_is_allowed_unless_said_so() -> None:
    with pytest.raises(ValueError, match="VEHICLEFINDER_WEBHOOK_HOSTS"):
        Webhooks().require("https://good.org/")
