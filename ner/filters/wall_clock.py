"""What a wall clock's time means in a zone, in the nights too in which clocks change."""

from datetime import UTC, datetime, timedelta, tzinfo

_SECOND = timedelta(seconds=1)


def readings(wall: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return the first and the last moment at which the wall clock shows a time; the same one twice on most days.

    What the clock never shows, since it was set forward meanwhile, is the moment at which it was.

    :param wall: Without a zone.
    :param zone: None means this machine's.
    """
    if zone:
        before = wall.replace(tzinfo=zone)
        after = before.replace(fold=1)
    else:
        before, after = wall.astimezone(), wall.replace(fold=1).astimezone()
    if before.timestamp() > after.timestamp():
        change = _change(after.astimezone(UTC), before.astimezone(UTC), zone)
        return change, change
    return before, after


def _change(early: datetime, late: datetime, zone: tzinfo | None) -> datetime:
    """Return when the clocks change between two moments, to the second."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0).astimezone(zone)
