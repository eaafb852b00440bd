"""Alerts as they occur: the browser listens to their stream by itself, and fetches each picture by its address."""

from pathlib import Path

import streamlit as st

from vehiclefinder import Role

from .shell import Desk

FOLDER = Path(__file__).parent
LATEST = 50
"""Alerts that it begins with."""
ALL, OPEN = "All", "Not acknowledged"


def alerts(desk: Desk) -> None:
    """Show the latest alerts, and put new ones on top."""
    wanted = st.segmented_control("Alerts", [ALL, OPEN], default=ALL, key="alerts shown", required=True)
    latest = desk.room.alerts.latest(desk.who, LATEST, wanted == OPEN)
    there = desk.room.tracks.there(desk.who, [alert.track for alert in latest])
    show = st.components.v2.component(
        "vehiclefinder_alerts",
        html='<div class="root"></div>',
        css=(FOLDER / "alerts.css").read_text(encoding="utf-8"),
        js=(FOLDER / "alerts.js").read_text(encoding="utf-8"),
    )
    data = {
        "alerts": [alert.to_json() | {"there": alert.track in there} for alert in latest],
        "open": desk.room.alerts.unacknowledged(desk.who),
        "only_open": wanted == OPEN,
        "acknowledging": desk.may(Role.OPERATOR),
    }
    show(data=data, key=f"alerts {wanted}")
