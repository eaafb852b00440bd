"""The control room that a service has open, for pages that run in the same process."""

from collections.abc import Iterator
from contextlib import contextmanager

from vehiclefinder.control import ControlRoom

_offered: list[ControlRoom] = []


@contextmanager
def share_room(room: ControlRoom) -> Iterator[None]:
    """Offer a control room while it is entered."""
    _offered.append(room)
    try:
        yield
    finally:
        _offered.remove(room)


def shared_room() -> ControlRoom | None:
    """Return the control room that was offered last, or None."""
    return _offered[-1] if _offered else None
