"""What was done so far, and how long it took: counted as it happens, read by whoever watches the system."""

from dataclasses import dataclass, field, fields
from threading import Lock


@dataclass(slots=True)
class Usage:
    """Amounts that only rise until they are taken, counted from any thread.

    :param frames: Frames of video.
    :param detections: Boxes of single frames, weak ones included.
    :param tracks: Vehicles.
    :param seconds: From the first to the last frame of each video, summed.
    :param detector_seconds: Spent in the detector.
    :param encoder_seconds: Spent in the matcher's image model.
    :param mqtt_messages: Taken by the MQTT broker.
    :param mqtt_dropped: Tracks that it will not be told of, since it was away for too long.
    """

    frames: float = 0
    detections: float = 0
    tracks: float = 0
    seconds: float = 0.0
    detector_seconds: float = 0.0
    encoder_seconds: float = 0.0
    mqtt_messages: float = 0
    mqtt_dropped: float = 0
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def add(self, **amounts: float) -> None:
        """Add to amounts by their names."""
        with self._lock:
            for name, amount in amounts.items():
                setattr(self, name, getattr(self, name) + amount)

    def take(self) -> dict[str, float]:
        """Return the amounts by their names, and begin anew, as whoever passes them on does."""
        with self._lock:
            taken = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "_lock"}
            for name in taken:
                setattr(self, name, 0)
            return taken
