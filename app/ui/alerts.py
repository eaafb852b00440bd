"""Alerts as they occur: the browser listens to their stream by itself, and fetches each picture by its address."""

import streamlit as st

from vehiclefinder import Role

from .component import component
from .shell import Desk

LATEST = 50
"""Alerts that it begins with."""
ALL, OPEN = "All", "Not acknowledged"


def alerts(desk: Desk) -> None:
    """Show the latest alerts, and put new ones on top."""
    wanted = st.segmented_control("Alerts", [ALL, OPEN], default=ALL, key="alerts shown", required=True)
    latest = desk.room.alerts.latest(desk.who, LATEST, wanted == OPEN)
    there = desk.room.tracks.there(desk.who, [alert.track for alert in latest])
    data = {
        "alerts": [alert.to_json() | {"there": alert.track in there} for alert in latest],
        "open": desk.room.alerts.unacknowledged(desk.who),
        "only_open": wanted == OPEN,
        "acknowledging": desk.may(Role.OPERATOR),
    }
    component("alerts")(data=data, key=f"alerts {wanted}")
