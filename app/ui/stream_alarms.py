"""Streams that are away, told where they matter."""

import streamlit as st

from vehiclefinder.control import SiteClock, StoredStreamAlarm

from .page import PageContext, plain

EVERY = 10.0
"""Seconds between two looks."""
SHOWN = 5
"""Alarms that are shown one by one."""


def stream_alarms(context: PageContext) -> None:
    """Tell of the streams that are away for long, as long as they are."""
    st.fragment(_told, run_every=EVERY)(context)


def _told(context: PageContext) -> None:
    away = context.room.stream_alarms.list(context.who, SHOWN + 1, open_=True)
    for alarm in away[:SHOWN]:
        st.error(_text(alarm, context.room.clock), icon=":material/videocam_off:")
    if len(away) > SHOWN:
        st.error("More streams are away.", icon=":material/videocam_off:")


def _text(alarm: StoredStreamAlarm, clock: SiteClock) -> str:
    reason = f": {plain(alarm.reason)}" if alarm.reason else ""
    return f"**{plain(alarm.camera)}** is away since {clock.minute(alarm.since)}{reason}"
