"""What was done so far, and how long it took: counted as it happens, read by whoever watches the system."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

MOST_CAMERAS = 500
"""Cameras that are told apart; what monitoring keeps grows with them."""
OTHER = "other"
"""The name under which the cameras beyond these are counted together."""
STAGES = ("read", "detect", "track", "encode", "write")
"""Where the seconds of ingest go; ``track`` is all that is none of the others."""


@dataclass(slots=True)
class MqttCounts:
    """What the MQTT broker was told, by the one thread that tells it.

    :param messages: Messages that it has taken.
    :param dropped_tracks: Tracks that it will not be told of, since it was away for too long.
    """

    messages: int = 0
    dropped_tracks: int = 0


class Usage:
    """Amounts that only rise until they are taken, by camera and name, counted from any thread.

    Names are ``frames`` of video; ``looked_at``, those of them that the detector saw; ``detections``, boxes of single
    frames, weak ones included; ``tracks``, vehicles; ``seconds``, from the first to the last frame of each video; and
    ``STAGE_seconds`` of each of ``STAGES``.

    :ivar mqtt: What a broker was told.
    """

    def __init__(self) -> None:
        self.mqtt = MqttCounts()
        self._amounts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._lock = Lock()

    def add(self, camera: str, amounts: Mapping[str, float]) -> None:
        """Add to the amounts of a camera by their names."""
        with self._lock:
            known = camera in self._amounts or len(self._amounts) < MOST_CAMERAS
            held = self._amounts[camera if known else OTHER]
            for name, amount in amounts.items():
                held[name] += amount

    def total(self, name: str) -> float:
        """Return an amount of all cameras together."""
        return sum(self.by_camera(name).values())

    def by_camera(self, name: str) -> dict[str, float]:
        """Return an amount of each camera of which something was counted."""
        with self._lock:
            return {camera: amounts.get(name, 0.0) for camera, amounts in self._amounts.items()}

    def take(self) -> dict[str, dict[str, float]]:
        """Return the amounts by camera and name, and begin anew, as whoever passes them on does."""
        with self._lock:
            taken = {camera: dict(amounts) for camera, amounts in self._amounts.items()}
            self._amounts.clear()
            return taken
