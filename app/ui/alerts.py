"""Alerts as they occur: the browser listens to their stream by itself, and fetches each picture by its address."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from vehiclefinder.control import Role

from .component import component
from .page import PageContext

LATEST = 50
"""Alerts that it begins with."""
ALL, OPEN = "All", "Not acknowledged"


def alerts(context: PageContext) -> None:
    """Show the latest alerts, and put new ones on top."""
    wanted = st.segmented_control("Alerts", [ALL, OPEN], default=ALL, key="alerts shown", required=True)
    latest = context.room.alerts.latest(context.who, LATEST, wanted == OPEN)
    there = context.room.tracks.there(context.who, [alert.track for alert in latest])
    clock, now = context.room.clock, datetime.now(UTC)
    ahead = clock.local(now).utcoffset() or timedelta()
    data = {
        "zone": clock.zone.key if clock.zone else None,
        "ahead": ahead.total_seconds() / 60,
        "alerts": [alert.to_json() | {"there": alert.track in there} for alert in latest],
        "open": context.room.alerts.unacknowledged(context.who),
        "only_open": wanted == OPEN,
        "acknowledging": context.may(Role.OPERATOR),
    }
    component("alerts", "elements")(data=data, key=f"alerts {wanted}")
