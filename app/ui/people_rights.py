"""Rights as the page of people asks for them and tells them, of users and tokens alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from vehiclefinder.control import Role, all_pages

from .page import PageContext

ROLES = {
    Role.VIEWER: "Viewer: searches, looks, counts",
    Role.OPERATOR: "Operator: also cases, watches, feedback",
    Role.ADMIN: "Admin: also cameras, video, people",
}
LAST = (
    "It is the last good account of an admin: without one nobody comes to this page. Another one is made on the "
    'machine itself: "vehiclefinder user create NAME --role admin".'
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do; cameras None means all."""

    role: Role
    cameras: tuple[str, ...] | None


def asked_rights(context: PageContext, key: str, present: Rights | None = None) -> Rights:
    """Ask for a role and cameras; the first account is an admin's, or nobody could make another.

    :param present: What is chosen at first.
    """
    roles = list(ROLES) if context.with_accounts else [Role.ADMIN]
    index = roles.index(present.role) if present else 0
    role = st.selectbox("Role", roles, index, format_func=ROLES.__getitem__, key=f"{key} role")
    chosen = list(present.cameras or ()) if present else []
    known = context.room.cameras.names(context.who) if context.with_accounts else []
    names = [*known, *(name for name in chosen if name not in known)]
    locked = not context.with_accounts
    cameras = st.multiselect("Cameras", names, chosen, placeholder="All cameras", disabled=locked, key=f"{key} cameras")
    return Rights(role, tuple(cameras) or None)


def told_rights(role: Role, cameras: Sequence[str] | None) -> str:
    """Say what somebody may do."""
    return f"{role}, {'all cameras' if cameras is None else ', '.join(cameras)}"


def admins(context: PageContext) -> set[str]:
    """Return the names of all good accounts of admins."""
    now, room, who = datetime.now(UTC), context.room, context.who
    users = all_pages(lambda after: room.users.list(who, 200, after))
    tokens = all_pages(lambda after: room.tokens.list(who, 200, after))
    by_name = {one.name for one in users if one.role is Role.ADMIN and one.disabled is None}
    return by_name | {one.name for one in tokens if one.role is Role.ADMIN and one.good(now)}
