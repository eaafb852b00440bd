"""Publishing by MQTT, where a broker is named."""

from importlib.util import find_spec

from vehiclefinder import __version__
from vehiclefinder.control.mqtt.broker import Broker, BrokerAddress
from vehiclefinder.control.mqtt.publisher import MqttPublisher
from vehiclefinder.control.mqtt.topics import Topics
from vehiclefinder.core.usage import Usage
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog


def mqtt_publisher(settings: Settings, catalog: Catalog, usage: Usage) -> MqttPublisher | None:
    """Return what publishes; None where no broker is named.

    :raises ValueError: The address is none, or there is no client to speak to it.
    """
    if settings.mqtt_url is None:
        return None
    if find_spec("paho") is None:
        raise ValueError("expected paho-mqtt beside VEHICLEFINDER_MQTT_URL: pip install 'vehiclefinder[mqtt]'")
    address = BrokerAddress.read(settings.mqtt_url.get_secret_value())
    home, _ = catalog.generation()
    topics = Topics(settings.mqtt_prefix)
    broker = Broker(address, topics.status, f"vehiclefinder-{home[:12]}")
    return MqttPublisher(catalog, broker, topics, __version__, usage.mqtt)
