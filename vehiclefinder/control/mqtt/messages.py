"""What is published: alerts and tracks as JSON, and what makes Home Assistant find them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vehiclefinder.control.mqtt.topics import Topics
from vehiclefinder.control.watches.webhook_delivery import message
from vehiclefinder.core.moments import moment_of
from vehiclefinder.store.control.watch_records import StoredAlert, StoredWatch
from vehiclefinder.store.tracks.records import StoredCamera, StoredTrack

DISCOVERY = "homeassistant"
"""What Home Assistant listens to unless it is told otherwise."""
EVENT = "alert"


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is published.

    :param payload: Text; empty takes a retained message away.
    :param retained: Whether whoever comes later is told it, too.
    """

    topic: str
    payload: str
    retained: bool = False


def alert_message(topics: Topics, alert: StoredAlert) -> Message:
    """Return an alert as a webhook is told it, with its watch; ``event_type`` is for Home Assistant."""
    told = {"event_type": EVENT, "watch_id": alert.watch_id, **message(alert)}
    return Message(topics.alerts(alert.watch_id), json.dumps(told))


def track_message(topics: Topics, track: StoredTrack) -> Message:
    """Return what is known of a finished track, without its path and pictures."""
    names = ("track", "camera", "label", "heading", "motion", "speed_kmh", "nearest_m", "farthest_m")
    facts = track.to_json()
    told = {
        **{name: facts[name] for name in names},
        "source": track.source_id,
        "first_seen": _moment(track, track.start),
        "last_seen": _moment(track, track.end),
        "seconds": round(track.end - track.start, 3),
    }
    return Message(topics.tracks(track.camera), json.dumps(told))


def _moment(track: StoredTrack, seconds: float) -> str | None:
    moment = moment_of(track.start_time, seconds)
    return moment.isoformat() if moment else None


@dataclass(frozen=True, slots=True)
class Announcements:
    """What is retained: how many vehicles each camera saw, and what Home Assistant reads of cameras and watches.

    :param home: The id of the catalog.
    :param version: Of this program.
    """

    topics: Topics
    home: str
    version: str

    def of(self, cameras: Sequence[StoredCamera], watches: Sequence[StoredWatch]) -> dict[str, str]:
        """Return what is retained, topic -> payload."""
        counts = {self.topics.vehicles(camera.name): str(camera.tracks) for camera in cameras}
        sensors = {self._topic("sensor", f"camera_{one.id}"): json.dumps(self._camera(one)) for one in cameras}
        events = {self._topic("event", f"watch_{one.id}"): json.dumps(self._watch(one)) for one in watches}
        return counts | sensors | events

    def _topic(self, kind: str, thing: str) -> str:
        return f"{DISCOVERY}/{kind}/{self._node}/{thing}/config"

    @property
    def _node(self) -> str:
        return f"vehiclefinder_{self.home[:12]}"

    def _camera(self, camera: StoredCamera) -> Mapping[str, Any]:
        return {
            "name": f"{camera.name} vehicles",
            "unique_id": f"{self._node}_camera_{camera.id}",
            "state_topic": self.topics.vehicles(camera.name),
            "state_class": "total",
            "unit_of_measurement": "vehicles",
            "icon": "mdi:car",
            **self._common(),
        }

    def _watch(self, watch: StoredWatch) -> Mapping[str, Any]:
        return {
            "name": watch.name,
            "unique_id": f"{self._node}_watch_{watch.id}",
            "state_topic": self.topics.alerts(watch.id),
            "event_types": [EVENT],
            "icon": "mdi:car-search",
            **self._common(),
        }

    def _common(self) -> Mapping[str, Any]:
        about = {"name": "VehicleFinder", "sw_version": self.version}
        return {
            "availability_topic": self.topics.status,
            "device": {"identifiers": [self._node], "manufacturer": "VehicleFinder", "model": "VehicleFinder", **about},
            "origin": about,
        }
