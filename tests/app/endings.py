"""Ways in which the rights of a user who is logged in end or change."""

from collections.abc import Callable

from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL, Role

Change = Callable[[ControlRoom, int], object]
CHANGES: dict[str, Change] = {
    "disabled": lambda room, user: room.users.set_disabled(LOCAL, user, disabled=True),
    "lesser role": lambda room, user: room.users.set_rights(LOCAL, user, Role.VIEWER, None),
    "fewer cameras": lambda room, user: room.users.set_rights(LOCAL, user, Role.OPERATOR, ("north",)),
    "other password": lambda room, user: room.users.set_password(LOCAL, user, "another horse"),
    "session ended": lambda room, user: room.sessions.revoke(LOCAL, room.sessions.list(LOCAL)[0].id),
}
