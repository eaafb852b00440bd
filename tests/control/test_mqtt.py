"""Alerts, tracks and what Home Assistant needs, published to a real broker."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import SHUT_RDWR, socket
from urllib.parse import quote, unquote

import pytest
from pydantic import SecretStr

from vehiclefinder import Settings
from vehiclefinder.assemble.mqtt import mqtt_publisher
from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.mqtt import publisher as publishing
from vehiclefinder.control.mqtt.broker import Broker, BrokerAddress, BrokerError
from vehiclefinder.control.mqtt.publisher import MqttPublisher
from vehiclefinder.control.mqtt.topics import level
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchRequest
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.usage import Usage
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog

from .mosquitto import PASSWORD, USER, Mosquitto, ear
from .street import Street

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
RED = WatchRequest("red ones", "red van")
Make = Callable[..., MqttPublisher]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def usage() -> Usage:
    return Usage()


@pytest.fixture
def make(broker: Mosquitto, catalog: Catalog, usage: Usage) -> Iterator[Make]:
    """Makes what publishes, as the settings say."""
    made: list[MqttPublisher] = []

    def publisher(password: str = PASSWORD, **changes: str) -> MqttPublisher:
        url = SecretStr(f"mqtt://{USER}:{quote(password, safe='')}@127.0.0.1:{broker.port}")
        one = mqtt_publisher(Settings(mqtt_url=url).replace(**changes), catalog, usage)
        assert one is not None
        made.append(one)
        return one

    yield publisher
    for one in made:
        one.close()


def all_of(publisher: MqttPublisher, evaluator: WatchEvaluator | None = None) -> None:
    """Publish all that there is."""
    while evaluator and evaluator.step():
        pass
    while publisher.step():
        pass


def test_alerts_and_tracks_are_published(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, broker: Mosquitto, make: Make
) -> None:
    watch = watches.create(LOCAL, RED)
    publisher = make()
    all_of(publisher)
    with ear(broker) as heard:
        first, second = street.see("gate/3 #+ä", "white", "red", start_time=START)
        all_of(publisher, evaluator)
        (alert,) = alerts.list(LOCAL)
        (told,) = heard.wait(f"vehiclefinder/alerts/{watch.id}")
        told_tracks = heard.wait("vehiclefinder/cameras/gate%2F3 %23%2B%C3%A4/tracks", 2)
        (count,) = heard.wait("vehiclefinder/cameras/gate%2F3 %23%2B%C3%A4/vehicles")
        (status,) = heard.wait("vehiclefinder/status")
        retained = {topic for topic, _, kept in heard.heard if kept}
    assert json.loads(told) == {
        "event_type": "alert",
        "watch_id": watch.id,
        "alert": alert.id,
        "watch": "red ones",
        "sentence": "red van",
        "camera": "gate/3 #+ä",
        "track": second,
        "score": alert.score,
        "decision": "match",
        "time": alert.time.isoformat(),
        "seen": "2026-05-01T12:00:01+00:00",
        "picture": f"/v1/alerts/{alert.id}/picture",
    }
    assert [json.loads(one)["track"] for one in told_tracks] == [first, second]
    assert json.loads(told_tracks[1]) == {
        "track": second,
        "camera": "gate/3 #+ä",
        "label": "car",
        "heading": None,
        "motion": "stopped",
        "speed_kmh": None,
        "nearest_m": None,
        "farthest_m": None,
        "source": 1,
        "first_seen": "2026-05-01T12:00:01+00:00",
        "last_seen": "2026-05-01T12:00:02+00:00",
        "seconds": 1.0,
    }
    assert (count, status) == ("2", "online")
    assert "vehiclefinder/status" in retained
    assert not [topic for topic in retained if topic.endswith("tracks") or "/alerts/" in topic]


def test_home_assistant_finds_cameras_and_watches_and_forgets_those_that_go(
    watches: Watches, catalog: Catalog, broker: Mosquitto, make: Make
) -> None:
    cameras, watch = CameraStore(catalog.database), watches.create(LOCAL, RED)
    cameras.create("north", CameraStore(catalog.database).view("north"))
    publisher = make(mqtt_prefix="site/a")
    all_of(publisher)
    home, _ = catalog.generation()
    node = f"vehiclefinder_{home[:12]}"
    event, sensor = (
        f"homeassistant/event/{node}/watch_{watch.id}/config",
        f"homeassistant/sensor/{node}/camera_1/config",
    )
    with ear(broker) as heard:
        (one,), (other,) = heard.wait(event), heard.wait(sensor)
        assert {topic for topic, _, kept in heard.heard if kept} == {
            event,
            sensor,
            "site/a/status",
            "site/a/cameras/north/vehicles",
        }
        found, counted = json.loads(one), json.loads(other)
        device = {"identifiers": [node], "name": "VehicleFinder", "sw_version": found["origin"]["sw_version"]}
        assert device.items() <= found["device"].items()
        assert (found["state_topic"], found["event_types"]) == (f"site/a/alerts/{watch.id}", ["alert"])
        assert (found["name"], found["unique_id"]) == ("red ones", f"{node}_watch_{watch.id}")
        assert found["availability_topic"] == counted["availability_topic"] == "site/a/status"
        assert (counted["state_topic"], counted["state_class"]) == ("site/a/cameras/north/vehicles", "total")
        watches.delete(LOCAL, watch.id)
        cameras.rename("north", "south")
        all_of(publisher)
        assert heard.wait(event, 2)[1] == ""
        assert json.loads(heard.wait(sensor, 2)[1])["state_topic"] == "site/a/cameras/south/vehicles"
        assert heard.wait("site/a/cameras/north/vehicles", 2)[1] == ""
        cameras.remove("south")
        publisher.close()
        all_of(make(mqtt_prefix="site/a"))
        assert heard.wait(sensor, 3)[2] == "", "by another process, too"
    with ear(broker) as heard:
        heard.wait("site/a/status")
        assert [topic for topic, _, _ in heard.heard] == ["site/a/status"]


def test_a_broker_that_was_away_is_told_all_of_it(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, broker: Mosquitto, make: Make
) -> None:
    watch = watches.create(LOCAL, RED)
    publisher = make()
    all_of(publisher)
    broker.stop()
    ids = [street.see("north", "red")[0] for _ in range(3)]
    while evaluator.step():
        pass
    with pytest.raises(BrokerError, match=r"the connection to the MQTT broker is lost|the MQTT broker does not answer"):
        until_failed(publisher)
    broker.start()
    with ear(broker) as heard:
        until_done(publisher)
        told = heard.wait(f"vehiclefinder/alerts/{watch.id}", 3)
        assert [json.loads(one)["track"] for one in told] == ids
        assert len(heard.wait("vehiclefinder/cameras/north/tracks", 3)) == 3
        assert heard.wait("vehiclefinder/status")[-1] == "online"
        assert heard.wait("vehiclefinder/cameras/north/vehicles")[-1] == "3", "it had forgotten what it retained"


def until_failed(publisher: MqttPublisher) -> None:
    """Step until the broker's absence is noticed."""
    for _ in range(20):
        publisher.step()


def until_done(publisher: MqttPublisher) -> None:
    """Step until all was published, however often the broker is still away."""
    for _ in range(20):
        try:
            return all_of(publisher)
        except BrokerError:
            continue
    pytest.fail("the broker is not found again")


def test_what_waits_survives_the_process_and_is_bounded(
    street: Street,
    watches: Watches,
    evaluator: WatchEvaluator,
    broker: Mosquitto,
    make: Make,
    usage: Usage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch = watches.create(LOCAL, RED)
    all_of(make())
    monkeypatch.setattr(publishing, "MOST_SOURCES", 2)
    street.see("north", "red", "white")
    kept = [*street.see("north", "red"), *street.see("south", "red")]
    while evaluator.step():
        pass
    before = usage.mqtt.messages
    with ear(broker) as heard:
        all_of(make())
        assert len(heard.wait(f"vehiclefinder/alerts/{watch.id}", 3)) == 3, "alerts are never dropped"
        heard.wait("vehiclefinder/cameras/south/tracks")
        tracks = [json.loads(text)["track"] for topic, text, _ in heard.heard if topic.endswith("/tracks")]
    assert tracks == kept
    assert usage.mqtt.dropped_tracks == 2
    assert usage.mqtt.messages - before == 3 + 2 + 5, "alerts, tracks, and two cameras and a watch are announced"


def test_a_wrong_password_is_told_without_it(make: Make, street: Street) -> None:
    with pytest.raises(BrokerError, match=r"^the MQTT broker refuses us: Not authorized$"):
        make(password="wrong horse").step()


def test_whoever_is_gone_is_said_to_be_offline(broker: Mosquitto, make: Make, street: Street) -> None:
    publisher = make()
    all_of(publisher)
    with ear(broker) as heard:
        heard.wait("vehiclefinder/status")
        client = publisher._broker._client
        assert client is not None
        connection = client.socket()
        assert isinstance(connection, socket)
        client.reconnect_delay_set(60, 60)
        connection.shutdown(SHUT_RDWR)  # nothing is said before
        assert heard.wait("vehiclefinder/status", 2) == ["online", "offline"]


def test_nothing_is_sought_before_it_is_needed_or_once_it_is_closed(broker: Mosquitto, make: Make) -> None:
    publisher = make()
    publisher.close()
    assert not publisher.step()
    assert publisher._broker._client is None


def test_names_of_cameras_are_levels_one_to_one() -> None:
    names = ["gate 3", "a/b", "a%2Fb", "a+b", "#", "ä", "a\tb", "$SYS", "北"]
    assert [level(name) for name in names[:5]] == ["gate 3", "a%2Fb", "a%252Fb", "a%2Bb", "%23"]
    assert [unquote(level(name)) for name in names] == names
    assert not [name for name in names if set("/+#") & set(level(name))]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", BrokerAddress("broker", 1883, False)),
        ("mqtts://broker/", BrokerAddress("broker", 8883, True)),
        ("mqtt://u:p%40%2F@[::1]:9", BrokerAddress("::1", 9, False, "u", "p@/")),
    ],
)
def test_where_a_broker_is(url: str, address: BrokerAddress) -> None:
    assert BrokerAddress.read(url) == address
    assert "p@/" not in repr(address)


@pytest.mark.parametrize(
    "url", ["http://s3cret", "mqtt://", "s3cret", "mqtt://s3cret@h:x", "mqtt://h/s3cret", "mqtt://h?s3cret"]
)
def test_what_is_no_address_is_refused_unseen(url: str, catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="expected the address of a broker such as") as refused:
        mqtt_publisher(Settings(mqtt_url=SecretStr(url)), catalog, Usage())
    assert "s3cret" not in str(refused.value)
    assert mqtt_publisher(Settings(), catalog, Usage()) is None


def test_a_topic_is_no_pattern() -> None:
    for prefix in ("", "a/", "/a", "a//b", "a+", "#", "$SYS"):
        with pytest.raises(ValueError, match="mqtt_prefix"):
            Settings(mqtt_prefix=prefix)


def test_a_broker_that_never_was_there_is_told(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vehiclefinder.control.mqtt.broker.PATIENCE", 0.2)
    broker = Broker(BrokerAddress("127.0.0.1", 1, False), "vehiclefinder/status", "somebody")
    with pytest.raises(BrokerError, match="the MQTT broker does not answer"):
        broker.require()
    broker.close()
