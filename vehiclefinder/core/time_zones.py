"""Time zones by name."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def time_zone(name: str | None) -> ZoneInfo | None:
    """Return a zone, None for that of this machine.

    :param name: Such as ``"Europe/Berlin"``; None means this machine's.
    :raises ValueError: There is no such zone.
    """
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"expected a time zone such as Europe/Berlin, got {name!r}") from None
