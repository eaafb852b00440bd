"""Topics: where what is published stands. Names of cameras are escaped one to one; no secret is in any."""

from dataclasses import dataclass
from urllib.parse import quote

KEPT = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in "%/+#")
"""What of ASCII stands as it is; ``+`` and ``#`` stand for others in MQTT, ``/`` divides levels."""


def level(name: str) -> str:
    """Return a name as one level of a topic: ``%``, ``/``, ``+``, ``#`` and what is not ASCII as %XX of UTF-8.

    ``urllib.parse.unquote`` makes it the name again.
    """
    return quote(name, safe=KEPT)


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one home.

    :param prefix: What all of them begin with.
    """

    prefix: str

    @property
    def status(self) -> str:
        """``online`` or ``offline``, retained."""
        return f"{self.prefix}/status"

    def alerts(self, watch_id: int | None) -> str:
        """Alerts of a watch; ``removed`` where it is gone."""
        return f"{self.prefix}/alerts/{watch_id or 'removed'}"

    def tracks(self, camera: str) -> str:
        """Vehicles that a camera saw."""
        return f"{self.prefix}/cameras/{level(camera)}/tracks"

    def vehicles(self, camera: str) -> str:
        """How many they are, retained."""
        return f"{self.prefix}/cameras/{level(camera)}/vehicles"
